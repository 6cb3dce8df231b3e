//! What the test has shown, and how fetching goes.

use leptos::prelude::*;
use types::{CompanyId, Timestamp};

use super::calls::{SwitchMailboxOff, SwitchMailboxOn};
use crate::{
    backend::{FetchHealth, FetchSettings, FetchTest, SkippedMail, SkippedWhy},
    parts::{ErrorNote, Moment},
    post::{PostForm, Posting},
    visit::lang,
};

/// Days back that may be chosen.
const DAYS: [u32; 3] = [7, 30, 90];
/// Bytes of a megabyte as people count.
const MEGABYTE: u64 = 1_000_000;

/// The test, the switch, and what was left.
pub fn state(settings: &FetchSettings, subcompany: Option<CompanyId>) -> AnyView {
    let t = lang().fetching();
    let tested = match &settings.test {
        Some(test) => test_result(test),
        None => view! { <p class="soft">{t.test_none}</p> }.into_any(),
    };
    let company = subcompany.map(|id| view! { <input type="hidden" name="company" value=id.to_string()/> });
    let switch = match &settings.health {
        Some(health) => on(health, company.into_any()),
        None => off(settings, company.into_any()),
    };
    view! {
        <section class="card form-card stack" aria-labelledby="test-title">
            <h2 id="test-title">{t.test_title}</h2>
            <div role="status" class="stack">{tested}</div>
        </section>
        <section class="card form-card stack" aria-labelledby="fetching-title">
            <h2 id="fetching-title">{t.fetching}</h2>
            {switch}
        </section>
        {(!settings.skipped.is_empty()).then(|| skipped(&settings.skipped))}
    }
    .into_any()
}

fn test_result(test: &FetchTest) -> AnyView {
    let t = lang().fetching();
    let at = view! { <p class="soft">{t.tested} " " <Moment at=test.at/></p> };
    match test.outcome {
        Ok(n) => view! { <p class="note good"><b>{t.test_works(n)}</b></p> {at} }.into_any(),
        Err(cause) => {
            let (sentence, next) = cause.words(lang());
            view! { <div class="note bad"><p><b>{t.test_failed}</b> " " {sentence}</p><p>{next}</p>{said(&test.said)}</div> {at} }
                .into_any()
        }
    }
}

/// The server's own words, when there are any.
fn said(words: &str) -> Option<AnyView> {
    (!words.trim().is_empty()).then(|| view! { <p class="soft">{lang().fetching().said(words)}</p> }.into_any())
}

fn off(settings: &FetchSettings, company: AnyView) -> AnyView {
    let t = lang().fetching();
    let switch = Posting::of::<SwitchMailboxOn>();
    let is_ready = settings.is_stored && settings.faults.is_empty();
    if !is_ready {
        return view! { <p>{t.off}</p> <p class="soft">{t.off_incomplete}</p> }.into_any();
    }
    let is_next = settings.waits_for_the_switch();
    let choices = DAYS.map(|days| view! { <option value=days.to_string()>{t.take_days(days)}</option> });
    view! {
        <p>{t.off}</p>
        <PostForm posting=switch class="stack">
            {company}
            <div class="field">
                <label for="days">{t.take}</label>
                <select id="days" name="days"><option value="0">{t.take_new}</option>{choices.collect_view()}</select>
            </div>
            {switch.error().map(|error| view! { <ErrorNote error/> })}
            <div class="row-actions"><button class:primary=is_next>{t.switch_on}</button></div>
        </PostForm>
    }
    .into_any()
}

fn on(health: &FetchHealth, company: AnyView) -> AnyView {
    let t = lang().fetching();
    let switch = Posting::of::<SwitchMailboxOff>();
    let head = match (health.failing, health.looked_at) {
        (Some((_, cause)), _) => {
            let (sentence, next) = cause.words(lang());
            view! { <div class="note bad"><p><b>{t.on_fails}</b> " " {sentence}</p><p>{next} " " {t.tries_on}</p>{said(&health.said)}</div> }
                .into_any()
        }
        (None, Some(_)) => view! { <p class="note good"><b>{t.on_works}</b></p> }.into_any(),
        (None, None) => view! { <p class="note"><b>{t.on_first}</b></p> }.into_any(),
    };
    let mark = match () {
        () if health.is_flagged => t.mark_flagged,
        () if health.is_unmarked => t.mark_nothing,
        () => t.mark_keyword,
    };
    let since = health.failing.map(|(since, _)| fact(t.since, Some(since)));
    view! {
        <div role="status">{head}</div>
        <dl class="facts">
            {since}
            {fact(t.looked_at, health.looked_at)}
            {fact(t.fetched_at, health.fetched_at)}
            <div><dt>{t.n_fetched}</dt><dd>{health.n_fetched}</dd></div>
        </dl>
        {health.looked_at.map(|_| view! { <p class="soft">{mark}</p> })}
        <PostForm posting=switch>
            {company}
            <div class="row-actions"><button>{t.switch_off}</button></div>
        </PostForm>
    }
    .into_any()
}

fn fact(name: &'static str, at: Option<Timestamp>) -> AnyView {
    let moment = match at {
        Some(at) => view! { <Moment at/> }.into_any(),
        None => lang().fetching().never.into_any(),
    };
    view! { <div><dt>{name}</dt><dd>{moment}</dd></div> }.into_any()
}

fn skipped(mails: &[SkippedMail]) -> AnyView {
    let t = lang().fetching();
    let lines = mails.iter().map(|mail| {
        let subject = if mail.subject.is_empty() { t.no_subject } else { &mail.subject }.to_owned();
        let sender = if mail.sender.is_empty() { t.no_sender } else { &mail.sender }.to_owned();
        let why = match mail.why {
            SkippedWhy::TooLarge => t.too_large,
            SkippedWhy::Refused => t.refused,
        };
        let size = t.megabytes(mail.n_bytes.div_ceil(MEGABYTE));
        view! {
            <li id=format!("skipped-{}", mail.uid)>
                <b><bdi>{subject}</bdi></b> " · " <bdi>{sender}</bdi> " · " {size} " · " {why} " · " <Moment at=mail.at/>
            </li>
        }
    });
    view! {
        <section class="card form-card stack" aria-labelledby="skipped-title">
            <h2 id="skipped-title">{t.skipped}</h2>
            <p class="soft">{t.skipped_text}</p>
            <ul class="plain-list">{lines.collect_view()}</ul>
        </section>
    }
    .into_any()
}
