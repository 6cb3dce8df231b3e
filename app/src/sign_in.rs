//! Signing in.

pub mod calls;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::Problem;

use crate::{drawn::Drawing, parts::Field, post::Posting, visit::lang};
use calls::{SignIn, typed_address};

/// The sign-in page. Whoever signs in begins another visit, so the form is the browser's.
pub async fn page() -> Drawing {
    let t = lang().sign_in();
    let query = use_query_map().get_untracked();
    let next = query.get("next").unwrap_or_default();
    let failure = Posting::of::<SignIn>().error();
    let is_expired = query.get_str("expired").is_some() && failure.is_none();
    let typed = typed_address().await.unwrap_or_default();
    let failure = failure.map(|error| {
        let words = match &error.0 {
            Problem::Locked { wait_secs } => locked(*wait_secs),
            _ => error.sentence(lang()),
        };
        view! { <p class="note bad" role="alert">{words}</p> }
    });
    Drawing::new(view! {
        <section class="card door">
            <h1>{t.title}</h1>
            {is_expired.then(|| view! { <p class="note warn" role="status">{t.expired}</p> })}
            {failure}
            <form method="post" action="/call/sign_in" class="stack" data-plain="">
                <input type="hidden" name="next" value=next/>
                <Field name="address" label=t.address value=typed kind="email" autocomplete="username" required=true/>
                <Field name="password" label=t.password kind="password" autocomplete="current-password" required=true/>
                <button class="primary">{t.submit}</button>
            </form>
            <p class="soft">{t.forgotten}</p>
        </section>
    })
    .titled(t.title)
}

fn locked(wait_secs: u32) -> String {
    let t = lang().sign_in();
    match wait_secs {
        0..=90 => t.locked_seconds(wait_secs),
        _ => t.locked_minutes(wait_secs.div_ceil(60)),
    }
}
