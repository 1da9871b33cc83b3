-- A log for each site: places of receipts, the head, the tiles (C2SP tlog-tiles), and what is left of the erased.
-- Every key starts with the site, so that the same tables can be spread by site over many machines.
alter table receipt add column sub text not null default '';
alter table receipt add column idx bigint;
create unique index receipt_idx on receipt (site, idx);
create index receipt_sub on receipt (site, sub, idx);
create table log_head (
  site   text   not null primary key,
  origin text   not null,
  size   bigint not null,
  root   bytea  not null,
  note   text   not null
);
create table tile (
  site   text     not null,
  level  smallint not null,
  n      bigint   not null,
  hashes bytea    not null,
  primary key (site, level, n)
);
create table erasure (
  site   text   not null,
  leaf   text   not null,
  idx    bigint,
  erased bigint not null,
  primary key (site, leaf)
);
