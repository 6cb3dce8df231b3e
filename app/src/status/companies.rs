//! The status: each company, then the whole system.

use leptos::prelude::*;
use types::{Badge, CompanyId, Route, Timestamp, text::Lang};

use super::moments::{ago, ahead, length};
use crate::{
    backend::{CompanyStatus, FetchHealth, Status, Warning},
    fetching::fetch_link,
    recruiting_email::{fault_words, wizard_link},
    visit::{is_admin, lang},
};

/// What everybody reads, and for admins where to do something about it.
pub fn companies(status: &Status) -> AnyView {
    let t = lang().status();
    let reader = Reader { is_admin: is_admin(), now: status.now, has_relay: status.has_relay, lang: lang() };
    let is_well = !status.is_disk_low
        && status.failing.is_empty()
        && status.secrets.is_empty()
        && status.outbox.needs_you == 0
        && status.companies.iter().all(|company| company.warnings.is_empty());
    let is_proven = status.companies.iter().all(|company| matches!(company.tested, Badge::LoopWorks { .. }));
    let (look, words) = match (is_well, is_proven) {
        (true, true) => ("note good", t.all_well),
        (true, false) => ("note", t.unproven),
        (false, _) => ("note warn", t.look),
    };
    view! {
        <p class=look><b>{words}</b></p>
        {status.companies.iter().map(|company| reader.company(company)).collect_view()}
        {reader.system(status)}
    }
    .into_any()
}

/// Who reads it, and when.
struct Reader {
    is_admin: bool,
    now: Timestamp,
    has_relay: bool,
    lang: Lang,
}

impl Reader {
    fn company(&self, company: &CompanyStatus) -> AnyView {
        let (t, line) = (self.lang.status(), &company.line);
        let received = line.last_in_at.map_or_else(|| t.received_none.to_owned(), |at| t.received(self.ago(at)));
        let links = self.is_admin.then(|| {
            let (settings, test) = (wizard_link(line.id), format!("{}&step=test", wizard_link(line.id)));
            view! { <p><a href=settings>{t.to_settings}</a> " · " <a href=test>{t.to_test}</a></p> }
        });
        view! {
            <section class="card boxed stack">
                <h2>{line.name.clone()}</h2>
                {company.warnings.iter().map(|warning| self.warning(line.id, warning)).collect_view()}
                <dl class="facts">
                    <div><dt>{t.receiving}</dt><dd>{received}</dd></div>
                    <div><dt>{t.redirection}</dt><dd>{self.redirection(company)} {self.daily(company)}</dd></div>
                    {company.fetching.as_ref().map(|health| self.fetching(line.id, line.is_main, health))}
                    <div><dt>{t.sending}</dt><dd>{self.sending(company)}</dd></div>
                </dl>
                {links}
            </section>
        }
        .into_any()
    }

    /// How fetching goes; why not stands among the warnings.
    fn fetching(&self, company: CompanyId, is_main: bool, health: &FetchHealth) -> AnyView {
        let t = self.lang.fetching();
        let account = health.account.trim();
        let words = match (health.failing, health.looked_at) {
            (Some(_), _) => t.status_fails(account),
            (None, Some(at)) => t.status_works(account, self.ago(at)),
            (None, None) => t.status_first(account),
        };
        let link = fetch_link((!is_main).then_some(company));
        let to_settings = self.is_admin.then(|| view! { " " <a href=link>{t.to_settings}</a> });
        view! { <div><dt>{t.status}</dt><dd>{words}{to_settings}</dd></div> }.into_any()
    }

    fn redirection(&self, company: &CompanyStatus) -> String {
        let t = self.lang.status();
        match (company.tested, company.loop_worked_at) {
            (Badge::LoopWorks { .. }, Some(at)) => t.loop_works(self.ago(at)),
            (_, Some(at)) => t.loop_worked(self.ago(at)),
            (_, None) => t.loop_unknown.to_owned(),
        }
    }

    fn daily(&self, company: &CompanyStatus) -> AnyView {
        let t = self.lang.status();
        let Some(is_on) = company.is_tested_daily else { return view! { " " {t.daily_inherited} }.into_any() };
        let (words, other) = if is_on { (t.daily_on, t.switch_off) } else { (t.daily_off, t.switch_on) };
        let form = self.is_admin.then(|| {
            view! {
                <form method="post" action="/call/switch_daily_test">
                    <input type="hidden" name="company" value=company.line.id.to_string()/>
                    <input type="hidden" name="is_on" value=(!is_on).to_string()/>
                    <button class="quiet">{other}</button>
                </form>
            }
        });
        let is_worth_telling = is_on || company.loop_worked_at.is_some();
        is_worth_telling.then(|| view! { " " {words} {form} }).into_any()
    }

