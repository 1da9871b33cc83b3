-- Receipts with their countersignatures, and what customers were told.
create table receipt (
  site             text   not null,
  jti              text   not null,
  id               text   not null,
  receipt          text   not null,
  countersignature text   not null,
  received         bigint not null,
  primary key (site, jti)
);
create index receipt_id on receipt (id);
create table notice (
  hash text not null primary key,
  body text not null
);
