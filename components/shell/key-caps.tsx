/** Keys to press, one after the other. */
export function KeyCaps({ keys }: { keys: string }) {
  return (
    <span className="flex shrink-0 gap-1">
      {keys.split(' ').map((key, index) => (
        <kbd
          // The same key may come twice.
          key={`${key}${index}`}
          className="min-w-6 rounded-sm border border-rule bg-paper px-1.5 text-center text-xs leading-5 text-quiet"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
