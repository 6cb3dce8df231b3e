// Pages that are drawn on the server only, as a person with script meets them.

import type { Page } from '@playwright/test';
import { expect, goto, hydrated, test } from '../support/app.ts';
import { start, type Server } from '../support/server.ts';
import { Story, words } from '../support/story.ts';

const t = words('en', 'positions');
const problems = words('en', 'problems');

async function begin(page: Page, server: Server) {
  const story = new Story(page, server.base, 'en');
  await story.setUp(server.setupLink);
  return story;
}

/** Notes that the page is this one, to see later whether it was loaded anew. */
const mark = (page: Page) => page.evaluate(() => void ((window as unknown as { marked: boolean }).marked = true));
const isMarked = (page: Page) => page.evaluate(() => 'marked' in window);

async function addPosition(page: Page, story: Story, title: string) {
  await goto(page, `${story.base}/positions`);
  await page.getByText(t.new, { exact: true }).click();
  await story.field(t.name).fill(title);
  await story.button(t.create).click();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
}

test('what changes elsewhere appears, and what is typed stays, with the focus', async ({ page, context }) => {
  const server = await start('practice');
  const story = await begin(page, server);
  await goto(page, `${server.base}/positions`);
  await page.getByText(t.new, { exact: true }).click();
  await story.field(t.name).fill('Half a ti');
  await page.locator('details.new #status').selectOption('draft');
  await story.field(t.name).focus();
  await mark(page);

  const other = await context.newPage();
  await addPosition(other, new Story(other, server.base, 'en'), 'Baker');
  await expect(page.getByRole('link', { name: 'Baker' })).toBeVisible();
  await expect(story.field(t.name)).toBeFocused();
  await page.keyboard.type('tle');
  await expect(story.field(t.name)).toHaveValue('Half a title');
  await expect(page.locator('details.new #status')).toHaveValue('draft');
  await other.close();

  // What cannot be taken is said at its field; a change from elsewhere does not wipe that away.
  await story.field(t.name).fill('   ');
  await story.button(t.create).click();
  await expect(story.field(t.name)).toHaveAttribute('aria-invalid', 'true');
  await expect(story.field(t.name)).toBeFocused();
  await expect(page.locator('details.new #status')).toHaveValue('draft');
  expect(new URL(page.url()).search).toBe('');
  const third = await context.newPage();
  await addPosition(third, new Story(third, server.base, 'en'), 'Driver');
  await expect(page.getByRole('link', { name: 'Driver' })).toBeVisible();
  await expect(story.field(t.name)).toHaveAttribute('aria-invalid', 'true');
  await third.close();

  await story.field(t.name).fill('Half a title');
  await story.button(t.create).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Half a title' })).toBeVisible();
  await expect(page.locator('.head .badge')).toHaveText(t.draft);
  expect(await isMarked(page)).toBe(true);
  await server.stop();
});

test('what changes while the answer to a form is on its way is not painted over by it', async ({ page, context }) => {
  const server = await start('practice');
  const story = await begin(page, server);
  await addPosition(page, story, 'Baker');
  const heading = (name: string) => expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
  await page.evaluate(() => {
    const held = window as unknown as { isHeld: boolean; release(): void };
    const released = new Promise<void>((done) => (held.release = done));
    const fetch = window.fetch.bind(window);
    window.fetch = async (...of) => {
      const answer = await fetch(...of);
      held.isHeld ||= of[1]?.method === 'POST';
      if (of[1]?.method === 'POST') await released;
      return answer;
    };
  });
  await story.field(t.name).fill('Baker at night');
  await story.button(t.save).click();
  await page.waitForFunction(() => 'isHeld' in window && window.isHeld);

  const other = await context.newPage();
  const second = new Story(other, server.base, 'en');
  await goto(other, page.url());
  await second.field(t.name).fill('Baker by day');
  await second.button(t.save).click();
  await heading('Baker by day');
  await page.evaluate(() => (window as unknown as { release(): void }).release());
  await page.waitForURL(/done=/);
  await heading('Baker by day');
  await expect(story.field(t.name)).toHaveValue('Baker by day');
  await server.stop();
});

