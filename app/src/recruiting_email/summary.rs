//! *Settings > Recruiting > Recruiting*, tab *General*. Drawn on the server only.

use leptos::prelude::*;
use types::{RecruitingEmail, Topic, sender as who_sends};

use super::calls::load_settings;
use crate::{
    drawn::Drawing,
    parts::{BadgeNote, ErrorNote},
    visit::lang,
};

/// The page.
pub async fn page() -> Drawing {
    let t = lang().settings();
    let inside = match load_settings(None).await {
        Ok(settings) => view! { <Summary settings/> }.into_any(),
        Err(error) => view! { <ErrorNote error/> }.into_any(),
    };
    Drawing::new(view! {
        <p class="soft crumbs">{format!("{} › {} › {}", t.settings, t.recruiting, t.recruiting)}</p>
        <h1>{t.recruiting}</h1>
        <nav class="tabs" aria-label=t.tabs><a href="/settings/recruiting" aria-current="page">{t.general}</a></nav>
        {inside}
    })
    .titled(t.recruiting)
    .live([Topic::Settings])
}

#[component]
fn Summary(settings: RecruitingEmail) -> impl IntoView {
    let t = lang().settings();
    let custom =
        settings.sender.address().ok().flatten().map_or_else(|| t.none.to_owned(), |address| address.to_string());
    view! {
        <section class="card summary">
            <div class="head">
                <h2>{t.section}</h2>
                <BadgeNote badge=settings.badge/>
            </div>
            <p class="soft">{t.section_text}</p>
            <dl class="facts">
                <dt>{t.recruiting_address}</dt>
                <dd>{settings.recruiting_address.to_string()}</dd>
                <dt>{t.custom_address}</dt>
                <dd>{custom}</dd>
                <dt>{t.sending}</dt>
                <dd>{leaves_through(&settings)}</dd>
            </dl>
            <div class="row-actions"><a class="button" href="/settings/recruiting/email">{t.edit}</a></div>
        </section>
    }
    .into_any()
}

/// Through what answers leave and as whom: decided by the same function as when they are sent.
fn leaves_through(settings: &RecruitingEmail) -> String {
    let t = lang().settings();
    let main = who_sends_settings(settings);
    let is_incomplete = settings.smtp.use_for_sending && main.custom_address.is_some() && !main.use_for_sending;
    match who_sends(&main, &settings.recruiting_address, None) {
        _ if is_incomplete => t.sending_incomplete.to_owned(),
        (from, types::Route::Relay) => t.sending_default(from),
        (from, _) => t.sending_own(settings.smtp.host.trim(), settings.smtp.port.trim(), from),
    }
}

fn who_sends_settings(settings: &RecruitingEmail) -> types::SenderSettings {
    let is_usable = settings.smtp.check(settings.is_sign_in_provided()).is_ok();
    types::SenderSettings {
        custom_address: settings.sender.address().ok().flatten(),
        use_for_sending: settings.smtp.use_for_sending && is_usable,
    }
}
