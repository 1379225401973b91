export type CodeToken = { kind: 'comment' | 'text' | 'string' | 'word'; text: string };

const WORDS =
  'as|async|await|break|case|catch|class|const|continue|default|delete|else|enum|export|extends|finally|for|from|function|if|import|in|instanceof|interface|let|new|null|of|return|satisfies|static|switch|throw|true|false|try|type|typeof|undefined|void|while|readonly';

const TOKENS = new RegExp(
  `(\\/\\/.*$|^\\s*\\/?\\*.*$)|('(?:[^'\\\\]|\\\\.)*'|"(?:[^"\\\\]|\\\\.)*"|\`(?:[^\`\\\\]|\\\\.)*\`)|\\b(${WORDS})\\b`,
  'g',
);

/**
 * Splits one line of formatted TypeScript into what is read differently: comments, strings and the
 * language's own words. Good enough for reading; it is no parser.
 */
export function highlightCode(line: string): CodeToken[] {
  const tokens: CodeToken[] = [];
  let end = 0;
  for (const match of line.matchAll(TOKENS)) {
    const [text, comment, string] = match;
    if (match.index > end) tokens.push({ kind: 'text', text: line.slice(end, match.index) });
    tokens.push({ kind: comment ? 'comment' : string ? 'string' : 'word', text });
    end = match.index + text.length;
  }
  if (end < line.length) tokens.push({ kind: 'text', text: line.slice(end) });
  return tokens;
}
