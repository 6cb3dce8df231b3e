import { expect, expectAccessible, goto, test } from '../support/app.ts';
import { send } from '../support/mail.ts';
import { NameServer } from '../support/name_server.ts';
import { start } from '../support/server.ts';
import { say, Story } from '../support/story.ts';

/** A mail as forwarding services send it, in the language of the mailbox's owner. */
interface Asked {
  service: string;
  from: string;
  subject: string;
  text: string;
  code?: string;
  link?: string;
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
  {
    service: 'Microsoft',
    from: 'Microsoft-Konto-Team <account-security-noreply@accountprotection.microsoft.com>',
    subject: 'Sicherheitscode',
    text: 'Verwenden Sie diesen Code.\n\nSicherheitscode: 739102',
    code: '739102',
  },
];

/** These domains name this machine as their server, so what comes from it in their name is verified. */
const HERE = [{ kind: 'TXT' as const, text: 'v=spf1 ip4:127.0.0.1 -all' }];
const NAMES = { 'google.com': HERE, 'zohomail.eu': HERE, 'accountprotection.microsoft.com': HERE };

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
      const names = new NameServer(NAMES);
      const server = await start('practice', await names.start());
      const story = new Story(page, server.base, lang);
      const t = story.words('verdicts');
      await story.setUp(server.setupLink);
      await story.step('redirection');
      const notes = page.locator('.note').filter({ hasText: t.confirming_text });
      await expect(notes).toHaveCount(0);
      for (const asked of ASKED) {
        await send(server.smtpPort, asked.from.replace(/.*<|>/g, ''), 'acme-jobs@postroom.localhost', mail(asked));
        const note = notes.first();
        await expect(note).toContainText(say(t.confirming_title, { service: asked.service }));
        if (asked.code) await expect(note.locator('code')).toHaveText(asked.code);
        else await expect(note.locator('code')).toHaveCount(0);
        const link = note.getByRole('link', { name: say(t.confirming_link, { service: asked.service }) });
        if (!asked.link) {
          await expect(link).toHaveCount(0);
          continue;
        }
        await expect(link).toHaveAttribute('href', asked.link);
        await expect(link).toHaveAttribute('rel', /noopener/);
      }
      // The newest three.
      await expect(notes).toHaveCount(3);
      await expectAccessible(page);
      // A made up sender shows neither code nor link: nobody vouches for it.
      const forged = { ...ASKED[0]!, subject: '(#555555555) forged', text: `${GOOGLE_LINK}forged` };
      await send(server.smtpPort, 'x@evil.test', 'acme-jobs@postroom.localhost', mail(forged));
      await send(server.smtpPort, 'noreply@zohomail.eu', 'acme-jobs@postroom.localhost', mail(ASKED[2]!));
      await expect(notes.first()).toContainText(say(t.confirming_title, { service: 'Zoho' }));
      await expect(notes).toHaveCount(3);
      await expect.poll(() => page.content()).not.toContain('555555555');
      await notes.first().getByRole('link', { name: t.confirming_message }).click();
      await expect(page.getByRole('heading', { name: /Weiterleitung bestätigen/ })).toBeVisible();
      await goto(page, `${server.base}/settings/recruiting/email?step=redirection`);
      await expect(notes).toHaveCount(3);
      await server.stop();
      await names.stop();
    });
  });
}
