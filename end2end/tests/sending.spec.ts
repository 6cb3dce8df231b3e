import type { Page } from '@playwright/test';
import { addCarla, begin, CARLA, company, field, INBOX, press, thread } from '../support/candidate.ts';
import { bounce, given, send } from '../support/mail.ts';
import { expect, expectAccessible, goto, hydrated, test } from '../support/app.ts';
import { start, type Server } from '../support/server.ts';
import { subcompanyMailbox, words } from '../support/story.ts';

const t = { ...words('en', 'conversation'), ...words('en', 'thread') };
const outbox = words('en', 'outbox');
const MAIN = 'mail.company.localhost';
const SUBCOMPANY = 'mail.berlin.localhost';
/** The time for undoing, and one more for a slow machine. */
const SENT = { timeout: 40_000 };

const delivery = (page: Page, n: number) => thread(page).nth(n).locator('.delivery');

/** Changes what goes wrong at the main company's server. */
async function switchFault(page: Page, server: Server, fault: string) {
  const practice = words('en', 'practice');
  await goto(page, `${server.base}/practice`);
  await page.getByLabel(practice.fault, { exact: true }).selectOption(fault);
  await page.getByRole('button', { name: practice.switch, exact: true }).click();
  await expect(page.getByText(practice.switched)).toBeVisible();
}

test("a position's mail leaves through the server of its company, and through no other", async ({ page }) => {
  const server = await start('practice');
  const story = await company(page, server);
  const wizard = story.words('wizard');
  const mailbox = subcompanyMailbox(server.subcompanyPort);
  await story.addSubcompany('Berlin');
  await story.button(wizard.use_own).click();
  await page.waitForURL('**step=sender');
  await story.field(wizard.custom_address).fill(mailbox.customAddress);
  await story.button(wizard.save).click();
  await page.waitForURL('**step=smtp');
  await story.typeSmtp(mailbox);
  await story.button(wizard.save).click();
  await page.waitForURL('**step=test');

  const positions = story.words('positions');
  for (const [title, owner] of [['Baker', 'Berlin'], ['Driver', 'Acme GmbH']]) {
    await goto(page, `${server.base}/positions`);
    await page.getByText(positions.new).click();
    await story.field(positions.name).fill(title);
    await story.field(positions.company).selectOption({ label: owner });
    await story.button(positions.create).click();
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  }

  await addCarla(page, server.base);
  const candidates = story.words('candidates');
  for (const [title, choice] of [['Baker', 'Baker (Berlin)'], ['Driver', 'Driver']]) {
    await page.getByLabel(candidates.add_application, { exact: true }).selectOption({ label: choice });
    await page.locator('form', { hasText: candidates.add_application }).getByRole('button', { name: candidates.add, exact: true }).click();
    await expect(page.getByLabel(candidates.stage_of.replace('{title}', title), { exact: true })).toBeVisible();
  }
  await page.reload();
  await hydrated(page);
  for (const [n, title, from, host] of [[0, 'Baker', 'jobs@berlin.localhost', SUBCOMPANY], [1, 'Driver', 'jobs@company.localhost', MAIN]] as const) {
    await field(page, t.about).selectOption({ label: title });
    await expect(page.locator('.sending-line')).toHaveText(t.leaves_own.replace('{address}', from).replace('{host}', host));
    await field(page, t.subject).fill(`About ${title}`);
    await field(page, t.text).fill(`Dear Carla, this is about ${title}.`);
    await press(page, t.send);
    await expect(thread(page).nth(n)).toContainText(`this is about ${title}`);
    await expect(field(page, t.text)).toHaveValue('');
  }
  for (const n of [0, 1]) await expect(delivery(page, n)).toContainText(outbox.state_sent, SENT);
  for (const [host, from, title] of [[SUBCOMPANY, 'jobs@berlin.localhost', 'Baker'], [MAIN, 'jobs@company.localhost', 'Driver']]) {
    await expect(() => expect(given(server, host)).toHaveLength(1)).toPass();
    const [mail] = given(server, host);
    expect([mail.sender, mail.recipients]).toEqual([from, [CARLA]]);
    expect(mail.raw).toMatch(new RegExp(`^From: .*<${from}>\\r$`, 'm'));
    expect(mail.raw).toContain(`Subject: About ${title}`);
  }
  await server.stop();
});

test('a mail that came back says so on the message, and goes to the right address', async ({ page }) => {
  const server = await start('practice');
  await begin(page, server);
  await field(page, t.text).fill('Please come on Monday.');
  await press(page, t.send);
  await expect(delivery(page, 1)).toContainText(outbox.state_sent, SENT);
  await expect(() => expect(given(server, MAIN)).toHaveLength(1)).toPass();
  const [sent] = given(server, MAIN);

  const words = '550 5.1.1 <carla@example.org>: Recipient address rejected: User unknown';
  await send(server.smtpPort, '', INBOX, bounce(sent.messageId, CARLA, words));
  await expect(delivery(page, 1)).toContainText(outbox.state_bounced);
  await expect(thread(page).nth(1)).toContainText(`${CARLA}: ${outbox.recipient_bounced} (${outbox.permanent})`);
  await expect(thread(page).nth(1)).toContainText('Recipient address rejected: User unknown');
  await expect(thread(page)).toHaveCount(2);
  await expectAccessible(page);

  await thread(page).nth(1).getByRole('link', { name: t.to_outbox }).click();
  const row = page.locator('.outgoing').first();
  await row.getByRole('link', { name: outbox.correct }).click();
  await expectAccessible(page);
  await row.getByLabel(outbox.new_address, { exact: true }).fill('carla@right.example');
  await row.getByRole('button', { name: outbox.send_copy }).click();
  await expect(page.getByText(outbox.done_copied)).toBeVisible();
  await expect(row).toContainText(outbox.state_sent, SENT);
  await expect(() => expect(given(server, MAIN)).toHaveLength(2)).toPass();
  const copy = given(server, MAIN).find((mail) => mail.messageId !== sent.messageId);
  expect([copy?.sender, copy?.recipients]).toEqual(['jobs@company.localhost', ['carla@right.example']]);
  expect(copy?.raw).toContain('Please come on Monday.');
  await server.stop();
});

test('after a server that hangs up without an answer a message is unclear, and a person decides', async ({ page }) => {
  const server = await start('practice');
  await begin(page, server);
  const candidate = page.url();
  await switchFault(page, server, 'drop_after_data');
  await goto(page, candidate);
  await field(page, t.text).fill('Please come on Monday.');
  await press(page, t.send);
  await expect(delivery(page, 1)).toContainText(outbox.state_unclear, SENT);
  await expect(delivery(page, 1)).toContainText(outbox.reason_no_answer);
  await switchFault(page, server, 'none');

  // It has it, and nothing sends it a second time by itself.
  expect(given(server, MAIN)).toHaveLength(1);
  await goto(page, `${server.base}/outbox`);
  const row = page.locator('.outgoing').first();
  await expect(row).toContainText(outbox.state_unclear);
  await row.getByRole('link', { name: outbox.resend, exact: true }).click();
  await expect(row).toContainText(outbox.resend_warning);
  await expectAccessible(page);
  expect(given(server, MAIN)).toHaveLength(1);
  await row.getByRole('button', { name: outbox.resend_sure }).click();
  await expect(page.getByText(outbox.done_resend)).toBeVisible();
  await expect(row).toContainText(outbox.state_sent, SENT);
  await expect(() => expect(given(server, MAIN)).toHaveLength(2)).toPass();
  const [first, second] = given(server, MAIN);
  expect(first.messageId).toBe(second.messageId);
  await server.stop();
});
