// A candidate's page: the thread, and the answer that is written below it.

import type { Page } from '@playwright/test';
import { expect, goto, hydrated } from './app.ts';
import { application, send } from './mail.ts';
import type { Server } from './server.ts';
import { practiceMailbox, Story, words } from './story.ts';

/** Where mail for the company comes in. */
export const INBOX = 'acme-jobs@postroom.localhost';
export const CARLA = 'carla@example.org';

/** The messages, and what belongs to the answer. */
export const thread = (page: Page) => page.locator('.messages > li');
export const field = (page: Page, label: string) => page.locator('#answer').getByLabel(label, { exact: true });
export const press = (page: Page, name: string) => page.locator('#answer').getByRole('button', { name, exact: true }).click();

/** A company that sends through its own server. */
export async function company(page: Page, server: Server): Promise<Story> {
  const story = new Story(page, server.base, 'en');
  await story.setUp(server.setupLink);
  await story.saveSender('jobs@company.localhost');
  await story.fillSmtp(practiceMailbox(server.starttlsPort, 'STARTTLS'));
  await story.button(story.words('wizard').save).click();
  await page.waitForURL('**step=test');
  return story;
}

/** Adds Carla and shows her page. */
export async function addCarla(page: Page, base: string) {
  const t = words('en', 'candidates');
  await goto(page, `${base}/candidates`);
  await page.locator('details.newcomer > summary').click();
  const form = page.locator('details.newcomer form');
  await form.getByLabel(t.name, { exact: true }).fill('Carla Kowalczyk');
  await form.getByLabel(t.address, { exact: true }).fill(CARLA);
  await form.getByRole('button', { name: t.create }).click();
  await page.waitForURL(/candidates\/[0-9a-f-]{36}/);
  await hydrated(page);
}

/** A company that sends through its own server, and a candidate who has written once. */
export async function begin(page: Page, server: Server) {
  const story = await company(page, server);
  await addCarla(page, server.base);
  const mail = application('Baker in Berlin');
  await send(server.smtpPort, CARLA, INBOX, mail);
  await expect(thread(page).first()).toContainText('I have worked for six years in a bakery.');
  // The form was drawn before she wrote.
  await page.reload();
  await hydrated(page);
  return { story, messageId: /^Message-ID: (<.*>)$/m.exec(mail)?.[1] ?? '' };
}
