/**
 * The one gate that text has to pass where it would become code or HTML: scripts come from this
 * origin only, and the only HTML is the empty element that React makes and no text at all. Then the gate is closed, by a
 * policy that is added here and not in the header: a script that Next.js loads early, before this one
 * ran, would find no gate and be refused.
 */
const POLICY = `
if (window.trustedTypes) {
  window.trustedTypes.createPolicy('default', {
    createHTML: (text) => (text === '' || text === '<script><\\/script>' ? text : null),
    createScriptURL: (url) => (new URL(url, location.href).origin === location.origin ? url : null),
  });
  const closed = document.createElement('meta');
  closed.httpEquiv = 'Content-Security-Policy';
  closed.content = "require-trusted-types-for 'script'; trusted-types default nextjs";
  document.head.append(closed);
}`;

type TrustedTypesPolicyProps = {
  nonce: string | undefined;
  /** What the front door says: `required`, or nothing where hot reload replaces scripts by text. */
  wanted: string | null | undefined;
};

/**
 * What Next.js and React have to pass, too.
 *
 * Attack: a text of the caller's reaches `innerHTML` or `script.src`, by a fault of ours or of a
 * library. The browser asks this policy, which says no.
 * @see https://www.w3.org/TR/trusted-types/
 */
export function TrustedTypesPolicy({ nonce, wanted }: TrustedTypesPolicyProps) {
  if (wanted !== 'required') return null;
  return (
    <script nonce={nonce} dangerouslySetInnerHTML={{ __html: POLICY }} suppressHydrationWarning />
  );
}
