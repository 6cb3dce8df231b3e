//! From whom, to whom, when.

use leptos::prelude::*;
use types::{Mailbox, MessageView};

use crate::{
    parts::{Moment, Precision},
    visit::lang,
};

/// Mailboxes of one field that are shown; the header fields below have all of them.
const MAILBOXES_SHOWN: usize = 10;

/// Seconds between writing and receiving that need no mention: clocks differ, and mail takes its time.
const USUAL_SECS: i64 = 600;

/// The lines below the subject.
#[component]
pub fn Envelope(message: MessageView) -> impl IntoView {
    let t = lang().unassigned();
    let reply_to = if message.reply_to == message.from { Vec::new() } else { message.reply_to };
    let received = message.row.received_at;
    let written = message.date.filter(|at| received.millis_since(*at).abs() > USUAL_SECS * 1_000);
    view! {
        <dl class="envelope">
            {line(t.from, message.from)}
            {line(t.reply_to, reply_to)}
            {line(t.to, message.to)}
            {line(t.cc, message.cc)}
            <div><dt>{t.received}</dt> <dd><Moment at=message.row.received_at precision=Precision::Minute/></dd></div>
            {written.map(|at| view! {
                <div><dt>{t.date}</dt> <dd><Moment at precision=Precision::Minute/></dd></div>
            })}
        </dl>
    }
    .into_any()
}

fn line(name: &'static str, mailboxes: Vec<Mailbox>) -> Option<AnyView> {
    if mailboxes.is_empty() {
        return None;
    }
    let n_more = mailboxes.len().saturating_sub(MAILBOXES_SHOWN);
    let shown: Vec<_> = mailboxes.into_iter().take(MAILBOXES_SHOWN).map(mailbox).collect();
    let more = (n_more > 0).then(|| format!(" +{n_more}"));
    Some(view! { <div><dt>{name}</dt> <dd>{shown} {more}</dd></div> }.into_any())
}

/// A name never stands without the address: it is the part that cannot say anything it likes.
fn mailbox(mailbox: Mailbox) -> AnyView {
    let name = Some(mailbox.name).filter(|name| !name.trim().is_empty());
    let address = Some(mailbox.address).filter(|address| !address.is_empty());
    view! {
        <span class="mailbox">
            {name.map(|name| view! { <bdi class="name">{name}</bdi> " " })}
            {address.map(|address| view! { <bdi class="address">{address}</bdi> })}
        </span>
    }
    .into_any()
}
