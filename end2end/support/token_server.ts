// A provider of OAuth 2, and a mail server that takes its access tokens: both real, both on loopback.

import { OAuth2Server, type MutableResponse, type MutableToken, type MutableRedirectUri, type TokenRequestIncomingMessage } from 'oauth2-mock-server';
import { CompanyServer } from './company_server.ts';
import { freePort } from './server.ts';

/** Who signs in at the provider. */
export const PERSON = 'ada@company.localhost';

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

/** A company's mail server that is signed in to by XOAUTH2 only, with the provider's good tokens. */
export const tokenServer = (provider: Provider) =>
  new CompanyServer('mail.company.localhost', {
    methods: ['XOAUTH2'],
    check: (auth) => (provider.good.has(auth.accessToken ?? '') ? (auth.username ?? '') : undefined),
  });
