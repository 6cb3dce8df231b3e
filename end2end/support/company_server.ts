// A company's mail server that is real, on loopback, and redirects everything it takes to Postroom.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer, type Auth } from 'smtp-server';
import { send } from './mail.ts';
import { freePort } from './server.ts';

/** How somebody may sign in. */
export interface SignIn {
  methods: string[];
  /** Who it is; nobody when it is refused. */
  check(auth: Auth): string | undefined;
}

/** The server. */
export class CompanyServer {
  readonly host: string;
  port = 0;
  readonly folder = mkdtempSync(join(tmpdir(), 'postroom-company-'));
  /** The mailboxes that somebody signed in to. */
  readonly signedIn: string[] = [];
  readonly #signIn: SignIn;
  #server?: SMTPServer;

  constructor(host: string, signIn: SignIn) {
    this.host = host;
    this.#signIn = signIn;
    certify(this.folder, host);
  }

  /** Listens, with STARTTLS, and sends mail on to this address at Postroom's port. */
  async start(postroomPort: number, recruitingAddress: string, address = '127.0.0.1', port?: number): Promise<void> {
    this.port = port ?? (await freePort());
    const server = new SMTPServer({
      key: readFileSync(join(this.folder, 'server.key'), 'utf8'),
      cert: readFileSync(join(this.folder, 'server.pem'), 'utf8'),
      authMethods: this.#signIn.methods,
      onAuth: (auth, _session, done) => {
        const user = this.#signIn.check(auth);
        if (user === undefined) return done(null, { data: { status: '401', schemes: 'bearer', scope: 'mail' } });
        this.signedIn.push(user);
        done(null, { user });
      },
      onData: (stream, session, done) => {
        let mail = '';
        // Forgotten as soon as the mail is taken.
        const from = session.envelope.mailFrom.address;
        stream.setEncoding('utf8');
        stream.on('data', (chunk) => (mail += chunk));
        stream.on('end', () => {
          done(null, 'queued as 4AbCd');
          void send(postroomPort, from, recruitingAddress, mail);
        });
      },
    });
    server.on('error', () => undefined);
    this.#server = server;
    await new Promise<void>((ready) => server.listen(this.port, address, ready));
  }

  /** The operator's settings for it. */
  env(): Record<string, string> {
    return { POSTROOM_EXTRA_CA_FILE: join(this.folder, 'ca.pem'), POSTROOM_ALLOWED_PRIVATE_HOSTS: '127.0.0.0/8,localhost' };
  }

  async stop(): Promise<void> {
    await new Promise<void>((done) => this.#server?.close(done));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** An authority and a certificate of the server by it. */
function certify(folder: string, host: string) {
  const made = spawnSync(join(import.meta.dirname, 'certificate.sh'), [folder, host]);
  if (made.status !== 0) throw new Error(String(made.stderr));
}
