#!/usr/bin/env bash
# ioredis 5.11.1 (npm) with a Redis of this machine (any version): a database number that it does not
# have, in the URL.
#
# Guess: Redis refuses SELECT 99 with "ERR DB index is out of range", so the connection fails, or at
#   least the commands on it: nothing is written anywhere.
# Seen: the error is only an "error" event. The connection becomes ready on database 0 and every command
#   succeeds there, so two systems that were to be kept apart by number share one database. Without
#   a listener the event is a line on stderr.
set -euo pipefail
for program in npm redis-server; do
  command -v "$program" >/dev/null || { echo "$program is missing"; exit 2; }
done
folder=$(mktemp -d); trap 'kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT; cd "$folder"
port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
redis-server --bind 127.0.0.1 --port "$port" --save '' --dir "$folder" >/dev/null & server=$!
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund ioredis@5.11.1
cat > try.mjs <<'JS'
import { Redis } from 'ioredis';

const [port] = process.argv.slice(2);
const wrong = new Redis(`redis://127.0.0.1:${port}/99`);
let event = 'none';
wrong.on('error', ({ message }) => (event = message));
console.log('set:', await wrong.set('a', '1'));
console.log('error event:', event);
const zero = new Redis(`redis://127.0.0.1:${port}/0`);
console.log('database 0 has it:', await zero.get('a'));
process.exit(0);
JS
node try.mjs "$port" | tee seen
cat > expected <<'TXT'
set: OK
error event: ERR DB index is out of range
database 0 has it: 1
TXT
diff expected seen || { echo "changed"; exit 1; }
