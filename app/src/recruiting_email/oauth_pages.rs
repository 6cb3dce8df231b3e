//! The two pages of a visit at a provider: on the way there, and back without having been connected.

use leptos::prelude::*;
use types::{CompanyId, OauthFault, OauthProvider, text::Lang};

use super::{oauth_card::fault_words, wizard::Step};
use crate::{backend::SiteFiles, standalone::Standalone};

/// On the way to the provider. A page of its own, because the policy of ours lets no form lead to other places.
pub fn leaving(lang: Lang, files: SiteFiles, provider: OauthProvider, place: String) -> String {
    let t = lang.oauth();
    let name = provider.label();
    let body = view! {
        <main class="card">
            <h1>{t.leaving_title(name)}</h1>
            <p>{t.leaving(name)}</p>
            <p><a class="button primary" href=place.clone() rel="noreferrer">{t.go(name)}</a></p>
        </main>
    };
    Standalone { lang, title: t.leaving_title(name), files, leads_to: Some(place), body: body.into_any() }.draw()
}

/// Back from the provider, or not even there.
pub fn not_connected(lang: Lang, files: SiteFiles, fault: OauthFault, words: &str, back: &str) -> String {
    let t = lang.oauth();
    let said = (!words.is_empty()).then(|| view! { <p class="soft">{t.said(words)}</p> });
    draw(lang, files, fault_words(fault, lang).to_owned(), said.into_any(), back)
}

/// A visit that could not be begun or ended, with the reason.
pub fn failed(lang: Lang, files: SiteFiles, why: String, back: &str) -> String {
    draw(lang, files, why, ().into_any(), back)
}

/// The page where somebody goes on afterwards.
pub fn settings_link(subcompany: Option<CompanyId>) -> String {
    Step::Smtp.link(subcompany)
}

fn draw(lang: Lang, files: SiteFiles, why: String, more: AnyView, back: &str) -> String {
    let t = lang.oauth();
    let body = view! {
        <main class="card">
            <h1>{t.failed_title}</h1>
            <p>{t.failed}</p>
            <p class="note bad" role="alert">{why}</p>
            {more}
            <p><a class="button primary" href=back.to_owned()>{t.back}</a></p>
        </main>
    };
    Standalone { lang, title: t.failed_title.to_owned(), files, leads_to: None, body: body.into_any() }.draw()
}
