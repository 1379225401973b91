import type { Page } from '@playwright/test';

type Change = {
  /** Answers without the policy: the twin of an attack that it stops. */
  policy: boolean;
  /** What a fault of ours would have let into the page, before the end of its body. */
  injected?: string;
};

/** Changes the answers of one page on their way to the browser. */
export async function changeAnswers(page: Page, path: string, change: Change): Promise<void> {
  await page.route(`**${path}`, async (route) => {
    const response = await route.fetch();
    const headers = response.headers();
    if (!change.policy) delete headers['content-security-policy'];
    if (!change.policy) delete headers['x-frame-options'];
    const text = (await response.text()).replace('</body>', `${change.injected ?? ''}</body>`);
    const body = change.policy ? text : text.replace('window.trustedTypes', 'undefined');
    await route.fulfill({ response, headers, body });
  });
}
