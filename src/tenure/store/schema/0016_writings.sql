-- Few actions write anything, such as a term or another contract. Lists ask of each asset they tell whether one of its
-- actions did, and an asset can have a thousand that did not.
create index action_that_writes on action (account_id, asset_id, number) where attributes is not null;
