//! A provider's token endpoint: codes and refresh tokens in, tokens out (RFC 6749 sections 4.1.3, 5 and 6).

use std::time::Duration;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use hyper::{
    Method,
    body::Bytes,
    header::{ACCEPT, CONTENT_TYPE},
};
use serde::Deserialize;
use types::OauthFault;
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use crate::{
    Engine, Secret,
    http::{Answer, Http, RequestFault, Target},
};

use super::OauthClient;

/// How long a request may take. Somebody may be waiting at a screen, and a message in the outbox.
const ANSWER_LIMIT: Duration = Duration::from_secs(20);
/// Largest answer read, in bytes: tokens and their like have some thousand.
const ANSWER_MAX_BYTES: usize = 128 * 1024;
/// Longest token kept, in bytes. Microsoft's have two to four thousand.
const TOKEN_MAX_BYTES: usize = 16 * 1024;
/// How long an access token holds when the provider does not say, in seconds: as long as Google's and Microsoft's.
const ACCESS_SECS: i64 = 3_600;
/// Longest life believed, in seconds: ten years, so that no date overflows.
const LIFE_MAX_SECS: i64 = 315_360_000;
/// Longest name kept of whoever signed in, in bytes: an address has 320.
const ACCOUNT_MAX_BYTES: usize = 320;
/// Most characters kept of a provider's own words.
const WORDS_MAX_CHARS: usize = 400;

/// What a provider gave.
pub(super) struct Tokens {
    pub(super) access: Secret,
    /// Seconds from now on.
    pub(super) access_secs: i64,
    /// A new refresh token: the old one is then good for nothing.
    pub(super) refresh: Option<Secret>,
    /// For how long the refresh token holds, in seconds, when that is told.
    pub(super) refresh_secs: Option<i64>,
    /// Who signed in, when that is told.
    pub(super) account: Option<String>,
    /// Whether mail may be read with it.
    pub(super) reads_mail: bool,
}

/// Why it gave nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Refusal {
    pub(super) fault: OauthFault,
    /// The provider's own words, bounded and on one line; possibly empty.
    pub(super) words: String,
}

#[derive(Deserialize)]
struct Given {
    access_token: String,
    token_type: String,
    expires_in: Option<Number>,
    refresh_token: Option<String>,
    /// Google says it so for apps in testing, Keycloak and others as below.
    refresh_token_expires_in: Option<Number>,
    refresh_expires_in: Option<Number>,
    scope: Option<String>,
    id_token: Option<String>,
}

/// Some providers write numbers as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Number(i64),
    Text(String),
}

#[derive(Deserialize)]
struct Refused {
    error: String,
    #[serde(default)]
    error_description: String,
}

/// Of an ID token (`OpenID` Connect Core section 2) what is shown to a person.
#[derive(Deserialize)]
struct Claims {
    aud: serde_json::Value,
    email: Option<String>,
    preferred_username: Option<String>,
    upn: Option<String>,
}

/// One client at one provider.
pub(super) struct TokenEndpoint<'a> {
    http: Http<'a>,
    client: &'a OauthClient,
}

impl Engine {
    /// The endpoint of a provider that the operator has set up.
    pub(super) fn token_endpoint<'a>(&'a self, client: &'a OauthClient) -> TokenEndpoint<'a> {
        let http = Http { reach: &self.inner.reach, clock: &self.inner.clock, limit: ANSWER_LIMIT };
        TokenEndpoint { http, client }
    }
}

impl TokenEndpoint<'_> {
    /// Exchanges the code that a person brought back.
    pub(super) async fn exchange(&self, code: &str, verifier: &Secret, return_url: &str) -> Result<Tokens, Refusal> {
        self.ask(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", return_url),
            ("code_verifier", verifier.expose()),
        ])
        .await
    }

    /// Renews the access token.
    pub(super) async fn refresh(&self, refresh: &Secret) -> Result<Tokens, Refusal> {
        self.ask(&[("grant_type", "refresh_token"), ("refresh_token", refresh.expose())]).await
    }

    /// Has the provider forget the grant; whether it said that it did.
    pub(super) async fn revoke(&self, refresh: &Secret) -> bool {
        let Some(url) = &self.client.revoke_url else { return false };
        let form = [("token", refresh.expose()), ("token_type_hint", "refresh_token")];
        match self.post(url, &form).await {
            Ok(answer) => answer.status == 200,
            Err(error) => {
                tracing::warn!(%error, provider = self.client.provider.as_str(), "a grant could not be revoked");
                false
            }
        }
    }

    async fn ask(&self, form: &[(&str, &str)]) -> Result<Tokens, Refusal> {
        let client =
            [("client_id", self.client.client_id.as_str()), ("client_secret", self.client.client_secret.expose())];
        let form: Vec<_> = form.iter().copied().chain(client).collect();
        match self.post(&self.client.token_url, &form).await {
            Ok(answer) => read(&answer, self.client),
            Err(error) => {
                tracing::warn!(%error, provider = self.client.provider.as_str(), "a token endpoint did not answer");
                Err(OauthFault::Unavailable.into())
            }
        }
    }
}

impl TokenEndpoint<'_> {
    /// Posts a form to an address that the operator named.
    async fn post(&self, url: &Url, form: &[(&str, &str)]) -> Result<Answer, RequestFault> {
        let target = Target::parse(url.as_str(), &self.http.reach.network).ok_or(RequestFault::Address)?;
        let body = Zeroizing::new(form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish());
        let request = target
            .request(Method::POST)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.http.ask(&target, request, Bytes::copy_from_slice(body.as_bytes()), ANSWER_MAX_BYTES).await
    }
}

