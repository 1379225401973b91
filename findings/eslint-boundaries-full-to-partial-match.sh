#!/usr/bin/env bash
# Guess: eslint-plugin-boundaries 7 deprecates `mode: 'full'` and says "Use 'partialMatch: false'
# instead of 'mode: \"full\"'", so replacing one by the other keeps a dependency rule as strict as it was.
#
# Seen with eslint 10.15.0 and eslint-plugin-boundaries 7.2.0: with `mode: 'full'` a forbidden import
# between two folders is an error; with `partialMatch: false` and the same patterns the run is green.
# The pattern now names a folder, so files directly in it belong to no element, and a file of no
# element is checked by no rule, although the default is "disallow". A warning speaks of "file
# patterns" and does not say that the rule has stopped working.
#
#   mode: full             1 error (boundaries/dependencies)
#   partialMatch: false    0 errors
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir -p src/door src/vault
echo '{"type":"module","private":true}' > package.json
npm install --silent --no-audit --no-fund eslint@10.15.0 eslint-plugin-boundaries@7.2.0
echo 'export const gold = 1;' > src/vault/gold.js
echo "import { gold } from '../vault/gold.js'; export const open = gold;" > src/door/open.js
write() {
  cat > eslint.config.js <<EOF
import boundaries from 'eslint-plugin-boundaries';
const element = (type, pattern) => ({ type, pattern, $1 });
export default [{
  files: ['src/**/*.js'],
  plugins: { boundaries },
  settings: { 'boundaries/elements': [element('door', 'src/door/**/*'), element('vault', 'src/vault/**/*')] },
  rules: { 'boundaries/dependencies': ['error', { default: 'disallow', policies: [] }] },
}];
EOF
}
count() { npx eslint src --format json 2>/dev/null | node -e '
let text = ""; process.stdin.on("data", (part) => (text += part)).on("end", () =>
  console.log(JSON.parse(text).flatMap((file) => file.messages).length));'; }
write "mode: 'full'"
full=$(count || true)
write 'partialMatch: false'
partial=$(count || true)
echo "mode: full             $full errors"
echo "partialMatch: false    $partial errors"
[ "$full" = 1 ] && [ "$partial" = 0 ]