    fn sending(&self, company: &CompanyStatus) -> String {
        let (t, sending) = (self.lang.status(), &company.line.sending);
        let way = match (&sending.host, sending.route) {
            (Some(host), _) => t.sends_own(&sending.from, host),
            (None, Route::Relay) if self.has_relay => t.sends_relay(&sending.from),
            (None, _) => t.sends_nothing(&sending.from),
        };
        let failed = if matches!(company.tested, Badge::Failing { .. }) { t.failing_test } else { "" };
        let sent = company.line.last_out_at.map(|at| t.sent(self.ago(at))).unwrap_or_default();
        [way.as_str(), failed, &sent].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    fn warning(&self, company: CompanyId, warning: &Warning) -> AnyView {
        let t = self.lang.status();
        let words = match warning {
            Warning::CertificateEnds { host, at } if *at <= self.now => t.certificate_ended(host, self.ago(*at)),
            Warning::CertificateEnds { host, at } => t.certificate_ends(host, ahead(*at, self.now, self.lang)),
            Warning::SignInEnds { at } => t.sign_in_ends(ahead(*at, self.now, self.lang)),
            Warning::SignInEnded { since } => t.sign_in_ended(self.ago(*since)),
            Warning::NotRenewed { fault } => t.not_renewed(fault_words(*fault, self.lang)),
            Warning::Silent { since, usual_secs } => t.silent(self.ago(*since), length(*usual_secs, self.lang)),
            Warning::LoopBroken { worked_at } => t.loop_broken(self.ago(*worked_at)),
            Warning::Failing { since } => t.never_worked(self.ago(*since)),
            Warning::Incomplete => t.incomplete.to_owned(),
            Warning::NoServer => t.no_server.to_owned(),
            Warning::NotFetched { account, since, cause } => {
                let (why, next) = cause.words(self.lang);
                self.lang.fetching().warning(account.trim(), self.ago(*since), why, next)
            }
            Warning::FailsAfterChange { changed_at, .. } => t.fails_after_change(self.ago(*changed_at)),
        };
        let back = match warning {
            Warning::FailsAfterChange { back_to, .. } if back_to.is_gone => {
                Some(view! { <p>{t.go_back_gone(self.ago(back_to.changed_at))}</p> }.into_any())
            }
            Warning::FailsAfterChange { back_to, .. } if self.is_admin => Some(view! {
                <form method="post" action="/call/go_back_to_settings">
                    <input type="hidden" name="company" value=company.to_string()/>
                    <input type="hidden" name="changed_at" value=back_to.changed_at.0.to_string()/>
                    <button>{t.go_back(self.ago(back_to.changed_at), back_to.smtp.account.trim(), back_to.smtp.host.trim())}</button>
                </form>
            }
            .into_any()),
            _ => None,
        };
        view! { <div class="note warn"><p>{words}</p>{back}</div> }.into_any()
    }

    fn system(&self, status: &Status) -> AnyView {
        let t = self.lang.status();
        let failing = status.failing.iter().map(|server| {
            let cause = self.lang.causes().by_key(server.cause.id()).unwrap_or_default();
            view! { <p class="note bad"><b>{server.company_name.clone()}</b> " " {t.failing(cause)}</p> }
        });
        let disk_low = status.is_disk_low.then(|| view! { <p class="note bad">{t.disk_low}</p> });
        let secrets = status.secrets.iter().map(|(provider, at)| {
            let name = provider.label();
            let words = match *at <= self.now {
                true => t.secret_ended(name, self.ago(*at)),
                false => t.secret_ends(name, ahead(*at, self.now, self.lang)),
            };
            view! { <p class="note warn">{words}</p> }
        });
        let needs_you = (status.outbox.needs_you > 0).then(|| view! { <p>{t.needs_you(status.outbox.needs_you)}</p> });
        view! {
            <section class="card boxed stack">
                <h2>{t.system}</h2>
                {disk_low}
                {failing.collect_view()}
                {secrets.collect_view()}
                <p>{if status.has_relay { t.relay_yes } else { t.relay_no }}</p>
                <p>{t.on_its_way(status.outbox.on_its_way)}</p>
                {needs_you}
                <p><a href="/outbox">{t.to_outbox}</a></p>
            </section>
        }
        .into_any()
    }

    fn ago(&self, at: Timestamp) -> String {
        ago(at, self.now, self.lang)
    }
}
