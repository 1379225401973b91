#!/usr/bin/env bash
# rate-limiter-flexible 11.4.0 (npm), in memory: a quota for a month.
#
# Guess: `new RateLimiterMemory({ points: 5, duration: 30 * 86400 })` counts for thirty days, as
#   with `duration: 86400` it counts for one.
# Seen: the count is dropped by one timer of that length. From 25 days on it is above 2^31 - 1
#   milliseconds, so Node fires it after 1 ms, prints TimeoutOverflowWarning, and every window is
#   forgotten at once. 24 days are counted. Long quotas need a store with expiry of its own, or a
#   row in a database.
set -euo pipefail
command -v npm >/dev/null || { echo "npm is missing"; exit 2; }
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund rate-limiter-flexible@11.4.0
cat > try.mjs <<'JS'
import { RateLimiterMemory } from 'rate-limiter-flexible';

for (const days of [1, 24, 25, 30]) {
  const quota = new RateLimiterMemory({ points: 5, duration: days * 86_400 });
  for (let used = 0; used < 5; used += 1) await quota.consume('acme');
  await new Promise((resolve) => setTimeout(resolve, 50));
  const result = await quota.get('acme');
  console.log(`${days} days: ${result ? `${result.consumedPoints} used` : 'nothing used'}`);
}
process.exit(0);
JS
node try.mjs 2>warning | tee seen
grep -q TimeoutOverflowWarning warning || { echo "no warning any more"; exit 1; }
printf '1 days: 5 used\n24 days: 5 used\n25 days: nothing used\n30 days: nothing used\n' > expected
diff expected seen || { echo "changed"; exit 1; }
