//! What of a message is served as a file of its own: the raw bytes, attachments, and the HTML part for its frame.

use app::backend::Visitor;
use axum::{
    Extension,
    body::Body,
    extract::{Path, Query},
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use engine::Desk;
use serde::Deserialize;
use types::{MessageId, Problem, text::Lang};

use super::zipped::zipped;

/// A file from a mail runs nothing wherever it is opened. Pictures and PDF are shown all the same: their viewers are
/// the browser's own, which is why what runs in a PDF is taken away before.
const FILE_POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";
/// The frame of a mail: its own text styles and embedded pictures.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; \
     sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'";
/// The same, after somebody asked for the pictures from elsewhere.
const MAIL_WITH_IMAGES_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data: https:; form-action 'none'; \
     base-uri 'none'; sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'";

/// Whether somebody knows that a virus was found in it.
#[derive(Deserialize, Debug)]
pub(crate) struct Infected {
    #[serde(default)]
    infected: u8,
}

/// The message as received.
pub(crate) async fn raw(
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
    Query(Infected { infected }): Query<Infected>,
) -> Response {
    answered(visitor, &id, |desk, id| async move {
        let bytes = if infected == 1 { desk.infected_raw_message(id).await? } else { desk.raw_message(id).await? };
        Ok(file(&format!("message-{id}.eml"), "message/rfc822", bytes))
    })
    .await
}

/// An attachment.
pub(crate) async fn attachment(
    Extension(visitor): Extension<Visitor>,
    Path((id, index)): Path<(String, u32)>,
) -> Response {
    answered(visitor, &id, |desk, id| async move {
        let found = desk.attachment(id, index).await?;
        Ok(file(&found.name, &found.media_type, found.bytes))
    })
    .await
}

/// An attachment, shown by the browser: only what runs nothing.
pub(crate) async fn preview(
    Extension(visitor): Extension<Visitor>,
    Path((id, index)): Path<(String, u32)>,
) -> Response {
    answered(visitor, &id, |desk, id| async move {
        let found = desk.shown_attachment(id, index).await?;
        Ok(named("inline", &found.name, &found.media_type, Body::from(found.bytes)))
    })
    .await
}

/// All attachments in one archive.
pub(crate) async fn every(Extension(visitor): Extension<Visitor>, Path(id): Path<String>) -> Response {
    let lang = visitor.lang;
    answered(visitor, &id, |desk, id| async move {
        let archive = Body::from_stream(zipped(desk.every_file(id).await?, lang));
        let name = format!("{}-{id}.zip", lang.attachments().archive);
        Ok(named("attachment", &name, "application/zip", archive))
    })
    .await
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
    let policy = if images == 1 { MAIL_WITH_IMAGES_POLICY } else { MAIL_POLICY };
    answered(visitor, &id, |desk, id| async move {
        let headers = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CONTENT_SECURITY_POLICY, policy),
            (header::REFERRER_POLICY, "no-referrer"),
        ];
        Ok((headers, desk.message_html(id, images == 1).await?).into_response())
    })
    .await
}

/// A file that went out, or that waits with a draft.
pub(crate) async fn outgoing(Extension(visitor): Extension<Visitor>, Path(id): Path<String>) -> Response {
    let Some(desk) = visitor.desk else { return StatusCode::UNAUTHORIZED.into_response() };
    let Ok(id) = id.parse() else { return StatusCode::NOT_FOUND.into_response() };
    match desk.outgoing_file(id).await {
        Ok(found) => file(&found.name, &found.media_type, found.bytes),
        Err(error) => refusal(error, visitor.lang),
    }
}

/// What is answered to whoever is signed in about the message of this id.
async fn answered<F>(visitor: Visitor, id: &str, answer: impl FnOnce(Desk, MessageId) -> F) -> Response
where
    F: Future<Output = engine::Result<Response>>,
{
    let Some(desk) = visitor.desk else { return StatusCode::UNAUTHORIZED.into_response() };
    let Ok(id) = id.parse() else { return StatusCode::NOT_FOUND.into_response() };
    answer(desk, id).await.unwrap_or_else(|error| refusal(error, visitor.lang))
}

fn refusal(error: engine::Error, lang: Lang) -> Response {
    let t = lang.attachments();
    let said = match error {
        engine::Error::Quarantined => Some((StatusCode::FORBIDDEN, t.refused)),
        engine::Error::NotShown => Some((StatusCode::UNPROCESSABLE_ENTITY, t.not_shown)),
        _ => None,
    };
    if let Some((status, words)) = said {
        return (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], words).into_response();
    }
    let status = match Problem::from(error) {
        Problem::NotFound => StatusCode::NOT_FOUND,
        Problem::NotAllowed => StatusCode::FORBIDDEN,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    };
    status.into_response()
}

/// A file to be saved.
pub(super) fn file(name: &str, media_type: &str, bytes: Vec<u8>) -> Response {
    named("attachment", name, media_type, Body::from(bytes))
}

/// A file to be saved or shown, as `disposition` says; the name in both forms of RFC 6266.
fn named(disposition: &str, name: &str, media_type: &str, body: Body) -> Response {
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
        (header::CONTENT_DISPOSITION, format!("{disposition}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")),
        (header::CONTENT_SECURITY_POLICY, FILE_POLICY.to_owned()),
    ];
    (headers, body).into_response()
}
