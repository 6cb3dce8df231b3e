//! What tells two mails apart: their bytes and whom they were for.

use sha2::{Digest, Sha256};

use super::Incoming;
use crate::{Engine, Result, db::read};

/// The digest of a mail with these recipients, as stored.
pub(crate) fn digest(recipients: &str, raw: &[u8]) -> Vec<u8> {
    Sha256::new().chain_update(recipients).chain_update([0]).chain_update(raw).finalize().to_vec()
}

impl Incoming {
    /// What tells it from other mails: byte for byte, and with the other line ends. Files keep those of their system,
    /// SMTP has CR LF. A list of texts always has a JSON form.
    pub fn digests(&self) -> [Vec<u8>; 2] {
        let recipients = serde_json::to_string(&self.recipients).unwrap_or_default();
        [digest(&recipients, &self.raw), digest(&recipients, &with_other_line_ends(&self.raw))]
    }
}

impl Engine {
    /// Whether a mail with one of these digests is here and has been sorted.
    pub async fn has_mail(&self, [one, other]: &[Vec<u8>; 2]) -> Result<bool> {
        let found: Option<i64> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT received_at FROM message WHERE digest IN ($1, $2) LIMIT 1")
                .bind(one)
                .bind(other)
                .fetch_optional(pool)
                .await?
        });
        Ok(found.is_some())
    }
}

/// The same text with LF where it has CR LF, and the other way round.
fn with_other_line_ends(raw: &[u8]) -> Vec<u8> {
    let has_crlf = memchr::memmem::find(raw, b"\r\n").is_some();
    let mut other = Vec::with_capacity(raw.len() + raw.len() / 32);
    for (n, line) in raw.split(|byte| *byte == b'\n').enumerate() {
        if n > 0 {
            other.extend_from_slice(if has_crlf { b"\n" } else { b"\r\n" });
        }
        other.extend_from_slice(if has_crlf { line.strip_suffix(b"\r").unwrap_or(line) } else { line });
    }
    other
}

#[cfg(test)]
mod tests {
    use super::with_other_line_ends;

    #[test]
    fn line_ends_go_there_and_back() {
        for (one, other) in [("a\nb\n\n", "a\r\nb\r\n\r\n"), ("", ""), ("a", "a"), ("\n", "\r\n")] {
            assert_eq!(with_other_line_ends(one.as_bytes()), other.as_bytes());
            assert_eq!(with_other_line_ends(other.as_bytes()), one.as_bytes());
        }
    }
}
