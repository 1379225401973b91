/**
 * Keeps one instance of a thing for the whole process. Next.js bundles its own copy of each module;
 * a cache, a queue or a connection that hung on the module would then exist twice.
 */
export function oncePerProcess<T>(name: string, make: () => T): T {
  const key = Symbol.for(`tollgate.${name}`);
  const holder = globalThis as { [key]?: { value: T } };
  holder[key] ??= { value: make() };
  return holder[key].value;
}
