import { test } from '@playwright/test';
import { auditPage } from '../support/audit-page';
import { signInAs } from '../support/sign-in-as';

const PUBLIC_PAGES = [
  '/',
  '/sign-in',
  '/sign-in/refused?reason=wrong-state',
  '/docs/api',
  '/docs/problems',
  '/docs/problems/key-revoked',
  '/report-leak',
  '/join',
  '/status',
  '/there-is-no-such-page',
];

const APP_PAGES = [
  '/dashboard',
  '/events',
  '/invoices',
  '/settings/profile',
  '/settings/api-keys',
  '/settings/api-keys/new?preset=read-only',
  '/settings/api-keys/AAAAAAAA',
  '/settings/trusted-issuers',
  '/settings/trusted-issuers/new',
  '/settings/trusted-issuers/new?platform=github-actions',
  '/settings/sessions',
  '/settings/webhooks',
  '/settings/webhooks/new',
  '/settings/connected-apps',
  '/settings/connections',
  '/settings/connections/slack/disconnect?unreachable=1',
  '/settings/members',
  '/settings/members/leave',
  '/settings/single-sign-on',
  '/settings/single-sign-on/remove',
  '/settings/plan',
  '/settings/plan/free',
  '/join/accept',
  '/settings/audit-log',
  '/developers/apps',
  '/developers/request-logs',
];

const SCREENS = [
  { name: 'wide', viewport: { width: 1280, height: 800 } },
  { name: 'narrow', viewport: { width: 390, height: 844 } },
] as const;

for (const { name, viewport } of SCREENS) {
  test.describe(name, () => {
    test.use({ viewport });

    test('axe finds nothing on the public pages, light or dark', async ({ page }) => {
      test.slow();
      for (const path of PUBLIC_PAGES) {
        await page.goto(path);
        await auditPage(page);
      }
    });

    test('axe finds nothing on the pages behind the sign-in, light or dark', async ({ page }) => {
      test.slow();
      await signInAs(page);
      for (const path of APP_PAGES) {
        await page.goto(path);
        await auditPage(page);
      }
      await page.goto('/invoices');
      await page.getByRole('main').getByRole('link').first().click();
      await page.waitForURL('**/invoices/inv_*');
      await auditPage(page);
    });
  });
}
