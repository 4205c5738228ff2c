-- name: find_bearer
-- Whose token has this hash, for what and until when is it good, and which roles has its user?
select t.id as token_id, t.scopes, t.expires_at, t.last_used_at, u.name, u.scope, u.roots,
    (
        select array_agg(array[array_to_json(r.permissions)::text, r.fields::text])
        from identity_user_roles m
        join identity_role r on r.id = m.role_id
        where m.user_id = u.id
    ) as roles
from identity_token t
join identity_user u on u.id = t.user_id
where t.digest = %(digest)s and t.revoked_at is null and u.is_active

-- name: find_client
-- Which client got the access token of this hash, for what and until when is it good, and which roles has its user?
select t.scope, t.expires, u.name, u.scope as accounts, u.roots,
    (
        select array_agg(array[array_to_json(r.permissions)::text, r.fields::text])
        from identity_user_roles m
        join identity_role r on r.id = m.role_id
        where m.user_id = u.id
    ) as roles
from oauth2_provider_accesstoken t
join oauth2_provider_application a on a.id = t.application_id
join identity_user u on u.id = a.user_id
where t.token_checksum = %(digest)s and u.is_active
