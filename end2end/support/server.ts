// Starts the built program with an empty data folder on free ports.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const BINARY = resolve(process.env.POSTROOM_BIN ?? join(import.meta.dirname, '../../target/debug/postroom'));

/** A running Postroom. */
export interface Server {
  base: string;
  setupLink: string;
  smtpPort: number;
  tlsPort: number;
  starttlsPort: number;
  /** The STARTTLS port of the practice subcompany's server. */
  subcompanyPort: number;
  dataDir: string;
  /** Runs a command of the program on the same data. */
  command(args: string[], input: string): Promise<string>;
  stop(): Promise<void>;
}

/** A port that nobody uses at this moment. */
export function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => found(port));
    });
  });
}

/** Starts `postroom practice` or `postroom serve`. */
export async function start(mode: 'practice' | 'serve', more: Record<string, string> = {}): Promise<Server> {
  const dataDir = mkdtempSync(join(tmpdir(), 'postroom-e2e-'));
  const [http, smtp, tls, starttls, subcompany] = await Promise.all(Array.from({ length: 5 }, freePort));
  const base = `http://localhost:${http}`;
  const env = {
    ...process.env,
    POSTROOM_DATA_DIR: dataDir,
    POSTROOM_HTTP_ADDR: `127.0.0.1:${http}`,
    POSTROOM_SMTP_ADDR: `127.0.0.1:${smtp}`,
    POSTROOM_PUBLIC_URL: base,
    POSTROOM_PRACTICE_TLS_ADDR: `127.0.0.1:${tls}`,
    POSTROOM_PRACTICE_STARTTLS_ADDR: `127.0.0.1:${starttls}`,
    POSTROOM_PRACTICE_SUBCOMPANY_ADDR: `127.0.0.1:${subcompany}`,
    POSTROOM_PRACTICE_MAIL_DIR: mailDir(dataDir),
    ...more,
  };
  const child = spawn(BINARY, [mode], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const greeting = await untilGreeted(child);
  const setupLink = /https?:\S+\/setup\?token=\S+/.exec(greeting)?.[0] ?? '';
  return {
    base,
    setupLink,
    smtpPort: smtp,
    tlsPort: tls,
    starttlsPort: starttls,
    subcompanyPort: subcompany,
    dataDir,
    command: (args, input) => command(args, input, env),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Where the practice servers write down what they are given, a folder for each. */
export const mailDir = (dataDir: string) => join(dataDir, 'practice-mail');

function untilGreeted(child: ChildProcess): Promise<string> {
  return new Promise((greeted, failed) => {
    let text = '';
    child.stdout?.on('data', (chunk) => {
      text += chunk;
      if (text.includes('Stop it with')) greeted(text);
    });
    child.once('exit', (code) => failed(new Error(`postroom ended with ${code}: ${text}`)));
  });
}

function command(args: string[], input: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((done, failed) => {
    const child = spawn(BINARY, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk) => (text += chunk));
    child.once('exit', (code) => (code === 0 ? done(text) : failed(new Error(`${args.join(' ')} ended with ${code}`))));
    child.stdin.end(input);
  });
}
