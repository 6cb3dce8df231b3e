//! Randomness from the operating system.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

use crate::Result;

/// Fills `N` bytes.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| std::io::Error::other(error.to_string()))?;
    Ok(bytes)
}

/// A token of 256 bits that fits into URLs and cookies.
pub(crate) fn token() -> Result<String> {
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes::<32>()?))
}
