import Document, {
  type DocumentContext,
  type DocumentInitialProps,
  Head,
  Html,
  Main,
  NextScript,
} from 'next/document';
import { TrustedTypesPolicy } from '@/components/shell/trusted-types-policy';
import { parseTheme, type Theme } from '@/components/shell/theme-switch';

type LandingDocumentProps = DocumentInitialProps & {
  theme: Theme;
  nonce?: string;
  trustedTypes?: string;
};

/** The same frame as app/layout.tsx, for the pages without a framework. */
export default class LandingDocument extends Document<LandingDocumentProps> {
  static override async getInitialProps(context: DocumentContext): Promise<LandingDocumentProps> {
    const initial = await Document.getInitialProps(context);
    const headers = context.req?.headers ?? {};
    const theme = /(?:^|; )tollgate\.theme=(\w+)/.exec(headers.cookie ?? '')?.[1];
    const nonce = headers['x-nonce'];
    const trustedTypes = headers['x-trusted-types'];
    return {
      ...initial,
      theme: parseTheme(theme),
      nonce: typeof nonce === 'string' ? nonce : undefined,
      trustedTypes: typeof trustedTypes === 'string' ? trustedTypes : undefined,
    };
  }

  override render() {
    const { theme, nonce, trustedTypes } = this.props;
    return (
      <Html lang="en" data-theme={theme === 'system' ? undefined : theme}>
        <Head nonce={nonce}>
          <TrustedTypesPolicy nonce={nonce} wanted={trustedTypes} />
          <link rel="icon" href="/icon.svg" />
          <meta name="color-scheme" content="light dark" />
        </Head>
        <body>
          <Main />
          <div id="page-status" role="status" className="sr-only" />
          <script src="/page.js" defer nonce={nonce} />
          <NextScript nonce={nonce} />
        </body>
      </Html>
    );
  }
}
