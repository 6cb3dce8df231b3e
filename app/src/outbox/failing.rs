//! The banner about servers that do not take messages. For those who can change the settings.

use leptos::prelude::*;
use types::{FailingServer, Role};

use super::{calls, place::PATH};
use crate::{
    ask::ask_if,
    live::live,
    parts::Moment,
    visit::{lang, me},
};

/// The banner; nothing while all is well.
#[component]
pub fn FailingServers() -> impl IntoView {
    let is_admin = me().is_some_and(|me| me.role == Role::Admin);
    let settings = live().settings;
    let answer = ask_if(move || is_admin.then_some(calls::FailingServers {}), move || settings.get());
    let failing = move || answer.get().and_then(Result::ok).flatten().unwrap_or_default();
    view! {
        <Transition>
            {move || failing().into_iter().map(note).collect::<Vec<_>>()}
        </Transition>
    }
    .into_any()
}

fn note((failing, cause): (FailingServer, String)) -> AnyView {
    let t = lang().outbox();
    let FailingServer { company_name, is_relay, since, .. } = failing;
    let what = if is_relay { t.failing_relay(&company_name) } else { t.failing_own(&company_name) };
    view! {
        <div class="note bad banner">
            <p><b>{what}</b> " " {cause}</p>
            <p>
                {t.failing_since} " " <Moment at=since/> ". "
                {(!is_relay).then(|| view! { <a href="/settings/recruiting/email">{t.failing_settings}</a> " · " })}
                <a href=PATH>{t.failing_outbox}</a>
            </p>
        </div>
    }
    .into_any()
}
