import { send } from '../support/mail.ts';
import { expect, goto, test } from '../support/app.ts';
import { start } from '../support/server.ts';
import { Story } from '../support/story.ts';

const SCRIPT = '<script>window.hacked = true</script><img src=x onerror="parent.hacked = true">';

test('a script in a subject, a name, a file name and an HTML body runs nowhere', async ({ page }) => {
  const server = await start('practice');
  const story = new Story(page, server.base, 'en');
  await story.setUp(server.setupLink);
  const mail = `From: "${SCRIPT.replaceAll('"', '\\"')}" <x@example.org>
Subject: ${SCRIPT}
Message-ID: <1@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html; charset=utf-8

<p>Hello ${SCRIPT} <a href="javascript:window.hacked=true">link</a></p><svg onload="parent.hacked=true"></svg>
--b
Content-Type: application/pdf
Content-Disposition: attachment; filename="${SCRIPT.replaceAll('"', "'")}.pdf"

x
--b--
`;
  await send(server.smtpPort, 'x@example.org', 'acme-jobs@postroom.localhost', mail);
  await goto(page, `${server.base}/recruiting/unassigned`);
  await page.locator('.message-row').first().click();
  await expect(page.locator('.reading h1')).toContainText('<script>');
  // Drawn by the server, too: there the title is written into the document.
  await page.reload();
  await expect(page.locator('.reading h1')).toContainText('<script>');
  await expect(page.frameLocator('iframe.mail').locator('p').first()).toContainText('Hello');
  const framed = await (await page.request.get(`${page.url()}/html?images=0`)).text();
  expect(framed).toContain('Hello');
  expect(framed).not.toMatch(/<script|<svg|onerror|onload|javascript:/i);
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  await server.stop();
});
