-- Statements: what the backend says of erasures, signed, at a place in the site's log as receipts have. With them nothing has
-- to say of a single receipt when it was erased.
create table statement (
  site      text   not null,
  idx       bigint not null,
  statement text   not null,
  primary key (site, idx)
);
alter table erasure drop column erased;
create index erasure_idx on erasure (site, idx, leaf);
