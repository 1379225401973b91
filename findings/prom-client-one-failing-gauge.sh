#!/usr/bin/env bash
# prom-client 15.1.3 (npm): one gauge whose `collect` fails, as when it asks a database that is down.
#
# Guess: /metrics leaves that gauge out and still has the others, as Prometheus' Go client can
#   (promhttp's ContinueOnError), so that an outage of the database is visible in the other numbers.
# Seen: `registry.metrics()` rejects with the gauge's own error and returns nothing at all. Every
#   number disappears at the moment in which it is needed. `collect` must catch its own errors.
set -euo pipefail
command -v npm >/dev/null || { echo "npm is missing"; exit 2; }
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund prom-client@15.1.3
cat > try.mjs <<'JS'
import { Counter, Gauge, Registry } from 'prom-client';

const registry = new Registry();
new Counter({ name: 'requests_total', help: 'requests', registers: [registry] }).inc();
new Gauge({
  name: 'queue_length',
  help: 'rows in a table',
  registers: [registry],
  collect: async () => {
    throw new Error('database is down');
  },
});
console.log(await registry.metrics().catch(({ message }) => `rejected: ${message}`));
JS
node try.mjs | tee seen
[ "$(cat seen)" = 'rejected: database is down' ] || { echo "changed"; exit 1; }
