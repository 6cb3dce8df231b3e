// The story every newcomer plays: set up, connect the mailbox, prove the loop, watch an application arrive.

import { expect, type Page } from '@playwright/test';
import { goto } from './app';

/** What a person needs to know of the company's mail server. */
export interface Mailbox {
  customAddress: string;
  host: string;
  port: number;
  encryption: 'SSL/TLS' | 'STARTTLS';
  account: string;
  password: string;
}

/** The words of one language that the story looks for. */
export interface Words {
  companyName: string;
  yourName: string;
  address: string;
  password: string;
  setUp: string;
  useCustom: string;
  customAddress: string;
  useForSending: string;
  yes: string;
  host: string;
  port: string;
  encryption: string;
  account: string;
  save: string;
  test: string;
  unassigned: string;
  connectionTest: string;
  arrived: RegExp;
  untouched: RegExp;
  loopWorks: RegExp;
  delete: string;
  undo: string;
}

export const PASSWORD = 'correct horse battery';

/** Fills the set-up page in and posts it. */
export async function setUp(page: Page, link: string, words: Words, company = 'Acme GmbH') {
  await goto(page, link);
  await page.getByLabel(words.companyName, { exact: true }).fill(company);
  await page.getByLabel(words.yourName, { exact: true }).fill('Ada Admin');
  await page.getByLabel(words.address, { exact: true }).fill('ada@company.localhost');
  await page.getByLabel(words.password, { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: words.setUp }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/setup'));
}

/** Opens one step of the wizard. */
export const step = (page: Page, base: string, name: string) => goto(page, `${base}/settings/recruiting/email?step=${name}`);

/** Step *Sender*. */
export async function saveSender(page: Page, base: string, words: Words, address: string) {
  await step(page, base, 'sender');
  await page.getByRole('group', { name: words.useCustom }).getByLabel(words.yes, { exact: true }).check();
  await page.getByLabel(words.customAddress, { exact: true }).fill(address);
  await page.getByRole('button', { name: words.save, exact: true }).click();
}

/** Fills step *SMTP* in without saving it. */
export async function fillSmtp(page: Page, base: string, words: Words, mailbox: Mailbox) {
  await step(page, base, 'smtp');
  await page.getByRole('group', { name: words.useForSending }).getByLabel(words.yes, { exact: true }).check();
  await page.getByLabel(words.encryption, { exact: true }).selectOption({ label: mailbox.encryption });
  await page.getByLabel(words.host, { exact: true }).fill(mailbox.host);
  await page.getByLabel(words.port, { exact: true }).fill(String(mailbox.port));
  await page.getByLabel(words.account, { exact: true }).fill(mailbox.account);
  await page.getByLabel(words.password, { exact: true }).fill(mailbox.password);
}

/** Expects the test on screen to reach its last stage, and the header to have come through. */
export async function expectLoop(page: Page, words: Words) {
  await expect(page.getByText(words.arrived).first()).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(words.untouched).first()).toBeVisible();
}
