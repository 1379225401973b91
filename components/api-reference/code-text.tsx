/** A description of the OpenAPI document, in which `backticks` mark code. */
export function CodeText({ text }: { text: string }) {
  return text.split('`').map((part, index) =>
    // Every second part stood between two of them.
    index % 2 === 1 ? <code key={index}>{part}</code> : part,
  );
}
