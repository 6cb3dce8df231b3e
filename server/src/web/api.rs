//! `/api/v1`: what scripts and other people's programs use. A bearer token says who asks; cookies count for nothing
//! here, and no other site's page is invited in. Handlers only translate between HTTP and the token's [`Hatch`].

mod asked;
mod candidates;
mod messages;
mod openapi;
mod outbox;
mod page;
mod refusal;
mod webhooks;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{delete, get, post},
};
use engine::{Admission, Secret};
use types::Timestamp;

use super::Web;
use refusal::Refusal;

/// Everything below `/api/v1`. The description is for everybody: it says nothing that is not in the manual.
pub(super) fn routes(web: Web) -> Router<Web> {
    let guarded = Router::new()
        .route("/messages", get(messages::list))
        .route("/messages/{id}", get(messages::one))
        .route("/messages/{id}/raw", get(messages::raw))
        .route("/messages/{id}/attachments/{index}", get(messages::attachment))
        .route("/candidates", get(candidates::list))
        .route("/candidates/{id}", get(candidates::one))
        .route("/outbox", get(outbox::list))
        .route("/outbox/{id}", get(outbox::one))
        .route("/outbox/{id}/retry", post(outbox::retry))
        .route("/outbox/{id}/cancel", post(outbox::cancel))
        .route("/webhooks", get(webhooks::list).post(webhooks::create))
        .route("/webhooks/{id}", delete(webhooks::delete))
        .fallback(async || Refusal::no_such_path())
        .method_not_allowed_fallback(async || Refusal::method())
        .layer(middleware::from_fn_with_state(web, authorise))
        .route("/openapi.json", get(openapi::description));
    Router::new().nest("/api/v1", guarded)
}

/// Lets in whoever shows a token, with the hatch that it opens.
async fn authorise(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let Some(token) = bearer(request.headers()) else { return Refusal::no_token().into_response() };
    match web.engine.admit(&token).await {
        Ok(Admission::Granted(hatch)) => {
            request.extensions_mut().insert(hatch);
            next.run(request).await
        }
        Ok(Admission::Unknown) => Refusal::unknown_token().into_response(),
        Ok(Admission::TooOften { wait_secs }) => Refusal::too_often(wait_secs).into_response(),
        Err(error) => Refusal::from(error).into_response(),
    }
}

/// The token of `Authorization: Bearer …` (RFC 6750 section 2.1).
fn bearer(headers: &HeaderMap) -> Option<Secret> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Secret::new(token.trim().to_owned()))
}

/// A moment as the API writes it.
fn moment(at: Timestamp) -> String {
    at.rfc3339()
}
