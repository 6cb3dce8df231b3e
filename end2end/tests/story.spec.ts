import { application, send } from '../support/mail.ts';
import { expect, expectAccessible, goto, test, withoutScript } from '../support/app.ts';
import { start } from '../support/server.ts';
import { practiceMailbox, Story } from '../support/story.ts';

for (const lang of ['en', 'de'] as const) {
  test.describe(`in ${lang}`, () => {
    test.use({ locale: lang === 'de' ? 'de-DE' : 'en-GB' });

    test('connect, prove the loop, watch an application arrive, delete, undo', async ({ page }) => {
      const server = await start('practice');
      const story = new Story(page, server.base, lang);
      await story.setUp(server.setupLink);
      await story.saveSender('jobs@company.localhost');

      const wizard = story.words('wizard');
      const mailbox = practiceMailbox(server.starttlsPort, 'STARTTLS');
      await story.fillSmtp(mailbox);
      await story.button(wizard.test).click();
      await story.expectLoop();
      // The form still holds what was typed: it was a test of unsaved values.
      await expect(story.field(wizard.host)).toHaveValue(mailbox.host);
      await expect(page.getByText(story.words('stages').unsaved, { exact: true })).toBeVisible();
      await story.button(wizard.save).click();
      await page.waitForURL('**step=test');
      await expect(page.getByText(story.words('settings').badge_loop_works).first()).toBeVisible();
      expect(await page.content()).not.toContain(mailbox.password);

      const list = story.words('unassigned');
      await goto(page, `${server.base}/recruiting/unassigned`);
      const rows = page.locator('.message-row');
      // Both mails of the test.
      await expect(rows).toHaveCount(2);
      await send(server.smtpPort, 'carla@example.org', 'acme-jobs@postroom.localhost', application('Baker in Berlin'));
      await expect(rows).toHaveCount(3);
      await expect(rows.first()).toContainText('Carla Kowalczyk');
      await expect(page).toHaveTitle(/\(3\)/);

      await rows.first().click();
      await expect(page.getByRole('heading', { name: 'Baker in Berlin' })).toBeVisible();
      await expect(page.getByText('I have worked for six years in a bakery.').last()).toBeVisible();
      await story.button(list.delete).click();
      await expect(rows).toHaveCount(2);
      await story.button(list.undo).click();
      await expect(rows).toHaveCount(3);
      await server.stop();
    });
  });
}

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('set-up, sign-in, settings, and a test whose result shows', async ({ page }) => {
    withoutScript(page);
    const server = await start('practice');
    const story = new Story(page, server.base, 'en');
    await story.setUp(server.setupLink);
    await story.saveSender('jobs@company.localhost');
    await story.fillSmtp(practiceMailbox(server.tlsPort, 'SSL/TLS'));
    await story.button('Test connection').click();
    await page.waitForURL('**step=test');
    await story.expectLoop();

    await story.button('Sign out').click();
    await page.waitForURL('**/sign-in');
    await story.signIn('ada@company.localhost', 'not the password');
    await expect(page.getByRole('alert')).toContainText('do not belong together');
    await expect(story.field('Email address')).toHaveValue('ada@company.localhost');
    await story.field('Password').fill('correct horse battery');
    await story.button('Sign in').click();
    await expect(page.getByRole('heading', { name: 'Unassigned messages' })).toBeVisible();
    await server.stop();
  });
});

test('no page has an accessibility problem, wide or narrow, light or dark', async ({ page }) => {
  const server = await start('practice');
  const story = new Story(page, server.base, 'en');
  await goto(page, server.setupLink);
  await expectAccessible(page);
  await story.setUp(server.setupLink);
  await send(server.smtpPort, 'carla@example.org', 'acme-jobs@postroom.localhost', application('Baker in Berlin'));
  await story.saveSender('jobs@company.localhost');
  await story.fillSmtp(practiceMailbox(server.starttlsPort, 'STARTTLS'));
  await story.button('Test connection').click();
  await story.expectLoop();
  await expectAccessible(page);
  const pages = ['/settings/recruiting', '/recruiting/unassigned', '/recruiting/unassigned?view=held_back', '/practice', '/status', '/search?words=bak', '/no/such/page'];
  const steps = ['redirection', 'sender', 'smtp', 'test'].map((step) => `/settings/recruiting/email?step=${step}`);
  for (const [width, colorScheme] of [[1280, 'light'], [390, 'dark']] as const) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    for (const path of [...pages, ...steps]) {
      await goto(page, server.base + path);
      await expectAccessible(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `${path} at ${width}`).toBeLessThanOrEqual(0);
    }
    await goto(page, `${server.base}/recruiting/unassigned`);
    await page.locator('.message-row').first().click();
    await expect(page.locator('.reading h1')).toBeVisible();
    await expectAccessible(page);
  }
  await server.stop();
});
