//! What was found out after a test had stopped, and the settings that follow from it, each to be used with one click.

use leptos::prelude::*;
use types::{CompanyId, Proposal, ToldFinding};

use super::{calls::UseProposal, inheritance::CompanyInput};
use crate::{
    parts::ErrorNote,
    post::{PostForm, Posting},
    visit::lang,
};

/// The findings, most useful first.
#[component]
pub fn Findings(findings: Vec<ToldFinding>, subcompany: Option<CompanyId>) -> impl IntoView {
    let posting = Posting::of::<UseProposal>();
    view! {
        <div class="cause">
            <b>{lang().stages().findings}</b>
            {move || posting.error().map(|error| view! { <ErrorNote error/> })}
            <ul>{findings.into_iter().map(|finding| line(finding, subcompany, posting)).collect::<Vec<_>>()}</ul>
        </div>
    }
    .into_any()
}

fn line(finding: ToldFinding, subcompany: Option<CompanyId>, posting: Posting) -> AnyView {
    let proposal = finding.proposal.map(|Proposal { smtp, label }| {
        view! {
            <PostForm posting>
                <CompanyInput subcompany/>
                <input type="hidden" name="host" value=smtp.host/>
                <input type="hidden" name="port" value=smtp.port.to_string()/>
                <input type="hidden" name="encryption" value=smtp.encryption.as_str()/>
                <input type="hidden" name="account" value=smtp.account/>
                <button>{label}</button>
            </PostForm>
        }
    });
    view! { <li>{finding.sentence} {proposal}</li> }.into_any()
}
