import type { HttpAnswer } from './http-message';
import { PROBLEM_TYPE_BASE, PROBLEMS, type ProblemSlug } from './problem-catalog';

export type FieldError = { pointer: string; detail: string };

type ProblemOptions = {
  detail?: string;
  errors?: FieldError[];
  headers?: Record<string, string>;
  /** The true reason, for the log only. The public answer stays fixed and vague. */
  cause?: unknown;
};

/** An answer that is a refusal or a failure. Domain code throws it; the host writes it. */
export class ProblemError extends Error {
  /**
   * The server and its pages are bundled apart, each with its copy of this class, and share what
   * there is once a process: the connection to billing throws the errors of the code that opened it.
   */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'ProblemError' && 'slug' in value;
  }

  override name = 'ProblemError';
  readonly status: number;

  constructor(
    readonly slug: ProblemSlug,
    readonly options: ProblemOptions = {},
  ) {
    super(options.detail ?? PROBLEMS[slug].title, { cause: options.cause });
    this.status = PROBLEMS[slug].status;
  }
}

/** Makes the error to throw: `throw problem('not-found')`. */
export function problem(slug: ProblemSlug, options?: ProblemOptions): ProblemError {
  return new ProblemError(slug, options);
}

/** Where the code that threw it knows no better. */
const RETRY_AFTER_SECONDS = '2';

/** Errors that an answer names. Anyone who sends a thousand wrong fields is not answered in megabytes. */
const MAX_ERRORS = 100;

/**
 * Writes a problem as `application/problem+json`.
 * @see RFC 9457 section 3
 */
export function problemAnswer(
  error: Pick<ProblemError, 'slug' | 'options'>,
  requestId: string,
): HttpAnswer {
  const { title, status, remedy } = PROBLEMS[error.slug];
  const { detail = remedy, errors } = error.options;
  const cut = errors && errors.length > MAX_ERRORS;
  const body = {
    type: `${PROBLEM_TYPE_BASE}${error.slug}`,
    title,
    status,
    detail: cut ? `${detail} These are the first ${MAX_ERRORS} of ${errors.length}.` : detail,
    request_id: requestId,
    ...(errors ? { errors: errors.slice(0, MAX_ERRORS) } : {}),
  };
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(status === 503 ? { 'retry-after': RETRY_AFTER_SECONDS } : {}),
      ...error.options.headers,
    },
    body: JSON.stringify(body),
  };
}
