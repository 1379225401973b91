import process from 'node:process';

/** An answer as peers repeat it, byte for byte. */
export type ConstantAnswer = { headers: Record<string, string>; body: string };

const VARIABLE = 'BENCH_ANSWER';
/** Node's server writes these itself. */
const WRITTEN_BY_NODE = new Set(['connection', 'date', 'keep-alive']);

/** Takes the answer of the system, for peers to repeat. */
export async function takeAnswer(
  url: string,
  headers: Record<string, string>,
): Promise<ConstantAnswer> {
  const response = await fetch(url, { headers });
  const body = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${body}`);
  const kept = [...response.headers].filter(([name]) => !WRITTEN_BY_NODE.has(name));
  return { headers: Object.fromEntries(kept), body };
}

/** The environment that hands an answer to a process. */
export function answerEnv(answer: ConstantAnswer): Record<string, string> {
  return { [VARIABLE]: JSON.stringify(answer) };
}

/** The answer that this process was given. */
export function readConstantAnswer(): ConstantAnswer {
  return JSON.parse(process.env[VARIABLE] ?? '{"headers":{},"body":""}');
}
