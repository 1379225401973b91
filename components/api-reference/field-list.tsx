import { CodeText } from './code-text';
import type { FieldRow } from './json-schema';

/** Fields with their types, one below the other. */
export function FieldList({ label, fields }: { label: string; fields: readonly FieldRow[] }) {
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
