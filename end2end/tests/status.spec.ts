import type { Page } from '@playwright/test';
import { expect, expectAccessible, goto, test, withoutScript } from '../support/app.ts';
import { start } from '../support/server.ts';
import { PASSWORD, practiceMailbox, say, Story } from '../support/story.ts';

const RECRUITER = 'rita@company.localhost';

/** What stands on the page about the company. */
const facts = (page: Page) => page.locator('dl.facts').first();

for (const lang of ['en', 'de'] as const) {
  test.describe(`in ${lang}`, () => {
    const locale = lang === 'de' ? 'de-DE' : 'en-GB';
    test.use({ locale });

    test('the status says in words what works, warns, and leads back to what worked', async ({ page, browser }) => {
      const server = await start('practice');
      const story = new Story(page, server.base, lang);
      const [t, wizard] = [story.words('status'), story.words('wizard')];
      await story.setUp(server.setupLink);
      await goto(page, `${server.base}/status`);
      for (const words of [t.received_none, t.loop_unknown]) await expect(facts(page)).toContainText(words);

      // A recruiter looks at it all the time, and never loads it anew.
      await server.command(['user', 'add', '--name', 'Rita', '--role', 'recruiter', RECRUITER], `${PASSWORD}\n`);
      const rita = await (await browser.newContext({ locale })).newPage();
      await new Story(rita, server.base, lang).signIn(RECRUITER, PASSWORD);
      await rita.waitForURL('**/recruiting/unassigned');
      await goto(rita, `${server.base}/status`);

      await story.saveSender('jobs@company.localhost');
      const mailbox = practiceMailbox(server.starttlsPort, 'STARTTLS');
      await story.fillSmtp(mailbox);
      await story.button(wizard.save).click();
      await page.waitForURL('**step=test');
      await story.testStored();
      await story.expectLoop();

      await goto(page, `${server.base}/status`);
      const all = [
        say(t.received, { when: t.just_now }),
        say(t.loop_works, { when: t.just_now }),
        t.daily_on,
        say(t.sends_own, { address: mailbox.customAddress, host: mailbox.host }),
      ];
      for (const reader of [page, rita]) {
        await expect(reader.getByText(t.all_well, { exact: true })).toBeVisible();
        for (const words of all) await expect(facts(reader)).toContainText(words);
        await expect(reader.getByText(t.relay_yes, { exact: true })).toBeVisible();
        await expectAccessible(reader);
      }
      await expect(rita.locator('main').getByRole('button')).toHaveCount(0);
      await expect(rita.getByRole('link', { name: t.to_settings, exact: true })).toHaveCount(0);

      await story.button(t.switch_off).click();
      for (const reader of [page, rita]) await expect(facts(reader)).toContainText(t.daily_off);
      await story.button(t.switch_on).click();
      await expect(facts(rita)).toContainText(t.daily_on);

      // Somebody changes the password for a wrong one.
      await story.fillSmtp({ ...mailbox, password: 'not-the-password' });
      await story.button(wizard.save).click();
      await page.waitForURL('**step=test');
      await story.testStored();
      await expect(page.getByText(story.words('causes').sign_in_refused, { exact: true })).toBeVisible();
      await goto(page, `${server.base}/status`);
      for (const reader of [page, rita]) {
        await expect(reader.getByText(t.look, { exact: true })).toBeVisible();
        await expect(reader.getByText(say(t.fails_after_change, { when: t.just_now }))).toBeVisible();
        await expect(facts(reader)).toContainText(t.failing_test);
      }
      await expect(rita.locator('main').getByRole('button')).toHaveCount(0);
      await expectAccessible(page);
      await story.button(say(t.go_back, { when: t.just_now, account: mailbox.account, host: mailbox.host })).click();
      for (const reader of [page, rita]) await expect(reader.getByText(t.all_well, { exact: true })).toBeVisible();
      await story.testStored();
      await story.expectLoop();

      // While a mail is waited for, nothing is said that may not be so.
      await story.practise('off');
      await story.testStored();
      await expect(page.getByText(story.words('verdicts').nothing_yet, { exact: true })).toBeVisible();
      await expect(rita.getByText(t.all_well, { exact: true })).toBeVisible();

      // The redirection breaks.
      await story.practise('forward');
      await story.testStored();
      await expect(rita.getByText(say(t.loop_broken, { when: t.just_now }))).toBeVisible();
      await expect(facts(rita)).toContainText(say(t.loop_worked, { when: t.just_now }));
      await server.stop();
    });

    test('what was found out after a failure is put right with one click, and tested', async ({ page }) => {
      const server = await start('practice');
      const story = new Story(page, server.base, lang);
      const [t, found] = [story.words('wizard'), story.words('findings')];
      await story.setUp(server.setupLink);
      await story.saveSender('jobs@company.localhost');
      await story.fillSmtp(practiceMailbox(server.starttlsPort, 'SSL/TLS'));
      await story.button(t.save).click();
      await page.waitForURL('**step=test');
      await story.testStored();
      await expect(page.getByText(story.words('causes').tls_on_plaintext_port, { exact: true })).toBeVisible();
      const way = { port: server.starttlsPort, encryption: 'STARTTLS' };
      await expect(page.locator('#test .cause').getByText(say(found.works, way))).toBeVisible();
      await expectAccessible(page);
      await story.button(say(found.use_port, way)).click();
      await story.expectLoop();
      await story.step('smtp');
      await expect(story.field(t.encryption).locator('option:checked')).toHaveText('STARTTLS');
      await expect(story.field(t.port)).toHaveValue(String(server.starttlsPort));
      await server.stop();
    });
  });
}

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('the one click after a failure, and the way back to what worked', async ({ page }) => {
    withoutScript(page);
    const server = await start('practice');
    const story = new Story(page, server.base, 'en');
    const mailbox = practiceMailbox(server.starttlsPort, 'SSL/TLS');
    await story.setUp(server.setupLink);
    await story.saveSender('jobs@company.localhost');
    await story.fillSmtp(mailbox);
    await story.button('Test connection').click();
    await page.waitForURL('**step=test');
    await story.button(`Use port ${server.starttlsPort} with STARTTLS`).click();
    await page.waitForURL('**step=test');
    await story.expectLoop();
    await story.fillSmtp({ ...mailbox, encryption: 'STARTTLS', password: 'not-the-password' });
    await story.button('Test connection').click();
    await page.waitForURL('**step=test');
    await goto(page, `${server.base}/status`);
    await page.getByRole('button', { name: /^Go back to the settings made/ }).click();
    await expect(page.getByText('Everything works.')).toBeVisible();
    await server.stop();
  });
});
