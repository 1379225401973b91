#!/usr/bin/env bash
# fontkit 2.0.4 (npm), which pdfkit 0.20.2 uses, with DejaVu Sans: a number in Arabic-Indic digits.
#
# Guess: a number reads from left to right in every script (digits are of the bidi class AN), so the
#   text "١٢٣" gives the glyphs of 1, 2, 3 in this order.
# Seen: the digits count as Arabic script (Unicode lists them as Common), a run of that script is laid
#   out from right to left, and the number 123 is drawn as 321, alone and inside a sentence. Punctuation
#   alone is Common and stays, so brackets after an Arabic word come out in the wrong order as well.
#   The direction can be given as the fifth argument of layout(), which pdfkit does not pass on.
set -euo pipefail
command -v npm >/dev/null || { echo "npm is missing"; exit 2; }
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund fontkit@2.0.4 dejavu-fonts-ttf@2.37.3
cat > try.mjs <<'JS'
import { openSync } from 'fontkit';

const font = openSync('node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf');
const drawn = (text, ...rest) =>
  font.layout(text, ...rest).glyphs.map(({ codePoints }) => String.fromCodePoint(...codePoints));
console.log('Latin digits', drawn('123').join(' '));
console.log('Arabic-Indic digits', drawn('\u0661\u0662\u0663').map((d) => d.charCodeAt(0) - 0x660).join(' '));
const forced = drawn('\u0661\u0662\u0663', [], 'arab', undefined, 'ltr');
console.log('with a direction', forced.map((d) => d.charCodeAt(0) - 0x660).join(' '));
JS
node try.mjs | tee seen
cat > expected <<'TXT'
Latin digits 1 2 3
Arabic-Indic digits 3 2 1
with a direction 1 2 3
TXT
diff expected seen || { echo "changed"; exit 1; }
