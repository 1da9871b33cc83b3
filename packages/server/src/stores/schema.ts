// The tables, step by step: a database knows how many steps it has taken, and takes the rest when it is opened.
// Portable to PostgreSQL and what speaks its language: every unique key of a site's data starts with `site`, no serials,
// no triggers. A notice belongs to no site: its hash is its name.

export const SCHEMA: readonly string[] = [
  `create table receipt (
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
   );`,
]
