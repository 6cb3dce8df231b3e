//! The head of the wizard: what is known to work. Drawn on the server only.

use leptos::prelude::*;
use types::{ConnectionTest, RecruitingEmail, Topic};

use super::{
    calls::{load_settings, load_test},
    flow::Flow,
};
use crate::{
    drawn::Drawing,
    parts::{BadgeNote, ErrorNote},
    visit::lang,
};

/// The badge, and the picture of the flow.
pub async fn known(company: Option<String>) -> Drawing {
    let t = lang().wizard();
    let inside = match load_settings(company).await {
        Ok(settings) => {
            let newest = newest(&settings).await;
            head(settings, newest)
        }
        Err(error) => view! { <h1>{t.title}</h1> <ErrorNote error/> }.into_any(),
    };
    Drawing::new(inside).titled(t.title).live([Topic::Settings])
}

/// The newest test, when it was of the values in force.
async fn newest(settings: &RecruitingEmail) -> Option<ConnectionTest> {
    load_test(settings.latest_test?).await.ok().filter(|test| test.is_saved)
}

fn head(settings: RecruitingEmail, newest: Option<ConnectionTest>) -> AnyView {
    let t = lang().wizard();
    let crumb = settings.subcompany().map(|_| {
        view! {
            <p class="soft crumbs"><a href="/settings/subcompanies">{lang().subcompanies().title}</a></p>
        }
    });
    view! {
        {crumb}
        <div class="head">
            <h1>{t.title}</h1>
            <BadgeNote badge=settings.badge/>
        </div>
        <p class="soft">{t.intro(&settings.company_name)}</p>
        <Flow settings newest/>
    }
    .into_any()
}
