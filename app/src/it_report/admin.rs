//! The report with what an admin can do with it: choose its language, hand it on, take it back.

use leptos::prelude::*;
use types::{CompanyId, ItReport, TestId, Timestamp, text::Lang};

use super::document;
use crate::{
    backend::SiteFiles,
    parts::in_utc,
    recruiting_email::{Step, percent},
    standalone::Standalone,
};

/// Longest text of a draft, in characters: mail programs cut addresses that are much longer.
const DRAFT_MAX_CHARS: usize = 1_200;

/// A link that still opens.
pub struct OpenLink {
    /// What it is revoked by.
    pub id: String,
    /// The language of its report.
    pub lang: Lang,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
}

/// What was just done on the page.
#[derive(Default)]
pub enum Done {
    /// Nothing.
    #[default]
    Nothing,
    /// This link was made.
    Link(String),
    /// The report was sent to this address.
    Sent(String),
    /// Enough were sent for now.
    TooMany,
    /// This is no address.
    NotAnAddress(String),
    /// It did not work, for this reason.
    Failed(String),
}

/// The page.
pub struct AdminReport {
    /// The language of the screen.
    pub lang: Lang,
    /// The test.
    pub test: TestId,
    /// The subcompany whose settings were tested.
    pub subcompany: Option<CompanyId>,
    /// Whether the test stood beside the form with what it tested: that is where the way back leads to.
    pub is_beside: bool,
    /// Its report, in a language of its own.
    pub report: ItReport,
    /// Links that still open.
    pub links: Vec<OpenLink>,
    /// Whether reports can be sent by mail.
    pub has_relay: bool,
    /// What was just done.
    pub done: Done,
}

impl AdminReport {
    /// Its address, with the report in this language.
    pub fn link(test: TestId, lang: Lang, is_beside: bool) -> String {
        format!("/settings/recruiting/report/{test}?lang={lang}&beside={is_beside}")
    }

    /// The document.
    pub fn draw(self, files: SiteFiles) -> String {
        let t = self.lang.it_report();
        let (step, back) = if self.is_beside { (Step::Smtp, t.back_to_form) } else { (Step::Test, t.back) };
        let body = view! {
            <main class="card report">
                <nav class="not-printed stack" aria-label=t.page>
                    <p><a href=step.link(self.subcompany)>{back}</a></p>
                    {self.languages()}
                    {self.done()}
                    <div class="hand-on">{self.hand_on()}{self.send()}</div>
                    <p class="soft">{t.print}</p>
                </nav>
                {document(&self.report)}
            </main>
        }
        .into_any();
        Standalone { lang: self.lang, title: self.report.title.clone(), files, leads_to: None, body }.draw()
    }

    fn languages(&self) -> AnyView {
        let t = self.lang.it_report();
        let choices = Lang::ALL.map(|lang| {
            let current = (lang == self.report.lang).then_some("page");
            view! { <a class="button" lang=lang.code() href=Self::link(self.test, lang, self.is_beside) aria-current=current>{lang.name()}</a> }
        });
        let text = format!("/settings/recruiting/report/{}/text?lang={}", self.test, self.report.lang);
        view! {
            <div class="row-actions">
                <span>{t.language}</span>
                {choices.collect_view()}
                <a class="button" href=text>{t.as_text}</a>
            </div>
        }
        .into_any()
    }

    fn done(&self) -> AnyView {
        let t = self.lang.it_report();
        let bad = |words: String| view! { <p class="note bad" role="alert">{words}</p> }.into_any();
        match &self.done {
            Done::Nothing => ().into_any(),
            Done::Link(link) => view! {
                <div class="note good field" role="status">
                    <label for="new_link">{t.new_link}</label>
                    <input id="new_link" readonly value=link.clone()/>
                </div>
            }
            .into_any(),
            Done::Sent(address) => view! { <p class="note good" role="status">{t.sent(address)}</p> }.into_any(),
            Done::TooMany => bad(t.too_many.to_owned()),
            Done::NotAnAddress(_) => bad(t.not_an_address.to_owned()),
            Done::Failed(why) => bad(why.clone()),
        }
    }

    /// Names the test and the language in a form.
    fn inputs(&self) -> AnyView {
        view! {
            <input type="hidden" name="test" value=self.test.to_string()/>
            <input type="hidden" name="lang" value=self.report.lang.code()/>
            <input type="hidden" name="beside" value=self.is_beside.to_string()/>
        }
        .into_any()
    }

    fn hand_on(&self) -> AnyView {
        let t = self.lang.it_report();
        let links = self.links.iter().map(|link| {
            let words = t.link_line(link.lang.name(), in_utc(link.made_at, self.lang), in_utc(link.ends_at, self.lang));
            view! {
                <li>
                    <form method="post" action="/reports/revoke" class="row-actions">
                        {self.inputs()}
                        <input type="hidden" name="link" value=link.id.clone()/>
                        <span>{words.clone()}</span>
                        <button aria-label=format!("{}: {words}", t.revoke)>{t.revoke}</button>
                    </form>
                </li>
            }
        });
        let open = (!self.links.is_empty())
            .then(|| view! { <h3>{t.links}</h3><ul class="plain-list">{links.collect_view()}</ul> });
        view! {
            <section class="stack">
                <h2>{t.link}</h2>
                <p>{t.link_text}</p>
                <form method="post" action="/reports/link" class="row-actions">{self.inputs()}<button>{t.make_link}</button></form>
                {open}
            </section>
        }
        .into_any()
    }

    fn send(&self) -> AnyView {
        let t = self.lang.it_report();
        if !self.has_relay {
            return view! {
                <section class="stack">
                    <h2>{t.send}</h2>
                    <p class="note warn">{t.no_relay}</p>
                    <p><a class="button" href=self.draft()>{t.draft}</a></p>
                </section>
            }
            .into_any();
        }
        let typed = match &self.done {
            Done::NotAnAddress(typed) => typed.clone(),
            _ => String::new(),
        };
        view! {
            <section class="stack">
                <h2>{t.send}</h2>
                <p>{t.send_text}</p>
                <form method="post" action="/reports/send" class="stack">
                    {self.inputs()}
                    <div class="field">
                        <label for="address">{t.address}</label>
                        <input id="address" name="address" type="email" required value=typed autocomplete="email"/>
                    </div>
                    <div class="row-actions"><button class="primary">{t.send}</button></div>
                </form>
            </section>
        }
        .into_any()
    }

    /// The report as a draft in the admin's own mail program, as far as an address can hold it (RFC 6068).
    fn draft(&self) -> String {
        let t = self.report.lang.it_report();
        let text = self.report.text();
        let mut body: String = text.chars().take(DRAFT_MAX_CHARS).collect();
        if body.len() < text.len() {
            body.push_str(&format!("\n\n{}", t.draft_cut));
        }
        format!("mailto:?subject={}&body={}", percent(&self.report.title), percent(&body))
    }
}
