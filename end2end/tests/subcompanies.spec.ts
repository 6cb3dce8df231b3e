import { expect, expectAccessible, goto, test, withoutScript } from '../support/app.ts';
import { start } from '../support/server.ts';
import { practiceMailbox, Story } from '../support/story.ts';

for (const lang of ['en', 'de'] as const) {
  test.describe(`in ${lang}`, () => {
    test.use({ locale: lang === 'de' ? 'de-DE' : 'en-GB' });

    test('a subcompany goes from inherited to own, back, and undoes that', async ({ page, context }) => {
      const server = await start('practice');
      const story = new Story(page, server.base, lang);
      await story.setUp(server.setupLink);
      await story.saveSender('jobs@company.localhost');
      await story.fillSmtp(practiceMailbox(server.starttlsPort, 'STARTTLS'));
      await story.button(story.words('wizard').save).click();
      await page.waitForURL('**step=test');

      const t = story.words('wizard');
      const inherited = t.inherited_from.replace('{company}', 'Acme GmbH');
      await story.addSubcompany('Berlin GmbH');
      const wizard = page.url();
      await expect(story.field(t.host)).toHaveValue('mail.company.localhost');
      await expect(story.field(t.host)).toHaveJSProperty('readOnly', true);
      await expect(page.getByText(inherited, { exact: true })).toHaveCount(8);

      // What changes at the main company changes here, live.
      const other = await context.newPage();
      const main = new Story(other, server.base, lang);
      await main.saveSender('bewerbung@company.localhost');
      await expect(story.field(t.custom_address)).toHaveValue('bewerbung@company.localhost');
      await other.close();

      await story.button(t.use_own).click();
      await page.waitForURL('**step=sender');
      await expect(story.field(t.custom_address)).toHaveValue('bewerbung@company.localhost');
      await expect(page.getByText(t.own, { exact: true }).first()).toBeVisible();
      await expect(page.getByText(t.has_mains_address.replace('{main}', 'Acme GmbH').replace('{company}', 'Berlin GmbH'))).toBeVisible();
      await story.field(t.custom_address).fill('jobs@berlin.localhost');
      await story.button(t.save).click();
      await page.waitForURL('**step=smtp');
      // A password is never copied.
      await expect(story.field(t.password)).toHaveAttribute('placeholder', '');
      await story.field(t.password).fill('of berlin');
      await story.button(t.save).click();
      await page.waitForURL('**step=test');

      await story.button(t.use_mains).click();
      await expect(story.field(t.custom_address)).toHaveValue('bewerbung@company.localhost');
      await expect(page.getByText(inherited, { exact: true }).first()).toBeVisible();
      await story.button(t.undo).click();
      await goto(page, `${wizard}&step=sender`);
      await expect(story.field(t.custom_address)).toHaveValue('jobs@berlin.localhost');

      const table = story.words('subcompanies');
      await goto(page, `${server.base}/settings/subcompanies`);
      const row = page.getByRole('row').filter({ hasText: 'Berlin GmbH' });
      await expect(row).toContainText('jobs@berlin.localhost');
      await expect(row).toContainText('acme-jobs+berlin@postroom.localhost');
      await expect(row).toContainText(table.own);
      await expect(row).toContainText(table.never_tested);
      await server.stop();
    });
  });
}

test("a subcompany's test says when the redirection leads to another company", async ({ page }) => {
  const server = await start('practice');
  const story = new Story(page, server.base, 'en');
  await story.setUp(server.setupLink);
  await story.addSubcompany('Berlin');
  const mailbox = practiceMailbox(server.starttlsPort, 'STARTTLS');
  await story.useOwnSettings(mailbox.customAddress);
  await story.typeSmtp(mailbox);
  await story.button('Test connection').click();
  await expect(page.getByText('The mail came back, but to another address', { exact: true }).last()).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('Let the redirection lead to acme-jobs+berlin@postroom.localhost.').first()).toBeVisible();
  await server.stop();
});

