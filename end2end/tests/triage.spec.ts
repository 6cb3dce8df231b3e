import type { Browser, Page } from '@playwright/test';
import { application, send } from '../support/mail.ts';
import { expect, expectAccessible, goto, hydrated, test, withoutScript } from '../support/app.ts';
import { start, type Server } from '../support/server.ts';
import { PASSWORD, Story } from '../support/story.ts';

const INBOX = 'acme-jobs@postroom.localhost';
const unassigned = (server: Server) => `${server.base}/recruiting/unassigned`;

/** A mail from somebody. */
const arrive = (server: Server, subject: string, name: string, address: string) =>
  send(server.smtpPort, address, INBOX, application(subject, name, address));

/** Opens the first message of the list. */
async function openFirst(page: Page, server: Server) {
  await goto(page, unassigned(server));
  await page.locator('.message-row').first().click();
  await expect(page.locator('.reading h1')).toBeVisible();
}

async function withTeam(browser: Browser, server: Server) {
  await server.command(['user', 'add', '--role', 'recruiter', '--name', 'Rita Recruiter', 'rita@company.localhost'], `${PASSWORD}\n`);
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  const rita = new Story(page, server.base, 'en');
  await rita.signIn('rita@company.localhost', PASSWORD);
  await page.waitForURL('**/recruiting/unassigned');
  await hydrated(page);
  return page;
}

for (const lang of ['en', 'de'] as const) {
  test.describe(`in ${lang}`, () => {
    test.use({ locale: lang === 'de' ? 'de-DE' : 'en-GB' });

    test('an application becomes a candidate, is undone, and later mail follows by itself', async ({ page }) => {
      const server = await start('practice');
      const story = new Story(page, server.base, lang);
      const t = story.words('triage');
      await story.setUp(server.setupLink);
      await arrive(server, 'Application as baker', 'Carla Kowalczyk', 'carla@example.org');
      await openFirst(page, server);
      await expect(story.field(t.name)).toHaveValue('Carla Kowalczyk');
      await expect(story.field(t.address)).toHaveValue('carla@example.org');
      await story.button(t.create).click();
      const rows = page.locator('.message-row');
      const done = page.locator('.done');
      await expect(done).toContainText(story.words('unassigned').assigned);
      await expect(rows).toHaveCount(0);

      await done.getByRole('button', { name: t.undo }).click();
      await expect(rows).toHaveCount(1);
      await expect(story.button(t.create)).toBeVisible();
      await goto(page, `${server.base}/candidates`);
      await expect(page.getByText(story.words('candidates').empty, { exact: true })).toBeVisible();

      await openFirst(page, server);
      await story.button(t.create).click();
      await done.getByRole('link').click();
      await expect(page.getByRole('heading', { level: 1, name: 'Carla Kowalczyk' })).toBeVisible();
      const messages = page.locator('.messages > li');
      await expect(messages).toHaveCount(1);
      await arrive(server, 'My certificates', 'Carla Kowalczyk', 'Carla@example.org');
      await expect(messages).toHaveCount(2);
      await expect(messages.last()).toContainText('My certificates');
      await server.stop();
    });
  });
}

