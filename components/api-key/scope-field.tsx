'use client';

import { type ComponentProps, useState } from 'react';
import { buttonClass } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { FieldError } from '@/components/ui/field';
import type { Scope } from '@/lib/auth/scope';
import { SCOPE_PRESETS, type ScopeGroup, type ScopePreset } from './scope-group';

type ScopeFieldProps = {
  groups: readonly ScopeGroup[];
  /** Scopes that the person may hand on; the others are shown but closed. */
  allowed: readonly Scope[];
  initial: readonly Scope[];
  error?: string | undefined;
};

const PRESETS: readonly ScopePreset[] = ['ingest', 'read-only', 'all'];

/** What the key may do: presets, one box a scope, and the choice read back in sentences. */
export function ScopeField({ groups, allowed, initial, error }: ScopeFieldProps) {
  const [chosen, setChosen] = useState<ReadonlySet<Scope>>(new Set(initial));
  const toggle = (scope: Scope, on: boolean) => {
    setChosen(
      (before) => new Set(on ? [...before, scope] : [...before].filter((s) => s !== scope)),
    );
  };
  const choose = (preset: ScopePreset) => {
    setChosen(new Set(SCOPE_PRESETS[preset].scopes.filter((scope) => allowed.includes(scope))));
  };
  return (
    <fieldset aria-describedby={error ? 'scopes-error' : undefined}>
      <legend className="text-sm font-semibold">Permissions</legend>
      <div className="mt-2 flex flex-wrap gap-2">
        {PRESETS.map((preset) => (
          <a
            key={preset}
            href={`?preset=${preset}`}
            className={buttonClass({ size: 'small' })}
            onClick={(event) => {
              event.preventDefault();
              choose(preset);
            }}
          >
            {SCOPE_PRESETS[preset].label}
          </a>
        ))}
      </div>
      <ScopeBoxes
        groups={groups}
        boxProps={(scope) => ({
          disabled: !allowed.includes(scope),
          checked: chosen.has(scope),
          onChange: (event) => toggle(scope, event.currentTarget.checked),
        })}
      />
      <ChoiceInWords groups={groups} chosen={chosen} />
      <FieldError name="scopes" error={error} />
    </fieldset>
  );
}

type ScopeBoxesProps = {
  groups: readonly ScopeGroup[];
  /** What each box is beside its name, value and label. */
  boxProps: (scope: Scope) => Partial<ComponentProps<typeof Checkbox>>;
};

/** A box for each scope, by resource. */
export function ScopeBoxes({ groups, boxProps }: ScopeBoxesProps) {
  return (
    <div className="mt-3 grid gap-x-8 border-y border-rule py-2 sm:grid-cols-2">
      {groups.map((group) => (
        <div key={group.resource} role="group" aria-label={group.resource} className="contents">
          {group.scopes.map(({ scope, sentence }) => (
            <Checkbox
              key={scope}
              name="scopes"
              value={scope}
              label={sentence}
              detail={<code>{scope}</code>}
              {...boxProps(scope)}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

function ChoiceInWords({
  groups,
  chosen,
}: {
  groups: readonly ScopeGroup[];
  chosen: ReadonlySet<Scope>;
}) {
  const all = groups.flatMap((group) => group.scopes);
  const sentences = all.filter(({ scope }) => chosen.has(scope)).map(({ sentence }) => sentence);
  const rest = all.length - sentences.length;
  return (
    <div aria-live="polite" className="mt-3 text-sm">
      {sentences.length === 0 ? (
        <p className="text-quiet">No permissions selected.</p>
      ) : (
        <p>
          This key can{' '}
          {sentences.map((text) => text.charAt(0).toLowerCase() + text.slice(1)).join('; ')}.{' '}
          <span className="text-quiet">
            {rest === 0
              ? 'It has every permission.'
              : `${rest} ${rest === 1 ? 'permission' : 'permissions'} not granted.`}
          </span>
        </p>
      )}
    </div>
  );
}
