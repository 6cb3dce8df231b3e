//! The only way from the app to the engine. On the server only.

use axum::http::request::Parts;
use engine::{Desk, Engine};
use leptos::prelude::*;
use types::{Problem, text::Lang};

use crate::{CallError, Visit};

/// Who is asking, put into every request by the server before the app sees it.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The language of the screen.
    pub lang: Lang,
    /// The engine as the signed-in person may use it.
    pub desk: Option<Desk>,
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

fn visitor() -> Result<Visitor, CallError> {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get::<Visitor>().cloned())
        .ok_or(CallError(Problem::BadRequest))
}
