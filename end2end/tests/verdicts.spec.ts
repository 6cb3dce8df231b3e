import { expect, expectAccessible, goto, test } from '../support/app.ts';
import { start } from '../support/server.ts';
import { practiceMailbox, say, Story, words } from '../support/story.ts';

/** What the practice server does with mail, and the verdict that follows. */
const VERDICTS: [redirection: string, verdict: string][] = [
  ['redirect', 'untouched'],
  ['srs', 'envelope_rewritten'],
  ['forward', 'sender_lost'],
  ['attachment', 'as_attachment'],
  ['via', 'via'],
  ['damaged', 'damaged'],
  ['twice', 'twice'],
  ['circle', 'circle'],
  ['off', 'nothing_yet'],
];

/** What goes wrong there, and the cause that is told. Those that keep a test waiting are left to the engine's tests. */
const CAUSES: [fault: string, cause: string][] = [
  ['drop_at_connect', 'dropped_at_greeting'],
  ['greeting_refused', 'greeting_refused'],
  ['certificate_expired', 'certificate_expired'],
  ['certificate_wrong_name', 'certificate_wrong_name'],
  ['certificate_unknown_issuer', 'certificate_unknown_issuer'],
  ['start_tls_not_offered', 'starttls_not_offered'],
  ['sign_in_not_offered', 'sign_in_not_offered'],
  ['sign_in_refused', 'sign_in_refused'],
  ['sign_in_unavailable', 'sign_in_unavailable'],
  ['sender_refused', 'sender_not_owned'],
  ['recipient_refused', 'recipient_unknown'],
  ['message_refused', 'message_refused'],
  ['refused_for_now', 'refused_for_now'],
  ['drop_at_mail', 'connection_dropped'],
  ['drop_after_data', 'dropped_after_message'],
];

const ADDRESS = 'acme-jobs@postroom.localhost';

test('every redirection that is seen at once has its verdict and every fault its cause, in both languages', async ({ page }) => {
  test.setTimeout(300_000);
  const server = await start('practice');
  const story = new Story(page, server.base, 'en');
  await story.setUp(server.setupLink);
  await story.saveSender('jobs@company.localhost');
  await story.fillSmtp(practiceMailbox(server.starttlsPort, 'STARTTLS'));
  await story.button(story.words('wizard').save).click();
  await page.waitForURL('**step=test');

  const card = page.locator('.test .arrived');
  const tests: Record<string, string> = {};
  const expectVerdict = async (lang: 'en' | 'de', verdict: string) => {
    const t = words(lang, 'verdicts');
    await expect(card.getByText(t[verdict], { exact: true })).toBeVisible();
    await expect(card.getByText(t[`${verdict}_means`], { exact: true })).toBeVisible();
    await expect(card).toContainText(say(t[`${verdict}_change`] ?? t.fine, { address: ADDRESS }));
  };
  for (const [redirection, verdict] of VERDICTS) {
    await story.practise(redirection);
    tests[redirection] = await story.testStored();
    await expectVerdict('en', verdict);
    await expectAccessible(page);
  }

  await story.practise('redirect');
  for (const [fault, cause] of CAUSES) {
    await story.practise('redirect', fault);
    await story.testStored();
    const note = page.locator('#test .cause').first();
    await expect(note.getByText(words('en', 'causes')[cause], { exact: true })).toBeVisible();
    await expect(note.getByText(words('en', 'causes')[`${cause}_next`], { exact: true })).toBeVisible();
  }

  // The same tests, as a German colleague reads them.
  await story.button('Deutsch').click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  const view = (report: string) => `${server.base}/settings/recruiting/email/tests/${/[0-9a-f-]{36}/.exec(report)?.[0]}`;
  for (const [redirection, verdict] of VERDICTS) {
    await goto(page, view(tests[redirection]));
    await expectVerdict('de', verdict);
  }
  await server.stop();
});
