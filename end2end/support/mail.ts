// Hands mail over by SMTP, as another mail server would.

import { connect } from 'node:net';

/** Sends one message; rejects when the server refuses it. */
export function send(port: number, from: string, to: string, message: string): Promise<void> {
  const raw = message.replace(/\r?\n/g, '\r\n').replace(/^\./gm, '..');
  const commands = ['EHLO test.example', `MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, 'DATA', `${raw}\r\n.`, 'QUIT'];
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
