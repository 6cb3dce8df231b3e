//! Practice mode: what to type into the wizard, sample applications to send, and switches to break things with.

mod application;
mod calls;
mod switches;

use leptos::prelude::*;
use leptos_router::components::A;
use types::{PracticeFacts, Role};

use self::{application::ApplicationForm, switches::Switches};
use crate::{
    ask::ask,
    not_found::NotFound,
    parts::{CopyButton, ErrorNote, PageTitle},
    visit::{lang, me},
};

/// The page. Without the practice server there is none.
#[component]
pub fn Practice() -> impl IntoView {
    let Some(me) = me().filter(|me| me.practice) else { return view! { <NotFound/> }.into_any() };
    let t = lang().practice();
    let answer = ask(|| calls::Practice {}, || 0);
    let is_admin = me.role == Role::Admin;
    view! {
        <PageTitle text=t.title/>
        <div class="practice">
            <h1>{t.title}</h1>
            <p>{t.intro}</p>
            <Story is_admin/>
            <Transition>
                {move || answer.get().map(|answer| match answer {
                    Ok((facts, _)) => is_admin.then(|| view! { <Facts facts/> }).into_any(),
                    Err(error) => view! { <ErrorNote error/> }.into_any(),
                })}
            </Transition>
            <ApplicationForm/>
            <Transition>
                {move || answer.get().and_then(Result::ok).filter(|_| is_admin).map(|(_, state)| view! { <Switches state/> })}
            </Transition>
        </div>
    }
    .into_any()
}

/// The five-minute story, each step with the place it happens at.
#[component]
fn Story(is_admin: bool) -> impl IntoView {
    let t = lang().practice();
    view! {
        <ol class="story">
            {is_admin.then(|| view! {
                <li>{t.story_connect} " " <A href="/settings/recruiting/email">{t.story_connect_link}</A></li>
                <li>{t.story_test} " " <A href="/settings/recruiting/email?step=test">{t.story_test_link}</A></li>
            })}
            <li>{t.story_send} " " <a href="#application" rel="external">{t.story_send_link}</a></li>
            <li>{t.story_read} " " <A href="/recruiting/unassigned">{t.story_read_link}</A></li>
        </ol>
    }
    .into_any()
}

/// What to type into the wizard.
#[component]
fn Facts(facts: PracticeFacts) -> impl IntoView {
    let t = lang().practice();
    let fact = |name: &'static str, value: String| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd class="copy"><code>{value.clone()}</code> <CopyButton text=value/></dd>
            </div>
        }
    };
    view! {
        <section class="card" aria-labelledby="facts-title">
            <h2 id="facts-title">{t.facts}</h2>
            <p class="soft">{t.facts_help}</p>
            <dl class="facts">
                {fact(t.custom_address, facts.custom_address)}
                {fact(t.host, facts.host)}
                {fact(t.tls_port, facts.tls_port.to_string())}
                {fact(t.starttls_port, facts.starttls_port.to_string())}
                {fact(t.account, facts.account)}
                {fact(t.password, facts.password)}
            </dl>
        </section>
    }
    .into_any()
}
