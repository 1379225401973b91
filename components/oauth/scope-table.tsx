import { DataTable } from '@/components/ui/data-table';
import { SCOPES } from '@/lib/auth/scope';

/** How an app asks for a scope. */
export const SCOPE_USES = ['none', 'optional', 'required'] as const;
export type ScopeUse = (typeof SCOPE_USES)[number];

const LABELS: Record<ScopeUse, string> = {
  none: 'Not asked for',
  optional: 'Optional',
  required: 'Required',
};

type ScopeTableProps = { uses: Readonly<Record<string, ScopeUse>>; error?: string | undefined };

/** Every scope once: not asked for, one that people can decline, or one the app can't work without. */
export function ScopeTable({ uses, error }: ScopeTableProps) {
  return (
    <section aria-labelledby="scopes-title">
      <h2 id="scopes-title" className="text-sm font-semibold">
        Scopes
      </h2>
      <p className="mt-1 mb-3 text-xs text-quiet">
        People can decline optional scopes on the consent page. Every app can also ask for openid,
        profile and email.
      </p>
      {error && (
        <p role="alert" className="text-sm text-accent">
          {error}
        </p>
      )}
      <DataTable
        caption="Scopes"
        rows={Object.entries(SCOPES)}
        rowKey={([scope]) => scope}
        columns={[
          { label: 'Scope', heading: true, cell: ([scope]) => <code>{scope}</code> },
          { label: 'Allows the app to', cell: ([, sentence]) => sentence },
          ...SCOPE_USES.map((use) => ({
            label: LABELS[use],
            cell: ([scope]: [string, string]) => (
              <input
                // See select-field.tsx: the answer of a form resets what was chosen.
                key={uses[scope] ?? 'none'}
                type="radio"
                name={`scope.${scope}`}
                value={use}
                defaultChecked={(uses[scope] ?? 'none') === use}
                aria-label={`${scope}: ${LABELS[use]}`}
                className="size-4 accent-ink"
              />
            ),
          })),
        ]}
      />
    </section>
  );
}
