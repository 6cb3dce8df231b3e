// Bytes of a first visit as a browser with brotli gets them: page, style sheet, script, front end.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What a first visit may weigh, in bytes. An empty app of the framework has 175,000. Screens that need little of the
 * browser cost nothing: they are drawn on the server only (app/src/drawn.rs). */
const BUDGET = 300_000;
const binary = resolve(process.env.POSTROOM_BIN ?? join(import.meta.dirname, '../../target/debug/postroom'));
const dataDir = mkdtempSync(join(tmpdir(), 'postroom-size-'));
const env = { ...process.env, POSTROOM_DATA_DIR: dataDir, POSTROOM_HTTP_ADDR: '127.0.0.1:0', POSTROOM_SMTP_ADDR: '127.0.0.1:0' };
const child = spawn(binary, ['serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] });

const address = await new Promise((found, failed) => {
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
    const match = /web pages on (\S+),/.exec(text);
    if (match && text.includes('Stop it with')) found(match[1]);
  });
  child.once('exit', () => failed(new Error(text)));
});

const get = (path) =>
  new Promise((done, failed) => {
    request(`http://${address}${path}`, { headers: { 'accept-encoding': 'br' } }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => done({ status: response.statusCode, body: Buffer.concat(chunks) }));
    })
      .on('error', failed)
      .end();
  });

const page = await get('/setup');
const html = page.body.toString();
const paths = [...new Set([...html.matchAll(/\/pkg\/[\w.-]+/g)].map((match) => match[0]))];
let total = page.body.length;
console.log(`${String(page.body.length).padStart(8)}  /setup`);
for (const path of paths) {
  const file = await get(path);
  if (file.status !== 200) throw new Error(`${path}: ${file.status}`);
  total += file.body.length;
  console.log(`${String(file.body.length).padStart(8)}  ${path}`);
}
console.log(`${String(total).padStart(8)}  together, of ${BUDGET}`);
child.kill();
rmSync(dataDir, { recursive: true, force: true });
if (!paths.some((path) => path.endsWith('.wasm'))) throw new Error('the program was built without its front end');
process.exit(total > BUDGET ? 1 : 0);
