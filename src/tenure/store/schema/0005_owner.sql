-- Who looks after a customer, by the name of the user: what "own accounts" means.
alter table account add column owner text collate "C";
