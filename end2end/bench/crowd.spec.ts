// What a thousand connections that say nothing and two hundred that dawdle cost everybody else.

import { execFile } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { test } from '../support/app.ts';
import { start } from '../support/server.ts';
import { Story } from '../support/story.ts';

const IDLE = 1000;
const SLOW = 200;
const MESSAGES = Number(process.env.BENCH_MESSAGES ?? 20_000) / 2;
/** As many from one address as the receiver lets in with room to spare. */
const PER_ADDRESS = 50;

test('idle and slow connections', async ({ page }) => {
  const server = await start('serve');
  await new Story(page, server.base, 'en').setUp(server.setupLink);
  await page.close();
  const rate = async () => {
    const began = performance.now();
    const to = ['-f', 'carla@example.org', '-t', 'acme-jobs@postroom.localhost', `127.0.0.1:${server.smtpPort}`];
    await promisify(execFile)('smtp-source', ['-s', '50', '-m', String(MESSAGES), '-l', '4096', ...to], { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } });
    return (MESSAGES * 1000) / (performance.now() - began);
  };
  await rate();
  const alone = await rate();
  const crowd = await Promise.all(Array.from({ length: IDLE + SLOW }, (_, n) => open(server.smtpPort, n)));
  const slow = crowd.slice(IDLE);
  for (const socket of slow) socket.write('HELO slow.example\r\nMAIL FROM:<slow@example.org>\r\nRCPT TO:<acme-jobs@postroom.localhost>\r\nDATA\r\nSubject: slow\r\n\r\n');
  const drip = setInterval(() => slow.forEach((socket) => socket.write('x')), 1000);
  const among = await rate();
  clearInterval(drip);
  const stillOpen = crowd.filter((socket) => !socket.destroyed).length;
  console.log(`  accepted alone: ${alone.toFixed(0)}/s; among ${IDLE} idle and ${SLOW} slow connections, ${stillOpen} of them still open: ${among.toFixed(0)}/s (${(among / alone).toFixed(2)})`);
  crowd.forEach((socket) => socket.destroy());
  await server.stop();
});

/** A connection that was greeted. */
function open(port: number, n: number): Promise<Socket> {
  return new Promise((greeted, failed) => {
    const localAddress = `127.0.${1 + Math.floor(n / PER_ADDRESS)}.1`;
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    socket.once('data', (line) => (line.toString().startsWith('220') ? greeted(socket) : failed(new Error(line.toString()))));
    socket.once('error', failed);
  });
}
