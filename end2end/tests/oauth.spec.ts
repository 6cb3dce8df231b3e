import type { Browser, Page } from '@playwright/test';
import { expect, expectAccessible, goto, hydrated, test, withoutScript } from '../support/app.ts';
import { freePort, start, type Server } from '../support/server.ts';
import { Story } from '../support/story.ts';
import { PERSON, Provider, tokenServer } from '../support/token_server.ts';

const SHARED = 'jobs@company.localhost';

/** Everything that runs, and the wizard with its first two steps done. */
class Scene {
  readonly provider = new Provider();
  readonly mail = tokenServer(this.provider);
  server!: Server;
  story!: Story;

  async start(page: Page): Promise<void> {
    const smtpPort = await freePort();
    await this.provider.start();
    await this.mail.start(smtpPort, 'acme-jobs@postroom.localhost');
    this.server = await start('serve', {
      ...this.provider.env(),
      ...this.mail.env(),
      POSTROOM_SMTP_ADDR: `127.0.0.1:${smtpPort}`,
    });
    this.story = new Story(page, this.server.base, 'en');
    await this.story.setUp(this.server.setupLink);
    await this.story.saveSender(SHARED);
    await this.story.step('smtp');
  }

  /** Types the server's settings and chooses Google. */
  async type(): Promise<void> {
    const { story, mail } = this;
    const t = story.words('wizard');
    await story.yes(t.use_for_sending).check();
    await story.field(t.host).fill('mail.company.localhost');
    await story.field(t.port).fill(String(mail.port));
    await story.field(t.encryption).selectOption({ label: 'STARTTLS' });
    await story.field(t.account).fill(SHARED);
    await this.choose('Google');
  }

  choose(way: string) {
    return this.story.page.getByRole('group', { name: 'Sign in with' }).getByLabel(way, { exact: true }).check();
  }

  /** To the provider and back. */
  async connect(button = 'Connect with Google…'): Promise<void> {
    await this.story.button(button).filter({ visible: true }).click();
    await this.story.page.waitForURL('**step=smtp');
    await hydrated(this.story.page);
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await this.mail.stop();
    await this.provider.stop();
  }
}

test('connect with a provider, prove the loop, have the token renewed, have it taken back', async ({ page }) => {
  const scene = new Scene();
  await scene.start(page);
  const { story, provider, mail } = scene;
  const causes = story.words('causes');
  await scene.type();
  await expect(page.locator('#password')).toBeHidden();
  await scene.choose('Microsoft');
  await expect(page.getByText('POSTROOM_OAUTH_MICROSOFT_CLIENT_ID')).toBeVisible();
  await scene.choose('Google');
  await expectAccessible(page);

  // Shorter than what Postroom wants to have left, so that every use needs a new one.
  provider.expiresIn = 60;
  await scene.connect();
  await expect(page.getByText(`Connected as ${PERSON}.`)).toBeVisible();
  await expect(story.field('Host')).toHaveValue('mail.company.localhost');
  await expectAccessible(page);
  await story.button('Test connection').click();
  await story.expectLoop();
  await expect(page.getByText('Method: XOAUTH2', { exact: true })).toBeVisible();
  expect(mail.signedIn).toEqual([SHARED]);
  expect(provider.nRefreshed).toBe(1);
  expect(await page.content()).not.toContain([...provider.good][0]);

  // It holds for an hour from now on, and is used again.
  provider.expiresIn = 3600;
  await story.step('test');
  await story.button('Test connection').click();
  await expect.poll(() => mail.signedIn.length).toBe(2);
  await story.expectLoop();
  const nRefreshed = provider.nRefreshed;
  await story.button('Test connection').click();
  await expect.poll(() => mail.signedIn.length).toBe(3);
  expect(provider.nRefreshed).toBe(nRefreshed);

  // Taken back: the server says no, the provider says why, and the wizard says so before a message has to leave.
  provider.isRevoked = true;
  provider.good.clear();
  await story.button('Test connection').click();
  await expect(page.getByText(causes.oauth_refused, { exact: true })).toBeVisible();
  await expect(page.getByText('Sign-in ended').first()).toBeVisible();
  await story.button('Test connection').click();
  await expect(page.getByText(causes.oauth_expired, { exact: true })).toBeVisible();
  await story.step('smtp');
  await expect(page.getByText('messages wait until you connect anew')).toBeVisible();

  provider.isRevoked = false;
  await scene.connect('Connect anew…');
  await expect(page.getByText(`Connected as ${PERSON}.`)).toBeVisible();
  await story.button('Disconnect').click();
  await expect(story.button('Connect with Google…')).toBeVisible();
  expect(provider.nRevoked).toBe(1);
  await scene.stop();
});

test('whoever says no at the provider is told what happened, and nothing typed is lost', async ({ page }) => {
  const scene = new Scene();
  await scene.start(page);
  scene.provider.isDenied = true;
  await scene.type();
  await scene.story.button('Connect with Google…').click();
  await expect(page.getByRole('alert')).toContainText('The permission was not given');
  await expect(page.getByText('The provider says: Ada said no')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Back to the settings' }).click();
  await hydrated(page);
  await expect(scene.story.field('Port')).toHaveValue(String(scene.mail.port));
  await expect(page.getByText('Connected as')).toHaveCount(0);
  // A state that nobody began here leads nowhere.
  await page.goto(`${scene.server.base}/oauth/return?code=stolen&state=made-up`);
  await expect(page.getByRole('alert')).toContainText('begun in another window');
  await scene.stop();
});

async function scriptless(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' })).newPage();
  withoutScript(page);
  return page;
}

test('connecting works without script', async ({ browser }) => {
  const page = await scriptless(browser);
  const scene = new Scene();
  await scene.start(page);
  await scene.type();
  await scene.connect();
  await expect(page.getByText(`Connected as ${PERSON}.`)).toBeVisible();
  await scene.story.button('Test connection').click();
  await page.waitForURL('**step=test');
  await scene.story.expectLoop();
  await goto(page, `${scene.server.base}/settings/recruiting`);
  await expect(page.getByText('Loop works since')).toBeVisible();
  await scene.stop();
  await page.context().close();
});
