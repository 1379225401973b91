import type { z } from 'zod';
import type { Principal } from '@/lib/auth/principal';
import type { Scope } from '@/lib/auth/scope';
import type { ClientContext } from '@/lib/http/client-context';
import type { HttpRequest } from '@/lib/http/http-message';
import type { AuthenticatedCredential } from './credential-schemes';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** What a handler answers. `body` becomes JSON; without one the answer is empty. */
export type Answer = {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
};

/** What a handler gets once every check has passed. */
export type Call<Params, Query, Body, Found> = {
  principal: Principal;
  credential: AuthenticatedCredential;
  context: ClientContext;
  params: Params;
  query: Query;
  body: Body;
  /** What `find` gave. */
  found: Found;
  /** The caller's `Idempotency-Key`, or one made for this request. */
  idempotencyKey: string;
};

type Described = { description: string; schema?: z.ZodType };

type EndpointBasics = {
  method: Method;
  /** The path as the reference shows it: `/api/v1/invoices/{id}`. */
  path: `/api/${string}`;
  /** The name of the operation, unique: `payInvoice`. */
  operation: string;
  summary: string;
  description?: string;
  /** Answers by status, apart from the problems that every call may answer with. */
  answers: Record<number, Described>;
};

/** An endpoint as the pipeline sees it, whatever its schemas are. */
export type Endpoint = EndpointBasics & {
  /** The scope that a credential needs; null where any valid credential will do. */
  scope: Scope | null;
  /** Wrong path parameters answer 404: no one could own such an id. */
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  /** No body at all means `{}`. */
  bodyOptional?: boolean;
  /** The answer shows a secret once; it is not kept in clear for a replay. */
  answerHoldsSecret?: boolean;
  /** A write that a second run cannot do again, and that reaches beyond our database or `db()`. */
  idempotent?: boolean;
  /** Finds the object that the path names, before the fields are looked at; throws 404. */
  find?(call: { principal: Principal; params: unknown }): Promise<unknown>;
  handle(call: Call<unknown, unknown, unknown, unknown>): Promise<Answer>;
};

/** An endpoint that needs no credential. */
type PublicEndpoint = EndpointBasics & {
  scope: 'public';
  /** The headers and the body that it reads itself, for the reference: it may have to see raw bytes. */
  headers?: z.ZodType;
  body?: z.ZodType;
  handle(request: HttpRequest, context: ClientContext): Promise<Answer>;
};

export type AnyEndpoint = Endpoint | PublicEndpoint;

type Output<Schema, Otherwise> = Schema extends z.ZodType ? z.output<Schema> : Otherwise;

type Definition<
  Params extends z.ZodType | undefined,
  Query extends z.ZodType | undefined,
  Body extends z.ZodType | undefined,
  Found,
> = EndpointBasics & {
  scope: Scope | null;
  params?: Params;
  query?: Query;
  body?: Body;
  bodyOptional?: boolean;
  answerHoldsSecret?: boolean;
  idempotent?: boolean;
  find?(call: { principal: Principal; params: Output<Params, undefined> }): Promise<Found>;
  handle(
    call: Call<Output<Params, undefined>, Output<Query, undefined>, Output<Body, undefined>, Found>,
  ): Promise<Answer>;
};

/** Defines one endpoint: what it takes, what it needs, what it does. One file each. */
export function defineEndpoint<
  Params extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
  Found = undefined,
>(definition: Definition<Params, Query, Body, Found>): Endpoint {
  return definition;
}

/** Defines one endpoint that anyone may call. */
export function definePublicEndpoint(definition: PublicEndpoint): PublicEndpoint {
  return definition;
}
