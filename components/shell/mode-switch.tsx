import type { Mode } from '@/lib/auth/principal';

type ModeSwitchProps = { mode: Mode; action: (form: FormData) => Promise<void> };

const CHOICES: readonly { value: Mode; label: string }[] = [
  { value: 'test', label: 'Test' },
  { value: 'live', label: 'Live' },
];

/** Chooses between test and live data. The barrier along the top shows which one it is. */
export function ModeSwitch({ mode, action }: ModeSwitchProps) {
  return (
    <form action={action}>
      <fieldset className="flex rounded-sm border border-outline text-sm">
        <legend className="sr-only">Mode</legend>
        {CHOICES.map(({ value, label }) => (
          <button
            key={value}
            name="mode"
            value={value}
            aria-pressed={mode === value}
            className="min-h-9 px-2 text-quiet sm:px-3 hover:text-ink aria-pressed:bg-ink aria-pressed:font-semibold aria-pressed:text-paper"
          >
            {label}
          </button>
        ))}
      </fieldset>
    </form>
  );
}