test('a position says as whom its mails leave, before another company is saved', async ({ page }) => {
  const server = await start('practice');
  const story = new Story(page, server.base, 'en');
  await story.setUp(server.setupLink);
  await story.addSubcompany('Berlin');
  await story.useOwnSettings('jobs@berlin.localhost');
  await story.typeSmtp(practiceMailbox(server.starttlsPort, 'STARTTLS'));
  await story.button('Save').click();
  await page.waitForURL('**step=test');

  await goto(page, `${server.base}/positions`);
  await expect(page.getByText('There are no positions yet.')).toBeVisible();
  await page.getByText('New position').click();
  await story.field('Title').fill('Baker in Berlin');
  await story.button('Create position').click();
  await expect(page.getByRole('heading', { name: 'Baker in Berlin' })).toBeVisible();
  const line = page.locator('.sending-line');
  await expect(line).toHaveText("Mails for this position leave as acme-jobs@postroom.localhost through Postroom's default server.");
  await story.field('Company').selectOption({ label: 'Berlin' });
  await expect(line).toHaveText('Mails for this position leave as jobs@berlin.localhost through mail.company.localhost.');
  await story.field('Status').selectOption('draft');
  await story.button('Save').click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await expect(page.locator('.head .badge')).toHaveText('Draft');
  await page.reload();
  await expect(line).toContainText('jobs@berlin.localhost');

  await goto(page, `${server.base}/positions?status=closed`);
  await expect(page.getByText('No position fits this search.')).toBeVisible();
  await goto(page, `${server.base}/positions?q=BAKER`);
  await expect(page.getByRole('link', { name: 'Baker in Berlin' })).toBeVisible();
  await server.stop();
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('a subcompany and a position are made and changed', async ({ page }) => {
    withoutScript(page);
    const server = await start('practice');
    const story = new Story(page, server.base, 'en');
    await story.setUp(server.setupLink);
    await story.addSubcompany('Berlin');
    await story.button('Use own settings').click();
    await expect(page.getByText('Berlin has its own settings.')).toBeVisible();
    await goto(page, `${server.base}/settings/subcompanies`);
    await page.getByRole('link', { name: 'Edit: Berlin' }).click();
    await page.getByRole('region', { name: 'Edit Berlin' }).getByLabel('Name', { exact: true }).fill('Berlin Mitte');
    await story.button('Save').click();
    await page.getByRole('link', { name: 'Edit: Berlin Mitte' }).click();
    await story.button('Retire').click();
    await expect(page.getByRole('row').filter({ hasText: 'Berlin Mitte' })).toContainText('retired');
    await goto(page, `${server.base}/positions`);
    await page.getByText('New position').click();
    await story.field('Title').fill('Driver');
    await story.button('Create position').click();
    await expect(page.getByRole('heading', { name: 'Driver' })).toBeVisible();
    await story.field('Title').fill('Night driver');
    await story.button('Save').click();
    await expect(page.getByRole('heading', { name: 'Night driver' })).toBeVisible();
    await server.stop();
  });
});

test('the pages of companies and positions have no accessibility problem', async ({ page }) => {
  const server = await start('practice');
  const story = new Story(page, server.base, 'en');
  await story.setUp(server.setupLink);
  await story.saveSender('jobs@company.localhost');
  await story.addSubcompany('Subcompany with a rather long name for vocational training in Brandenburg');
  const inherited = page.url();
  await story.addSubcompany('Berlin');
  await story.button('Use own settings').click();
  await page.waitForURL('**step=sender');
  const own = page.url();
  await goto(page, `${server.base}/positions`);
  await page.getByText('New position').click();
  await story.field('Title').fill('Working student in quality assurance and documentation');
  await story.button('Create position').click();
  await page.waitForURL('**/positions/*');
  const position = page.url();
  const pages = [inherited, `${inherited}&step=redirection`, own, position].concat(
    ['/settings/subcompanies', '/positions', '/positions?q=nothing'].map((path) => server.base + path),
  );
  for (const [width, colorScheme] of [[1280, 'light'], [390, 'dark']] as const) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    for (const url of pages) {
      await goto(page, url);
      await expectAccessible(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `${url} at ${width}`).toBeLessThanOrEqual(0);
    }
    await goto(page, `${server.base}/settings/subcompanies`);
    await page.getByRole('link', { name: 'Edit: Berlin' }).click();
    await expect(page.getByRole('heading', { name: 'Edit Berlin' })).toBeVisible();
    await expectAccessible(page);
  }
  await server.stop();
});
