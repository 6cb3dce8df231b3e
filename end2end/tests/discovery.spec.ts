import type { Page } from '@playwright/test';
import { expect, expectAccessible, hydrated, test, withoutScript } from '../support/app.ts';
import { CompanyServer } from '../support/company_server.ts';
import { NameServer, type Entry } from '../support/name_server.ts';
import { freePort, start, type Server } from '../support/server.ts';
import { say, Story, type Words } from '../support/story.ts';

const ADDRESS = 'jobs@acme.test';
const HOST = 'mail.acme.test';
const PASSWORD = 'of the mailbox';
/** A port that servers are asked at, and an address of this machine that nobody else uses it at. */
const PORT = 2587;
const own = () => `127.${[0, 0, 0].map(() => 1 + Math.floor(Math.random() * 253)).join('.')}`;

/** The domain names two servers for sending, of which one is there. */
const services = (address: string): Record<string, Entry[]> => ({
  'acme.test': [{ kind: 'MX', preference: 10, host: HOST }],
  '_submissions._tcp.acme.test': [{ kind: 'SRV', priority: 0, port: 2465, host: HOST }],
  '_submission._tcp.acme.test': [{ kind: 'SRV', priority: 0, port: PORT, host: HOST }],
  [HOST]: [{ kind: 'A', address }],
});

/** A company with a server of its own, and the domain that names it. */
class Scene {
  readonly mail = new CompanyServer(HOST, {
    methods: ['PLAIN', 'LOGIN'],
    check: (auth) => (auth.username === ADDRESS && auth.password === PASSWORD ? ADDRESS : undefined),
  });
  names!: NameServer;
  server!: Server;
  story!: Story;
  t!: Words;

  async start(page: Page, lang: 'en' | 'de'): Promise<void> {
    const [address, smtpPort] = [own(), await freePort()];
    this.names = new NameServer(services(address));
    await this.mail.start(smtpPort, 'acme-jobs@postroom.localhost', address, PORT);
    this.server = await start('serve', { ...this.mail.env(), ...(await this.names.start()), POSTROOM_SMTP_ADDR: `127.0.0.1:${smtpPort}` });
    this.story = new Story(page, this.server.base, lang);
    this.t = this.story.words('discovery');
    await this.story.setUp(this.server.setupLink);
    await this.story.saveSender(ADDRESS);
  }

  get box() {
    return this.story.page.getByRole('region', { name: say(this.t.title, { address: ADDRESS }) });
  }

  /** Both servers stand in the box with where they come from, the one that answers first. */
  async expectFound(): Promise<void> {
    const rows = this.box.getByRole('listitem').filter({ hasText: HOST });
    await expect(rows.filter({ hasText: this.t.ready })).toContainText(`${HOST}, ${PORT}, STARTTLS`);
    await expect(rows.filter({ hasText: this.t.failed })).toContainText(`${HOST}, 2465, SSL/TLS`);
    await expect(rows).toHaveCount(2);
    await expect(rows.first()).toContainText(this.t.ready);
    for (const row of await rows.all()) await expect(row).toContainText(this.t.by_services);
  }

  /** The way to use the one that answers. */
  get use() {
    return this.story.button(say(this.t.choose_which, { host: HOST, port: String(PORT) }));
  }

  async expectFilled(): Promise<void> {
    const [t, { story }] = [this.story.words('wizard'), this];
    await expect(story.field(t.host)).toHaveValue(HOST);
    await expect(story.field(t.port)).toHaveValue(String(PORT));
    await expect(story.field(t.encryption).locator('option:checked')).toHaveText('STARTTLS');
  }

  /** With the password, which only now goes to the server. */
  async testAndSave(): Promise<void> {
    const [t, { story }] = [this.story.words('wizard'), this];
    expect(this.mail.signedIn).toEqual([]);
    await story.field(t.account).fill(ADDRESS);
    await story.field(t.password).fill(PASSWORD);
    await story.button(t.test).click();
    await story.expectLoop();
    expect(this.mail.signedIn).toEqual([ADDRESS]);
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await this.mail.stop();
    await this.names.stop();
  }
}

