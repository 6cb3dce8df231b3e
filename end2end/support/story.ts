// The story every newcomer plays, step by step, in the words of a language.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, goto } from './app.ts';

/** What a person needs to know of the company's mail server. */
export interface Mailbox {
  customAddress: string;
  host: string;
  port: number;
  encryption: 'SSL/TLS' | 'STARTTLS';
  account: string;
  password: string;
}

export type Words = Record<string, string>;
export const PASSWORD = 'correct horse battery';
export const ADMIN = 'ada@company.localhost';

/** The texts of one group, from the same files as the program's. */
export function words(lang: 'en' | 'de', group: string): Words {
  return JSON.parse(readFileSync(join(import.meta.dirname, `../../app/types/locales/${lang}/${group}.json`), 'utf8'));
}

/** A text with its places filled in. */
export const say = (text: string, values: Record<string, string | number>) => text.replace(/\{(\w+)\}/g, (place, key) => String(values[key] ?? place));

/** The practice company's mailbox. */
export const practiceMailbox = (port: number, encryption: Mailbox['encryption']): Mailbox => ({
  customAddress: 'jobs@company.localhost',
  host: 'mail.company.localhost',
  port,
  encryption,
  account: 'jobs@company.localhost',
  password: 'try-me-out-42',
});

/** The practice subcompany's mailbox. */
export const subcompanyMailbox = (port: number): Mailbox => ({
  customAddress: 'jobs@berlin.localhost',
  host: 'mail.berlin.localhost',
  port,
  encryption: 'STARTTLS',
  account: 'jobs@berlin.localhost',
  password: 'try-me-out-42',
});

/** One person, in one language. */
export class Story {
  readonly page: Page;
  readonly base: string;
  readonly lang: 'en' | 'de';

  constructor(page: Page, base: string, lang: 'en' | 'de') {
    this.page = page;
    this.base = base;
    this.lang = lang;
  }

  words(group: string): Words {
    return words(this.lang, group);
  }

  field(label: string) {
    return this.page.getByLabel(label, { exact: true });
  }

  button(name: string) {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** The company and its first admin. */
  async setUp(link: string) {
    const t = this.words('setup');
    await goto(this.page, link);
    await this.field(t.company_name).fill('Acme GmbH');
    await this.field(t.name).fill('Ada Admin');
    await this.field(t.address).fill(ADMIN);
    await this.field(t.password).fill(PASSWORD);
    await this.button(t.submit).click();
    await this.page.waitForURL('**/settings/recruiting/email');
  }

  async signIn(address: string, password: string) {
    const t = this.words('sign_in');
    await goto(this.page, `${this.base}/sign-in`);
    await this.field(t.address).fill(address);
    await this.field(t.password).fill(password);
    await this.button(t.submit).click();
  }

  /** Makes a subcompany and opens its settings. */
  async addSubcompany(name: string) {
    const t = this.words('subcompanies');
    await goto(this.page, `${this.base}/settings/subcompanies`);
    await this.field(t.name).fill(name);
    await this.button(t.create).click();
    await this.page.getByRole('link', { name: t.made_next }).click();
    await this.page.waitForURL('**/settings/recruiting/email?company=*');
  }

  step(name: string) {
    return goto(this.page, `${this.base}/settings/recruiting/email?step=${name}`);
  }

  /** A Yes of one of the wizard's questions. */
  yes(question: string) {
    return this.page.getByRole('group', { name: question }).getByLabel(this.words('frame').yes, { exact: true });
  }

  async saveSender(address: string) {
    const t = this.words('wizard');
    await this.step('sender');
    await this.yes(t.use_custom).check();
    await this.field(t.custom_address).fill(address);
    await this.button(t.save).click();
    await this.page.waitForURL('**step=smtp');
  }

  /** Gives the subcompany whose settings are open its own, with this address as the sender. */
  async useOwnSettings(address: string) {
    const t = this.words('wizard');
    await this.button(t.use_own).click();
    await this.page.waitForURL('**step=sender');
    await this.yes(t.use_custom).check();
    await this.field(t.custom_address).fill(address);
    await this.button(t.save).click();
    await this.page.waitForURL('**step=smtp');
  }

  async fillSmtp(mailbox: Mailbox) {
    // A page of its own: the one before may still be fetching what was just saved.
    await this.step('smtp');
    await this.typeSmtp(mailbox);
  }

  /** Types into the form that is open. */
  async typeSmtp(mailbox: Mailbox) {
    const t = this.words('wizard');
    await this.yes(t.use_for_sending).check();
    await this.field(t.encryption).selectOption({ label: mailbox.encryption });
    await this.field(t.host).fill(mailbox.host);
    await this.field(t.port).fill(String(mailbox.port));
    await this.field(t.account).fill(mailbox.account);
    await this.field(t.password).fill(mailbox.password);
  }

  /** Changes what the practice company's server does: what becomes of mail, and what goes wrong. */
  async practise(redirection: string, fault = 'none') {
    const t = this.words('practice');
    await goto(this.page, `${this.base}/practice`);
    const form = this.page.locator('#switches');
    await form.locator(`input[name=redirection][value=${redirection}]`).check();
    await form.locator('#fault').selectOption(fault);
    await form.getByRole('button', { name: t.switch, exact: true }).click();
    await expect(form.getByText(t.switched, { exact: true })).toBeVisible();
  }

  /** Tests what is stored; the address of the test's report. */
  async testStored(): Promise<string> {
    await this.step('test');
    const report = this.page.locator('#test a[href^="/settings/recruiting/report/"]');
    const before = (await report.count()) > 0 ? await report.getAttribute('href') : null;
    await this.button(this.words('wizard').test).click();
    // Another one than was there.
    await expect(report).not.toHaveAttribute('href', before ?? '');
    return (await report.getAttribute('href')) ?? '';
  }

  /** The test on screen reaches its last stage, and its mails came through untouched. */
  async expectLoop() {
    const t = this.words('stages');
    await expect(this.page.getByText(t.arrival_done, { exact: true })).toBeVisible({ timeout: 60_000 });
    await expect(this.page.getByText(this.words('verdicts').untouched, { exact: true })).toBeVisible();
  }
}
