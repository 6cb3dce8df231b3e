// Whatever a mail carries: nothing of it runs, and nothing leaves for another host.

import type { Page } from '@playwright/test';
import { expect, test } from '@playwright/test';
import { goto } from '../support/app.ts';
import { addCarla, CARLA, company, field, INBOX, press, thread } from '../support/candidate.ts';
import { expectHarmless, watch } from '../support/harmless.ts';
import { bounce, given, send } from '../support/mail.ts';
import { hostileEnvelope, hostileMail, PAYLOADS } from '../support/payloads.ts';
import { start, type Server } from '../support/server.ts';
import { Story, words } from '../support/story.ts';
import { WRAPPINGS } from '../support/wrapped.ts';

const AT_ONCE = 8;
/** Of the mails whose text is wrapped in something else, and of reports, so many are opened from the list as people do. */
const OPENED_OF_WRAPPED = 40;
/** And so many of those with the payload in every other place: their frames, senders and rows are all looked at. */
const OPENED_OF_PLAIN = 3;
/** Hundreds of mails are read and indexed while the first are looked at. */
const SLOW = { timeout: 60_000 };
const MAIN = 'mail.company.localhost';

/** Hands mails over, a few at a time, until so many are in a state. */
async function sendAll(page: Page, server: Server, mails: { raw: string; helo?: string; from?: string }[], state: string, n: number) {
  for (let sent = 0; sent < mails.length; sent += AT_ONCE) {
    const batch = mails.slice(sent, sent + AT_ONCE);
    await Promise.all(batch.map(({ raw, helo, from }) => send(server.smtpPort, from ?? 'x@example.org', INBOX, raw, helo)));
  }
  const placed = async () => {
    const metrics = await (await page.request.get(`${server.base}/metrics`)).text();
    return Number(new RegExp(`postroom_messages{state="${state}"} (\\d+)`).exec(metrics)?.[1] ?? 0);
  };
  await expect.poll(placed, SLOW).toBe(n);
}

/** What a page of ours looks like to browsers without script, and in this one. */
async function expectPageHarmless(page: Page, url: string) {
  await expectHarmless(page, await (await page.request.get(url)).text(), 'ours', url);
  await goto(page, url);
  await expectHarmless(page, await page.content(), 'ours', url);
}

/** The identities of the messages of this list, a page at a time; the page shows the list. */
async function* listed(page: Page, url: string): AsyncGenerator<string[]> {
  for (let next: string | null | undefined = url; next; ) {
    await goto(page, new URL(next, url).href);
    const rows = page.locator('a.message-row');
    await expect(rows.first()).toBeVisible(SLOW);
    await expectHarmless(page, await page.content(), 'ours', next);
    const links = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('href') ?? ''));
    next = await page.locator('a[rel=next]').evaluateAll((all) => all[0]?.getAttribute('href'));
    yield links.map((link) => new URL(link, page.url()).pathname.split('/').pop() ?? '');
  }
}

/** Opens a message in place, waits for its frame when it has one, and looks at what browsers without script are given. */
async function open(page: Page, base: string, id: string, isFramed: boolean) {
  await page.locator(`a.message-row[href*="${id}"]`).click();
  if (isFramed) await expect(page.frameLocator(`iframe.mail[src*="${id}"]`).first().locator('body')).toBeAttached(SLOW);
  else await expect(page.locator('.reading h1')).toBeAttached(SLOW);
  await expectHarmless(page, await page.content(), 'ours', id);
  await expectHarmless(page, await (await page.request.get(`${base}/recruiting/unassigned/${id}`)).text(), 'ours', id);
}

