// From `250` to visible in an open browser, at rest and while 200 and 500 messages arrive in a second.

import type { Page } from '@playwright/test';
import { application } from '../support/mail.ts';
import { goto, test } from '../support/app.ts';
import { start } from '../support/server.ts';
import { Story } from '../support/story.ts';
import { print } from './figures.ts';
import { Sender } from './sender.ts';

const ADDRESS = 'acme-jobs@postroom.localhost';
const RATES_PER_SECOND = [200, 500];
const BURST_SECONDS = 15;
/** Too long to be an answer to anything: the measurement itself is broken then. */
const GIVE_UP_MS = 10_000;

test('from 250 to visible', async ({ page }) => {
  const server = await start('practice');
  await new Story(page, server.base, 'en').setUp(server.setupLink);
  await goto(page, `${server.base}/recruiting/unassigned`);
  await watch(page);

  const sender = await Sender.connect(server.smtpPort);
  const atRest: number[] = [];
  for (let n = 0; n < 100; n++) {
    const accepted = await sender.send(ADDRESS, application(`Mail ${n}`));
    atRest.push((await visibleAt(page, n)) - accepted);
  }
  print('250 to visible, at rest (goal 100 ms)', atRest);

  let first = atRest.length;
  for (const asked of RATES_PER_SECOND) {
    const { rate, millis } = await burst(page, server.smtpPort, first, asked);
    print(`250 to visible, while ${rate.toFixed(0)} messages/s arrive (goal 100 ms)`, millis);
    first += asked * BURST_SECONDS;
  }
  await server.stop();
});

/** Sends messages from number `first` on at this rate: the rate that came about, and how long each took to be seen. */
async function burst(page: Page, port: number, first: number, asked: number) {
  const last = first + asked * BURST_SECONDS;
  const senders = await Promise.all(Array.from({ length: 8 }, () => Sender.connect(port)));
  const accepted: number[] = [];
  const began = now();
  let next = first;
  await Promise.all(
    senders.map(async (each) => {
      while (next < last) {
        const n = next++;
        // In step with the clock: a slow answer delays only its own connection.
        await until(began + ((n - first) * 1000) / asked);
        accepted[n - first] = await each.send(ADDRESS, application(`Mail ${n}`));
      }
    }),
  );
  const rate = ((last - first) * 1000) / (now() - began);
  await visibleAt(page, last - 1);
  const seen = await page.evaluate(() => (window as unknown as Watching).seen);
  // A message is on screen as soon as it, or a later one, heads the list: the page holds the newest fifty.
  return { rate, millis: accepted.map((at, index) => Math.max(0, (seen.find(([n]) => n >= first + index)?.[1] ?? NaN) - at)) };
}

const now = () => performance.timeOrigin + performance.now();

const until = async (at: number) => {
  const wait = at - now();
  if (wait > 0) await new Promise((done) => setTimeout(done, wait));
};

interface Watching {
  seen: [number, number][];
}

/** Notes in the page when which message heads the list, in the frame that shows it. */
async function watch(page: Page) {
  await page.evaluate(() => {
    const seen: [number, number][] = [];
    (window as unknown as Watching).seen = seen;
    const look = () => {
      const numbers = [...document.querySelectorAll('.message-row .subject')].map((row) => Number(/\d+/.exec(row.textContent ?? '')?.[0]));
      const newest = Math.max(-1, ...numbers.filter(Number.isFinite));
      if (newest > (seen.at(-1)?.[0] ?? -1)) {
        requestAnimationFrame((at) => seen.push([newest, performance.timeOrigin + at]));
      }
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
}

/** When message `n` or a later one came to be seen. */
async function visibleAt(page: Page, n: number): Promise<number> {
  const handle = await page.waitForFunction((n) => (window as unknown as Watching).seen.find(([seen]) => seen >= n)?.[1], n, {
    polling: 'raf',
    timeout: GIVE_UP_MS,
  });
  return (await handle.jsonValue()) as number;
}
