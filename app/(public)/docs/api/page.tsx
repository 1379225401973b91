import type { Metadata } from 'next';
import { type Operation, readOperations } from '@/components/api-reference/operation';
import { OperationSection } from '@/components/api-reference/operation-section';
import { StyleLabel } from '@/components/auth-style/style-mark';
import { PageHeader } from '@/components/ui/page-header';
import { PageLink } from '@/components/ui/page-link';
import { getOpenApiDocument } from '@/lib/api/openapi-document';
import { SCOPES } from '@/lib/auth/scope';
import { getEnv } from '@/lib/env';

export const metadata: Metadata = { title: 'API reference' };
export const dynamic = 'force-dynamic';

export default function ApiReferencePage() {
  const operations = readOperations(getOpenApiDocument(), getEnv().APP_URL);
  const resources = [...new Set(operations.map(({ resource }) => resource))];
  return (
    <div className="gap-12 lg:grid lg:grid-cols-[10.5rem_minmax(0,1fr)]">
      <Contents operations={operations} resources={resources} />
      <div className="min-w-0">
        <PageHeader
          title="API reference"
          lead="Generated from the schemas that validate each request."
        />
        <div className="prose">
          <p>
            Send exactly one credential per request: an <StyleLabel name="api-key" /> as{' '}
            <code>X-API-Key</code>, or a key or an <StyleLabel name="oauth" /> access token as{' '}
            <code>Authorization: Bearer</code>. Never in the URL.
          </p>
          <p>
            Lists take <code>limit</code> (1 to 100) and <code>cursor</code>, and answer{' '}
            <code>data</code> and <code>next_cursor</code>. Writes take <code>Idempotency-Key</code>
            : the same key and body give the first answer again for 24 hours. Errors are{' '}
            <code>application/problem+json</code>;{' '}
            <PageLink href="/docs/problems">each has a page</PageLink>. Times are RFC 3339 in UTC.
          </p>
          <p>
            Bodies are JSON in UTF-8, at most 1 MiB. A field that we don’t know is refused. If a
            field appears twice, the last one wins.
          </p>
          <p>
            Also available as <a href="/api/v1/openapi.json">OpenAPI 3.1</a>.
          </p>
        </div>
        <section aria-labelledby="scopes" className="mt-12 mb-16">
          <h2 id="scopes" className="text-xl">
            Scopes
          </h2>
          <dl className="mt-4 border-t border-rule text-sm">
            {Object.entries(SCOPES).map(([scope, meaning]) => (
              <div
                key={scope}
                className="grid gap-x-6 border-b border-rule py-1.5 sm:grid-cols-[11rem_minmax(0,1fr)]"
              >
                <dt>
                  <code>{scope}</code>
                </dt>
                <dd className="text-quiet">{meaning}</dd>
              </div>
            ))}
          </dl>
        </section>
        {resources.map((resource) => (
          <section key={resource} aria-labelledby={`resource-${resource}`}>
            <h2 id={`resource-${resource}`} className="mb-4 text-xl">
              {resource}
            </h2>
            {operations
              .filter((operation) => operation.resource === resource)
              .map((operation) => (
                <OperationSection key={operation.id} operation={operation} />
              ))}
          </section>
        ))}
      </div>
    </div>
  );
}

type ContentsProps = { operations: readonly Operation[]; resources: readonly string[] };

function Contents({ operations, resources }: ContentsProps) {
  return (
    <nav
      aria-label="Calls"
      className="top-20 hidden max-h-[calc(100dvh-6rem)] self-start overflow-y-auto text-sm lg:sticky lg:block"
    >
      <ul className="space-y-3">
        {resources.map((resource) => (
          <li key={resource}>
            <a
              href={`#resource-${resource}`}
              className="flex min-h-6 items-center no-underline hover:underline"
            >
              {resource}
            </a>
            <ul>
              {operations
                .filter((operation) => operation.resource === resource)
                .map(({ id, method, path }) => (
                  <li key={id}>
                    <a
                      href={`#${id}`}
                      className="block py-0.5 text-xs leading-5 text-quiet no-underline [overflow-wrap:anywhere] hover:underline"
                    >
                      <code>{method}</code> /{path.split('/').slice(4).join('/')}
                    </a>
                  </li>
                ))}
            </ul>
          </li>
        ))}
      </ul>
    </nav>
  );
}
