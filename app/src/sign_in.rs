//! Signing in.

pub mod calls;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::Problem;

use crate::{
    ask::ask,
    parts::{Field, PageTitle},
    post::Posting,
    visit::lang,
};
use calls::{SignIn, TypedAddress};

/// The sign-in page. The form is posted as it is, so that it works the same with and without script.
#[component]
pub fn SignInPage() -> impl IntoView {
    let t = lang().sign_in();
    let posting = Posting::of::<SignIn>();
    let query = use_query_map();
    let next = move || query.with(|query| query.get("next").unwrap_or_default());
    let is_expired = query.with_untracked(|query| query.get("expired").is_some());
    let failure = move || posting.error();
    let typed = ask(|| TypedAddress {}, || 0);
    view! {
        <PageTitle text=t.title/>
        <section class="card door">
            <h1>{t.title}</h1>
            {(is_expired && failure().is_none()).then(|| view! { <p class="note warn" role="status">{t.expired}</p> })}
            {move || failure().map(|error| {
                let words = match &error.0 {
                    Problem::Locked { wait_secs } => locked(*wait_secs),
                    _ => error.sentence(lang()),
                };
                view! { <p class="note bad" role="alert">{words}</p> }
            })}
            <form method="post" action="/call/sign_in" class="stack">
                <input type="hidden" name="next" value=next/>
                <Suspense>
                    {move || typed.get().map(|address| view! {
                        <Field name="address" label=t.address value=address.unwrap_or_default() kind="email" autocomplete="username" required=true/>
                    })}
                </Suspense>
                <Field name="password" label=t.password kind="password" autocomplete="current-password" required=true/>
                <button class="primary">{t.submit}</button>
            </form>
            <p class="soft">{t.forgotten}</p>
        </section>
    }
    .into_any()
}

fn locked(wait_secs: u32) -> String {
    let t = lang().sign_in();
    match wait_secs {
        0..=90 => t.locked_seconds(wait_secs),
        _ => t.locked_minutes(wait_secs.div_ceil(60)),
    }
}
