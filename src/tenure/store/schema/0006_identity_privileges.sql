-- What the working role may do to the tables of users, roles, tokens and logins, which Django's migrations make. Nothing
-- in them is part of the book, so all of it can be changed and removed.
do $$
begin
    if exists (select from pg_roles where rolname = 'tenure_app') then
        grant select, insert, update, delete
            on identity_role, identity_user, identity_user_roles, identity_token, identity_login_attempt
            to tenure_app;
    end if;
end
$$;
