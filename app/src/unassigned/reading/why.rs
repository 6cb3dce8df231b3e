//! The box above the message: why it is here, and the next step when there is one.

use leptos::prelude::*;
use leptos_router::components::A;
use types::{MessageRow, MessageState, Reason, Role, TestId};

use crate::{
    unassigned::reason,
    visit::{lang, me},
};

/// The box; in its second half stands what can be decided.
#[component]
pub fn Why(row: MessageRow, test: Option<TestId>, children: Children) -> impl IntoView {
    let t = lang().unassigned();
    let is_admin = me().is_some_and(|me| me.role == Role::Admin);
    let is_test = row.reason == Reason::ConnectionTest || test.is_some();
    let id = row.id;
    view! {
        <section class="why" aria-label=t.why>
            <p>
                {(row.state == MessageState::Deleted).then(|| view! { <b>{t.in_deleted}</b> " " })}
                {reason::sentence(&row, lang())}
            </p>
            <div class="row-actions">
                {(is_test && is_admin).then(|| view! { <A href="/settings/recruiting/email?step=test">{t.test_link}</A> })}
                {(row.reason == Reason::Unreadable).then(|| view! {
                    <a class="button" href=format!("/recruiting/unassigned/{id}/raw") download="">{t.raw}</a>
                })}
            </div>
            {children()}
        </section>
    }
    .into_any()
}
