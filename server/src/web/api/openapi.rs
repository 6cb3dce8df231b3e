//! The description of the API (`OpenAPI` 3.1), written by hand; a test compares it with the paths and with real answers.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};

const DESCRIPTION: &str = include_str!("openapi.json");

/// `/api/v1/openapi.json`, for everybody.
pub(super) async fn description() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DESCRIPTION).into_response()
}
