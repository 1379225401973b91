/** Prints a result: one JSON object with `--json`, else a line for people. */
export function printResult(json: boolean | undefined, value: unknown, text: string): void {
  console.log(json ? JSON.stringify(value) : text);
}
