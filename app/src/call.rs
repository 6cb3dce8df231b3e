//! One call of the server, and what it says: bytes that are read where they are needed.

use std::{
    convert::Infallible,
    fmt::{self, Write},
    str::FromStr,
};

use serde::{Serialize, de::DeserializeOwned};
use types::Problem;

use crate::CallError;

/// How calls answer: as postcard writes it. Reading JSON instead would make the browser's code a tenth larger.
pub type Record = server_fn::codec::Postcard;

/// What the server said, as its bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Said {
    /// A value.
    Value(Vec<u8>),
    /// A [`CallError`].
    Error(Vec<u8>),
}

impl Said {
    /// There was nothing to ask: reads as `None`.
    pub fn nothing() -> Self {
        Self::value(&None::<()>)
    }

    /// A value as it reads where there may be none.
    pub fn perhaps(self) -> Self {
        match self {
            // Postcard writes an option as 0, or as 1 and the value.
            Self::Value(bytes) => Self::Value([&[1], bytes.as_slice()].concat()),
            error => error,
        }
    }

    /// This value.
    pub fn value<T: Serialize>(value: &T) -> Self {
        postcard::to_allocvec(value).map_or_else(|_| Self::error(&unreadable()), Self::Value)
    }

    /// This error.
    pub fn error(error: &CallError) -> Self {
        Self::Error(postcard::to_allocvec(error).unwrap_or_default())
    }

    /// The value, or the error.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, CallError> {
        match self {
            Self::Value(bytes) => postcard::from_bytes(bytes).map_err(|_| unreadable()),
            Self::Error(bytes) => Err(postcard::from_bytes(bytes).unwrap_or_else(|_| unreadable())),
        }
    }

    /// The error, when it is one.
    pub fn as_error(&self) -> Option<CallError> {
        match self {
            Self::Value(_) => None,
            Self::Error(_) => self.read::<()>().err(),
        }
    }
}

/// What came is not what was expected: an older page talks to a newer server.
fn unreadable() -> CallError {
    CallError(Problem::Unavailable { reference: "0".into() })
}

/// As it travels within a page, where only text can: each byte is a character, and those that a script could not hold
/// are moved up by 256.
impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, bytes) = match self {
            Self::Value(bytes) => ('+', bytes),
            Self::Error(bytes) => ('-', bytes),
        };
        f.write_char(kind)?;
        for byte in bytes {
            // Leptos writes `<` in a way that it reads back for JSON only.
            let is_plain = matches!(byte, 0x20..=0x7e | 0xa0..) && *byte != b'<';
            f.write_char(char::from_u32(u32::from(*byte) + if is_plain { 0 } else { 0x100 }).unwrap_or_default())?;
        }
        Ok(())
    }
}

impl FromStr for Said {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let mut chars = text.chars();
        let kind = chars.next();
        let bytes = chars.map(|c| (u32::from(c) & 0xff) as u8).collect();
        Ok(if kind == Some('+') { Self::Value(bytes) } else { Self::Error(bytes) })
    }
}

#[cfg(not(feature = "ssr"))]
pub use in_browser::{call, post};

#[cfg(not(feature = "ssr"))]
mod in_browser {
    use leptos::prelude::window;
    use server_fn::redirect::REDIRECT_HEADER;
    use types::Problem;
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{Headers, RequestInit, Response, js_sys::Uint8Array};

    use super::Said;

    /// Calls the server. Arguments are written as a form's.
    pub async fn call(path: &'static str, arguments: String) -> Said {
        post(path, arguments).await.0
    }

    /// Calls the server; also the page that the answer leads to.
    pub async fn post(path: &str, arguments: String) -> (Said, Option<String>) {
        fetched(path, &arguments).await.unwrap_or_else(|_| (Said::error(&Problem::Unreachable.into()), None))
    }

    async fn fetched(path: &str, arguments: &str) -> Result<(Said, Option<String>), JsValue> {
        let headers = Headers::new()?;
        headers.set("content-type", "application/x-www-form-urlencoded")?;
        headers.set("accept", "application/x-postcard")?;
        let request = RequestInit::new();
        request.set_method("POST");
        request.set_headers(&headers);
        request.set_body(&JsValue::from_str(arguments));
        let response = JsFuture::from(window().fetch_with_str_and_init(path, &request)).await?;
        let response: Response = response.dyn_into()?;
        let bytes = Uint8Array::new(&JsFuture::from(response.array_buffer()?).await?).to_vec();
        let headers = response.headers();
        let leads_to = if headers.has(REDIRECT_HEADER)? { headers.get("location")? } else { None };
        Ok((if response.ok() { Said::Value(bytes) } else { Said::Error(bytes) }, leads_to))
    }
}

#[cfg(test)]
mod tests {
    use types::Problem;

    use super::{Said, unreadable};
    use crate::CallError;

    #[test]
    fn reads_what_was_written() {
        let error = CallError(Problem::Locked { wait_secs: 300 });
        for (said, expected) in [
            (Said::value(&vec![1, 2, 1_000_000]), Ok(vec![1, 2, 1_000_000])),
            (Said::error(&error), Err(error)),
            (Said::error(&Problem::Unreachable.into()), Err(Problem::Unreachable.into())),
            (Said::Value(vec![9]), Err(unreadable())),
            (Said::Error(b"<html>".to_vec()), Err(unreadable())),
        ] {
            assert_eq!(said.read::<Vec<u32>>(), expected, "{said}");
        }
        assert_eq!(Said::nothing().read::<Option<u32>>(), Ok(None));
        assert_eq!(Said::value(&7u32).perhaps().read::<Option<u32>>(), Ok(Some(7)));
    }

    #[test]
    fn every_byte_travels_within_a_script() {
        let said = Said::Value((0..=255).collect());
        let text = said.to_string();
        assert_eq!(text.parse::<Said>(), Ok(said));
        assert!(text.chars().all(|c| !c.is_control() && c != '<'), "{text:?}");
    }
}
