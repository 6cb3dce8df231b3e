//! The verdict over a test's mails: what it means, what to change, and what it follows from.

use leptos::prelude::*;

use crate::{
    backend::{ComparedRow, HopRow, MailWords, VerdictWords},
    visit::lang,
};

/// The card.
pub fn card(words: VerdictWords) -> AnyView {
    let t = lang().verdicts();
    let look = if words.verdict.is_fine() { "arrived good" } else { "arrived warn" };
    let several = |texts: Vec<String>| texts.into_iter().map(|text| view! { <p>{text}</p> }).collect_view();
    view! {
        <div class=look>
            <b>{words.title}</b>
            <p>{words.means}</p>
            <h3>{t.change}</h3>
            {several(words.change)}
            {several(words.notes)}
        </div>
        {words.mails.into_iter().map(one).collect_view()}
    }
    .into_any()
}

fn one(mail: MailWords) -> AnyView {
    let t = lang().verdicts();
    let is_fine = mail.rows.iter().all(|row| row.is_fine);
    view! {
        <details id=format!("came-{}", mail.message) open=!is_fine>
            <summary>{mail.title}</summary>
            <div class="scroll" tabindex="0">
                <table>
                    <thead><tr><th scope="col">{t.field}</th><th scope="col">{t.sent}</th><th scope="col">{t.found}</th></tr></thead>
                    <tbody>{mail.rows.into_iter().map(compared).collect_view()}</tbody>
                </table>
            </div>
            <h3>{t.hops}</h3>
            <ol class="plain-list">{mail.hops.into_iter().map(hop).collect_view()}</ol>
            <p><a href=format!("/recruiting/unassigned/{}", mail.message)>{t.to_message}</a></p>
        </details>
    }
    .into_any()
}

fn compared(row: ComparedRow) -> AnyView {
    let t = lang().verdicts();
    let (mark, spoken) = if row.is_fine { ("✓ ", t.row_fine) } else { ("✕ ", t.row_wrong) };
    view! { <tr><th scope="row"><span aria-hidden="true">{mark}</span>{row.name}<span class="unseen">{spoken}</span></th><td><code>{row.sent}</code></td><td><code>{row.found}</code></td></tr> }
        .into_any()
}

fn hop(hop: HopRow) -> AnyView {
    view! { <li><code>{hop.name}</code> " " <span class="soft">{hop.took}</span></li> }.into_any()
}

#[cfg(test)]
mod tests {
    use crate::backend::{ComparedRow, MailWords, VerdictWords};
    use leptos::prelude::RenderHtml as _;
    use types::{MessageId, Verdict};

    use super::card;

    #[test]
    fn what_servers_write_is_no_markup() {
        let row = ComparedRow {
            name: "From".into(),
            sent: "a@b.de".into(),
            found: "<script>alert(1)</script>".into(),
            is_fine: false,
        };
        let mail = MailWords {
            title: "<b>".into(),
            message: MessageId::from_slice(&[7; 16]).unwrap(),
            rows: vec![row],
            hops: Vec::new(),
        };
        let words = VerdictWords {
            verdict: Verdict::Via,
            title: "t".into(),
            means: "m".into(),
            change: vec!["c".into()],
            notes: vec!["<img src=x>".into()],
            mails: vec![mail],
        };
        let html = card(words).to_html();
        assert!(html.contains("&lt;script&gt;") && !html.contains("<script") && !html.contains("<img"), "{html}");
        assert!(html.contains("/recruiting/unassigned/07070707-"), "{html}");
    }
}
