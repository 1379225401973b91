/** Writes a JSON pointer as the reference names fields: `/events/0/quantity` is `events[].quantity`. */
export function toFieldPath(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, part) => {
      if (/^\d+$/.test(part)) return `${path}[]`;
      return path ? `${path}.${part}` : part;
    }, '');
}
