import { runInNewContext } from 'node:vm';
import { deleteSessionByToken, insertSession } from '@/lib/auth/oauth/session/session.repository';
import { sessionCookie, workspaceCookie } from '@/lib/auth/oauth/session/session-cookie';
import { createSessionToken } from '@/lib/auth/oauth/session/session-token';
import { traceStep } from '@/lib/trace/trace-step';
import type { Lab, Runner } from './lab';
import { makeKey } from './make-key';
import { showVerdict } from './show-verdict';

/**
 * Two attacks that a browser decides about. The pages, headers and cookies are those of this system;
 * what a browser does with them is worked out here, by its standards.
 */

const SCRIPT = 'steal(document.cookie)';
const NAME = `<img src=x onerror=${SCRIPT}>`;
const ORIGIN = { provider: null, address: null, userAgent: 'Tollgate attack lab' };

/** A18: a key that is named like a script, in the owner's own list. */
export const cookieTheftByScript: Runner = {
  refusal: 'shown as text; a script would have read: nothing',
  removal: 'The name is put into the page as HTML, and the cookie is not HttpOnly.',
  needsPages: true,
  async run(lab, guarded) {
    await makeKey(lab.learner, { name: NAME });
    const { html, cookie } = await openKeyList(lab);
    const page = guarded
      ? html
      : html.replaceAll('&lt;img src=x', '<img src=x').replaceAll('()&gt;', ')>');
    const rendered = await showVerdict(
      {
        name: 'browser.render',
        from: 'browser',
        to: 'browser',
        lane: 'who',
        text: `The browser reads the list: is ${NAME} an element?`,
        code: 'components/api-key/key-table.tsx#KeyTable:PageLink',
      },
      async () => {
        const element = page.includes('<img src=x');
        return { refused: !element, seen: element ? 'an element' : 'shown as text' };
      },
    );
    const httpOnly = guarded && sessionCookie().options.httpOnly;
    const read = await showVerdict(
      {
        name: 'browser.script',
        from: 'browser',
        to: 'client',
        lane: 'who',
        text: 'Suppose a script runs all the same: document.cookie',
        code: 'lib/auth/oauth/session/session-cookie.ts#cookie:httpOnly',
      },
      async () => {
        const stolen = runScript(httpOnly ? '' : cookie);
        return { refused: stolen === '', seen: stolen === '' ? 'nothing' : 'the session cookie' };
      },
    );
    return {
      refused: rendered.refused && read.refused,
      seen: `${rendered.seen}; a script would have read: ${read.seen}`,
    };
  },
};

/** Signs the learner in for one page view, in the sandbox. */
async function openKeyList({ learner, visit }: Lab): Promise<{ html: string; cookie: string }> {
  const token = createSessionToken();
  await insertSession(token, learner.userId, ORIGIN);
  try {
    const html = await traceStep(
      {
        name: 'browser.page',
        from: 'browser',
        to: 'web',
        lane: 'work',
        text: 'The owner opens the list of keys',
      },
      async () => {
        const cookies = {
          [sessionCookie().name]: token,
          [workspaceCookie().name]: learner.workspaceId,
        };
        const response = await visit('/settings/api-keys', cookies);
        const text = await response.text();
        if (!text.includes('img src=x'))
          throw new Error(`No such key in the page: ${response.status}`);
        return text;
      },
      (text) => `${text.length} characters of HTML`,
    );
    return { html, cookie: `${sessionCookie().name}=${token}` };
  } finally {
    await deleteSessionByToken(token);
  }
}

/** Runs the attacker's script with a document that has these cookies. */
function runScript(cookie: string): string {
  let stolen = '';
  const steal = (text: string) => {
    stolen = text;
  };
  runInNewContext(SCRIPT, { steal, document: { cookie } }, { timeout: 100 });
  return stolen;
}

/** A21: the attacker's page frames one of ours. */
export const clickjacking: Runner = {
  refusal: 'the frame stays empty: x-frame-options: DENY',
  removal: 'The answer does not say who may frame it.',
  needsPages: true,
  async run({ visit }, guarded) {
    const response = await traceStep(
      {
        name: 'browser.page',
        from: 'browser',
        to: 'web',
        lane: 'work',
        text: 'A frame on https://evil.example asks for our sign-in page',
      },
      () => visit('/sign-in'),
      ({ status }) => `${status}, with its headers`,
    );
    return showVerdict(
      {
        name: 'browser.frame',
        from: 'browser',
        to: 'browser',
        lane: 'may',
        text: 'May this page be shown in a frame of another site?',
        code: 'services/web/security-headers.ts#setPageHeaders:x-frame-options',
      },
      async () => {
        const reason = guarded ? refusesFrame(response.headers) : undefined;
        return reason
          ? { refused: true, seen: `the frame stays empty: ${reason}` }
          : { refused: false, seen: 'our page is in the frame, invisible' };
      },
    );
  },
};

/** @see https://html.spec.whatwg.org/multipage/browsing-the-web.html#the-x-frame-options-header */
function refusesFrame(headers: Headers): string | undefined {
  const option = headers.get('x-frame-options');
  if (option && /^(deny|sameorigin)$/i.test(option)) return `x-frame-options: ${option}`;
  const policy = headers.get('content-security-policy') ?? '';
  return /frame-ancestors '(?:none|self)'/.exec(policy)?.[0];
}
