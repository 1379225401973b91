// The same check as `tollgate scan --staged`, in plain Node, so that it also works where nothing is
// installed: in another repository, in CI, before `npm ci`.
import { execFileSync } from 'node:child_process';
import process from 'node:process';

const KEY = /\btg_(?:live|test)_[0-9A-Za-z]{46}(?![0-9A-Za-z])/g;
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CHECKSUM_DIGITS = 6;
const MAX_BYTES = 50_000_000;

/** CRC-32 in base62, bit by bit: zlib has it only from Node 20.15 on. */
function checksum(text) {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  let rest = (crc ^ 0xffffffff) >>> 0;
  let digits = '';
  for (let place = 0; place < CHECKSUM_DIGITS; place += 1) {
    digits = DIGITS[rest % 62] + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

const git = (...args) => execFileSync('git', args, { encoding: 'utf8', maxBuffer: MAX_BYTES });

const files = git('diff', '--cached', '--name-only', '--diff-filter=ACMR', '-z').split('\0');
const findings = [];
for (const file of files.filter(Boolean)) {
  for (const [index, line] of git('show', `:${file}`).split('\n').entries()) {
    for (const [key] of line.matchAll(KEY)) {
      const isKey = checksum(key.slice(0, -CHECKSUM_DIGITS)) === key.slice(-CHECKSUM_DIGITS);
      if (isKey) findings.push(`${file}:${index + 1}  ${key.slice(0, 16)}…`);
    }
  }
}
if (findings.length > 0) {
  console.error(`Tollgate API keys in this commit:\n${findings.join('\n')}`);
  console.error('Take them out. If they were pushed anywhere, roll or revoke them.');
  process.exit(1);
}
