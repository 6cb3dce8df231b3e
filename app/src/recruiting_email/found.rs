//! Settings found for the custom address, and what is known of its provider. Drawn on the server only.

pub mod calls;
mod facts;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};
use types::{CompanyId, Discovery, Encryption, FoundServer, Proposal, ServerAnswer, SmtpSettings, Topic};

use self::{
    calls::{SearchAgain, StopSearch, load_discovery},
    facts::Facts,
};
use super::{inheritance::CompanyInput, wizard::Step};
use crate::{
    drawn::{Drawing, on_server},
    parts::ErrorNote,
    post::{PostForm, Posting},
    visit::lang,
};

/// What a proposal fills in, as the value of its button. Without an account, what stands there stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Filling {
    host: String,
    port: String,
    encryption: Encryption,
    #[serde(default)]
    account: Option<String>,
}

/// The page with the box, for the wizard to fetch it from.
pub fn found_page() -> Drawing {
    Drawing::new(on_server("found", found(asked_company())))
}

/// The box.
pub async fn found(company: Option<CompanyId>) -> Drawing {
    // Without script the values from before stand in the address.
    let before = use_query_map().read_untracked().get("before");
    let inside = match load_discovery(company).await {
        Ok(Some(found)) => shown(found, company, before),
        Ok(None) => ().into_any(),
        Err(error) => view! { <div class="inside"><ErrorNote error/></div> }.into_any(),
    };
    Drawing::new(inside).live([Topic::Settings])
}

/// The page with the provider's steps for the redirection, for the wizard to fetch them from.
pub fn provider_page() -> Drawing {
    Drawing::new(on_server("provider", provider(asked_company())))
}

/// Step *Redirection*: what a service asks to confirm, the address and what to tell IT, and how the redirection is set up
/// at the provider, when that is known.
pub async fn provider(company: Option<CompanyId>) -> Drawing {
    let address = match super::calls::load_settings(company.map(|id| id.to_string())).await {
        Ok(settings) => settings.recruiting_address,
        Err(error) => return Drawing::new(view! { <ErrorNote error/> }),
    };
    let found = load_discovery(company).await.ok().flatten();
    let steps = found.map(|found| facts::redirection(&found, &address));
    let asked = match crate::backend::desk() {
        Ok(desk) => desk.confirming(company).await.unwrap_or_default(),
        Err(_) => Vec::new(),
    };
    Drawing::new(view! {
        <div role="status" class="inside">{super::confirming::notes(asked)}</div>
        {super::redirection::inside(&address, company)}
        {steps}
    })
    .live([Topic::Settings])
}

/// The company in the address.
pub(super) fn asked_company() -> Option<CompanyId> {
    use_query_map().read_untracked().get_str("company").and_then(|company| company.parse().ok())
}

fn shown(found: Discovery, company: Option<CompanyId>, before: Option<String>) -> AnyView {
    let t = lang().discovery();
    let is_known = found.is_done && !found.is_dns_silent && !found.is_put_off;
    let is_nothing = is_known && found.proposals.is_empty();
    let undo = before.map(|before| {
        view! { <div><button form="smtp" formaction="/call/use_proposal" name="proposal" value=before>{t.undo}</button></div> }
    });
    let is_open = !found.proposals.is_empty();
    view! {
        <section class="inside found" aria-label=t.title(&found.address)>
            <h3>{t.title(&found.address)}</h3>
            {(!found.is_done).then(|| view! {
                <p class="soft" role="status">{t.looking}</p>
                // Nothing is loaded anew under somebody's typing.
                <noscript><p><a href=Step::Smtp.link(company)>{t.show}</a></p></noscript>
            })}
            {found.is_dns_silent.then(|| view! { <p class="note warn">{t.dns_silent}</p> })}
            {found.is_put_off.then(|| view! { <p class="note warn">{t.put_off}</p> })}
            {found.filter.as_ref().map(|filter| view! { <p class="note warn">{t.filter(filter)}</p> })}
            <ol class="plain-list proposals">
                {found.proposals.into_iter().map(proposal).collect_view()}
            </ol>
            {is_nothing.then(|| view! { <p class="soft">{t.nothing}</p> })}
            {undo}
            {found.provider.map(|provider| view! { <Facts provider is_open/> })}
            {again_or_stop(found.is_done, company)}
        </section>
    }
    .into_any()
}

fn proposal(proposal: Proposal) -> AnyView {
    let t = lang().discovery();
    let Proposal { server, sources, answer } = proposal;
    let (look, words) = match answer {
        ServerAnswer::Ready(_) => ("good", t.ready),
        ServerAnswer::Waiting => ("plain", t.waiting),
        ServerAnswer::NotAsked => ("plain", t.not_asked),
        ServerAnswer::Failed(_) => ("warn", t.failed),
    };
    let sources: Vec<_> = sources.iter().filter_map(|source| t.by_key(&format!("by_{}", source.as_str()))).collect();
    let account = (!server.account.is_empty()).then(|| format!(" · {}", t.with_account(&server.account)));
    view! {
        <li id=format!("{}-{}-{}", server.host, server.port, server.encryption.as_str())>
            <div>
                <b><bdi>{server.host.clone()}</bdi>{format!(", {}, {}", server.port, server.encryption.label())}</b>
                <span class="soft">{account}</span>
                <p class="soft">{sources.join(", ")}</p>
                <p class=format!("verdict {look}")>{words}</p>
            </div>
            <button class=(look == "good").then_some("primary") form="smtp" formaction="/call/use_proposal" name="proposal" value=filling(&server)
                aria-label=t.choose_which(&server.host, server.port)>{t.choose}</button>
        </li>
    }
    .into_any()
}

/// As the value of a button.
fn filling(server: &FoundServer) -> String {
    let filling = Filling {
        host: server.host.clone(),
        port: server.port.to_string(),
        encryption: server.encryption,
        account: Some(server.account.clone()).filter(|account| !account.is_empty()),
    };
    written(&filling)
}

/// What a remedy fills in: the account stays.
pub(super) fn filling_of(smtp: &SmtpSettings) -> String {
    let (host, port) = (smtp.host.clone(), smtp.port.to_string());
    written(&Filling { host, port, encryption: smtp.encryption, account: None })
}

fn written(filling: &Filling) -> String {
    // Flat words and numbers can always be written so.
    serde_qs::to_string(filling).unwrap_or_default()
}

fn again_or_stop(is_done: bool, company: Option<CompanyId>) -> AnyView {
    let t = lang().discovery();
    let (posting, words) = match is_done {
        true => (Posting::of::<SearchAgain>(), t.again),
        false => (Posting::of::<StopSearch>(), t.stop),
    };
    view! {
        <PostForm posting>
            <CompanyInput subcompany=company/>
            <button class="quiet">{words}</button>
        </PostForm>
    }
    .into_any()
}
