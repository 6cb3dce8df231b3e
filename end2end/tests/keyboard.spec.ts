import type { Locator } from '@playwright/test';
import { application, send } from '../support/mail.ts';
import { expect, expectAccessible, goto, hydrated, test, withoutScript } from '../support/app.ts';
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
  // The application, and both mails of the test.
  await expect(rows).toHaveCount(3);
  await press(rows.first());
  await expect(page.getByRole('heading', { name: 'Baker in Berlin' })).toBeVisible();
  await press(story.button(list.delete));
  await expect(rows).toHaveCount(2);
  await press(story.button(list.undo));
  await expect(rows).toHaveCount(3);
  await server.stop();
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled, viewport: { width: 390, height: 800 } });

    test('a narrow window folds the pages away, and shows where one is and what waits', async ({ page }) => {
      if (!javaScriptEnabled) withoutScript(page);
      const server = await start('practice');
      const story = new Story(page, server.base, 'en');
      const frame = story.words('frame');
      await story.setUp(server.setupLink);
      await send(server.smtpPort, 'x@y.example', 'acme-jobs@postroom.localhost', application('Application'));
      await expect(async () => {
        await goto(page, `${server.base}/candidates`);
        await expect(page.locator('.menu-button')).toHaveText(/Candidates.*1/, { timeout: 1_000 });
      }).toPass();
      const link = page.getByRole('link', { name: frame.positions });
      await expect(link).toBeHidden();
      await page.locator('.menu-button').focus();
      await page.keyboard.press('Enter');
      await expect(link).toBeVisible();
      await expect(page.locator('.menu a[aria-current="page"]')).toHaveText(frame.candidates);
      if (javaScriptEnabled) await expectAccessible(page);
      await page.keyboard.press('Escape');
      await expect(link).toBeHidden();
      await page.keyboard.press('Enter');
      await link.click();
      await expect(page.getByRole('heading', { level: 1, name: frame.positions })).toBeVisible();
      await expect(page.locator('.menu-button')).toContainText(frame.positions);
      await expect(link).toBeHidden();
      await server.stop();
    });
  });
}
