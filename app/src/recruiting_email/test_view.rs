//! A test as it stands. Drawn on the server only, anew with each of its stages.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{CompanyId, ConnectionTest, Outcome, TestId, TestState, Topic};

use super::{
    calls::{CancelTest, load_report, load_test},
    findings::findings,
    stages::{CauseNote, Stages},
    verdict::card,
};
use crate::{
    backend::{VerdictWords, desk, identity},
    drawn::{Drawing, on_server},
    not_found::not_found,
    parts::{CopyButton, ErrorNote, Moment},
    post::{PostForm, Posting},
    visit::lang,
};

/// The page of one test, for the wizard to fetch it from.
pub fn test_page(id: &str) -> Drawing {
    let Ok(id) = identity(id) else { return not_found() };
    let query = use_query_map().get_untracked();
    let company = query.get_str("company").and_then(|company| company.parse().ok());
    Drawing::new(on_server("test", test_view(id, company, query.get_str("beside") == Some("true"))))
}

/// The test. Beside the form whose values it tests it says that they are not saved.
pub async fn test_view(id: TestId, subcompany: Option<CompanyId>, is_beside: bool) -> Drawing {
    let inside = match load_test(id).await {
        Ok(test) => {
            let report = load_report(id).await.unwrap_or_default();
            shown(test, verdict_words(id).await, report, subcompany, is_beside)
        }
        Err(error) => view! { <div class="inside"><ErrorNote error/></div> }.into_any(),
    };
    Drawing::new(inside).live([Topic::Test(id)])
}

async fn verdict_words(id: TestId) -> Option<VerdictWords> {
    desk().ok()?.verdict_words(id, lang()).await.ok()?
}

fn shown(
    test: ConnectionTest,
    verdict: Option<VerdictWords>,
    report: String,
    subcompany: Option<CompanyId>,
    is_beside: bool,
) -> AnyView {
    let t = lang().stages();
    let failure = test.failure().map(|(_, cause)| cause);
    let is_running = test.state.is_running();
    let is_unsaved = is_beside && !test.is_saved && !is_running;
    let smtp = test.settings.smtp.clone();
    let tested = t.tested(&test.settings.custom_address, &smtp.host, smtp.port, smtp.encryption);
    let look = match test.state {
        TestState::Passed if test.proves_loop() => "verdict good",
        TestState::Passed | TestState::NotReturned => "verdict warn",
        TestState::Failed | TestState::Interrupted => "verdict bad",
        TestState::Sending | TestState::Waiting | TestState::Cancelled => "verdict plain",
    };
    view! {
        <p class="unseen" role="status">{test.words(lang())} ". " {now_known(&test, verdict.as_ref())}</p>
        <div class="inside test">
            {is_running.then(|| view! { <noscript inner_html="<meta http-equiv=\"refresh\" content=\"2\">"></noscript> })}
            <div class="head">
                <p class=look><b>{test.words(lang())}</b></p>
                {is_running.then(|| cancel(test.id))}
            </div>
            <p class="soft">{tested} " · " <Moment at=test.started_at/></p>
            <Stages stages=test.stages.clone()/>
            {(test.state == TestState::Waiting).then(|| view! { <p class="soft">{t.usual_wait} " " {t.close_page}</p> })}
            {failure.map(|cause| view! { <CauseNote cause subcompany/> })}
            {findings(&test, subcompany, is_beside)}
            {verdict.map(card)}
            {test.proves_loop().then(|| view! { <p class="soft">{t.from_now_on}</p> })}
            {is_unsaved.then(|| view! { <p class="note warn">{t.unsaved}</p> })}
            <div class="row-actions">
                <CopyButton text=report.clone() label=t.copy_report/>
                <a class="button" href=format!("/settings/recruiting/report/{}?beside={is_beside}", test.id) rel="external">{t.it_report}</a>
            </div>
            <details>
                <summary>{t.show_report}</summary>
                <pre class="letter" tabindex="0">{report}</pre>
            </details>
        </div>
    }
    .into_any()
}

/// What there is to hear beside the state: why it stopped, what the mails show, or what happens at this moment.
fn now_known(test: &ConnectionTest, verdict: Option<&VerdictWords>) -> String {
    let running = || test.stages.iter().find(|stage| stage.outcome == Outcome::Running);
    match (test.failure(), verdict) {
        (Some((_, cause)), _) if test.state == TestState::Failed => cause.words(lang()).sentence.to_owned(),
        (_, Some(verdict)) if !test.state.is_running() => verdict.title.clone(),
        _ => running().map(|stage| stage.words(lang()).to_owned()).unwrap_or_default(),
    }
}

fn cancel(test: TestId) -> AnyView {
    let posting = Posting::of::<CancelTest>();
    view! {
        <PostForm posting>
            <input type="hidden" name="id" value=test.to_string()/>
            <button>{lang().stages().cancel}</button>
        </PostForm>
    }
    .into_any()
}