test('suggestions, the search, the wrong candidate, several at once', async ({ page }) => {
  const server = await start('practice');
  const story = new Story(page, server.base, 'en');
  await story.setUp(server.setupLink);
  const rows = page.locator('.message-row');
  await arrive(server, 'Application', 'Carla Kowalczyk', 'carla@example.org');
  await openFirst(page, server);
  await story.button('Create candidate').click();
  await expect(rows).toHaveCount(0);

  // Another address of hers: the same name is suggested, with its reason.
  await arrive(server, 'From my new address', '"Kowalczyk, Carla"', 'ck@elsewhere.example');
  await expect(rows).toHaveCount(1);
  await rows.first().click();
  await expect(page.locator('.choices-list')).toContainText('Same name.');
  await story.button('Assign to Carla Kowalczyk').click();
  await expect(rows).toHaveCount(0);

  // Somebody else's mail, given to Carla by mistake, and moved.
  await arrive(server, 'Hello from Ben', 'Ben Berg', 'ben@example.org');
  await expect(rows).toHaveCount(1);
  await rows.first().click();
  await story.field('Find a candidate').fill('kowal');
  await story.button('Assign to Carla Kowalczyk').click();
  await expect(rows).toHaveCount(0);
  await page.locator('.done').getByRole('link').click();
  const last = page.locator('.messages > li').last();
  await expect(last).toContainText('Hello from Ben');
  await last.getByRole('link', { name: 'Wrong candidate' }).click();
  await expect(page.getByText('Ada Admin assigned it')).toBeVisible();
  await story.button('Back to Unassigned messages').click();
  await expect(rows).toHaveCount(1);
  await arrive(server, 'Me again', 'Ben Berg', 'ben@example.org');
  await expect(rows).toHaveCount(2);

  for (const box of await page.locator('.pick input').all()) await box.check();
  await page.getByRole('button', { name: 'Assign…' }).click();
  await hydrated(page);
  await expect(page.getByRole('heading', { level: 1, name: '2 messages' })).toBeVisible();
  await expectAccessible(page);
  await story.button('Create candidate').click();
  await expect(rows).toHaveCount(0);
  await page.locator('.done').getByRole('button', { name: 'Undo' }).click();
  await expect(rows).toHaveCount(2);

  for (const box of await page.locator('.pick input').all()) await box.check();
  await page.locator('.several').getByRole('button', { name: 'Delete' }).click();
  await hydrated(page);
  await expect(rows).toHaveCount(0);
  await page.locator('.done').getByRole('button', { name: 'Undo' }).click();
  await expect(rows).toHaveCount(2);
  await server.stop();
});

test('two candidates become one, and two again', async ({ page, context }) => {
  const server = await start('practice');
  const story = new Story(page, server.base, 'en');
  await story.setUp(server.setupLink);
  for (const [name, address] of [['Carla Kowalczyk', 'carla@example.org'], ['C. Kowalczyk', 'ck@elsewhere.example']]) {
    await arrive(server, `Mail of ${name}`, name, address);
    await openFirst(page, server);
    await story.button('Create candidate').click();
    await expect(page.locator('.message-row')).toHaveCount(0);
  }
  const other = await context.newPage();
  await goto(other, `${server.base}/candidates?search=elsewhere`);
  await other.locator('.person-row').click();
  await expect(other.locator('.messages > li')).toHaveCount(1);
  await goto(page, `${server.base}/candidates?search=carla`);
  await page.locator('.person-row').click();
  await expect(page.locator('.messages > li')).toHaveCount(1);
  await page.getByText('Merge with another candidate').click();
  await story.field('Who is the same person?').fill('kowalczyk');
  await page.locator('#merge').getByRole('button', { name: 'Search' }).click();
  await hydrated(page);
  await story.button('Merge C. Kowalczyk into this candidate').click();
  await hydrated(page);
  await expect(page.locator('.messages > li')).toHaveCount(2);
  await expect(page.getByText('C. Kowalczyk was merged into this candidate by Ada Admin')).toBeVisible();
  // Whoever has the other's page open sees the one who stays, and what changes about them.
  await expect(other.locator('.messages > li')).toHaveCount(2);
  await story.field('Name').fill('Carla M. Kowalczyk');
  await story.button('Save').click();
  await expect(other.getByRole('heading', { level: 1, name: 'Carla M. Kowalczyk' })).toBeVisible();
  await other.close();
  await goto(page, `${server.base}/candidates`);
  await expect(page.locator('.person-row')).toHaveCount(1);
  await page.locator('.person-row').click();
  await page.locator('.merged').getByRole('button', { name: 'Undo' }).click();
  await hydrated(page);
  await expect(page.locator('.messages > li')).toHaveCount(1);
  await goto(page, `${server.base}/candidates`);
  await expect(page.locator('.person-row')).toHaveCount(2);
  await server.stop();
});

