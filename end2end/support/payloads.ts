// What a mail may carry that wants to run, or to tell another host that it was opened, and mails that carry it. Written for
// these tests; the ways are those that browsers and sanitisers are known to have met (HTML Living Standard; MDN on each
// element).

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The list by kind, from the file that the engine's tests and its fuzz target `sanitiser` read, too. What runs sets
 * `top.hacked`, or asks `leak.example`, which nobody may ask. */
const KINDS: Record<string, string[]> = JSON.parse(readFileSync(join(import.meta.dirname, 'payloads.json'), 'utf8'));

/** All of them. */
export const PAYLOADS = Object.values(KINDS).flat();

/** Who sends a mail, by its envelope. */
export interface Envelope {
  helo: string;
  from: string;
}

const ascii = (payload: string) => payload.replace(/[^\x20-\x7e]/g, '');

/** An envelope that carries as much of it as there is room for: a name has no blanks, a local part is quoted. */
export function hostileEnvelope(payload: string): Envelope {
  const local = ascii(payload).slice(0, 200).replace(/["\\]/g, '\\$&');
  return { helo: ascii(payload).replace(/ /g, '/').slice(0, 200) || 'x', from: `"${local}"@example.org` };
}

/** A mail that carries it in every place that a mail has. */
export function hostileMail(payload: string, n: number, address = `x${n}@example.org`): string {
  const word = (text: string) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
  // Encoded words hold 75 characters at most; readers put neighbours together again.
  const words = (text: string) => [...(text.match(/[^]{1,30}/gu) ?? [])].map(word).join('\n ');
  const percent = encodeURIComponent(payload).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  const quoted = ascii(payload).replace(/["\\]/g, '\\$&');
  const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\n');
  const calendar = payload.replace(/\s/g, ' ').replace(/([,;\\])/g, '\\$1');
  return `From: ${words(payload)} <${address}>
Reply-To: "${quoted}" <"${quoted.slice(0, 40).replace(/\\+$/, '')}"@example.org>
To: ${words(payload)}: jobs@company.localhost;
Cc: "${quoted}" <cc@example.org>
Subject: ${words(`${n} ${payload}`)}
Message-ID: <${n}.${address}.payload>
List-Id: ${words(payload)} <list.example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

${base64(`<p>Before</p>${payload}<p>After</p>`)}
--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

${base64(payload)}
--b
Content-Type: text/calendar; charset=utf-8; method=REQUEST
Content-Transfer-Encoding: base64

${base64(`BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:${n}\r\nSUMMARY:${calendar}\r\nLOCATION:${calendar}\r\nORGANIZER;CN="${calendar.replace(/"/g, "'")}":mailto:x@example.org\r\nDTSTART:20261201T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`)}
--b
Content-Type: message/rfc822

From: ${words(payload)} <y@example.org>
Subject: ${words(payload)}
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

${base64(payload)}
--b
Content-Type: text/html; name*=utf-8''${percent}.html
Content-Disposition: attachment; filename*=utf-8''${percent}.html
Content-Transfer-Encoding: base64

${base64(payload)}
--b--
`;
}
