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
    // Ids grow with time: the later test is the one to show.
    let shown = Memo::new(move |_| if is_open { actions.begun.get().max(latest) } else { actions.begun.get() });
    let is_done = matches!(settings.badge, types::Badge::LoopWorks { .. });
    let is_usable = settings.smtp.check(settings.is_sign_in_provided()).is_ok()
        && settings.sender.address().is_ok_and(|address| address.is_some());
    view! {
        <li class="step card" id="test">
            <StepBar number=4 name=t.step_test summary=t.test_text is_done is_open=is_open || is_beside link=Step::Test.link(subcompany)/>
            {is_open.then(|| view! { <Begin is_usable subcompany actions/> })}
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

#[component]
fn Begin(is_usable: bool, subcompany: Option<CompanyId>, actions: Actions) -> impl IntoView {
    let t = lang().wizard();
    let posting = actions.test_stored;
    if !is_usable {
        return view! {
            <div class="inside"><p>{t.test_not_possible} " " <a href=Step::Smtp.link(subcompany)>{t.test_to_smtp}</a></p></div>
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
