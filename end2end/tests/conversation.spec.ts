import { readFileSync } from 'node:fs';
import { begin, CARLA, field, INBOX, press, thread } from '../support/candidate.ts';
import { application, send } from '../support/mail.ts';
import { expect, expectAccessible, goto, hydrated, test, withoutScript } from '../support/app.ts';
import { start } from '../support/server.ts';
import { Story, words } from '../support/story.ts';

const t = { ...words('en', 'conversation'), ...words('en', 'thread') };

test('an answer leaves as the company, and her reply lands in the conversation', async ({ page }) => {
  const server = await start('practice');
  const { messageId } = await begin(page, server);
  const candidate = page.url();
  await expect(page.locator('.sending-line')).toHaveText(
    t.leaves_own.replace('{address}', 'jobs@company.localhost').replace('{host}', 'mail.company.localhost'),
  );
  await expect(field(page, t.recipients)).toHaveValue(CARLA);
  await expect(field(page, t.subject)).toHaveValue('Re: Baker in Berlin');
  // The company's own mailbox shows what left: its redirection sends it back to us.
  await field(page, t.cc).fill('jobs@company.localhost');
  await field(page, t.subject).fill('Your interview');
  await field(page, t.text).fill('Dear Carla,\n\nplease come on **Monday**: [the way](https://maps.example/a?b=1).');
  await press(page, t.send);
  const ours = thread(page).nth(1);
  await expect(ours).toContainText('please come on Monday: the way');
  await expect(ours.locator('b', { hasText: 'Monday' })).toBeVisible();
  await expect(page.locator('.done').getByRole('button', { name: t.undo })).toBeVisible();
  const way = ours.getByRole('link', { name: 'the way' });
  await expect(way).toHaveAttribute('href', 'https://maps.example/a?b=1');
  // What was typed for this one is not there for the next.
  await expect(field(page, t.text)).toHaveValue('');
  await expect(field(page, t.cc)).toHaveValue('');
  await expect(field(page, t.subject)).toHaveValue('Re: Baker in Berlin');
  // After the time for undoing it is sent by itself, and the page says so.
  await expect(ours.locator('.delivery')).toContainText(words('en', 'outbox').state_sent, { timeout: 40_000 });
  await expect(page.locator('.done').getByRole('button')).toHaveCount(0);

  await send(
    server.smtpPort,
    CARLA,
    INBOX,
    `From: Carla <${CARLA}>\nTo: jobs@company.localhost\nSubject: Re: Baker in Berlin\nMessage-ID: <r1@example.org>\n` +
      `Content-Type: text/plain; charset=utf-8\n\nGladly!\n\nOn Mon, 23 Nov 2026 at 19:06, Acme <jobs@company.localhost> wrote:\n> please come on Monday.\n`,
  );
  const reply = thread(page).nth(2);
  await expect(reply).toContainText('Gladly!');
  await expect(reply.locator('details.quoted')).not.toHaveAttribute('open', '');
  await expectAccessible(page);
  // A message of ours that comes back goes in a circle.
  await goto(page, `${server.base}/recruiting/unassigned?view=held_back`);
  await page.locator('.message-row', { hasText: 'Your interview' }).click();
  await page.locator('details.headers > summary').click();
  const header = (name: string) => page.locator('details.headers dl > div', { has: page.getByText(name, { exact: true }) });
  await expect(header('In-Reply-To')).toContainText(messageId);
  await expect(header('From')).toContainText('jobs@company.localhost');
  for (const [width, colorScheme] of [[1280, 'light'], [360, 'dark']] as const) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    await goto(page, candidate);
    await expect(thread(page)).toHaveCount(3);
    await expectAccessible(page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, `${width}`).toBeLessThanOrEqual(0);
  }
  await server.stop();
});

test('undo brings the text back, and a newer message is said once', async ({ page }) => {
  const server = await start('practice');
  await begin(page, server);
  await field(page, t.text).fill('Too quick');
  await press(page, t.send);
  await page.locator('.done').getByRole('button', { name: t.undo }).click();
  await expect(field(page, t.text)).toHaveValue('Too quick');
  await expect(thread(page)).toHaveCount(1);

  // What is typed is kept without a button.
  await field(page, t.text).fill('Better now');
  await expect(page.locator('#answer').getByText(t.saved, { exact: true })).toBeVisible();
  await page.reload();
  await hydrated(page);
  await expect(field(page, t.text)).toHaveValue('Better now');

  await send(server.smtpPort, CARLA, INBOX, application('One more thing'));
  await expect(thread(page)).toHaveCount(2);
  await expect(field(page, t.text)).toHaveValue('Better now');
  await press(page, t.send);
  await expect(page.locator('#answer').getByRole('alert')).toContainText(words('en', 'problems').newer_message);
  await press(page, t.send);
  await expect(thread(page)).toHaveCount(3);
  await server.stop();
});

