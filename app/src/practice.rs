//! Practice mode: what to type into the wizard, sample applications to send, and switches to break things with.

mod application;
mod calls;
mod switches;

use leptos::prelude::*;
use types::{PracticeFacts, Role};

use self::{application::ApplicationForm, switches::Switches};
use crate::{
    drawn::Drawing,
    not_found::not_found,
    parts::{CopyButton, ErrorNote},
    visit::{lang, me},
};

/// The page. Without the practice server there is none.
pub async fn page() -> Drawing {
    let Some(me) = me().filter(|me| me.practice) else { return not_found() };
    let t = lang().practice();
    let is_admin = me.role == Role::Admin;
    let (facts, switches) = match calls::practice().await {
        Ok((facts, state)) if is_admin => (view! { <Facts facts/> }.into_any(), view! { <Switches state/> }.into_any()),
        Ok(_) => (().into_any(), ().into_any()),
        Err(error) => (view! { <ErrorNote error/> }.into_any(), ().into_any()),
    };
    Drawing::new(view! {
        <div class="practice">
            <h1>{t.title}</h1>
            <p>{t.intro}</p>
            <Story is_admin/>
            {facts}
            <ApplicationForm/>
            {switches}
        </div>
    })
    .titled(t.title)
}

/// The five-minute story, each step with the place it happens at.
#[component]
fn Story(is_admin: bool) -> impl IntoView {
    let t = lang().practice();
    view! {
        <ol class="story">
            {is_admin.then(|| view! {
                <li>{t.story_connect} " " <a href="/settings/recruiting/email">{t.story_connect_link}</a></li>
                <li>{t.story_test} " " <a href="/settings/recruiting/email?step=test">{t.story_test_link}</a></li>
            })}
            <li>{t.story_send} " " <a href="#application" rel="external">{t.story_send_link}</a></li>
            <li>{t.story_read} " " <a href="/recruiting/unassigned">{t.story_read_link}</a></li>
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
