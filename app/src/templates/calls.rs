//! The calls of templates and signatures. Admins only: the desk sees to it.

use leptos::prelude::*;
use types::{CompanyId, Signature, Template, TemplateId};

use crate::{CallError, call::Record};

/// All of them.
#[server(prefix = "/call", endpoint = "templates", output = Record)]
pub async fn load_templates() -> Result<(Vec<Template>, Vec<Signature>), CallError> {
    Ok(crate::backend::desk()?.templates().await?)
}

/// Changes a template, or adds one.
#[server(prefix = "/call", endpoint = "save_template", output = Record)]
pub async fn save_template(
    #[server(default)] id: Option<TemplateId>,
    name: String,
    #[server(default)] subject: String,
    #[server(default)] body: String,
) -> Result<(), CallError> {
    crate::backend::desk()?.save_template(id, &name, &subject, &body).await?;
    leptos_axum::redirect("/settings/templates?done=saved");
    Ok(())
}

/// Deletes a template.
#[server(prefix = "/call", endpoint = "delete_template", output = Record)]
pub async fn delete_template(id: TemplateId) -> Result<(), CallError> {
    crate::backend::desk()?.delete_template(id).await?;
    leptos_axum::redirect("/settings/templates?done=deleted");
    Ok(())
}

/// Stores what is put below the answers of a company.
#[server(prefix = "/call", endpoint = "save_signature", output = Record)]
pub async fn save_signature(company: CompanyId, #[server(default)] text: String) -> Result<(), CallError> {
    crate::backend::desk()?.save_signature(company, &text).await?;
    leptos_axum::redirect("/settings/templates?done=signed");
    Ok(())
}
