/** What a Tollgate client needs to know. */
export type TollgateOptions = {
  /** Where the system is, e.g. http://localhost:3000 */
  baseUrl: string;
  apiKey: string;
  /** How often a request that may be repeated is tried again after 429 or 503. */
  retries?: number;
};

/** A refusal of the API. @see RFC 9457 */
export class TollgateProblem extends Error {
  override name = 'TollgateProblem';

  constructor(
    readonly status: number,
    /** The last part of the type URI: `key-expired`, `validation-failed` and so on. */
    readonly slug: string,
    detail: string,
    readonly requestId: string,
    readonly errors: { pointer: string; detail: string }[] = [],
  ) {
    super(detail);
  }
}

type Arguments = Record<string, unknown> & { body?: unknown; idempotencyKey?: string };

/** Makes the function that every operation goes through. */
export function createRequest({ baseUrl, apiKey, retries = 2 }: TollgateOptions) {
  return async function request<Answer>(
    method: string,
    path: string,
    { body, idempotencyKey, ...rest }: Arguments = {},
  ): Promise<Answer> {
    const url = new URL(fillPath(path, rest), baseUrl);
    for (const [name, value] of Object.entries(rest)) {
      if (value !== undefined && !path.includes(`{${name}}`))
        url.searchParams.set(name, String(value));
    }
    const init: RequestInit = {
      method,
      headers: {
        'X-API-Key': apiKey,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(idempotencyKey ? { 'Idempotency-Key': idempotencyKey } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    // A write is repeated only where its key makes the repetition harmless.
    const attempts = method === 'GET' || idempotencyKey ? retries + 1 : 1;
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(url, init);
      if (response.status === 204) return undefined as Answer;
      if (response.ok) return (await response.json()) as Answer;
      const again = response.status === 429 || response.status === 503;
      if (!again || attempt >= attempts) throw await toProblem(response);
      const seconds = Number(response.headers.get('Retry-After') ?? 1);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    }
  };
}

function fillPath(path: string, values: Record<string, unknown>): string {
  return path.replace(/\{(\w+)\}/g, (_match, name: string) =>
    encodeURIComponent(String(values[name])),
  );
}

async function toProblem(response: Response): Promise<TollgateProblem> {
  const problem = (await response.json()) as {
    type: string;
    detail: string;
    request_id: string;
    errors?: { pointer: string; detail: string }[];
  };
  const slug = problem.type.split('/').at(-1) ?? '';
  return new TollgateProblem(
    response.status,
    slug,
    problem.detail,
    problem.request_id,
    problem.errors,
  );
}
