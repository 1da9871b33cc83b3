// Which tables and partitions a PostgreSQL server read, wrote or locked, as it says itself.
import type postgres from 'postgres'

/** By name. `locked`: when a turn at a log was committed; a transaction keeps every lock until then. */
export type Seen = { touched: string[]; locked: string[] }

/** Must be asked for once, when the tables are there. */
export async function beginWatching(sql: postgres.Sql): Promise<void> {
  await sql.unsafe(`
    create schema watch;
    create table watch.locked (name text);
    create function watch.record() returns trigger language plpgsql as $$
    begin
      insert into watch.locked
        select of.relname from pg_locks left join pg_index on indexrelid = relation
          join pg_class of on of.oid = coalesce(indrelid, relation)
        where pid = pg_backend_pid() and of.relkind = 'r' and of.relnamespace = 'public'::regnamespace;
      return null;
    end $$;
    create constraint trigger record after insert or update on log_head
      deferrable initially deferred for each row execute function watch.record()`)
}

/** Of a store that is opened and closed in `work`: a server counts what a connection did when it ends. */
export async function watch(sql: postgres.Sql, work: () => Promise<unknown>): Promise<Seen> {
  await sql`truncate watch.locked`
  const before = await counts(sql)
  await work()
  const after = await counts(sql)
  const locked = await sql<{ name: string }[]>`select distinct name from watch.locked order by name`
  return {
    touched: [...after.keys()].filter((name) => after.get(name) !== before.get(name)),
    locked: locked.map(({ name }) => name),
  }
}

async function counts(sql: postgres.Sql): Promise<Map<string, string>> {
  const open = () => sql`select from pg_stat_activity
    where application_name = 'placet' and datname = current_database()`
  while ((await open()).length > 0) await new Promise((resolve) => setTimeout(resolve, 5))
  const rows = await sql<{ name: string; counts: string }[]>`
    select relname as name, concat_ws(' ', seq_scan, idx_scan, n_tup_ins, n_tup_upd, n_tup_del) as counts
    from pg_stat_user_tables where schemaname = 'public' order by relname`
  return new Map(rows.map(({ name, counts }) => [name, counts]))
}
