//! The calls of a company's mailbox, of the main company when none is named. Admins only: the desk sees to it.
#![allow(clippy::too_many_arguments, reason = "the fields of a form are the arguments of its call")]

use leptos::prelude::*;
use types::{CompanyId, Encryption, SignInWith};

use super::fetch_link;
use crate::{CallError, backend::TypedMailbox, call::Record};

/// Stores what is typed, and tests it when `then` says so; an empty password keeps the stored one.
#[server(prefix = "/call", endpoint = "save_mailbox", output = Record)]
pub async fn save_mailbox(
    company: Option<CompanyId>,
    #[server(default)] host: String,
    #[server(default)] port: String,
    encryption: Encryption,
    #[server(default)] sign_in_with: SignInWith,
    #[server(default)] account: String,
    #[server(default)] password: String,
    #[server(default)] folder: String,
    #[server(default)] then: String,
) -> Result<(), CallError> {
    let typed = TypedMailbox { host, port, encryption, sign_in_with, account, folder };
    let desk = crate::backend::desk()?;
    desk.save_mailbox(company, typed, crate::backend::secret(password)).await?;
    if then == "test" {
        desk.test_mailbox(company).await?;
    }
    leptos_axum::redirect(&fetch_link(company));
    Ok(())
}

/// Begins to fetch what comes from now on, and what came in the last `days`.
#[server(prefix = "/call", endpoint = "switch_mailbox_on", output = Record)]
pub async fn switch_mailbox_on(company: Option<CompanyId>, #[server(default)] days: u32) -> Result<(), CallError> {
    crate::backend::desk()?.switch_mailbox_on(company, days).await?;
    leptos_axum::redirect(&fetch_link(company));
    Ok(())
}

/// Fetches no more.
#[server(prefix = "/call", endpoint = "switch_mailbox_off", output = Record)]
pub async fn switch_mailbox_off(company: Option<CompanyId>) -> Result<(), CallError> {
    crate::backend::desk()?.switch_mailbox_off(company).await?;
    leptos_axum::redirect(&fetch_link(company));
    Ok(())
}
