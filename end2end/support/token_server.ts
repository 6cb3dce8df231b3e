// A provider of OAuth 2, and a mail server that takes its access tokens: both real, both on loopback.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OAuth2Server, type MutableResponse, type MutableToken, type MutableRedirectUri, type TokenRequestIncomingMessage } from 'oauth2-mock-server';
import { SMTPServer } from 'smtp-server';
import { send } from './mail.ts';
import { freePort } from './server.ts';

/** Who signs in at the provider. */
export const PERSON = 'ada@company.localhost';
const HOST = 'mail.company.localhost';

/** A provider that can be told what to do. */
export class Provider {
  /** Access tokens that are good at this moment. */
  readonly good = new Set<string>();
  /** How long the next access token holds, in seconds. */
  expiresIn = 3600;
  /** Whether it has taken everything back. */
  isRevoked = false;
  /** Whether the person says no. */
  isDenied = false;
  nRefreshed = 0;
  nRevoked = 0;
  readonly #server = new OAuth2Server();

  async start(): Promise<void> {
    await this.#server.issuer.keys.generate('RS256');
    await this.#server.start(await freePort(), 'localhost');
    const { service } = this.#server;
    service.on('beforeTokenSigning', (token: MutableToken) => {
      token.payload.email = PERSON;
      // Two tokens of the same second would be the same.
      token.payload.jti = Math.random().toString(36);
    });
    service.on('beforeResponse', (response: MutableResponse, request: TokenRequestIncomingMessage) => this.#answer(response, request));
    service.on('beforeRevoke', () => (this.nRevoked += 1));
    service.on('beforeAuthorizeRedirect', ({ url }: MutableRedirectUri) => {
      if (!this.isDenied) return;
      url.searchParams.delete('code');
      url.searchParams.set('error', 'access_denied');
      url.searchParams.set('error_description', 'Ada said no');
    });
  }

  #answer(response: MutableResponse, request: TokenRequestIncomingMessage) {
    const isRefresh = request.body.grant_type === 'refresh_token';
    if (isRefresh) this.nRefreshed += 1;
    if (isRefresh && this.isRevoked) {
      response.statusCode = 400;
      response.body = { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' };
      return;
    }
    const body = response.body as Record<string, unknown>;
    body.scope = 'https://mail.google.com/ openid email';
    body.expires_in = this.expiresIn;
    // Only the newest is good, so that nobody gets by with an old one.
    this.good.clear();
    this.good.add(String(body.access_token));
  }

  /** The operator's settings for it, as if it were Google. */
  env(): Record<string, string> {
    const url = this.#server.issuer.url ?? '';
    return {
      POSTROOM_OAUTH_GOOGLE_CLIENT_ID: 'postroom',
      POSTROOM_OAUTH_GOOGLE_CLIENT_SECRET: 'the-operators-secret',
      POSTROOM_OAUTH_GOOGLE_AUTHORIZE_URL: `${url}/authorize`,
      POSTROOM_OAUTH_GOOGLE_TOKEN_URL: `${url}/token`,
      POSTROOM_OAUTH_GOOGLE_REVOKE_URL: `${url}/revoke`,
      POSTROOM_OAUTH_GOOGLE_HOSTS: 'mail.company.localhost',
    };
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}

/** A company's mail server that is signed in to by XOAUTH2 only, and redirects all it takes to Postroom. */
export class TokenMailServer {
  port = 0;
  readonly folder = mkdtempSync(join(tmpdir(), 'postroom-oauth-'));
  /** The mailboxes that somebody signed in to. */
  readonly signedIn: string[] = [];
  #server?: SMTPServer;

  async start(provider: Provider, postroomPort: number, recruitingAddress: string): Promise<void> {
    certify(this.folder);
    this.port = await freePort();
    const server = new SMTPServer({
      key: readFileSync(join(this.folder, 'server.key'), 'utf8'),
      cert: readFileSync(join(this.folder, 'server.pem'), 'utf8'),
      authMethods: ['XOAUTH2'],
      onAuth: (auth, _session, done) => {
        if (!provider.good.has(auth.accessToken ?? '')) return done(null, { data: { status: '401', schemes: 'bearer', scope: 'mail' } });
        this.signedIn.push(auth.username ?? '');
        done(null, { user: auth.username });
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
    await new Promise<void>((ready) => server.listen(this.port, '127.0.0.1', ready));
  }

  async stop(): Promise<void> {
    await new Promise<void>((done) => this.#server?.close(done));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** An authority and a certificate of the server by it. */
function certify(folder: string) {
  const script = `
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=Token test authority" -keyout ca.key -out ca.pem -addext basicConstraints=critical,CA:true
    openssl req -newkey rsa:2048 -nodes -subj "/CN=${HOST}" -keyout server.key -out server.csr
    openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out server.pem \
      -extfile <(printf 'subjectAltName=DNS:${HOST}\\nbasicConstraints=CA:false\\n')`;
  const made = spawnSync('bash', ['-euc', script], { cwd: folder });
  if (made.status !== 0) throw new Error(String(made.stderr));
}
