-- What the working role may do. Append-only tables are those without update and delete: nothing that was
-- recorded can be changed by the program, whatever it does. Where owner and working role are one, there is
-- nothing to grant, and `tenure verify` says that append-only is not enforced.
do $$
begin
    if exists (select from pg_roles where rolname = 'tenure_app') then
        grant select, insert on all tables in schema public to tenure_app;
        grant update on setting, product, price_policy, index_rate to tenure_app;
        grant update on account, contract, sales_order to tenure_app;
        grant delete on order_line to tenure_app;
        grant update, delete on state_period to tenure_app;
    end if;
end
$$;
