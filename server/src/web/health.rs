//! `/health/live`, `/health/ready`: for whoever watches over the process.

use axum::{extract::State, http::StatusCode};

use super::Web;

/// The process answers.
pub(crate) async fn live() -> &'static str {
    "ok"
}

/// The store answers too.
pub(crate) async fn ready(State(web): State<Web>) -> (StatusCode, &'static str) {
    if web.engine.is_ready().await {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer")
    }
}
