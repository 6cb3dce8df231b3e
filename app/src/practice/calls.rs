//! The server functions of practice mode.

use leptos::prelude::*;
use types::{Fault, PracticeFacts, PracticeState, Redirection};

use crate::{CallError, call::Record};

/// The practice server's facts and switches.
#[server(prefix = "/call", endpoint = "practice", output = Record)]
pub async fn practice() -> Result<(PracticeFacts, PracticeState), CallError> {
    Ok(crate::backend::desk()?.practice().await?)
}

/// Switches the practice server.
#[server(prefix = "/call", endpoint = "switch_practice", output = Record)]
pub async fn switch_practice(redirection: Redirection, fault: Fault) -> Result<(), CallError> {
    crate::backend::desk()?.switch_practice(PracticeState { redirection, fault }).await?;
    leptos_axum::redirect("/practice?done=switched#switches");
    Ok(())
}

/// Sends a sample application as a candidate would.
#[server(prefix = "/call", endpoint = "send_application", output = Record)]
pub async fn send_application(name: String, address: String, subject: String, text: String) -> Result<(), CallError> {
    crate::backend::desk()?.send_application(types::Application { name, address, subject, text }).await?;
    leptos_axum::redirect("/practice?done=sent#application");
    Ok(())
}