test('no payload runs from the list, and none asks another host', async ({ page, context }) => {
  test.setTimeout(1_200_000);
  expect(new Set(PAYLOADS).size).toBeGreaterThanOrEqual(150);
  const server = await start('practice');
  await new Story(page, server.base, 'en').setUp(server.setupLink);
  const watched = await watch(context, new URL(server.base).host);
  const wrapped = PAYLOADS.flatMap((payload, n) => Object.values(WRAPPINGS).map((wrap) => ({ raw: wrap(payload, n) })));
  await sendAll(page, server, wrapped, 'unassigned', wrapped.length);
  const plain = PAYLOADS.map((payload, n) => ({ raw: hostileMail(payload, n), ...hostileEnvelope(payload) }));
  await sendAll(page, server, plain, 'unassigned', wrapped.length + plain.length);

  const framed = await context.newPage();
  const shown: Record<number, number> = { 0: 0, 1: 0 };
  let n = 0;
  for await (const ids of listed(page, `${server.base}/recruiting/unassigned`)) {
    for (const id of ids) {
      const message = `${server.base}/recruiting/unassigned/${id}`;
      // The newest are those with the payload in every place that needs no wrapping.
      const isPlain = n < plain.length;
      let isFramed = false;
      for (const images of isPlain ? [0, 1] : [0]) {
        const address = `${message}/html?images=${images}`;
        if ((await page.request.get(address)).status() === 404) continue;
        watched.hasPictures = images === 1;
        const answer = await framed.goto(address);
        isFramed = true;
        shown[images]++;
        await expectHarmless(page, (await answer?.text()) ?? '', images ? 'mail with pictures' : 'mail', `${id} images=${images}`);
        // Where nothing may run, asking may fail, too.
        expect(await framed.evaluate(() => 'hacked' in window).catch(() => false), id).toBe(false);
      }
      if (isPlain) {
        await framed.goto('about:blank');
        watched.hasPictures = false;
        await expectHarmless(page, await (await page.request.get(`${message}/sender`)).text(), 'ours', `sender of ${id}`);
      }
      if (n % (isPlain ? OPENED_OF_PLAIN : OPENED_OF_WRAPPED) === 0) await open(page, server.base, id, isFramed);
      n++;
    }
  }
  expect(n).toBe(wrapped.length + plain.length);
  // Pages come as HTML, in Outlook's container, and there in RTF.
  expect(shown).toEqual({ 0: PAYLOADS.length * 3, 1: PAYLOADS.length });

  for (let number = 0, found = 1; found > 0; number++) {
    const url = `${server.base}/search?words=before&page=${number}`;
    await expectPageHarmless(page, url);
    found = await page.locator('a[rel=next]').count();
  }
  expect(watched.seen).toEqual([]);
  await server.stop();
});

test('no payload runs in a conversation, in the outbox, or in a report', async ({ page, context }) => {
  test.setTimeout(1_200_000);
  const server = await start('practice');
  await company(page, server);
  await addCarla(page, server.base);
  const candidate = page.url();
  const t = words('en', 'conversation');
  await field(page, t.subject).fill('Your interview');
  await field(page, t.text).fill('Please come on Monday.');
  await press(page, t.send);
  await expect(thread(page).first().locator('.delivery')).toContainText(words('en', 'outbox').state_sent, { timeout: 40_000 });
  await expect(() => expect(given(server, MAIN)).toHaveLength(1)).toPass();
  const [sent] = given(server, MAIN);
  const watched = await watch(context, new URL(server.base).host);

  // What servers say about our own message, as much as one report holds: it is delayed, so that the next one counts, too.
  const sayings: string[] = [''];
  for (const payload of PAYLOADS.map((payload) => payload.replace(/\s/g, ' '))) {
    if ((sayings.at(-1) ?? '').length + payload.length > 700) sayings.push('');
    sayings[sayings.length - 1] += ` ${payload}`;
  }
  for (const [n, saying] of sayings.entries()) {
    const report = bounce(sent.messageId, CARLA, `451 4.4.1 saying-${n}-begins${saying}`);
    await send(server.smtpPort, '', INBOX, report.replace('Action: failed', 'Action: delayed').replace('Status: 5.1.1', 'Status: 4.4.1'));
    const html = async () => (await page.request.get(candidate)).text();
    await expect.poll(html, SLOW).toContain(`saying-${n}-begins`);
    await expectPageHarmless(page, candidate);
    await expectPageHarmless(page, `${server.base}/outbox`);
    await page.locator('.outgoing a').first().click();
    await expect(page.locator('.outgoing-recipients')).toBeVisible(SLOW);
    await expectPageHarmless(page, page.url());
  }

  // A stranger's reports are held back; hers are in the conversation.
  const mails = [
    ...PAYLOADS.map((payload, n) => ({
      from: '',
      raw: bounce(`<${n}@elsewhere.example>`, `x${n}@example.org`, `550 5.1.1 ${payload.replace(/\s/g, ' ')}`),
    })),
    ...PAYLOADS.map((payload, n) => ({ from: CARLA, raw: hostileMail(payload, n, CARLA) })),
  ];
  await sendAll(page, server, mails, 'candidate', PAYLOADS.length + sayings.length);
  let n = 0;
  for await (const ids of listed(page, `${server.base}/recruiting/unassigned?view=held_back`)) {
    for (const id of ids) if (n++ % OPENED_OF_WRAPPED === 0) await open(page, server.base, id, false);
  }
  expect(n).toBe(PAYLOADS.length);
  let seen = 0;
  for (let next: string | null | undefined = candidate; next; ) {
    const url: string = new URL(next, candidate).href;
    await expectPageHarmless(page, url);
    seen += await thread(page).count();
    next = await page.getByRole('link', { name: words('en', 'thread').older, exact: true }).evaluateAll((all) => all[0]?.getAttribute('href'));
  }
  expect(seen).toBeGreaterThanOrEqual(PAYLOADS.length);
  expect(watched.seen).toEqual([]);
  await server.stop();
});
