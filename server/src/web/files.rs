//! What of a message is served as a file of its own: the raw bytes, attachments, and the HTML part for its frame.

use app::backend::Visitor;
use axum::{
    Extension,
    extract::{Path, Query},
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use engine::Desk;
use serde::Deserialize;
use types::{MessageId, Problem};

/// A file from a mail runs nothing wherever it is opened.
const FILE_POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";
/// The frame of a mail: its own text styles and embedded pictures.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; \
     sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'";
/// The same, after somebody asked for the pictures from elsewhere.
const MAIL_WITH_IMAGES_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data: https:; form-action 'none'; \
     base-uri 'none'; sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'";

/// The message as received.
pub(crate) async fn raw(Extension(visitor): Extension<Visitor>, Path(id): Path<String>) -> Response {
    let (desk, id) = match asked(visitor, &id) {
        Ok(asked) => asked,
        Err(status) => return status.into_response(),
    };
    match desk.raw_message(id).await {
        Ok(bytes) => file(&format!("message-{id}.eml"), "message/rfc822", bytes),
        Err(error) => refusal(error).into_response(),
    }
}

/// An attachment.
pub(crate) async fn attachment(
    Extension(visitor): Extension<Visitor>,
    Path((id, index)): Path<(String, u32)>,
) -> Response {
    let (desk, id) = match asked(visitor, &id) {
        Ok(asked) => asked,
        Err(status) => return status.into_response(),
    };
    match desk.attachment(id, index).await {
        Ok(attachment) => file(&attachment.name, &attachment.media_type, attachment.bytes),
        Err(error) => refusal(error).into_response(),
    }
}

/// Whether pictures from elsewhere were asked for.
#[derive(Deserialize, Debug)]
pub(crate) struct Images {
    #[serde(default)]
    images: u8,
}

/// The HTML part, sanitised, for a frame.
pub(crate) async fn html(
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
    Query(Images { images }): Query<Images>,
) -> Response {
    let (desk, id) = match asked(visitor, &id) {
        Ok(asked) => asked,
        Err(status) => return status.into_response(),
    };
    let policy = if images == 1 { MAIL_WITH_IMAGES_POLICY } else { MAIL_POLICY };
    match desk.message_html(id, images == 1).await {
        Ok(document) => (
            [
                (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                (header::CONTENT_SECURITY_POLICY, policy),
                (header::REFERRER_POLICY, "no-referrer"),
            ],
            document,
        )
            .into_response(),
        Err(error) => refusal(error).into_response(),
    }
}

/// A file that went out, or that waits with a draft.
pub(crate) async fn outgoing(Extension(visitor): Extension<Visitor>, Path(id): Path<String>) -> Response {
    let Some(desk) = visitor.desk else { return StatusCode::UNAUTHORIZED.into_response() };
    let Ok(id) = id.parse() else { return StatusCode::NOT_FOUND.into_response() };
    match desk.outgoing_file(id).await {
        Ok(found) => file(&found.name, &found.media_type, found.bytes),
        Err(error) => refusal(error).into_response(),
    }
}

fn asked(visitor: Visitor, id: &str) -> Result<(Desk, MessageId), StatusCode> {
    let desk = visitor.desk.ok_or(StatusCode::UNAUTHORIZED)?;
    Ok((desk, id.parse().map_err(|_| StatusCode::NOT_FOUND)?))
}

fn refusal(error: engine::Error) -> StatusCode {
    match Problem::from(error) {
        Problem::NotFound => StatusCode::NOT_FOUND,
        Problem::NotAllowed => StatusCode::FORBIDDEN,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// A file to be saved; the name in both forms of RFC 6266.
pub(super) fn file(name: &str, media_type: &str, bytes: Vec<u8>) -> Response {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_. ".contains(c) { c } else { '_' }).collect();
    let encoded: String = name
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect();
    let headers: [(HeaderName, String); 3] = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")),
        (header::CONTENT_SECURITY_POLICY, FILE_POLICY.to_owned()),
    ];
    (headers, bytes).into_response()
}
