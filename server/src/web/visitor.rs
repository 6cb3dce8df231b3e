//! Who is asking, and in which language: found out once per request, before anything else looks at it.

use app::backend::{SESSION_COOKIE, Visitor};
use axum::{
    Form,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use engine::SessionToken;
use serde::Deserialize;
use types::text::Lang;

use super::{Peer, Web, client};
use crate::inbound;

/// Keeps the language somebody chose.
const LANGUAGE_COOKIE: &str = "postroom_language";
/// How long the choice is kept, in seconds: a year.
const LANGUAGE_COOKIE_SECS: u32 = 31_536_000;
/// Pages for everybody.
const OPEN_PAGES: [&str; 2] = ["/setup", "/sign-in"];

/// Puts the [`Visitor`] into the request, and sends those away who have no business here.
pub(crate) async fn introduce(State(web): State<Web>, peer: Peer, mut request: Request, next: Next) -> Response {
    let cookie = cookie(request.headers(), SESSION_COOKIE);
    let token = cookie.map(SessionToken::new);
    let desk = match &token {
        Some(token) => match web.engine.desk(token).await {
            Ok(desk) => desk,
            Err(error) => {
                tracing::error!(%error, "a session could not be looked up");
                return StatusCode::SERVICE_UNAVAILABLE.into_response();
            }
        },
        None => None,
    };
    let path = request.uri().path().to_owned();
    let is_call = path.starts_with("/call/");
    if desk.is_none() && !is_call && !OPEN_PAGES.contains(&path.as_str()) && path != "/language" {
        return turn_away(&web, &path, request.uri().query(), token.is_some()).await;
    }
    let lang = language(request.headers());
    let is_https = web.config.is_https();
    let client = client::client(peer.0.ip(), request.headers(), &web.config.http_proxy_networks);
    // An IPv6 network of one customer counts as one client, as it does for mail.
    let client = client.map(inbound::address_of);
    let visitor = Visitor { lang, desk, token, is_https, client, door: web.engine.clone() };
    request.extensions_mut().insert(visitor);
    next.run(request).await
}

/// Nobody is signed in: the way leads to signing in and back, or at the very first to setting up.
async fn turn_away(web: &Web, path: &str, query: Option<&str>, had_session: bool) -> Response {
    if path == "/live" {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if !web.engine.is_set_up().await.unwrap_or(true) {
        return Redirect::to("/setup").into_response();
    }
    let back = query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    let expired = if had_session { "&expired=1" } else { "" };
    let next = if path == "/" { String::new() } else { format!("next={}", encode(&back)) };
    Redirect::to(&format!("/sign-in?{next}{expired}")).into_response()
}

/// What the language switch posts.
#[derive(Deserialize, Debug)]
pub(crate) struct Choice {
    to: String,
    #[serde(default)]
    back: String,
}

/// Keeps the chosen language and goes back.
pub(crate) async fn choose_language(State(web): State<Web>, Form(choice): Form<Choice>) -> Response {
    let lang: Lang = choice.to.parse().unwrap_or_default();
    let secure = if web.config.is_https() { "; Secure" } else { "" };
    let cookie =
        format!("{LANGUAGE_COOKIE}={lang}; Path=/; Max-Age={LANGUAGE_COOKIE_SECS}; SameSite=Lax; HttpOnly{secure}");
    let back = if app::backend::is_local(&choice.back) { choice.back.as_str() } else { "/" };
    ([(header::SET_COOKIE, cookie)], Redirect::to(back)).into_response()
}

/// The language that was chosen, or that the browser asks for.
pub(crate) fn language(headers: &HeaderMap) -> Lang {
    let chosen = cookie(headers, LANGUAGE_COOKIE).and_then(|code| code.parse().ok());
    let accepted = || headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    chosen.unwrap_or_else(|| Lang::from_accept_language(accepted()))
}

/// A cookie's value.
fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let fields = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = fields.flat_map(|field| field.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

/// Percent-encodes a path for a query (RFC 3986 section 2.3).
fn encode(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    text.bytes()
        .map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
