//! The calls of signing in.

use leptos::prelude::*;

use crate::{CallError, call::Record};

/// Begins a session and goes on to where the person was headed.
#[server(prefix = "/call", endpoint = "sign_in", output = Record)]
pub async fn sign_in(address: String, password: String, #[server(default)] next: String) -> Result<(), CallError> {
    crate::backend::sign_in(&address, password).await?;
    leptos_axum::redirect(crate::backend::local_or_home(&next));
    Ok(())
}

/// The address typed before a failure.
#[server(prefix = "/call", endpoint = "typed_address", output = Record)]
pub async fn typed_address() -> Result<String, CallError> {
    Ok(crate::backend::typed().into_iter().next().unwrap_or_default())
}
