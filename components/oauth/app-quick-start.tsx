import { CodeBlock } from '@/components/ui/code-block';
import { Facts } from '@/components/ui/facts';
import { PageLink } from '@/components/ui/page-link';
import type { QuickStart } from '@/lib/auth/oauth/authorization-server/app-quick-start';

/** The first flow of an app: addresses, a link that starts it, the call that gets the tokens. */
export function AppQuickStart({ quickStart }: { quickStart: QuickStart }) {
  const { endpoints, authorizeUrl, curl, docsUrl } = quickStart;
  return (
    <div className="max-w-2xl space-y-6">
      <Facts
        facts={endpoints.map(({ name, url }) => ({
          term: name,
          value: <code>{url}</code>,
          copy: `${name.toLowerCase()} address`,
        }))}
      />
      {authorizeUrl ? (
        <ol className="list-decimal space-y-4 pl-5 text-sm">
          <li>
            <a href={authorizeUrl} className="underline" rel="noreferrer">
              Start the flow in this browser
            </a>
            . It asks you for consent and returns to your redirect address with a code.
          </li>
          <li>
            Exchange the code within 60 seconds. PKCE with S256 is required for every app; the
            verifier below belongs to this link.
            <CodeBlock id="token-call" label="token call" className="mt-2" code={curl} />
          </li>
          <li>Call the API with the access token, and refresh it after 15 minutes.</li>
        </ol>
      ) : (
        <div className="text-sm">
          <p>
            Ask for a code, show it, and poll the token address until the person has entered it:
          </p>
          <CodeBlock id="token-call" label="device call" className="mt-2" code={curl} />
        </div>
      )}
      <p className="text-sm">
        <PageLink href={docsUrl}>API reference</PageLink>
      </p>
    </div>
  );
}
