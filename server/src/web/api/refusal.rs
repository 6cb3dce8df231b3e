//! Why the API does not do what it was asked: problem details as JSON (RFC 9457).

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use engine::Error;
use serde::Serialize;
use types::{InputFault, Problem, Scope};

/// The media type of RFC 9457.
const PROBLEM_TYPE: &str = "application/problem+json";

/// An answer that is no result.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    /// For programs: never changes its meaning.
    code: &'static str,
    /// For people: what happened and what to do next.
    detail: String,
    /// A header that goes with it.
    header: Option<(header::HeaderName, HeaderValue)>,
}

/// The members of RFC 9457 section 3.1, and one of ours.
#[derive(Serialize)]
struct Details<'a> {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: &'a str,
    code: &'static str,
}

impl Refusal {
    fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), header: None }
    }

    fn with(self, name: header::HeaderName, value: impl TryInto<HeaderValue>) -> Self {
        Self { header: value.try_into().ok().map(|value| (name, value)), ..self }
    }

    pub(super) fn no_token() -> Self {
        let detail = "Send a token: Authorization: Bearer postroom_… Tokens are made with `postroom token create`.";
        Self::new(StatusCode::UNAUTHORIZED, "no_token", detail)
            .with(header::WWW_AUTHENTICATE, "Bearer realm=\"Postroom\"")
    }

    pub(super) fn unknown_token() -> Self {
        let detail = "This token is not known, or was taken back. `postroom token list` says which there are.";
        Self::new(StatusCode::UNAUTHORIZED, "unknown_token", detail)
            .with(header::WWW_AUTHENTICATE, "Bearer realm=\"Postroom\", error=\"invalid_token\"")
    }

    pub(super) fn too_often(wait_secs: u32) -> Self {
        let detail = format!("This token has asked too often. Ask again in {wait_secs} seconds.");
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too_often", detail).with(header::RETRY_AFTER, wait_secs.to_string())
    }

    pub(super) fn no_such_path() -> Self {
        Self::new(StatusCode::NOT_FOUND, "no_such_path", "There is nothing at this path; see /api/v1/openapi.json.")
    }

    pub(super) fn method() -> Self {
        let detail = "This path does not take this method; see /api/v1/openapi.json.";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
    }

    /// Something in the request cannot be read.
    pub(super) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", detail)
    }

    fn invalid(fault: InputFault) -> Self {
        let detail = match fault {
            InputFault::TooMany => "There are as many of these as Postroom can manage. Delete one first.",
            InputFault::NotAWebAddress => {
                "Use an address that begins with https://, or one with http:// to a host in POSTROOM_ALLOWED_PRIVATE_HOSTS."
            }
            _ => "A value in the body cannot be used.",
        };
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        if matches!(error, Error::Quarantined) {
            let detail = "A virus was found in it. It is kept in quarantine: nobody can open or save it.";
            return Self::new(StatusCode::FORBIDDEN, "quarantined", detail);
        }
        match Problem::from(error) {
            Problem::NotFound => Self::new(StatusCode::NOT_FOUND, "not_found", "It is not there, or not any more."),
            Problem::NotAllowed => {
                let scopes: Vec<_> = Scope::ALL.iter().map(|scope| scope.as_str()).collect();
                let detail = format!(
                    "The token has not the scope that this takes. There are {}; a token with another scope is made \
                     with `postroom token create`.",
                    scopes.join(", ")
                );
                Self::new(StatusCode::FORBIDDEN, "missing_scope", detail)
            }
            Problem::BadRequest => Self::bad_request("The limit is from 1 to 200, and a cursor is a page's `next`."),
            Problem::TooLate | Problem::ChangedMeanwhile => {
                let detail = "It has gone on meanwhile, so this can no longer be done. Look at where it stands now.";
                Self::new(StatusCode::CONFLICT, "too_late", detail)
            }
            Problem::Invalid { fault, .. } => Self::invalid(fault),
            Problem::Unavailable { reference } => {
                let detail = format!("Something failed on our side; the log has it under {reference}. Try again.");
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail)
            }
            other => Self::new(StatusCode::CONFLICT, "refused", format!("{other:?}")),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let details = Details {
            r#type: "about:blank",
            title: self.status.canonical_reason().unwrap_or_default(),
            status: self.status.as_u16(),
            detail: &self.detail,
            code: self.code,
        };
        let mut response = (self.status, Json(details)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_TYPE));
        if let Some((name, value)) = self.header {
            response.headers_mut().insert(name, value);
        }
        response
    }
}
