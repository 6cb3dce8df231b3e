//! The calls of setting up.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{CallError, call::Record};

/// What the set-up page begins with: what was typed before a failure, never the password.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Opening {
    /// Domain of company recruiting addresses.
    pub mail_domain: String,
    /// As typed.
    pub company_name: String,
    /// As typed.
    pub account_name: String,
    /// As typed.
    pub person_name: String,
    /// As typed.
    pub address: String,
}

/// Whether the link is good, and what was typed before.
#[server(prefix = "/call", endpoint = "opening", output = Record)]
pub async fn load_opening(token: String) -> Result<Opening, CallError> {
    crate::backend::opening(token).await
}

/// Makes the company and its first admin, and signs them in.
#[server(prefix = "/call", endpoint = "set_up", output = Record)]
pub async fn set_up(
    token: String,
    company_name: String,
    #[server(default)] account_name: String,
    person_name: String,
    address: String,
    password: String,
) -> Result<(), CallError> {
    crate::backend::set_up(token, [company_name, account_name, person_name, address], password).await?;
    leptos_axum::redirect("/settings/recruiting/email");
    Ok(())
}