test('two recruiters in one message see each other, and the first decision', async ({ page, browser }) => {
  const server = await start('practice');
  const story = new Story(page, server.base, 'en');
  await story.setUp(server.setupLink);
  await arrive(server, 'Application', 'Carla Kowalczyk', 'carla@example.org');
  const rita = await withTeam(browser, server);
  await openFirst(page, server);
  await rita.locator('.message-row').first().click();
  await expect(rita.getByText('Ada Admin is reading this too.')).toBeVisible();
  await expect(page.getByText('Rita Recruiter is reading this too.')).toBeVisible();
  await rita.getByLabel('Name', { exact: true }).fill('Carla Maria Kowalczyk');
  await rita.getByLabel('Phone', { exact: true }).fill('030 123');
  await story.button('Create candidate').click();
  await expect(rita.getByText('Ada Admin assigned it')).toBeVisible();
  await expect(rita.getByText('is reading this too')).toBeHidden();
  // What she typed is still there, below the question whether it is the wrong candidate.
  await expect(rita.getByLabel('Name', { exact: true })).toHaveValue('Carla Maria Kowalczyk');
  await expect(rita.getByLabel('Phone', { exact: true })).toHaveValue('030 123');
  await rita.context().close();
  await server.stop();
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('a message is assigned to somebody who was searched for, and taken back', async ({ page }) => {
    withoutScript(page);
    const server = await start('practice');
    const story = new Story(page, server.base, 'en');
    await story.setUp(server.setupLink);
    await goto(page, `${server.base}/candidates`);
    await page.getByText('New candidate').click();
    await story.field('Name').fill('Carla Kowalczyk');
    await story.button('Create candidate').click();
    await expect(page.getByRole('heading', { level: 1, name: 'Carla Kowalczyk' })).toBeVisible();
    await arrive(server, 'Hello', 'Somebody', 'x@example.org');
    // Without script the list stays as it was drawn, until the sorter is through with the message.
    await expect(async () => {
      await goto(page, unassigned(server));
      await expect(page.locator('.message-row')).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await openFirst(page, server);
    await story.field('Find a candidate').fill('kowal');
    await story.button('Search').click();
    await story.button('Assign to Carla Kowalczyk').click();
    await expect(page.locator('.done')).toContainText('with its candidate now');
    await page.locator('.done').getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Hello' })).toBeVisible();
    await server.stop();
  });
});

test('the pages of candidates have no accessibility problem, wide or narrow, light or dark', async ({ page }) => {
  const server = await start('practice');
  const story = new Story(page, server.base, 'en');
  await story.setUp(server.setupLink);
  for (const [name, address] of [['Carla Kowalczyk', 'carla@example.org'], ['Ben Berg', 'ben@example.org']]) {
    await arrive(server, `Application of ${name}`, name, address);
    await openFirst(page, server);
    await story.button('Create candidate').click();
    await expect(page.locator('.message-row')).toHaveCount(0);
  }
  await arrive(server, 'Again', 'Carla Kowalczyk', 'ck@elsewhere.example');
  await openFirst(page, server);
  const message = page.url();
  await goto(page, `${server.base}/candidates`);
  const candidate = await page.locator('.person-row').first().getAttribute('href');
  for (const [width, colorScheme] of [[1280, 'light'], [390, 'dark']] as const) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    for (const path of ['/candidates', '/candidates?search=nobody', candidate, `${candidate}?merge=b#merge`, message.replace(server.base, '')]) {
      await goto(page, server.base + path);
      await expectAccessible(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `${path} at ${width}`).toBeLessThanOrEqual(0);
    }
  }
  await server.stop();
});
