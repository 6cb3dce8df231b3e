//! The only way from the app to the engine. On the server only.

use std::net::IpAddr;

use axum::http::request::Parts;
use engine::{Desk, Engine, SessionToken};
use leptos::prelude::*;
use types::{Problem, text::Lang};

use crate::{CallError, Visit};

/// The cookie that holds the session.
pub const SESSION_COOKIE: &str = "postroom_session";

/// Who is asking, put into every request by the server before the app sees it.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The language of the screen.
    pub lang: Lang,
    /// The engine as the signed-in person may use it.
    pub desk: Option<Desk>,
    /// The session that the browser showed, ended or not.
    pub token: Option<SessionToken>,
    /// Whether cookies are for https only.
    pub is_https: bool,
    /// Where the request came from.
    pub client: Option<IpAddr>,
    /// The engine for those who cannot have a desk yet: signing in and setting up.
    pub door: Engine,
}

/// Put into a request for a page that this person's role does not include.
#[derive(Clone, Copy, Debug)]
pub struct Refused;

/// Names of the front end's files, with a hash of their content in them.
#[derive(Clone, Debug, Default)]
pub struct SiteFiles {
    /// Path of the style sheet.
    pub css: String,
    /// Path of the script that loads the front end.
    pub js: String,
    /// Path of the front end.
    pub wasm: String,
}

/// The desk of whoever is asking.
pub fn desk() -> Result<Desk, CallError> {
    visitor()?.desk.ok_or(CallError(Problem::NotSignedIn))
}

/// The visit that the page draws.
pub(crate) fn visit() -> Visit {
    match visitor() {
        Ok(visitor) => Visit { lang: visitor.lang, me: visitor.desk.map(|desk| desk.me().clone()) },
        Err(_) => Visit::default(),
    }
}

fn visitor() -> Result<Visitor, CallError> {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get::<Visitor>().cloned())
        .ok_or(CallError(Problem::BadRequest))
}

/// Whether a path leads to a page of ours: it comes back from the browser, so it may be anything.
pub fn is_local(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}
