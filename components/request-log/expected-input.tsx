import { describeType, listFields } from '@/components/api-reference/json-schema';
import type { Operation } from '@/components/api-reference/operation';
import { Facts } from '@/components/ui/facts';
import { Section } from '@/components/ui/page-header';
import { PageLink } from '@/components/ui/page-link';
import type { FieldError } from '@/lib/http/problem';
import { toFieldPath } from './field-path';

type ExpectedInputProps = { operation: Operation; errors: readonly FieldError[] };

/** What the operation of a refused call takes, by the reference: each field that was wrong. */
export function ExpectedInput({ operation, errors }: ExpectedInputProps) {
  const fields = [
    ...operation.parameters.map(({ name, schema, description = '' }) => ({
      path: name,
      type: describeType(schema),
      description,
    })),
    ...(operation.body ? listFields(operation.body) : []),
  ];
  const wrong = new Set(errors.map(({ pointer }) => toFieldPath(pointer)));
  return (
    <Section
      id="expected"
      title="Expected"
      lead={
        <>
          {operation.summary}:{' '}
          <PageLink href={`/docs/api#${operation.id}`}>
            {operation.id} in the API reference
          </PageLink>
          .
        </>
      }
    >
      <Facts
        facts={[
          {
            term: 'Scope',
            value: operation.scope ? <code>{operation.scope}</code> : 'any credential',
          },
          ...fields
            .filter(({ path }) => wrong.has(path))
            .map(({ path, type, description }) => ({
              term: path,
              value: (
                <>
                  <code>{type}</code> {description}
                </>
              ),
            })),
        ]}
      />
    </Section>
  );
}