test('a page that was told too much at once asks for everything that it shows', async ({ page, context }) => {
  const server = await start('practice');
  const story = await begin(page, server);
  await addPosition(page, story, 'Baker');
  // From here on the stream says what we say.
  await page.addInitScript(() => {
    window.EventSource = class extends EventTarget {
      onmessage?: (event: MessageEvent) => void;
      constructor() {
        super();
        (window as unknown as { tell(text: string): void }).tell = (data) => this.onmessage?.(new MessageEvent('message', { data }));
      }
    } as unknown as typeof EventSource;
  });
  await goto(page, page.url());
  const other = await context.newPage();
  const second = new Story(other, server.base, 'en');
  await goto(other, page.url());
  await second.field(t.name).fill('Baker by day');
  await second.button(t.save).click();
  await other.waitForURL(/done=/);
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toHaveText('Baker');
  await page.evaluate(() => (window as unknown as { tell(text: string): void }).tell('everything'));
  await expect(heading).toHaveText('Baker by day');
  await server.stop();
});

test('back and forward, between drawn pages and those that the browser draws', async ({ page }) => {
  const server = await start('practice');
  const story = await begin(page, server);
  await addPosition(page, story, 'Baker');
  const position = page.url();
  const frame = story.words('frame');
  const go = (name: string) => page.getByRole('navigation', { name: frame.recruiting }).getByRole('link', { name }).click();
  const heading = (name: string) => expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
  await goto(page, `${server.base}/recruiting/unassigned`);
  await mark(page);
  await go(frame.candidates);
  await heading(story.words('candidates').title);
  await expect(page).toHaveTitle(`${story.words('candidates').title} · Postroom`);
  await go(frame.positions);
  await heading(t.title);
  await expect(page).toHaveTitle(`${t.title} · Postroom`);
  await page.getByRole('link', { name: 'Baker' }).click();
  await heading('Baker');
  await expect(page).toHaveTitle('Baker · Postroom');
  expect(page.url()).toBe(position);
  // The link that had the focus is gone: reading begins at the heading.
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await page.goBack();
  await heading(t.title);
  await expect(page).toHaveTitle(`${t.title} · Postroom`);
  await page.goBack();
  await heading(story.words('candidates').title);
  await page.goBack();
  await heading(story.words('unassigned').title);
  await expect(page).toHaveTitle(/Unassigned messages/);
  await page.goForward();
  await page.goForward();
  await page.goForward();
  await heading('Baker');
  await expect(page.getByLabel(t.name, { exact: true })).toHaveValue('Baker');
  expect(await isMarked(page)).toBe(true);

  // A search is a place, too.
  await go(frame.positions);
  await heading(t.title);
  await page.getByLabel(t.search, { exact: true }).fill('nobody');
  await story.button(t.find).click();
  await expect(page.getByText(t.nothing_found)).toBeVisible();
  expect(new URL(page.url()).searchParams.get('q')).toBe('nobody');
  await page.goBack();
  await expect(page.getByRole('link', { name: 'Baker' })).toBeVisible();
  expect(await isMarked(page)).toBe(true);

  await goto(page, position);
  await heading('Baker');
  const missing = await page.goto(`${server.base}/no/such/page`);
  expect(missing?.status()).toBe(404);
  await hydrated(page);
  await heading(frame.not_found_title);
  await go(frame.positions);
  await heading(t.title);
  await server.stop();
});

test('whoever is signed out meanwhile keeps what is typed', async ({ page, context }) => {
  const server = await start('practice');
  const story = await begin(page, server);
  await addPosition(page, story, 'Baker');
  await context.clearCookies();
  await story.field(t.name).fill('Baker at night');
  await story.button(t.save).click();
  await expect(page.getByRole('alert')).toContainText(problems.not_signed_in);
  await expect(story.field(t.name)).toHaveValue('Baker at night');
  await server.stop();
});

test('the set-up page says which address will be made, while one types', async ({ page }) => {
  const server = await start('practice');
  const setUp = words('en', 'setup');
  await goto(page, server.setupLink);
  await page.getByLabel(setUp.company_name, { exact: true }).fill('Bäckerei Süd GmbH');
  await expect(page.getByText(/-jobs@postroom\.localhost/)).toContainText('baeckerei-sued');
  await expect(page.getByLabel(setUp.company_name, { exact: true })).toHaveValue('Bäckerei Süd GmbH');
  await server.stop();
});
