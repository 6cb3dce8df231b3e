//! Choosing the company that a position belongs to.

use leptos::prelude::*;
use types::{CompanyChoice, CompanyId, PositionStatus};

use super::status_words;
use crate::visit::lang;

/// The select. Retired companies are offered to the positions they have.
#[component]
pub fn CompanySelect(
    /// All companies.
    companies: Vec<CompanyChoice>,
    /// The one that the position belongs to.
    current: Option<CompanyId>,
    /// The one that is selected at first.
    first: Option<CompanyId>,
    /// The parameter by which the page says what another choice means, before it is saved.
    redraw: Option<&'static str>,
) -> impl IntoView {
    let t = lang().positions();
    let offered = companies.into_iter().filter(|company| !company.is_retired || Some(company.id) == current);
    let options: Vec<_> = offered
        .map(|company| {
            let name = if company.is_retired { t.retired_company(&company.name) } else { company.name };
            let is_chosen = first == Some(company.id);
            view! { <option value=company.id.to_string() selected=is_chosen>{name}</option> }
        })
        .collect();
    view! {
        <div class="field w3">
            <label for="company">{t.company}</label>
            <select id="company" name="company" aria-describedby="company-help" data-redraw=redraw>{options}</select>
            <small id="company-help">{t.company_help}</small>
        </div>
    }
    .into_any()
}

/// The select of a position's status.
#[component]
pub fn StatusSelect(status: PositionStatus) -> impl IntoView {
    let t = lang().positions();
    view! {
        <div class="field w3">
            <label for="status">{t.status}</label>
            <select id="status" name="status">
                {PositionStatus::ALL.iter().map(|one| view! {
                    <option value=one.as_str() selected=*one == status>{status_words(*one)}</option>
                }).collect_view()}
            </select>
        </div>
    }
    .into_any()
}
