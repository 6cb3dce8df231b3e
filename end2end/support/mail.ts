// Hands mail over by SMTP, as another mail server would.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { mailDir, type Server } from './server.ts';

/** A mail that a practice server was given to send. */
export interface Given {
  /** Envelope sender and recipients. */
  sender: string;
  recipients: string[];
  /** The mail without its envelope. */
  raw: string;
  messageId: string;
}

/** What the practice server of this name was given to send. */
export function given(server: Server, host: string): Given[] {
  const dir = join(mailDir(server.dataDir), host);
  const files = existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith('.eml')) : [];
  return files.map((name) => {
    const text = readFileSync(join(dir, name), 'utf8');
    const raw = text.replace(/^Return-Path: .*\r\n(X-Original-To: .*\r\n)*/, '');
    return {
      sender: /^Return-Path: <(.*)>/.exec(text)?.[1] ?? '',
      recipients: [...text.slice(0, text.length - raw.length).matchAll(/^X-Original-To: (.*)\r$/gm)].map((found) => found[1]),
      raw,
      messageId: /^Message-ID: (<.*>)\r$/m.exec(raw)?.[1] ?? '',
    };
  });
}

/** A report that a message came back, as Postfix writes it (RFC 3464). To be sent from nobody. */
export function bounce(messageId: string, recipient: string, diagnostic: string): string {
  return `From: Mail Delivery System <MAILER-DAEMON@mx.company.localhost>
To: jobs@company.localhost
Subject: Undelivered Mail Returned to Sender
Message-ID: <${Date.now()}.bounce@mx.company.localhost>
Date: ${new Date().toUTCString().replace('GMT', '+0000')}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.company.localhost.

I'm sorry to have to inform you that your message could not be delivered to one or more recipients.

--B
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.company.localhost
X-Postfix-Sender: rfc822; jobs@company.localhost

Final-Recipient: rfc822; ${recipient}
Original-Recipient: rfc822;${recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; ${diagnostic}

--B
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Message-ID: ${messageId}
From: jobs@company.localhost
To: ${recipient}

--B--
`;
}

/** Sends one message; rejects when the server refuses it. */
export function send(port: number, from: string, to: string, message: string, helo = 'test.example'): Promise<void> {
  const raw = message.replace(/\r?\n/g, '\r\n').replace(/^\./gm, '..');
  const commands = [`EHLO ${helo}`, `MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, 'DATA', `${raw}\r\n.`, 'QUIT'];
  return new Promise((done, failed) => {
    const socket = connect(port, '127.0.0.1');
    let buffer = '';
    socket.on('error', failed);
    socket.on('data', (chunk) => {
      buffer += chunk;
      // The last line of a reply has a blank after its code.
      const last = /^(\d{3}) .*\r\n$/m.exec(buffer);
      if (!last || !buffer.endsWith('\r\n')) return;
      buffer = '';
      if (!/^[23]/.test(last[1])) return failed(new Error(`${last[0]} was the answer`));
      const next = commands.shift();
      if (next) socket.write(`${next}\r\n`);
      else socket.end(() => done());
    });
  });
}

/** A candidate's application. */
export function application(subject: string, name = 'Carla Kowalczyk', address = 'carla@example.org'): string {
  return `From: ${name} <${address}>
To: jobs@company.localhost
Subject: ${subject}
Message-ID: <${Date.now()}.${Math.random()}@example.org>
Date: ${new Date().toUTCString().replace('GMT', '+0000')}
Content-Type: text/plain; charset=utf-8

Dear team,

I saw your opening and would like to apply. I have worked for six years in a bakery.

Kind regards
${name}
`;
}
