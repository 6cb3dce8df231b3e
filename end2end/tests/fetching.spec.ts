import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, expectAccessible, goto, test } from '../support/app.ts';
import { application } from '../support/mail.ts';
import { freePort, start } from '../support/server.ts';
import { Story } from '../support/story.ts';

const canRun = existsSync('/usr/lib/dovecot/imap-login') && process.getuid?.() === 0;
const ACCOUNT = 'jobs@company.localhost';

/** A mailbox in a folder of its own. */
class Mailbox {
  readonly folder = mkdtempSync(join(tmpdir(), 'postroom-dovecot-'));
  port = 0;
  #child?: ChildProcess;
  #n = 0;

  async start(): Promise<void> {
    chmodSync(this.folder, 0o755);
    this.port = await freePort();
    const script = join(import.meta.dirname, '../support/dovecot.sh');
    this.#child = spawn(script, [this.folder, String(this.port)], { stdio: ['ignore', 'ignore', 'inherit'] });
    await listening(this.port);
  }

  /** Drops a mail into it as a delivery agent does. */
  deliver(mail: string): void {
    const name = `m${this.#n++}`;
    const waiting = join(this.folder, 'mail/tmp', name);
    writeFileSync(waiting, mail);
    spawnSync('chown', ['nobody:nogroup', waiting]);
    renameSync(waiting, join(this.folder, 'mail/new', name));
  }

  files(): string[] {
    return ['new', 'cur'].flatMap((part) => readdirSync(join(this.folder, 'mail', part)));
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child?.once('exit', resolve));
    this.#child?.kill();
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

test('who cannot redirect has the mailbox fetched', async ({ page }) => {
  test.skip(!canRun, 'needs Dovecot, and root to run it');
  const mailbox = new Mailbox();
  await mailbox.start();
  const server = await start('serve', {
    POSTROOM_EXTRA_CA_FILE: join(mailbox.folder, 'ca.pem'),
    POSTROOM_ALLOWED_PRIVATE_HOSTS: '127.0.0.0/8',
  });
  try {
    const story = new Story(page, server.base, 'en');
    const [t, w] = [story.words('fetching'), story.words('wizard')];
    const password = page.getByRole('textbox', { name: w.password, exact: true });
    await story.setUp(server.setupLink);
    mailbox.deliver(application('Was there before'));

    await story.step('redirection');
    await page.getByRole('link', { name: t.link }).click();
    await expect(page.getByRole('heading', { level: 1, name: t.title })).toBeVisible();
    await expectAccessible(page);
    await story.field(w.host).fill('imap.company.localhost');
    await story.field(w.port).fill(String(mailbox.port));
    await story.field(w.encryption).selectOption('SSL/TLS');
    await story.field(w.account).fill(ACCOUNT);

    // What is missing is named, and nothing typed is lost.
    await story.button(t.test).click();
    await expect(page.locator('.field.wrong')).toContainText(w.password);
    await expect(story.field(w.account)).toHaveValue(ACCOUNT);
    await password.fill('wrong');
    await story.button(t.test).click();
    await expect(page.getByText(story.words('causes').sign_in_refused)).toBeVisible();
    await password.fill('dovecot-password');
    await story.button(t.test).click();
    await expect(page.getByText(t.test_works.replace('{n}', '1'))).toBeVisible();
    await expect(password).toHaveValue('');
    expect(await page.content()).not.toContain('dovecot-password');

    await story.button(t.switch_on).click();
    await expect(page.getByText(t.on_works)).toBeVisible();
    await expect(page.getByText(t.mark_keyword)).toBeVisible();
    await expectAccessible(page);

    await goto(page, `${server.base}/recruiting/unassigned`);
    mailbox.deliver(application('Baker in Berlin'));
    const rows = page.locator('.message-row');
    await expect(rows).toHaveCount(1);
    await expect(rows.first()).toContainText('Baker in Berlin');
    await rows.first().click();
    await expect(page.getByText(t.fetched_mark)).toBeVisible();

    await goto(page, `${server.base}/status`);
    await expect(page.getByText(`Mail is fetched from the mailbox ${ACCOUNT}`)).toBeVisible();
    // Everything is still there, and nothing was marked as seen (S).
    await expect.poll(() => mailbox.files().map((name) => /:2,.*S/.test(name))).toEqual([false, false]);

    await page.getByRole('link', { name: t.to_settings, exact: true }).click();
    await story.button(t.switch_off).click();
    await expect(page.getByText(t.off)).toBeVisible();
  } finally {
    await server.stop();
    await mailbox.stop();
  }
});

/** Resolves when somebody listens at this port. */
function listening(port: number): Promise<void> {
  return new Promise((ready) => {
    const attempt = () => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => {
        socket.destroy();
        ready();
      });
      socket.once('error', () => setTimeout(attempt, 100));
    };
    attempt();
  });
}
