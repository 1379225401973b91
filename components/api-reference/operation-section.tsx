import { CodeBlock } from '@/components/ui/code-block';
import { describeType, type FieldRow, listFields } from './json-schema';
import type { Operation, Parameter } from './operation';

/** A description of the OpenAPI document, in which `backticks` mark code. */
function CodeText({ text }: { text: string }) {
  return text.split('`').map((part, index) =>
    // Every second part stood between two of them.
    index % 2 === 1 ? <code key={index}>{part}</code> : part,
  );
}

/** Fields with their types, one below the other. */
function FieldList({ label, fields }: { label: string; fields: readonly FieldRow[] }) {
  if (fields.length === 0) return null;
  return (
    <div className="mt-5">
      <h4 className="text-xs text-quiet">{label}</h4>
      <dl className="mt-1 border-t border-rule text-sm">
        {fields.map((field) => (
          <div key={field.path} className="border-b border-rule py-1.5">
            <dt className="flex flex-wrap items-baseline gap-x-3">
              <code className="font-semibold [overflow-wrap:anywhere]">{field.path}</code>
              <code className="text-xs text-quiet [overflow-wrap:anywhere]">{field.type}</code>
              {!field.required && <span className="text-xs text-quiet">optional</span>}
            </dt>
            {field.description && (
              <dd className="text-quiet">
                <CodeText text={field.description} />
              </dd>
            )}
          </div>
        ))}
      </dl>
    </div>
  );
}

/** One call: what it does, what it takes, what it answers, and a line to paste. */
export function OperationSection({ operation }: { operation: Operation }) {
  const { id, method, path, answer, scope } = operation;
  const fieldsOf = (place: Parameter['in']) =>
    operation.parameters.filter((parameter) => parameter.in === place).map(toField);
  return (
    <section aria-labelledby={id} className="border-t border-rule pt-6 pb-12">
      <div className="grid gap-x-10 gap-y-4 lg:grid-cols-2">
        <div className="min-w-0">
          <h3 id={id} className="font-semibold">
            <code className="[overflow-wrap:anywhere]">
              {method} {path}
            </code>
          </h3>
          <p className="mt-1">{operation.summary}</p>
          {operation.description && (
            <p className="mt-1 text-sm text-quiet">
              <CodeText text={operation.description} />
            </p>
          )}
          <p className="mt-2 text-sm text-quiet">
            {operation.isPublic && 'Needs no credential.'}
            {!operation.isPublic && !scope && 'Any credential will do.'}
            {scope && (
              <>
                Needs the scope <code>{scope}</code>.
              </>
            )}
          </p>
          <FieldList label="In the path" fields={fieldsOf('path')} />
          <FieldList label="In the query" fields={fieldsOf('query')} />
          <FieldList label="In a header" fields={fieldsOf('header')} />
          <FieldList
            label="In the body"
            fields={operation.body ? listFields(operation.body) : []}
          />
        </div>
        <div className="min-w-0">
          <CodeBlock
            id={`${id}-curl`}
            label={`curl line for ${operation.summary}`}
            code={operation.curl}
          />
          {answer && (
            <details className="mt-4 text-sm">
              <summary>
                Answers <code>{answer.status}</code>
                <span className="text-quiet">: {answer.description}</span>
              </summary>
              <FieldList
                label="In the answer"
                fields={answer.schema ? listFields(answer.schema) : []}
              />
            </details>
          )}
        </div>
      </div>
    </section>
  );
}

function toField(parameter: Parameter): FieldRow {
  return {
    path: parameter.name,
    type: describeType(parameter.schema),
    required: parameter.required,
    description: parameter.description ?? '',
  };
}