impl From<OauthFault> for Refusal {
    fn from(fault: OauthFault) -> Self {
        Self { fault, words: String::new() }
    }
}

fn read(answer: &Answer, client: &OauthClient) -> Result<Tokens, Refusal> {
    if answer.status >= 500 || answer.status == 429 {
        return Err(OauthFault::Unavailable.into());
    }
    if answer.status != 200 {
        let refused: Refused = serde_json::from_slice(&answer.body).map_err(|_| OauthFault::Unreadable)?;
        let words = words(&refused.error_description);
        return Err(Refusal { fault: fault_of(&refused.error, &refused.error_description), words });
    }
    let given: Given = serde_json::from_slice(&answer.body).map_err(|_| OauthFault::Unreadable)?;
    let given = Zeroizing::new(GivenTokens(given));
    given.0.tokens(client)
}

/// Wipes the tokens of an answer that was not used.
struct GivenTokens(Given);

impl zeroize::Zeroize for GivenTokens {
    fn zeroize(&mut self) {
        self.0.access_token.zeroize();
        self.0.refresh_token.zeroize();
        self.0.id_token.zeroize();
    }
}

impl Given {
    fn tokens(&self, client: &OauthClient) -> Result<Tokens, Refusal> {
        let is_fit = |token: &str| !token.is_empty() && token.len() <= TOKEN_MAX_BYTES && is_token(token);
        let refresh = self.refresh_token.as_deref().filter(|token| !token.is_empty());
        if !self.token_type.eq_ignore_ascii_case("bearer")
            || !is_fit(&self.access_token)
            || refresh.is_some_and(|token| !is_fit(token))
        {
            return Err(OauthFault::Unreadable.into());
        }
        // A person may untick what is asked for. What is not told is as it was asked for (RFC 6749 section 5.1).
        if self.scope.as_deref().is_some_and(|scope| !names(scope, client.needed_scope())) {
            return Err(OauthFault::ScopeRefused.into());
        }
        let secs = |number: &Option<Number>| number.as_ref().and_then(Number::secs);
        Ok(Tokens {
            access: Secret::new(self.access_token.clone()),
            access_secs: secs(&self.expires_in).unwrap_or(ACCESS_SECS),
            refresh: refresh.map(|token| Secret::new(token.to_owned())),
            refresh_secs: secs(&self.refresh_token_expires_in).or(secs(&self.refresh_expires_in)),
            reads_mail: self.scope.as_deref().is_none_or(|scope| names(scope, client.reading_scope())),
            account: self.id_token.as_deref().and_then(|token| account(token, &client.client_id)),
        })
    }
}

impl Number {
    fn secs(&self) -> Option<i64> {
        let number = match self {
            Self::Number(number) => *number,
            Self::Text(text) => text.trim().parse().ok()?,
        };
        // Zero is how Keycloak says that it never ends.
        (number > 0).then(|| number.min(LIFE_MAX_SECS))
    }
}

/// RFC 6750 section 2.1, and the few other visible signs that providers use: nothing that ends a line or a field.
fn is_token(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Whether a scope is among those given; Microsoft writes its own with and without the resource before it.
fn names(given: &str, needed: &str) -> bool {
    given.split_whitespace().any(|one| one == needed || one.ends_with(&format!("/{needed}")))
}

/// RFC 6749 section 5.2, and what Microsoft adds in its description (AADSTS65001: consent is needed, 7000215 and
/// 7000222: the client's secret is wrong or has expired).
fn fault_of(error: &str, description: &str) -> OauthFault {
    match error {
        "invalid_grant" if description.contains("AADSTS65001") => OauthFault::ConsentNeeded,
        "invalid_grant" => OauthFault::GrantEnded,
        _ => fault_of_error(error),
    }
}

/// What an `error` means, at the token endpoint or on the way back (RFC 6749 section 4.1.2.1, `OpenID` Connect Core
/// section 3.1.2.6).
pub(super) fn fault_of_error(error: &str) -> OauthFault {
    match error {
        "access_denied" => OauthFault::AccessDenied,
        "consent_required" | "interaction_required" | "admin_policy_enforced" | "org_internal" => {
            OauthFault::ConsentNeeded
        }
        "invalid_client" | "unauthorized_client" | "redirect_uri_mismatch" | "unsupported_response_type" => {
            OauthFault::ClientRefused
        }
        "invalid_scope" => OauthFault::ScopeRefused,
        "server_error" | "temporarily_unavailable" => OauthFault::Unavailable,
        _ => OauthFault::Unreadable,
    }
}

/// A provider's words made fit to be shown.
pub(super) fn words(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(WORDS_MAX_CHARS).collect();
    line.trim().to_owned()
}

/// Who an ID token is about. It came straight from the provider over TLS, so its signature says nothing more
/// (`OpenID` Connect Core section 3.1.3.7); it is only shown.
fn account(token: &str, client_id: &str) -> Option<String> {
    let claims = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Claims = serde_json::from_slice(&claims).ok()?;
    let is_ours = match &claims.aud {
        serde_json::Value::String(aud) => aud == client_id,
        serde_json::Value::Array(auds) => auds.iter().any(|aud| aud == client_id),
        _ => false,
    };
    let name = claims.email.or(claims.preferred_username).or(claims.upn).filter(|_| is_ours)?;
    let name = words(&name);
    (!name.is_empty() && name.len() <= ACCOUNT_MAX_BYTES).then_some(name)
}

#[cfg(test)]
mod tests;
