// Whatever a mail carries: nothing of it runs, and nothing leaves for another host.

import type { BrowserContext, Page } from '@playwright/test';
import { expect, test } from '@playwright/test';
import { goto } from '../support/app.ts';
import { send } from '../support/mail.ts';
import { hostileMail, PAYLOADS } from '../support/payloads.ts';
import { start } from '../support/server.ts';
import { Story } from '../support/story.ts';

const AT_ONCE = 8;

test('no payload runs, and none asks another host', async ({ page, context }) => {
  test.setTimeout(600_000);
  expect(new Set(PAYLOADS).size).toBeGreaterThanOrEqual(150);
  const server = await start('practice');
  await new Story(page, server.base, 'en').setUp(server.setupLink);
  const seen = await watch(context, new URL(server.base).host);
  for (let n = 0; n < PAYLOADS.length; n += AT_ONCE) {
    const batch = PAYLOADS.slice(n, n + AT_ONCE);
    const sent = batch.map((payload, i) => {
      const mail = hostileMail(payload, n + i);
      return send(server.smtpPort, 'x@example.org', 'acme-jobs@postroom.localhost', mail);
    });
    await Promise.all(sent);
  }
  await expect
    .poll(async () => Number(/messages_accepted (\d+)/.exec(await (await page.request.get(`${server.base}/metrics`)).text())?.[1]))
    .toBe(PAYLOADS.length);

  // Every one as it is framed, every tenth opened from the list as people do; the lists show all names and subjects.
  const framed = await context.newPage();
  let opened = 0;
  await goto(page, `${server.base}/recruiting/unassigned`);
  for (;;) {
    const rows = page.locator('a.message-row');
    await expect(rows.first()).toBeVisible();
    const links = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('href') ?? ''));
    const next = await page.locator('a[rel=next]').evaluateAll((all) => all[0]?.getAttribute('href'));
    for (const link of links) {
      const id = new URL(link, page.url()).pathname.split('/').pop() ?? '';
      const shown = await framed.goto(`${server.base}/recruiting/unassigned/${id}/html?images=0`);
      await expectHarmless(page, (await shown?.text()) ?? '', id);
      // Where nothing may run, asking may fail, too.
      expect(await framed.evaluate(() => 'hacked' in window).catch(() => false), id).toBe(false);
      if (opened % 10 === 0) await open(page, link, id);
      opened++;
    }
    if (!next) break;
    await goto(page, server.base + next);
  }
  expect(opened).toBe(PAYLOADS.length);
  expect(seen()).toEqual([]);
  await server.stop();
});

/** Opens a message in place, waits for its frame, and looks at what browsers without script are given. */
async function open(page: Page, link: string, id: string) {
  await page.locator(`a.message-row[href*="${id}"]`).click();
  await expect(page.frameLocator(`iframe.mail[src*="${id}"]`).first().locator('body')).toBeAttached();
  const html = await (await page.request.get(new URL(link, page.url()).href)).text();
  await expectHarmless(page, html, id);
}

async function expectHarmless(page: Page, html: string, id: string) {
  expect(await page.evaluate(faults, html), id).toEqual([]);
  expect(await page.evaluate(() => 'hacked' in window), id).toBe(false);
}

/** What may not be in a mail that is shown; runs in the browser, whose parser is the one that counts. */
function faults(html: string): string[] {
  const found: string[] = [];
  const allowed = /^(https?:|mailto:|tel:|cid:|#|\/|data:image\/(png|jpeg|gif|webp|bmp);)/i;
  const inMail = ['IFRAME', 'FRAME', 'OBJECT', 'EMBED', 'FORM', 'INPUT', 'BUTTON', 'TEMPLATE', 'SVG', 'MATH', 'SCRIPT'];
  const isMail = !html.includes('data-hk') && !html.includes('class="reading"');
  const walk = (root: ParentNode) => {
    for (const element of root.querySelectorAll('*')) {
      const tag = element.tagName.toUpperCase();
      if (isMail && inMail.includes(tag)) found.push(element.outerHTML.slice(0, 80));
      // Our own scripts have the nonce of their answer; nobody who writes mail knows it.
      if (tag === 'SCRIPT' && !element.hasAttribute('nonce')) found.push(element.outerHTML.slice(0, 80));
      // Ours has only a target.
      if (element.tagName === 'BASE' && element.hasAttribute('href')) found.push('base');
      if (element.tagName === 'META' && element.getAttribute('http-equiv')?.toLowerCase() === 'refresh') found.push('refresh');
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name) || name === 'srcdoc') found.push(`${element.tagName} ${name}`);
        if (['href', 'src', 'action', 'formaction', 'data', 'poster', 'xlink:href'].includes(name) && value && !allowed.test(value.trim())) {
          found.push(`${element.tagName} ${name}=${value}`);
        }
      }
    }
  };
  walk(new DOMParser().parseFromString(html, 'text/html'));
  return found;
}

/** Everything that happens in any page and that no mail may cause. */
async function watch(context: BrowserContext, host: string): Promise<() => string[]> {
  const seen: string[] = [];
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (url.host !== host && !['data:', 'blob:', 'about:'].includes(url.protocol)) seen.push(`request: ${request.url()}`);
  });
  context.on('dialog', (dialog) => {
    seen.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return () => seen;
}
