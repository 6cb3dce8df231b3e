//! What was found out after a test had stopped, and the settings that follow from it, each to be used with one click.

use leptos::prelude::*;
use types::{CompanyId, ConnectionTest, Finding, Remedy};

use super::{calls::UseRemedy, found::filling_of, inheritance::CompanyInput};
use crate::{
    parts::ErrorNote,
    post::{PostForm, Posting},
    visit::lang,
};

/// The findings, most useful first; nothing when there are none. `is_beside` the open form of step *SMTP*.
pub fn findings(test: &ConnectionTest, subcompany: Option<CompanyId>, is_beside: bool) -> AnyView {
    let found = test.failure().map(|(stage, _)| stage.findings.as_slice()).unwrap_or_default();
    if found.is_empty() {
        return ().into_any();
    }
    let posting = Posting::of::<UseRemedy>();
    let line = |finding: &Finding| {
        let remedy = finding.remedy(&test.settings.smtp, lang());
        let remedy = remedy.map(|remedy| match is_beside {
            true => use_beside(&remedy),
            false => use_it(remedy, subcompany, posting),
        });
        view! { <li>{finding.words(lang())} {remedy}</li> }.into_any()
    };
    view! {
        <div class="cause">
            <b>{lang().stages().findings}</b>
            {posting.error().map(|error| view! { <ErrorNote error/> })}
            <ul>{found.iter().map(line).collect::<Vec<_>>()}</ul>
        </div>
    }
    .into_any()
}

/// Beside the open form the button posts that form, so that what is typed there counts, the password included.
fn use_beside(Remedy { smtp, label }: &Remedy) -> AnyView {
    let value = filling_of(smtp);
    view! { <button form="smtp" formaction="/call/use_found" name="proposal" value=value>{label.clone()}</button> }
        .into_any()
}

fn use_it(Remedy { smtp, label }: Remedy, subcompany: Option<CompanyId>, posting: Posting) -> AnyView {
    view! {
        <PostForm posting>
            <CompanyInput subcompany/>
            <input type="hidden" name="host" value=smtp.host/>
            <input type="hidden" name="port" value=smtp.port.to_string()/>
            <input type="hidden" name="encryption" value=smtp.encryption.as_str()/>
            <input type="hidden" name="sign_in_with" value=smtp.sign_in_with.as_str()/>
            <input type="hidden" name="account" value=smtp.account/>
            <button>{label}</button>
        </PostForm>
    }
    .into_any()
}
