//! Step *Connection test*: beginning one, and the newest one as it stands.

use leptos::prelude::*;
use types::{CompanyId, RecruitingEmail, TestId, TestState, ToldTest};

use super::{
    calls::{CancelTest, LoadTest},
    findings::Findings,
    inheritance::CompanyInput,
    stages::{Arrived, CauseNote, Stages},
    wizard::{Actions, Step, StepBar},
};
use crate::{
    ask::ask,
    live::live,
    parts::{CopyButton, ErrorNote, Moment},
    post::{PostForm, Posting},
    visit::lang,
};

/// The step. Beside the open SMTP form it shows a test of what is typed there.
#[component]
pub fn Test(settings: RecruitingEmail, is_open: bool, is_beside: bool, actions: Actions) -> impl IntoView {
    let t = lang().wizard();
    let (latest, subcompany) = (settings.latest_test, settings.subcompany());
    let shown = Memo::new(move |_| if is_open { actions.begun.get().or(latest) } else { actions.begun.get() });
    let is_done = matches!(settings.badge, types::Badge::LoopWorks { .. });
    let is_usable = settings.smtp.check(settings.password_stored).is_ok()
        && settings.sender.address().is_ok_and(|address| address.is_some());
    view! {
        <li class="step card" id="test">
            <StepBar number=4 name=t.step_test summary=t.test_text is_done is_open=is_open || is_beside link=Step::Test.link(subcompany)/>
            {is_open.then(|| view! { <Begin is_usable subcompany actions/> })}
            {(is_open || is_beside).then(|| view! {
                {move || shown.get().map(|id| view! { <TestView id subcompany actions/> })}
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

/// One test, fetched again whenever it changes.
#[component]
fn TestView(id: TestId, subcompany: Option<CompanyId>, actions: Actions) -> impl IntoView {
    let changes = live().tests;
    let version = Memo::new(move |before: Option<&u32>| {
        let (n, which) = changes.get();
        if which.is_none_or(|which| which == id) { n } else { before.copied().unwrap_or_default() }
    });
    let cancel = Posting::of::<CancelTest>();
    let test = ask(move || LoadTest { id }, move || version.get() + cancel.n_answers());
    let told =
        Memo::new(move |_| test.get().and_then(Result::ok).map(|told| told.test.words(lang())).unwrap_or_default());
    view! {
        <p class="unseen" role="status">
            <Transition>{move || told.get()}</Transition>
        </p>
        <Transition>
            {move || test.get().map(|test| match test {
                Ok(told) => view! { <Shown told subcompany cancel actions/> }.into_any(),
                Err(error) => view! { <div class="inside"><ErrorNote error/></div> }.into_any(),
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Shown(told: ToldTest, subcompany: Option<CompanyId>, cancel: Posting, actions: Actions) -> impl IntoView {
    let t = lang().stages();
    let ToldTest { test, why, findings, report } = told;
    let failure = test.failure().map(|(_, cause)| cause);
    let is_unsaved = !test.is_saved && !test.state.is_running();
    let smtp = test.settings.smtp.clone();
    let tested = t.tested(&test.settings.custom_address, &smtp.host, smtp.port, smtp.encryption);
    let look = match test.state {
        TestState::Passed if test.arrival.as_ref().is_some_and(types::Arrival::is_untouched) => "verdict good",
        TestState::Passed | TestState::NotReturned => "verdict warn",
        TestState::Failed | TestState::Interrupted => "verdict bad",
        TestState::Sending | TestState::Waiting | TestState::Cancelled => "verdict plain",
    };
    view! {
        <div class="inside test">
            {test.state.is_running().then(|| view! { <noscript inner_html="<meta http-equiv=\"refresh\" content=\"2\">"></noscript> })}
            <div class="head">
                <p class=look><b>{test.words(lang())}</b></p>
                {test.state.is_running().then(|| view! { <Cancel test=test.id cancel/> })}
            </div>
            <p class="soft">{tested} " · " <Moment at=test.started_at/></p>
            <Stages stages=test.stages.clone()/>
            {(test.state == TestState::Waiting).then(|| view! { <p class="soft">{t.usual_wait} " " {t.close_page}</p> })}
            {failure.zip(why).map(|(cause, words)| view! { <CauseNote cause words subcompany/> })}
            {(!findings.is_empty()).then(|| view! { <Findings findings subcompany/> })}
            {test.arrival.clone().map(|arrival| view! { <Arrived arrival expected=test.settings.recruiting_address.to_string()/> })}
            {is_unsaved.then(|| view! { <Unsaved actions/> })}
            <div class="row-actions">
                <CopyButton text=report.clone() label=t.copy_report/>
            </div>
            <details>
                <summary>{t.show_report}</summary>
                <pre class="letter" tabindex="0">{report}</pre>
            </details>
        </div>
    }
    .into_any()
}

#[component]
fn Cancel(test: TestId, cancel: Posting) -> impl IntoView {
    view! {
        <PostForm posting=cancel>
            <input type="hidden" name="id" value=test.to_string()/>
            <button>{lang().stages().cancel}</button>
        </PostForm>
    }
}

/// The tested values are not the stored ones: the form beside still holds them.
#[component]
fn Unsaved(actions: Actions) -> impl IntoView {
    let t = lang().stages();
    let can_save = move || actions.test_typed.is_done();
    view! {
        <p class="note warn" hidden=move || !can_save()>{t.unsaved}</p>
    }
    .into_any()
}
