import { expect, expectAccessible, goto, test } from '../support/app.ts';
import { send } from '../support/mail.ts';
import { start } from '../support/server.ts';
import { say, Story } from '../support/story.ts';

/** A mail as forwarding services send it, in the language of the mailbox's owner. */
interface Asked {
  service: string;
  from: string;
  subject: string;
  text: string;
  code?: string;
  link: string;
}

const GOOGLE_LINK = 'https://mail-settings.google.com/mail/vf-%5BANGjdJ8x%5D-kQ3';

const ASKED: Asked[] = [
  {
    service: 'Google',
    from: 'Gmail Team <forwarding-noreply@google.com>',
    subject: '(#123456789) Gmail Forwarding Confirmation - Receive Mail from jobs@company.localhost',
    text: `jobs@company.localhost has requested to automatically forward mail to your email address.\nConfirmation code: 123456789\n\n${GOOGLE_LINK}`,
    code: '123456789',
    link: GOOGLE_LINK,
  },
  {
    service: 'Google',
    from: 'Gmail-Team <forwarding-noreply@google.com>',
    subject: '=?utf-8?Q?(#987654321)_Best=C3=A4tigung_der_Weiterleitung_-_E-Mails_von_jobs@company.localhost?=',
    text: `jobs@company.localhost möchte E-Mails automatisch an Sie weiterleiten.\nBestätigungscode: 987654321\n\n${GOOGLE_LINK}de`,
    code: '987654321',
    link: `${GOOGLE_LINK}de`,
  },
  {
    service: 'Zoho',
    from: 'Zoho Mail <noreply@zohomail.eu>',
    subject: 'Weiterleitung bestätigen',
    text: 'Bitte bestätigen Sie die Weiterleitung:\nhttps://mail.zoho.eu/zm/forwardVerify?id=42&key=ab',
    link: 'https://mail.zoho.eu/zm/forwardVerify?id=42&key=ab',
  },
];

const mail = (asked: Asked) => `From: ${asked.from}
To: acme-jobs@postroom.localhost
Subject: ${asked.subject}
Message-ID: <${Math.random()}@confirming.test>
Date: ${new Date().toUTCString().replace('GMT', '+0000')}
Content-Type: text/plain; charset=utf-8

${asked.text}
`;

for (const lang of ['en', 'de'] as const) {
  test.describe(`in ${lang}`, () => {
    test.use({ locale: lang === 'de' ? 'de-DE' : 'en-GB' });

    test('what a service asks to confirm the redirection appears in the open wizard', async ({ page }) => {
      const server = await start('practice');
      const story = new Story(page, server.base, lang);
      const t = story.words('verdicts');
      await story.setUp(server.setupLink);
      await story.step('redirection');
      const notes = page.locator('.note').filter({ hasText: t.confirming_text });
      await expect(notes).toHaveCount(0);
      for (const [n, asked] of ASKED.entries()) {
        await send(server.smtpPort, asked.from.replace(/.*<|>/g, ''), 'acme-jobs@postroom.localhost', mail(asked));
        await expect(notes).toHaveCount(n + 1);
        const note = notes.first();
        await expect(note).toContainText(say(t.confirming_title, { service: asked.service }));
        if (asked.code) await expect(note.locator('code')).toHaveText(asked.code);
        else await expect(note.locator('code')).toHaveCount(0);
        const link = note.getByRole('link', { name: say(t.confirming_link, { service: asked.service }) });
        await expect(link).toHaveAttribute('href', asked.link);
        await expect(link).toHaveAttribute('rel', /noopener/);
      }
      await expectAccessible(page);
      // A made up sender gets no link of its own.
      const forged = { ...ASKED[0], text: 'https://mail-settings.google.com.evil.test/mail/vf-1' };
      await send(server.smtpPort, 'forwarding-noreply@google.com', 'acme-jobs@postroom.localhost', mail(forged));
      await expect(notes.first()).toContainText(say(t.confirming_title, { service: 'Google' }));
      await expect(notes.first().getByRole('link', { name: say(t.confirming_link, { service: 'Google' }) })).toHaveCount(0);
      expect(await page.content()).not.toContain('evil.test');
      await notes.first().getByRole('link', { name: t.confirming_message }).click();
      await expect(page.getByRole('heading', { name: /Gmail Forwarding Confirmation/ })).toBeVisible();
      await goto(page, `${server.base}/settings/recruiting/email?step=redirection`);
      await expect(notes).toHaveCount(3);
      await server.stop();
    });
  });
}
