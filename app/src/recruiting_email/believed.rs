//! *Will it be believed?* What a domain publishes beside what its mails need. Drawn on the server only.

mod calls;

use leptos::prelude::*;
use types::{Belief, BeliefLine, CompanyId, DnsRecord, Proof, ProofState, Topic};

use self::calls::load_beliefs;
use super::found::asked_company;
use crate::{
    drawn::{Drawing, on_server},
    parts::{CopyButton, ErrorNote},
    visit::lang,
};

/// The page with the part, for the wizard to fetch it from.
pub fn believed_page() -> Drawing {
    Drawing::new(on_server("believed", believed(asked_company())))
}

/// The part of the wizard below its steps.
pub async fn believed(company: Option<CompanyId>) -> Drawing {
    let t = lang().belief();
    let inside = match load_beliefs(company).await {
        Ok(beliefs) if beliefs.is_empty() => ().into_any(),
        Ok(beliefs) => view! {
            <section class="card believed" aria-labelledby="believed">
                <h2 id="believed">{t.title}</h2>
                <p class="soft">{t.text}</p>
                {beliefs.into_iter().map(shown).collect_view()}
            </section>
        }
        .into_any(),
        Err(error) => view! { <ErrorNote error/> }.into_any(),
    };
    Drawing::new(inside).live([Topic::Settings])
}

fn shown(belief: Belief) -> AnyView {
    let t = lang().belief();
    let title = match belief.host.is_empty() {
        true => t.mail_from(&belief.address),
        false => t.through(&belief.address, &belief.host),
    };
    view! {
        <h3>{title}</h3>
        {belief.is_operators.then(|| view! { <p class="soft">{t.operator}</p> })}
        {(!belief.is_done).then(|| view! { <p class="note warn">{t.unfinished}</p> })}
        <ul class="plain-list proofs">
            {belief.lines.into_iter().map(|line| proof(line, belief.address.as_str())).collect_view()}
        </ul>
    }
    .into_any()
}

fn proof(line: BeliefLine, address: &str) -> AnyView {
    let t = lang().belief();
    let (mark, look) = match line.state {
        ProofState::Good => ("✓", "good"),
        ProofState::Likely | ProofState::Unknown => ("?", "wait"),
        ProofState::Missing | ProofState::NotCovered | ProofState::Broken | ProofState::OtherDomain => ("!", "bad"),
    };
    let name = t.by_key(line.proof.as_str()).unwrap_or_default();
    let words = t.by_key(&format!("{}_{}", line.proof.as_str(), line.state.as_str())).unwrap_or_default();
    // What a DMARC record asks for is a word of its own kind; all other details are names.
    let detail = match line.proof {
        Proof::Dmarc => t.by_key(&format!("asked_{}", line.detail)).unwrap_or(&line.detail),
        Proof::Spf | Proof::Dkim => &line.detail,
    };
    let found: Vec<_> = line.found.iter().map(|text| view! { <code>{text.clone()}</code> }).collect();
    view! {
        <li id=format!("{}-{address}", line.proof.as_str())>
            <span class=format!("mark {look}") aria-hidden="true">{mark}</span>
            <div class="stack">
                <p><b>{name}</b></p>
                <p>{words.replace("{detail}", detail)}</p>
                {(!found.is_empty()).then(|| view! { <p class="soft">{t.found} ": " {found}</p> })}
                {line.publish.map(record)}
            </div>
        </li>
    }
    .into_any()
}

fn record(record: DnsRecord) -> AnyView {
    let t = lang().belief();
    view! {
        <p><b>{t.record}</b></p>
        <dl class="facts">
            <dt>{t.record_name}</dt>
            <dd class="copy"><code>{record.name.clone()}</code> " " <CopyButton text=record.name/></dd>
            <dt>{t.record_value}</dt>
            <dd class="copy"><code>{record.value.clone()}</code> " " <CopyButton text=record.value/></dd>
        </dl>
    }
    .into_any()
}
