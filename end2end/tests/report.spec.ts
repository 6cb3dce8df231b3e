import { SMTPServer } from 'smtp-server';
import { expect, expectAccessible, hydrated, test } from '../support/app.ts';
import { freePort, start } from '../support/server.ts';
import { practiceMailbox, say, Story, words } from '../support/story.ts';

/** The operator's relay: takes everything and keeps it. */
async function relay() {
  const mails: { to: string; text: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      let text = '';
      stream.setEncoding('utf8');
      stream.on('data', (chunk) => (text += chunk));
      stream.on('end', () => {
        mails.push({ to: session.envelope.rcptTo[0].address, text });
        done();
      });
    },
  });
  const port = await freePort();
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
  return { url: `smtp://127.0.0.1:${port}`, mails, stop: () => new Promise<void>((done) => server.close(done)) };
}

const DAY_MILLIS = 86_400_000;

/** A moment as the page writes it, in either language, in milliseconds. */
const moment = (text: string) => Date.parse(text.replace(/^(\d+)\.(\d+)\.(\d+),/, '$3-$2-$1'));

for (const lang of ['en', 'de'] as const) {
  test.describe(`in ${lang}`, () => {
    test.use({ locale: lang === 'de' ? 'de-DE' : 'en-GB' });

    test('a failed test becomes a report that IT can act on', async ({ page, browser }) => {
      const out = await relay();
      const server = await start('practice', { POSTROOM_RELAY_URL: out.url });
      const story = new Story(page, server.base, lang);
      const [wizard, t] = [story.words('wizard'), story.words('it_report')];
      await story.setUp(server.setupLink);
      await story.saveSender('jobs@company.localhost');
      const wrong = { ...practiceMailbox(server.starttlsPort, 'STARTTLS'), password: 'not-the-password' };
      await story.fillSmtp(wrong);
      await story.button(wizard.test).click();
      await expect(page.getByText(story.words('causes').sign_in_refused, { exact: true })).toBeVisible();
      await page.getByRole('link', { name: story.words('stages').it_report }).click();

      for (const heading of [t.tried, t.certificates, t.capabilities, t.dialogue, t.steps]) {
        await expect(page.getByRole('heading', { name: heading, exact: true })).toBeVisible();
      }
      const report = page.locator('article');
      for (const part of ['C: EHLO postroom.localhost', 'C: AUTH PLAIN •••', 'S: 535 5.7.8', 'CN=', 'Exchange Online', 'Plesk', 'cPanel']) {
        await expect(report).toContainText(part);
      }
      expect(await page.content()).not.toContain(wrong.password);
      await expectAccessible(page);

      // The other language, as text and back.
      const other = lang === 'en' ? 'de' : 'en';
      await page.getByRole('link', { name: other === 'de' ? 'Deutsch' : 'English' }).click();
      await expect(report).toHaveAttribute('lang', other);
      await expect(page.getByRole('heading', { name: new Story(page, server.base, other).words('it_report').tried })).toBeVisible();
      const text = await (await page.request.get(page.url().replace('?', '/text?'))).text();
      expect(text).toContain('C: AUTH PLAIN •••');
      expect(text).not.toContain(wrong.password);

      // A link that opens without a sign-in, until it is revoked.
      await story.button(t.make_link).click();
      const link = await story.field(t.new_link).inputValue();
      expect(link).toMatch(/^http:\/\/localhost:\d+\/report\/[\w-]{43}$/);
      const open = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: t.revoke }) });
      const line = new RegExp(say(t.link_line, { lang: other === 'de' ? 'Deutsch' : 'English', made: '(.+ UTC)', ends: '(.+ UTC)' }));
      await expect(open).toHaveText(line);
      const [made, ends] = line.exec((await open.textContent()) ?? '')?.slice(1).map(moment) ?? [];
      expect(ends - made).toBe(14 * DAY_MILLIS);
      const stranger = await (await browser.newContext({ locale: other })).newPage();
      const opened = await stranger.goto(link);
      expect(opened?.headers()['x-robots-tag']).toContain('noindex');
      await expect(stranger.locator('article')).toHaveAttribute('lang', other);
      await expect(stranger.getByRole('button')).toHaveCount(0);
      await expectAccessible(stranger);
      // As a PDF it is the report alone, with the steps to do in its own language.
      await stranger.emulateMedia({ media: 'print' });
      await expect(stranger.locator('article')).toBeVisible();
      await expect(stranger.locator('article')).toContainText(words(other, 'it_report').made_by);
      expect((await stranger.pdf()).length).toBeGreaterThan(10_000);
      const overflow = await stranger.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      await page.getByRole('button', { name: t.revoke }).click();
      await expect(page.getByRole('button', { name: t.revoke })).toHaveCount(0);
      expect((await stranger.goto(link))?.status()).toBe(404);
      await expect(stranger.getByText(words(other, 'it_report').gone)).toBeVisible();

      await story.field(t.address).fill('it@company.localhost');
      await story.button(t.send).click();
      await expect(page.getByRole('status')).toContainText('it@company.localhost');
      await expect.poll(() => out.mails.length).toBe(1);
      expect(out.mails[0].to).toBe('it@company.localhost');
      await page.emulateMedia({ media: 'print' });
      await expect(story.button(t.send)).toBeHidden();
      await page.emulateMedia({ media: 'screen' });

      // Back to the form that was tested, with what was typed into it.
      await page.getByRole('link', { name: t.back_to_form, exact: true }).click();
      await page.waitForURL('**step=smtp');
      await hydrated(page);
      await expect(story.field(wizard.host)).toHaveValue(wrong.host);
      await server.stop();
      await out.stop();
    });
  });
}

