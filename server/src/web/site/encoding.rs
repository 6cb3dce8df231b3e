//! Which compressed form a client can read.

use axum::http::{HeaderMap, header};

/// A form in which a file is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Encoding {
    /// Brotli (RFC 7932).
    Brotli,
    /// Gzip (RFC 1952).
    Gzip,
    /// As it is.
    Plain,
}

impl Encoding {
    /// Its name in headers.
    pub(super) const fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Plain => None,
        }
    }

    /// Whether the request's Accept-Encoding allows it (RFC 9110 section 12.5.3). Only a name in the list counts:
    /// `*` asks for nothing that the plain form would not do.
    pub(super) fn is_accepted_by(self, request: &HeaderMap) -> bool {
        let Some(name) = self.name() else { return true };
        request
            .get_all(header::ACCEPT_ENCODING)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|choice| allows(choice, name))
    }
}

/// Whether one choice, such as `br;q=0.8`, is this encoding with a weight above zero.
fn allows(choice: &str, name: &str) -> bool {
    let mut parts = choice.split(';').map(str::trim);
    let is_named = parts.next().is_some_and(|coding| coding.eq_ignore_ascii_case(name));
    let is_refused = parts.any(|part| {
        let weight = part.strip_prefix("q=").or_else(|| part.strip_prefix("Q="));
        weight.is_some_and(|weight| weight.trim().parse::<f32>().is_ok_and(|weight| weight <= 0.0))
    });
    is_named && !is_refused
}
