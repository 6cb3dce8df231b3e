//! Where a page of a list begins, in letters that fit into an address.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use types::Problem;

use crate::Result;

/// The last line of the page before: lists are ordered by a moment and, among equal ones, by identity.
pub(crate) struct Cursor {
    pub at: i64,
    pub id: Vec<u8>,
}

impl Cursor {
    /// The cursor that a page gave; the beginning of the list when there is none.
    pub fn parse(text: Option<&str>) -> Result<Self> {
        let Some(text) = text else { return Ok(Self { at: i64::MAX, id: vec![0xff; 16] }) };
        let bytes =
            BASE64_URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() == 24).ok_or(Problem::BadRequest)?;
        let (at, id) = bytes.split_at(8);
        Ok(Self { at: i64::from_be_bytes(at.try_into().map_err(|_| Problem::BadRequest)?), id: id.to_vec() })
    }

    /// The cursor of the line with this moment and this identity.
    pub fn write(at: i64, id: &[u8]) -> String {
        BASE64_URL_SAFE_NO_PAD.encode([&at.to_be_bytes()[..], id].concat())
    }
}
