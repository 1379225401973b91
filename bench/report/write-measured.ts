import type { SavedResult } from '../support/publish';

/** The figures that /learn/doors shows, by where they stand in the results. */
const SHOWN = {
  keyCall: ['mcp', 'GET /api/v1/meters with an API key: CPU'],
  tokenCall: ['mcp', 'GET /api/v1/meters with an access token: CPU'],
  mtlsCall: ['mtls', 'CPU of a call, of one-way TLS'],
  mtlsConnection: ['handshake', 'ours'],
  revocationP99: ['revocation', 'p99 of 600 refusals, in two processes, after the revoking commit'],
  rotationCalls: ['rotation', 'calls'],
  rotationFailed: ['rotation', 'of them failed'],
} as const;

/**
 * The figures for the page, as JSON.
 * @throws {Error} where a result lacks one of them.
 */
export function writeMeasured(results: readonly SavedResult[]): string {
  const runs = new Set<string>();
  const figures = Object.fromEntries(
    Object.entries(SHOWN).map(([key, [name, what]]) => {
      const result = results.find((one) => one.name === name);
      const value =
        result?.figures.find((figure) => figure.what === what)?.value ??
        result?.chart?.bars.find(({ label }) => label === what)?.value;
      if (!result || value === undefined) throw new Error(`${name} has no figure “${what}”.`);
      runs.add(`${result.machine.date}, ${result.machine.cpu}`);
      return [key, value];
    }),
  );
  return `${JSON.stringify({ measured: [...runs].sort().join('; '), figures }, null, 2)}\n`;
}
