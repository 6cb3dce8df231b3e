//! What a request asks for: its query, its path and its body, read or refused as problem details.

use std::{fmt::Display, str::FromStr};

use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Path, Query, Request},
    http::request::Parts,
};
use engine::Paging;
use serde::de::DeserializeOwned;
use types::Problem;

use super::refusal::Refusal;

/// The query. A parameter that does not exist is refused: a mistyped filter must not mean everything.
pub(super) struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let query = Query::<T>::from_request_parts(parts, state).await;
        query.map(|Query(asked)| Self(asked)).map_err(|fault| Refusal::bad_request(fault.body_text()))
    }
}

/// What stands in the path; what cannot be there leads nowhere.
pub(super) struct Named<T>(pub T);

impl<T: FromStr + Send, S: Send + Sync> FromRequestParts<S> for Named<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let nowhere = || Refusal::from(engine::Error::from(Problem::NotFound));
        let Path(text) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| nowhere())?;
        text.parse().map(Self).map_err(|_| nowhere())
    }
}

/// A body in JSON.
pub(super) struct Sent<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Sent<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let sent = Json::<T>::from_request(request, state).await;
        sent.map(|Json(body)| Self(body)).map_err(|fault| Refusal::bad_request(fault.body_text()))
    }
}

/// Which page.
pub(super) fn paging(limit: Option<usize>, cursor: Option<String>) -> Paging {
    Paging { limit, cursor: cursor.filter(|cursor| !cursor.is_empty()) }
}

/// One of these words, when there is any.
pub(super) fn word<T: Copy>(
    text: Option<&str>,
    all: &[T],
    as_str: impl Fn(T) -> &'static str,
) -> Result<Option<T>, Refusal> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let found = all.iter().copied().find(|word| as_str(*word) == text);
    found.map(Some).ok_or_else(|| {
        let words: Vec<_> = all.iter().map(|word| as_str(*word)).collect();
        Refusal::bad_request(format!("There is no {}; there are {}.", quoted(text), words.join(", ")))
    })
}

/// What somebody sent, short enough to be repeated.
fn quoted(text: impl Display) -> String {
    format!("{:?}", text.to_string().chars().take(40).collect::<String>())
}
