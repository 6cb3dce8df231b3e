//! The call of *Will it be believed?* Admins only: the desk sees to it.

use leptos::prelude::*;
use types::{Belief, CompanyId};

use crate::{CallError, call::Record};

/// Whether receivers will believe mails from the company's addresses.
#[server(prefix = "/call", endpoint = "beliefs", output = Record)]
pub async fn load_beliefs(company: Option<CompanyId>) -> Result<Vec<Belief>, CallError> {
    Ok(crate::backend::desk()?.beliefs(company).await?)
}
