import { readFileSync } from 'node:fs';

/**
 * The code below a heading of a page in docs/, so that what the page shows is what a test runs.
 * @param language of the block, where there is more than one below the heading.
 * @throws {Error} where the page has no such heading or no code below it.
 */
export function readPageBlock(page: string, heading: string, language = '\\w+'): string {
  const text = readFileSync(page, 'utf8');
  const at = text.indexOf(`\n### ${heading}\n`);
  const block = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``);
  const code = block.exec(at < 0 ? '' : text.slice(at))?.[1];
  if (!code) throw new Error(`${page} has no code below "${heading}"`);
  return code;
}