test('without a relay there is a draft, and recruiters see no report', async ({ page, browser }) => {
  const server = await start('serve');
  const story = new Story(page, server.base, 'en');
  await story.setUp(server.setupLink);
  await story.saveSender('jobs@company.localhost');
  await story.fillSmtp({ ...practiceMailbox(server.tlsPort, 'SSL/TLS'), host: 'localhost' });
  await story.button('Test connection').click();
  await expect(page.getByText(story.words('causes').host_not_allowed, { exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Report for IT…' }).click();
  await expect(page.getByText('has no server of its own to send from')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open as e-mail draft' })).toHaveAttribute('href', /^mailto:\?subject=Report/);
  const address = page.url();

  await server.command(['user', 'add', '--name', 'Rita', '--role', 'recruiter', 'rita@company.localhost'], 'correct horse battery\n');
  const rita = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  await new Story(rita, server.base, 'en').signIn('rita@company.localhost', 'correct horse battery');
  await expect(rita.getByRole('heading', { name: 'Unassigned messages' })).toBeVisible();
  expect((await rita.request.get(address)).status()).toBe(403);
  await server.stop();
});

test("from a subcompany's report the way leads back to the subcompany", async ({ page }) => {
  const server = await start('practice');
  const story = new Story(page, server.base, 'en');
  await story.setUp(server.setupLink);
  await story.addSubcompany('Berlin');
  await story.useOwnSettings('jobs@company.localhost');
  await story.typeSmtp({ ...practiceMailbox(server.starttlsPort, 'STARTTLS'), password: 'not-the-password' });
  await story.button('Save').click();
  await page.waitForURL('**step=test');
  const wizard = page.url();
  await story.button('Test connection').click();
  await page.getByRole('link', { name: 'Report for IT…' }).click();
  await page.getByRole('link', { name: 'Deutsch' }).click();
  await story.button('Make a link').click();
  await page.getByRole('link', { name: 'Back to the connection test', exact: true }).click();
  await page.waitForURL('**step=test');
  expect(page.url()).toBe(wizard);
  await server.stop();
});
