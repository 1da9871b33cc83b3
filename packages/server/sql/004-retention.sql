-- When a decision no longer holds (milliseconds since 1970, by the backend's clock): what is purged is found by it. Missing in
-- what was kept before; the first purge fills it in.
alter table receipt add column expires bigint;
create index receipt_expires on receipt (site, expires);
