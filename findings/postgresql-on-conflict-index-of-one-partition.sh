#!/usr/bin/env bash
# PostgreSQL 18.7 (npm @electric-sql/pglite 0.5.17); the same with PostgreSQL 15.
#
# Guess: ON CONFLICT finds its unique index among those of the table that the statement names. A unique
#   index that only one partition has is not one of them, so a row that it refuses is error 23505.
# Seen: ON CONFLICT DO NOTHING without columns skips such a row, in that partition alone; the same
#   value is stored in another partition. With the columns it is error 42P10, "there is no unique or
#   exclusion constraint matching the ON CONFLICT specification". So a table with a unique index can
#   become a partition of a larger one and keep its promise for the rows that are in it.
set -euo pipefail
command -v npm >/dev/null || { echo "npm is missing"; exit 2; }
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm install --silent --no-audit --no-fund @electric-sql/pglite@0.5.17
cat > try.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';

const db = new PGlite();
await db.exec(`
  create table event (id int not null, name text not null) partition by range (id);
  create table early partition of event for values from (0) to (100);
  create table late partition of event for values from (100) to (200);
  create unique index on early (name);
  insert into event values (1, 'a')`);
const store = (text) =>
  db.query(text).then(({ affectedRows }) => `${affectedRows} stored`, ({ code }) => `error ${code}`);
console.log([
  await store("insert into event values (2, 'a')"),
  await store("insert into event values (3, 'a') on conflict (name) do nothing"),
  await store("insert into event values (4, 'a') on conflict do nothing"),
  await store("insert into event values (104, 'a') on conflict do nothing"),
].join('; '));
await db.close();
JS
seen=$(node try.mjs); echo "$seen"
[ "$seen" = "error 23505; error 42P10; 0 stored; 1 stored" ]
