import process from 'node:process';

export const { ISSUER, API, ROBOT, REDIRECT, CLIENT_ID, CLIENT_SECRET, PUBLIC_ID } = process.env;

/** Runs one flow and prints what became of it, a line of JSON that the proof reads. */
export async function flow(name, run) {
  try {
    const detail = await run();
    console.log(JSON.stringify({ flow: name, ok: true, detail: String(detail ?? '') }));
  } catch (error) {
    const detail = [error?.message, error?.error, error?.cause?.message].filter(Boolean).join('; ');
    console.log(JSON.stringify({ flow: name, ok: false, detail: detail || String(error) }));
  }
}

/** Sends a person's browser to an address and allows what it asks; gives where it ended. */
export async function browse(url, options = {}) {
  const body = JSON.stringify({ url: String(url), ...options });
  const answer = await (await fetch(ROBOT, { method: 'POST', body })).json();
  if (answer.error) throw new Error(answer.error);
  return { url: new URL(answer.url), text: answer.text };
}

/** Calls the API and insists that it knows the caller. */
export async function callMe(token, send = fetch) {
  const response = await send(`${API}/me`, { headers: { authorization: `Bearer ${token}` } });
  if (response.status !== 200) throw new Error(`GET /me: ${response.status}`);
  return `GET /me ${response.status}`;
}

export function assert(condition, message) {
  if (!condition) throw new Error(message);
}

/** Insists that something fails, and with which error. */
export async function refused(promise, code) {
  try {
    await promise;
  } catch (error) {
    const text = JSON.stringify([error?.message, error?.error, error?.code, error?.data?.payload]);
    assert(text.includes(code), `refused otherwise: ${text}`);
    return `refused: ${code}`;
  }
  throw new Error('was not refused');
}
