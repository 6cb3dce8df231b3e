// One SMTP connection that hands over message after message and tells when each was accepted.

import { connect, type Socket } from 'node:net';

export class Sender {
  private buffer = '';
  private waiting: ((line: string) => void) | undefined;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk) => {
      this.buffer += chunk;
      const last = /^(\d{3}) .*\r\n$/m.exec(this.buffer);
      if (!last || !this.buffer.endsWith('\r\n')) return;
      this.buffer = '';
      this.waiting?.(last[0]);
    });
  }

  static async connect(port: number): Promise<Sender> {
    const sender = new Sender(connect(port, '127.0.0.1'));
    await sender.reply();
    await sender.command('EHLO bench.example');
    return sender;
  }

  /** Hands a message over; the moment at which `250` was heard. */
  async send(to: string, message: string): Promise<number> {
    await this.command('MAIL FROM:<carla@example.org>');
    await this.command(`RCPT TO:<${to}>`);
    await this.command('DATA');
    await this.command(`${message.replace(/\r?\n/g, '\r\n').replace(/^\./gm, '..')}\r\n.`);
    return performance.timeOrigin + performance.now();
  }

  private async command(text: string) {
    const reply = this.reply();
    this.socket.write(`${text}\r\n`);
    const line = await reply;
    if (!/^[23]/.test(line)) throw new Error(`${text.slice(0, 40)}: ${line}`);
  }

  private reply(): Promise<string> {
    return new Promise((heard) => (this.waiting = heard));
  }
}
