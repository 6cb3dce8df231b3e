import type { Locator } from '@playwright/test';
import { application, send } from '../support/mail.ts';
import { expect, goto, hydrated, test } from '../support/app.ts';
import { start } from '../support/server.ts';
import { ADMIN, PASSWORD, practiceMailbox, Story } from '../support/story.ts';

/** More stops than any page has: a control that is not reached by then cannot be reached. */
const STOPS_MAX = 80;

test('the whole story with the keyboard alone', async ({ page }) => {
  const server = await start('practice');
  const story = new Story(page, server.base, 'en');
  const reach = async (control: Locator) => {
    await control.waitFor();
    for (let n = 0; n < STOPS_MAX; n++) {
      if (await control.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`${control} is not reached with the Tab key`);
  };
  const type = async (label: string, text: string) => {
    await reach(story.field(label));
    await page.keyboard.press('Control+a');
    await page.keyboard.type(text);
  };
  const press = async (control: Locator) => {
    await reach(control);
    await page.keyboard.press('Enter');
  };

  await goto(page, server.setupLink);
  const setUp = story.words('setup');
  await type(setUp.company_name, 'Acme GmbH');
  await type(setUp.name, 'Ada Admin');
  await type(setUp.address, ADMIN);
  await type(setUp.password, PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/settings/recruiting/email');
  await hydrated(page);

  const wizard = story.words('wizard');
  const mailbox = practiceMailbox(server.tlsPort, 'SSL/TLS');
  await press(page.getByRole('link', { name: wizard.next_sender }));
  await type(wizard.custom_address, mailbox.customAddress);
  await press(story.button(wizard.save));
  await page.waitForURL('**step=smtp');
  await type(wizard.host, mailbox.host);
  await reach(story.field(wizard.encryption));
  await page.keyboard.type('SSL');
  await type(wizard.port, String(mailbox.port));
  await type(wizard.account, mailbox.account);
  await type(wizard.password, mailbox.password);
  await press(story.button(wizard.test));
  await story.expectLoop();
  await press(story.button(wizard.save));
  await page.waitForURL('**step=test');

  const list = story.words('unassigned');
  await press(page.getByRole('link', { name: story.words('frame').unassigned_messages }));
  await send(server.smtpPort, 'carla@example.org', 'acme-jobs@postroom.localhost', application('Baker in Berlin'));
  const rows = page.locator('.message-row');
  await expect(rows).toHaveCount(2);
  await press(rows.first());
  await expect(page.getByRole('heading', { name: 'Baker in Berlin' })).toBeVisible();
  await press(story.button(list.delete));
  await expect(rows).toHaveCount(1);
  await press(story.button(list.undo));
  await expect(rows).toHaveCount(2);
  await server.stop();
});
