export type Theme = 'system' | 'light' | 'dark';

const CHOICES: readonly { value: Theme; label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

/** The theme in a cookie's text; anything else follows the system. */
export function parseTheme(text: string | undefined): Theme {
  return text === 'light' || text === 'dark' ? text : 'system';
}

/**
 * Chooses between the themes. A plain form: the next page comes in the right colours from the
 * server, so nothing flashes. `public/page.js` spares the round trip.
 */
export function ThemeSwitch({ theme }: { theme: Theme }) {
  return (
    <form method="post" action="/theme" data-theme-form>
      <fieldset className="flex items-center gap-1 text-sm">
        <legend className="float-left mr-2 text-quiet">Theme</legend>
        {CHOICES.map((choice) => (
          <button
            key={choice.value}
            name="theme"
            value={choice.value}
            aria-pressed={theme === choice.value}
            suppressHydrationWarning
            className="min-h-8 rounded-sm px-2 text-quiet hover:text-ink aria-pressed:text-ink aria-pressed:underline aria-pressed:decoration-ink aria-pressed:decoration-2 aria-pressed:underline-offset-4"
          >
            {choice.label}
          </button>
        ))}
      </fieldset>
    </form>
  );
}
