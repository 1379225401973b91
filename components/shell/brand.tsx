/** The mark: a toll gate with its arm raised over three doors. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 28 28" className={className} aria-hidden focusable="false">
      <path d="M4.5 26V10.5" stroke="currentColor" strokeWidth="2.6" fill="none" />
      <path d="M4.5 11.6 24.5 3.2" stroke="var(--accent)" strokeWidth="3" fill="none" />
      <path
        d="M9.6 7.2 12.2 10.4M15.4 4.8 18 8M21 2.4 23.6 5.6"
        stroke="var(--paper)"
        strokeWidth="1.5"
      />
      <circle cx="4.5" cy="11.6" r="2.6" fill="currentColor" />
      <path d="M9 26v-5.6a2.1 2.1 0 0 1 4.2 0V26z" fill="var(--api-key)" />
      <path d="M15.2 26v-7.6a2.1 2.1 0 0 1 4.2 0V26z" fill="var(--oauth)" />
      <path d="M21.4 26v-9.6a2.1 2.1 0 0 1 4.2 0V26z" fill="var(--mtls)" />
      <path d="M1 26.4h26" stroke="currentColor" strokeWidth="1.6" />
    </svg>
  );
}
