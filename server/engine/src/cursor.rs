//! Where a page of a list ends and the next one begins: lists are ordered by a moment and an identity, newest first.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use types::{Problem, Timestamp};

use crate::Result;

/// The cursor behind a line.
pub(crate) fn cursor(at: Timestamp, id: &[u8; 16]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode([&at.0.to_be_bytes()[..], id].concat())
}

/// The moment and the identity that a page begins below; without a cursor everything lies below.
pub(crate) fn parse_cursor(text: Option<&str>) -> Result<(i64, Vec<u8>)> {
    let Some(text) = text else { return Ok((i64::MAX, vec![0xff; 16])) };
    let bytes =
        BASE64_URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() == 24).ok_or(Problem::BadRequest)?;
    let (at, id) = bytes.split_at(8);
    Ok((i64::from_be_bytes(at.try_into().map_err(|_| Problem::BadRequest)?), id.to_vec()))
}
