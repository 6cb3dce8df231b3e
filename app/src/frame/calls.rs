//! The calls of the frame.

use leptos::prelude::*;

use crate::{CallError, call::Record};

/// Ends the session.
#[server(prefix = "/call", endpoint = "sign_out", output = Record)]
pub async fn sign_out() -> Result<(), CallError> {
    crate::backend::end_session().await?;
    leptos_axum::redirect("/sign-in");
    Ok(())
}
