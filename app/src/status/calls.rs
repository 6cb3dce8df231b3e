//! The calls of the status page.

use leptos::prelude::*;
use types::CompanyId;

use crate::{CallError, call::Record};

/// Puts the settings that were made at this moment (microseconds since 1970) back in force.
#[server(prefix = "/call", endpoint = "go_back_to_settings", output = Record)]
pub async fn go_back_to_settings(company: CompanyId, changed_at: i64) -> Result<(), CallError> {
    crate::backend::desk()?.go_back_to_settings(Some(company), types::Timestamp(changed_at)).await?;
    leptos_axum::redirect("/status");
    Ok(())
}

/// Switches the daily test of a company on or off.
#[server(prefix = "/call", endpoint = "switch_daily_test", output = Record)]
pub async fn switch_daily_test(company: CompanyId, is_on: bool) -> Result<(), CallError> {
    crate::backend::desk()?.switch_daily_test(Some(company), is_on).await?;
    leptos_axum::redirect("/status");
    Ok(())
}
