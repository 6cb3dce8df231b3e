//! The calls of the box with found settings. Admins only: the desk sees to it.
#![allow(clippy::too_many_arguments, reason = "the fields of a form are the arguments of its call")]

use leptos::prelude::*;
use types::{CompanyId, Discovery, Encryption, Problem, SignInWith, TypedSmtp};

use super::Filling;
use crate::{CallError, call::Record, recruiting_email::wizard::Step};

/// What was found so far for the custom address.
#[server(prefix = "/call", endpoint = "discovery", output = Record)]
pub async fn load_discovery(company: Option<CompanyId>) -> Result<Option<Discovery>, CallError> {
    Ok(crate::backend::desk()?.discovery(company).await?)
}

/// Searches anew.
#[server(prefix = "/call", endpoint = "search_again", output = Record)]
pub async fn search_again(company: Option<CompanyId>) -> Result<(), CallError> {
    crate::backend::desk()?.search_again(company).await?;
    leptos_axum::redirect(&Step::Smtp.link(company));
    Ok(())
}

/// Ends the search.
#[server(prefix = "/call", endpoint = "stop_search", output = Record)]
pub async fn stop_search(company: Option<CompanyId>) -> Result<(), CallError> {
    crate::backend::desk()?.stop_search(company).await?;
    leptos_axum::redirect(&Step::Smtp.link(company));
    Ok(())
}

/// Stores step *SMTP* with the values of a proposal, and everything else as typed: what the button does without script.
/// What they were before goes into the address, so that they can be put back.
#[server(prefix = "/call", endpoint = "use_proposal", output = Record)]
pub async fn use_proposal(
    company: Option<CompanyId>,
    use_for_sending: bool,
    #[server(default)] host: String,
    #[server(default)] port: String,
    encryption: Encryption,
    #[server(default)] account: String,
    #[server(default)] sign_in_with: SignInWith,
    #[server(default)] password: String,
    proposal: String,
) -> Result<(), CallError> {
    let chosen: Filling = serde_qs::from_str(&proposal).map_err(|_| CallError(Problem::BadRequest))?;
    let before = Filling { host, port, encryption, account: Some(account.clone()) };
    let typed = TypedSmtp {
        use_for_sending,
        host: chosen.host,
        port: chosen.port,
        encryption: chosen.encryption,
        account: chosen.account.unwrap_or(account),
        sign_in_with,
    };
    crate::backend::desk()?.save_smtp(company, typed, crate::backend::secret(password)).await?;
    let before = serde_qs::to_string(&before).unwrap_or_default();
    let before = before.replace('%', "%25").replace('&', "%26").replace('=', "%3D").replace('+', "%2B");
    leptos_axum::redirect(&format!("{}&before={before}", Step::Smtp.link(company)));
    Ok(())
}

/// Stores step *SMTP* with what a test beside the open form found to work, everything else as typed, and tests it. At
/// another host than the one typed somebody has to type the password anew: its name comes from the server.
#[server(prefix = "/call", endpoint = "use_found", output = Record)]
pub async fn use_found(
    company: Option<CompanyId>,
    use_for_sending: bool,
    #[server(default)] host: String,
    #[server(default)] account: String,
    #[server(default)] sign_in_with: SignInWith,
    #[server(default)] password: String,
    proposal: String,
) -> Result<(), CallError> {
    let chosen: Filling = serde_qs::from_str(&proposal).map_err(|_| CallError(Problem::BadRequest))?;
    let is_same = host.trim().eq_ignore_ascii_case(&chosen.host);
    let password = if is_same { password } else { String::new() };
    let Filling { host, port, encryption, .. } = chosen;
    let typed = TypedSmtp { use_for_sending, host, port, encryption, account, sign_in_with };
    crate::recruiting_email::calls::save_found(company, typed, password).await
}
