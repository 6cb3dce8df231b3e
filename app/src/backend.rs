//! The only way from the app to the engine. On the server only.

mod door;

// What only drawn pages show, in words of the engine's.
pub(crate) use engine::{
    CompanyStatus, ComparedRow, FetchHealth, FetchSettings, FetchTest, HopRow, KnownFiles, MailWords, SkippedMail,
    SkippedWhy, Status, TypedMailbox, VerdictWords, Warning,
};

pub(crate) use door::{end_session, opening, set_up, sign_in, typed};

use std::net::IpAddr;

use axum::http::request::Parts;
use engine::{Desk, Engine, SessionToken};
use leptos::prelude::*;
use server_fn::error::ServerFnUrlError;
use types::{Problem, TestId, TestState, text::Lang};

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

pub(crate) fn visitor() -> Result<Visitor, CallError> {
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

/// The path, or the start page when it leads elsewhere.
pub(crate) fn local_or_home(path: &str) -> &str {
    if is_local(path) { path } else { "/" }
}

/// The identity that a page's address holds. Where it is none there is nothing.
pub(crate) fn identity<T: std::str::FromStr>(text: &str) -> Result<T, CallError> {
    text.parse().map_err(|_| CallError(Problem::NotFound))
}

/// A password on its way in.
pub(crate) fn secret(text: String) -> engine::Secret {
    engine::Secret::new(text)
}

/// Without script a page is posted and drawn once: an answer that comes within this time is on it already.
const WAIT_WITHOUT_SCRIPT: std::time::Duration = std::time::Duration::from_secs(10);

/// Waits until a test has talked to the server, so that the page drawn next shows how that went.
pub(crate) async fn wait_for_sending(desk: &Desk, test: TestId) -> Result<(), CallError> {
    let mut changes = visitor()?.door.changes();
    let waited = tokio::time::timeout(WAIT_WITHOUT_SCRIPT, async {
        while desk.connection_test(test).await?.state == TestState::Sending {
            if changes.next().await.is_none() {
                break;
            }
        }
        Ok::<_, engine::Error>(())
    });
    // A slow server is shown as it stands, and the page draws itself again.
    waited.await.unwrap_or(Ok(()))?;
    Ok(())
}

/// Whether the browser posted a form by itself: it then wants a page, and no value.
pub(crate) fn is_without_script() -> bool {
    let parts = use_context::<Parts>();
    let accepts = parts.as_ref().and_then(|parts| parts.headers.get(axum::http::header::ACCEPT));
    accepts.and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains("text/html"))
}

/// Back to a page that says what went wrong with a form that was posted elsewhere than to a server function.
pub fn refused(page: &str, path: &str, problem: Problem) -> axum::response::Redirect {
    let error = ServerFnUrlError::new(path, CallError(problem));
    let place = error.to_url(&format!("http://localhost{page}"));
    let query = place.ok().and_then(|place| place.query().map(str::to_owned)).unwrap_or_default();
    axum::response::Redirect::to(&format!("{page}?{query}"))
}

/// The status of the page that is being drawn.
pub(crate) fn set_status(status: axum::http::StatusCode) {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(status);
    }
}