for (const lang of ['en', 'de'] as const) {
  test.describe(`in ${lang}`, () => {
    test.use({ locale: lang === 'de' ? 'de-DE' : 'en-GB' });

    test('what the domain names is found, applied with one click, taken back, tested and saved', async ({ page }) => {
      const scene = new Scene();
      await scene.start(page, lang);
      const { story, t } = scene;
      const wizard = story.words('wizard');
      await hydrated(page);
      await scene.expectFound();
      await expectAccessible(page);
      await expect(story.field(wizard.host)).toHaveValue('');
      await scene.use.click();
      await scene.expectFilled();
      await expect(page.getByText(wizard.filled)).toBeVisible();
      await story.button(wizard.undo).click();
      await expect(story.field(wizard.host)).toHaveValue('');
      await scene.use.click();
      await scene.testAndSave();
      await story.button(wizard.save).click();
      await page.waitForURL('**step=test');
      await expect(page.getByText(story.words('settings').badge_loop_works).first()).toBeVisible();
      await story.step('smtp');
      await scene.expectFilled();
      await expect(page.getByText(t.by_services).first()).toBeVisible();
      await scene.stop();
    });

    test('who keeps the mailbox is known by its MX; where nothing is known that is said', async ({ page }) => {
      const names = new NameServer({
        'acme.test': [{ kind: 'MX', preference: 10, host: 'aspmx.l.google.com' }],
        'filtered.test': [
          { kind: 'MX', preference: 10, host: 'mx01.hornetsecurity.com' },
          { kind: 'TXT', text: 'v=spf1 include:_spf.strato.com -all' },
        ],
        'nothing.test': [{ kind: 'MX', preference: 10, host: 'mx.nothing.test' }],
      });
      const server = await start('serve', await names.start());
      const story = new Story(page, server.base, lang);
      const t = story.words('discovery');
      const box = (address: string) => page.getByRole('region', { name: say(t.title, { address }) });
      await story.setUp(server.setupLink);
      await story.saveSender(ADDRESS);
      const google = box(ADDRESS);
      await expect(story.button(t.again)).toBeVisible();
      for (const words of [say(t.provider, { name: 'Google Workspace' }), t.by_provider, t.password_app_password, say(t.limit, { n: '2000' })]) {
        await expect(google).toContainText(words);
      }
      // Its servers are not there in this test: what is known of them can be used all the same.
      await google.getByRole('button', { name: say(t.choose_which, { host: 'smtp.gmail.com', port: '465' }) }).click();
      await expect(story.field(story.words('wizard').host)).toHaveValue('smtp.gmail.com');
      await expect(story.field(story.words('wizard').account)).toHaveValue(ADDRESS);
      await story.step('redirection');
      await expect(page.getByRole('heading', { name: say(t.redirection, { name: 'Google Workspace' }) })).toBeVisible();

      await story.saveSender('jobs@filtered.test');
      await expect(box('jobs@filtered.test')).toContainText(say(t.filter, { name: 'Hornetsecurity' }));
      await expect(box('jobs@filtered.test')).toContainText(say(t.provider, { name: 'STRATO' }));

      await story.saveSender('jobs@nothing.test');
      await expect(box('jobs@nothing.test').getByText(t.nothing)).toBeVisible();
      await expect(box('jobs@nothing.test').getByRole('listitem')).toHaveCount(0);
      await expectAccessible(page);
      await server.stop();
      await names.stop();
    });
  });
}

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('what is found is applied, saved at once, and can be put back', async ({ page }) => {
    withoutScript(page);
    const scene = new Scene();
    await scene.start(page, 'en');
    // Nothing is loaded anew under somebody's typing: what was found is asked for.
    const show = page.getByRole('link', { name: 'Show what was found' });
    await expect(async () => {
      if (await show.isVisible()) await show.click();
      await expect(scene.story.button('Search again')).toBeVisible({ timeout: 500 });
    }).toPass();
    await scene.expectFound();
    await scene.use.click();
    await scene.expectFilled();
    await scene.story.button('Put back what was there').click();
    await expect(scene.story.field('Host')).toHaveValue('');
    await scene.use.click();
    await scene.testAndSave();
    await scene.story.step('smtp');
    await scene.expectFilled();
    await scene.stop();
  });
});
