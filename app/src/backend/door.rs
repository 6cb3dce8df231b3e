//! The two calls of those who cannot have a desk yet, and the cookies that go with them.

use axum::http::{HeaderValue, header};
use engine::{Secret, SessionToken};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use types::Problem;

use super::{SESSION_COOKIE, Visitor, secret, visitor};
use crate::{CallError, setup::calls::Opening};

/// Brings back what was typed after a failed post.
const TYPED_COOKIE: &str = "postroom_typed";
/// How long what was typed is kept, in seconds: until the page with the error has been drawn, and a reload of it.
const TYPED_SECS: u32 = 120;
/// How long a browser keeps the session's cookie, in seconds; the session itself ends by the engine's rules.
const SESSION_COOKIE_SECS: u32 = 30 * 86_400;

/// Begins a session. After a failure the address comes back with the page.
pub(crate) async fn sign_in(address: &str, password: String) -> Result<(), CallError> {
    let visitor = visitor()?;
    match visitor.door.sign_in(address, secret(password), visitor.client).await {
        Ok(token) => begin_session(&visitor, &token),
        Err(error) => {
            keep_typed(&visitor, &[address.to_owned()]);
            return Err(error.into());
        }
    }
    Ok(())
}

/// Ends the session of whoever is asking.
pub(crate) async fn end_session() -> Result<(), CallError> {
    let visitor = visitor()?;
    if let Some(token) = &visitor.token {
        visitor.door.sign_out(token).await?;
    }
    set_cookie(&visitor, SESSION_COOKIE, "", 0);
    Ok(())
}

/// Sets Postroom up and signs the first admin in. After a failure what was typed comes back with the page.
pub(crate) async fn set_up(token: String, typed: [String; 4], password: String) -> Result<(), CallError> {
    let visitor = visitor()?;
    let [company_name, account_name, person_name, address] = typed.clone();
    let form = engine::SetUp {
        token: secret(token),
        company_name,
        account_name,
        person_name,
        address,
        password: secret(password),
    };
    match visitor.door.set_up(form).await {
        Ok(session) => begin_session(&visitor, &session),
        Err(error) => {
            keep_typed(&visitor, &typed);
            return Err(error.into());
        }
    }
    Ok(())
}

/// Whether this link sets Postroom up, and what was typed before.
pub(crate) async fn opening(token: String) -> Result<Opening, CallError> {
    let visitor = visitor()?;
    let mut typed = typed_by(&visitor).into_iter();
    if visitor.door.is_set_up().await? {
        return Err(Problem::AlreadySetUp.into());
    }
    if !visitor.door.is_setup_token(&Secret::new(token)) {
        return Err(Problem::WrongSetupToken.into());
    }
    let mut next = || typed.next().unwrap_or_default();
    Ok(Opening {
        mail_domain: visitor.door.mail_domain().to_owned(),
        company_name: next(),
        account_name: next(),
        person_name: next(),
        address: next(),
    })
}

/// What was typed before a failure, field by field.
pub(crate) fn typed() -> Vec<String> {
    visitor().map(|visitor| typed_by(&visitor)).unwrap_or_default()
}

fn typed_by(visitor: &Visitor) -> Vec<String> {
    let parts = use_context::<axum::http::request::Parts>();
    let fields =
        parts.iter().flat_map(|parts| parts.headers.get_all(header::COOKIE)).filter_map(|value| value.to_str().ok());
    let sealed = fields
        .flat_map(|field| field.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(TYPED_COOKIE)?.strip_prefix('='));
    let opened = sealed.and_then(|sealed| visitor.door.open_typed(sealed).ok());
    opened.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

fn keep_typed(visitor: &Visitor, typed: &[String]) {
    let text = serde_json::to_string(typed).unwrap_or_default();
    // Browsers drop cookies above 4 KB, and then only this comfort is missing.
    if let Ok(sealed) = visitor.door.seal_typed(&text) {
        set_cookie(visitor, TYPED_COOKIE, &sealed, TYPED_SECS);
    }
}

fn begin_session(visitor: &Visitor, token: &SessionToken) {
    set_cookie(visitor, SESSION_COOKIE, token.expose(), SESSION_COOKIE_SECS);
    set_cookie(visitor, TYPED_COOKIE, "", 0);
}

fn set_cookie(visitor: &Visitor, name: &str, value: &str, max_age_secs: u32) {
    let secure = if visitor.is_https { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age_secs}{secure}");
    if let (Some(response), Ok(cookie)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&cookie)) {
        response.append_header(header::SET_COOKIE, cookie);
    }
}
