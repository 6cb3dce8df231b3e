// A page as our tests use it: any error of the page fails the test, and clicks wait for the page to listen.

import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';

/** Fails on everything that a page reports as an error: exceptions, console errors, violated policies. */
export const test = base.extend({
  page: async ({ page }, use) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(`exception: ${error.message}`));
    page.on('console', (message) => {
      // A stream that ends because the server is stopped, and a page that is answered 403 or 404 on purpose, are no errors.
      const isExpected =
        /Failed to load resource|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION/.test(message.text()) ||
        // Playwright itself looks into the frame of a mail, where nothing may run.
        /^Blocked script execution in '[^']*\/html\?images=0'/.test(message.text());
      if (message.type() === 'error' && !isExpected) errors.push(message.text());
    });
    await use(page);
    expect(errors).toEqual([]);
  },
});

/** Opens a page and waits until it listens; without script there is nothing to wait for. */
export async function goto(page: Page, url: string) {
  await page.goto(url);
  await hydrated(page);
}

/** Waits until the page listens. */
export async function hydrated(page: Page) {
  const hasScript = await page.evaluate(() => true).catch(() => false);
  if (hasScript && !(await isScriptless(page))) await page.waitForSelector('html[data-hydrated]', { state: 'attached' });
}

const scriptless = new WeakSet<Page>();

/** Marks a page whose browser runs no scripts. */
export const withoutScript = (page: Page) => scriptless.add(page);

const isScriptless = async (page: Page) => scriptless.has(page);

/** Expects no accessibility problem on the page. */
export async function expectAccessible(page: Page) {
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  expect(violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' | ')}`)).toEqual([]);
}

export { expect };
