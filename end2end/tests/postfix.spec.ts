import { spawn, spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { application, send } from '../support/mail.ts';
import { expect, goto, test } from '../support/app.ts';
import { freePort, start } from '../support/server.ts';
import { Story } from '../support/story.ts';

const canRun = existsSync('/usr/sbin/postfix') && process.getuid?.() === 0;

test('the same story against a real Postfix with login and an alias', async ({ page }) => {
  test.skip(!canRun, 'needs Postfix, and root to run it');
  const folder = mkdtempSync(join(tmpdir(), 'postroom-postfix-'));
  chmodSync(folder, 0o755);
  const [tlsPort, starttlsPort, smtpPort] = [await freePort(), await freePort(), await freePort()];
  const script = join(import.meta.dirname, '../support/postfix.sh');
  const address = 'acme-jobs@postroom.localhost';
  const arguments_ = [folder, tlsPort, starttlsPort, smtpPort, address].map(String);
  const postfix = spawn(script, arguments_, { stdio: ['ignore', 'ignore', 'inherit'] });
  await greeted(starttlsPort);
  const server = await start('serve', {
    POSTROOM_SMTP_ADDR: `127.0.0.1:${smtpPort}`,
    POSTROOM_EXTRA_CA_FILE: join(folder, 'ca.pem'),
    POSTROOM_ALLOWED_PRIVATE_HOSTS: '127.0.0.0/8',
  });
  try {
    const story = new Story(page, server.base, 'en');
    await story.setUp(server.setupLink);
    await story.saveSender('jobs@company.localhost');
    const account = { customAddress: 'jobs@company.localhost', host: 'mail.company.localhost', account: 'jobs@company.localhost' };
    await story.fillSmtp({ ...account, port: starttlsPort, encryption: 'STARTTLS', password: 'postfix-password' });
    await story.button('Save').click();
    await page.waitForURL('**step=test');
    await story.button('Test connection').click();
    await story.expectLoop();
    await expect(page.getByText(/Queue id [0-9A-F]+/).first()).toBeVisible();

    await goto(page, `${server.base}/recruiting/unassigned`);
    await send(starttlsPort, 'carla@example.org', 'jobs@company.localhost', application('Baker in Berlin'));
    await expect(page.locator('.message-row').first()).toContainText('Baker in Berlin');
  } finally {
    spawnSync('postfix', ['-c', join(folder, 'config'), 'stop']);
    postfix.kill();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Resolves when a server greets on this port. */
function greeted(port: number): Promise<void> {
  return new Promise((ready) => {
    const attempt = () => {
      const socket = connect(port, '127.0.0.1');
      socket.once('data', () => {
        socket.destroy();
        ready();
      });
      socket.once('error', () => setTimeout(attempt, 100));
    };
    attempt();
  });
}
