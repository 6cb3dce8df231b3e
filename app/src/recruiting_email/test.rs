//! Step *Connection test*: beginning one, and the newest one as it stands.

use leptos::prelude::*;
use types::{CompanyId, RecruitingEmail, TestId};

use super::{
    inheritance::CompanyInput,
    wizard::{Actions, Step, StepBar},
};
use crate::{drawn::drawn, parts::ErrorNote, post::PostForm, visit::lang};

/// Tests, below the wizard's address.
const PATH: &str = "/settings/recruiting/email/tests";

/// The step. Beside the open SMTP form it shows a test of what is typed there.
#[component]
pub fn Test(settings: RecruitingEmail, is_open: bool, is_beside: bool, actions: Actions) -> impl IntoView {
    let t = lang().wizard();
    let (latest, subcompany) = (settings.latest_test, settings.subcompany());
    // Ids grow with time: a test begun elsewhere, by a button below another test for example, may be newer.
    let shown = Memo::new(move |_| if is_open { actions.begun.get().max(latest) } else { actions.begun.get() });
    let is_done = matches!(settings.badge, types::Badge::LoopWorks { .. });
    let missing = missing(&settings);
    view! {
        <li class="step card" id="test">
            <StepBar number=4 name=t.step_test summary=t.test_text is_done is_open=is_open || is_beside link=Step::Test.link(subcompany)/>
            {is_open.then(|| view! { <Begin missing subcompany actions/> })}
            {(is_open || is_beside).then(|| view! {
                {move || shown.get().map(|id| {
                    let address = Signal::stored(address(id, subcompany, is_beside));
                    drawn!("test", from address, super::test_view::test_view(id, subcompany, false))
                })}
                {move || (is_open && shown.get().is_none()).then(|| view! { <p class="inside soft">{t.test_none}</p> })}
            })}
        </li>
    }
    .into_any()
}

/// The first thing that a test needs and that is not there: its step, and what stands there instead.
pub(super) fn missing(settings: &RecruitingEmail) -> Option<(Step, &'static str, &'static str)> {
    let t = lang().wizard();
    match settings.sender.address() {
        Ok(None) | Err(_) => Some((Step::Sender, t.step_sender, t.sender_incomplete)),
        _ if !settings.smtp.use_for_sending => Some((Step::Smtp, t.step_smtp, t.smtp_no)),
        _ if !settings.smtp_faults().is_empty() => Some((Step::Smtp, t.step_smtp, t.smtp_incomplete)),
        _ => None,
    }
}

#[component]
fn Begin(
    missing: Option<(Step, &'static str, &'static str)>,
    subcompany: Option<CompanyId>,
    actions: Actions,
) -> impl IntoView {
    let t = lang().wizard();
    let posting = actions.test_stored;
    if let Some((step, name, why)) = missing {
        return view! {
            <div class="inside"><p>{t.test_not_possible} " " <a href=step.link(subcompany)>{name}</a> ": " {why}</p></div>
        }
        .into_any();
    }
    view! {
        <div class="inside">
            {move || posting.error().map(|error| view! { <ErrorNote error/> })}
            <PostForm posting class="row-actions">
                <CompanyInput subcompany/>
                <button class="primary">{t.test}</button>
            </PostForm>
        </div>
    }
    .into_any()
}

/// Where the view of a test is fetched from.
fn address(id: TestId, subcompany: Option<CompanyId>, is_beside: bool) -> String {
    let company = subcompany.map(|company| format!("company={company}&")).unwrap_or_default();
    format!("{PATH}/{id}?{company}beside={is_beside}")
}
