//! What is known of a provider: only what was checked, with when and where.

use leptos::prelude::*;
use types::{AccountKind, Discovery, EmailAddress, Provider};

use crate::visit::lang;

/// Beside proposals: what kind of password, what the account is, who may be the sender, and how much is taken.
#[component]
pub fn Facts(provider: Provider, is_open: bool) -> impl IntoView {
    let t = lang().discovery();
    let of_provider = |what: &str| lang().providers().by_key(&format!("{}_{what}", provider.id));
    let account = match provider.account {
        AccountKind::Address => Some(t.account_address),
        AccountKind::Other => Some(t.account_other),
        AccountKind::Unknown => None,
    };
    let passwords = provider.passwords.iter().filter_map(|kind| t.by_key(&format!("password_{}", kind.as_str())));
    let facts = account.into_iter().chain(passwords).chain(of_provider("note")).chain(of_provider("sender"));
    let facts: Vec<_> = facts.map(|fact| view! { <li>{fact}</li> }).collect();
    let limit = provider.daily_limit.map(|n| view! { <li>{t.limit(n)}</li> });
    view! {
        <details open=is_open>
            <summary>{t.provider(&provider.name)}</summary>
            <ul class="plain-list">{facts}{limit}</ul>
            {sources(&provider)}
        </details>
    }
    .into_any()
}

/// The steps at the provider, in step *Redirection*.
pub fn redirection(found: &Discovery, address: &EmailAddress) -> AnyView {
    let t = lang().discovery();
    let filter = found.filter.as_ref().map(|filter| view! { <p class="note warn">{t.filter(filter)}</p> });
    let steps = found.provider.as_ref().and_then(|provider| {
        let text = lang().providers().by_key(&format!("{}_redirection", provider.id))?;
        Some(view! {
            <h3>{t.redirection(&provider.name)}</h3>
            <p>{text.replace("{address}", address.as_str())}</p>
            {sources(provider)}
        })
    });
    view! { <div class="inside">{filter}{steps}</div> }.into_any()
}

fn sources(provider: &Provider) -> AnyView {
    let t = lang().discovery();
    let pages = provider.sources.iter().filter(|source| source.starts_with("https://"));
    let links: Vec<_> = pages
        .enumerate()
        .map(|(n, page)| view! { " " <a href=page.clone() rel="noreferrer" target="_blank">{t.source(n + 1)}</a> })
        .collect();
    view! { <p class="soft"><small>{t.checked(&provider.checked)}{links}</small></p> }.into_any()
}