test('templates are filled in, and a missing value stops the sending', async ({ page }) => {
  const server = await start('practice');
  const { story } = await begin(page, server);
  const candidate = page.url();
  await goto(page, `${server.base}/settings/templates`);
  await story.field(t.template_name).fill('Invitation');
  await page.locator('#new-body').fill('Hello {first_name},\nabout {position}: come!');
  await story.button(t.create).click();
  await expect(page.getByText(t.done_template)).toBeVisible();
  await page.getByLabel(t.signature_of.replace('{company}', 'Acme GmbH'), { exact: true }).fill('{recruiter}\n{company}');
  await page.locator('form', { hasText: 'Signature of' }).getByRole('button', { name: t.change }).click();
  await expect(page.getByText(t.done_signature)).toBeVisible();
  await expectAccessible(page);

  await goto(page, candidate);
  await field(page, t.template).selectOption({ label: 'Invitation' });
  await press(page, t.use_template);
  await expect(field(page, t.text)).toHaveValue('Hello Carla,\nabout {position}: come!');
  await expect(page.locator('#answer')).toContainText('Ada Admin\nAcme GmbH');
  const missing = page.locator('#answer').getByText(t.preview_missing.replace('{what}', '{position}'));
  await expect(missing).toBeVisible();
  await expect(page.locator('.preview')).toBeHidden();
  await press(page, t.send);
  await expect(page.locator('#answer').getByRole('alert')).toContainText('{position}');
  await field(page, t.text).fill('Hello {name}, come!');
  await expect(page.locator('.preview')).toContainText('Hello Carla Kowalczyk, come!');
  await expect(missing).toBeHidden();
  await press(page, t.send);
  await expect(thread(page).nth(1)).toContainText('Ada Admin');
  await server.stop();
});

test('files are attached, and what is sent later ends when the candidate writes', async ({ page }) => {
  const server = await start('practice');
  await begin(page, server);
  await field(page, t.text).fill('See you soon');
  await field(page, t.attach_file).setInputFiles({ name: 'Plan <b>.txt', mimeType: 'text/plain', buffer: Buffer.from('a plan') });
  const file = page.locator('#answer .lines a');
  await expect(file).toHaveText('Plan _b_.txt');
  await hydrated(page);
  await expect(field(page, t.text)).toHaveValue('See you soon');
  const saved = page.waitForEvent('download');
  await file.click();
  expect(readFileSync(await (await saved).path(), 'utf8')).toBe('a plan');

  await page.locator('details.later > summary').click();
  const tomorrow = new Date(Date.now() + 26 * 3_600_000);
  await field(page, t.later_at).fill(tomorrow.toISOString().slice(0, 16));
  await press(page, t.later);
  const ours = thread(page).nth(1);
  await expect(ours).toContainText(words('en', 'outbox').state_scheduled);
  await expect(ours.locator('.file')).toContainText('Plan _b_.txt');
  await send(server.smtpPort, CARLA, INBOX, application('I have another offer'));
  await expect(ours).toContainText(words('en', 'outbox').reason_candidate_wrote);
  await page.reload();
  await hydrated(page);
  await expect(field(page, t.text)).toHaveValue('See you soon');
  await expect(file).toHaveText('Plan _b_.txt');
  await server.stop();
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('writing, attaching, sending and undoing', async ({ page }) => {
    withoutScript(page);
    const server = await start('practice');
    const story = new Story(page, server.base, 'en');
    await story.setUp(server.setupLink);
    await page.goto(`${server.base}/candidates`);
    await page.locator('details.newcomer > summary').click();
    const candidates = story.words('candidates');
    const form = page.locator('details.newcomer form');
    await form.getByLabel(candidates.name, { exact: true }).fill('Carla');
    await form.getByLabel(candidates.address, { exact: true }).fill(CARLA);
    await form.getByRole('button', { name: candidates.create }).click();
    await page.waitForURL(/candidates\/[0-9a-f-]{36}/);
    await field(page, t.text).fill('Hello');
    await press(page, t.save);
    await expect(field(page, t.text)).toHaveValue('Hello');
    await field(page, t.attach_file).setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('x') });
    await press(page, t.send);
    await expect(page.getByRole('alert').first()).toContainText('not attached');
    await field(page, t.subject).fill('Your application');
    await field(page, t.attach_file).setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('x') });
    await press(page, t.attach);
    await expect(field(page, t.subject)).toHaveValue('Your application');
    await expect(page.locator('#answer .lines a')).toHaveText('a.txt');
    await press(page, t.send);
    await expect(thread(page)).toHaveCount(1);
    await page.locator('.done').getByRole('button', { name: t.undo }).click();
    await expect(field(page, t.text)).toHaveValue('Hello');
    await server.stop();
  });
});
