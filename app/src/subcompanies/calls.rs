//! The calls of the table of companies. Admins only: the desk sees to it.

use leptos::prelude::*;
use types::{CompanyId, CompanyLine};

use crate::{CallError, call::Record};

/// A line for every company, the main company first.
#[server(prefix = "/call", endpoint = "company_overview", output = Record)]
pub async fn company_overview() -> Result<Vec<CompanyLine>, CallError> {
    Ok(crate::backend::desk()?.company_overview().await?)
}

/// Makes a subcompany; without a tag, one is made from the name.
#[server(prefix = "/call", endpoint = "create_subcompany", output = Record)]
pub async fn create_subcompany(name: String, #[server(default)] tag: String) -> Result<(), CallError> {
    let company = crate::backend::desk()?.create_subcompany(name, tag).await?;
    leptos_axum::redirect(&format!("{}?made={company}", super::PATH));
    Ok(())
}

/// Gives a company another name.
#[server(prefix = "/call", endpoint = "rename_company", output = Record)]
pub async fn rename_company(company: CompanyId, name: String) -> Result<(), CallError> {
    crate::backend::desk()?.rename_company(company, name).await?;
    leptos_axum::redirect(super::PATH);
    Ok(())
}

/// Retires a subcompany.
#[server(prefix = "/call", endpoint = "retire_subcompany", output = Record)]
pub async fn retire_subcompany(company: CompanyId) -> Result<(), CallError> {
    crate::backend::desk()?.retire_subcompany(company).await?;
    leptos_axum::redirect(super::PATH);
    Ok(())
}

/// Takes that back.
#[server(prefix = "/call", endpoint = "bring_back_subcompany", output = Record)]
pub async fn bring_back_subcompany(company: CompanyId) -> Result<(), CallError> {
    crate::backend::desk()?.bring_back_subcompany(company).await?;
    leptos_axum::redirect(super::PATH);
    Ok(())
}
