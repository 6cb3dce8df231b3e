// How long pages take: until a first visit listens, and until the server has drawn a list of 100,000 messages.

import { writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { goto, test } from '../support/app.ts';
import { start } from '../support/server.ts';
import { Story } from '../support/story.ts';
import { print } from './figures.ts';

const MESSAGES = 100_000;

/** Asks for a page as plainly as can be: what the client does with it is not what is measured. */
const whole = (url: string, cookie: string, agent: Agent) =>
  new Promise<void>((done, failed) => {
    get(url, { agent, headers: { cookie } }, (answer) => {
      if (answer.statusCode !== 200) failed(new Error(`${answer.statusCode}`));
      answer.resume().on('end', done);
    }).on('error', failed);
  });

test('first visits', async ({ browser }) => {
  const server = await start('practice');
  const millis: number[] = [];
  for (let n = 0; n < 20; n++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.addInitScript(() => {
      const look = () => document.documentElement?.hasAttribute('data-hydrated') && performance.mark('hydrated');
      new MutationObserver(look).observe(document, { attributes: true, childList: true, subtree: true });
    });
    await page.goto(server.setupLink, { waitUntil: 'commit' });
    await page.waitForFunction(() => performance.getEntriesByName('hydrated').length > 0);
    millis.push(await page.evaluate(() => performance.getEntriesByName('hydrated')[0].startTime));
    await context.close();
  }
  print('first visit, nothing cached, until hydrated', millis);
  await server.stop();
});

test('a long list', async ({ page }) => {
  const server = await start('practice');
  await new Story(page, server.base, 'en').setUp(server.setupLink);
  const file = join(server.dataDir, 'many.mbox');
  const mail = (n: number) =>
    `From carla@example.org Mon Nov 23 10:00:00 2026\nFrom: Carla ${n} <carla${n}@example.org>\nSubject: Application ${n}\nMessage-ID: <${n}@example.org>\n\nDear team, I would like to apply.\n\n`;
  writeFileSync(file, Array.from({ length: MESSAGES }, (_, n) => mail(n)).join(''));
  await server.command(['ingest', file], '');
  const url = `${server.base}/recruiting/unassigned`;
  await goto(page, url);
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const agent = new Agent({ keepAlive: true });
  const millis: number[] = [];
  for (let n = 0; n < 200; n++) {
    const began = performance.now();
    await whole(url, cookie, agent);
    millis.push(performance.now() - began);
  }
  print(`page of Unassigned messages with ${MESSAGES} of them, over HTTP (goal 10 ms)`, millis);
  await server.stop();
});
