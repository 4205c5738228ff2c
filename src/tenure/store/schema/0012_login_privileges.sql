-- What the working role may do to the tables of sessions, second factors, logins at other providers, and clients. Those
-- that belong to what is switched off (mail addresses, other grants of OAuth) can at most be read, and are empty.
do $$
begin
    if exists (select from pg_roles where rolname = 'tenure_app') then
        revoke all
            on account_emailaddress, account_emailconfirmation, socialaccount_socialapp, socialaccount_socialtoken,
                oauth2_provider_grant, oauth2_provider_idtoken, oauth2_provider_devicegrant,
                oauth2_provider_refreshtoken
            from tenure_app;
        grant select, insert, update, delete
            on django_session, mfa_authenticator, socialaccount_socialaccount, oauth2_provider_application,
                oauth2_provider_accesstoken
            to tenure_app;
        grant select on account_emailaddress, socialaccount_socialapp to tenure_app;
        -- An access token that is removed is taken out of the refresh token that it came with, had it one.
        grant select, update on oauth2_provider_refreshtoken to tenure_app;
    end if;
end
$$;
