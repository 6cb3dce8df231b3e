//! What stands below *Sign in with*, drawn on the server: none of its sentences needs to be in the browser's code. Its
//! buttons post the whole form by themselves, so that nothing typed is lost.

use leptos::{prelude::*, tachys::view::RenderHtml};
use types::{OauthConnection, OauthFault, OauthProvider, RecruitingEmail, Timestamp, text::Lang};

use crate::parts::in_utc;

/// The end of 2026, when Microsoft switches passwords for SMTP off by default: MC786329 in its version of 27 January
/// 2026, <https://mc.merill.net/message/MC786329>. The final date is to be named in the second half of 2027.
const MICROSOFT_ENDS: Timestamp = Timestamp(1_798_761_600_000_000);

/// The notes for each way of signing in; the style sheet shows that of the chosen one.
pub fn draw(settings: &RecruitingEmail, offered: &[OauthProvider], now: Timestamp, lang: Lang) -> String {
    let password = password_note(settings, now, lang).map(|note| view! { <p class="note warn by-password">{note}</p> });
    let providers = OauthProvider::ALL.iter().map(|provider| {
        let connection = settings.oauth.as_ref();
        let inside = match offered.contains(provider) {
            true => offer(*provider, connection, lang),
            false => view! { <p class="note warn">{not_offered(*provider, lang)}</p> }.into_any(),
        };
        view! { <div class=format!("stack by-{}", provider.as_str())>{inside}</div> }
    });
    view! { {password}{providers.collect_view()} }.into_any().to_html()
}

fn not_offered(provider: OauthProvider, lang: Lang) -> String {
    let name = provider.as_str().to_uppercase();
    let variables = format!("POSTROOM_OAUTH_{name}_CLIENT_ID, POSTROOM_OAUTH_{name}_CLIENT_SECRET");
    lang.oauth().not_offered(provider.label(), variables)
}

fn offer(provider: OauthProvider, connection: Option<&OauthConnection>, lang: Lang) -> AnyView {
    let t = lang.oauth();
    let shared = (provider == OauthProvider::Microsoft).then(|| view! { <p class="soft">{t.shared}</p> });
    let Some(connection) = connection.filter(|connection| connection.provider == provider) else {
        let other = connection.map(|other| view! { <p class="soft">{t.other_provider(other.provider.label())}</p> });
        return view! {
            <p>{t.explain(provider.label())}</p>
            {shared}
            {other}
            <div class="row-actions">
                {connect(provider, t.connect(provider.label()))}
                <span class="soft">{t.kept}</span>
            </div>
        }
        .into_any();
    };
    // Google is told that it is over; Microsoft has no address for that.
    let forgotten = (provider == OauthProvider::Microsoft).then(|| view! { <p class="soft">{t.forgotten_there}</p> });
    view! {
        {state(connection, lang)}
        {shared}
        <div class="row-actions">
            {connect(provider, t.connect_again.to_owned())}
            <button formaction="/oauth/disconnect" formenctype="application/x-www-form-urlencoded">{t.disconnect}</button>
        </div>
        {forgotten}
    }
    .into_any()
}

/// A button whose type of form leaves the posting to the browser.
fn connect(provider: OauthProvider, words: String) -> AnyView {
    view! {
        <button formaction="/oauth/connect" formenctype="application/x-www-form-urlencoded" name="provider" value=provider.as_str()>{words}</button>
    }
    .into_any()
}

fn state(connection: &OauthConnection, lang: Lang) -> AnyView {
    let t = lang.oauth();
    let why = connection.fault.map(|fault| fault_words(fault, lang));
    if let Some(at) = connection.ended_at {
        return view! { <p class="note bad">{t.ended} " " {moment(at, lang)} ". " {why}</p> }.into_any();
    }
    // Until when an access token holds says nothing to anybody: it is renewed every hour.
    let connected = match connection.account.as_str() {
        "" => t.connected_unnamed.to_owned(),
        account => t.connected(account),
    };
    let ends = connection.ends_at.map(|at| view! { <p>{t.ends_at} " " {moment(at, lang)} "."</p> });
    let not_renewed = why.map(|why| view! { <p class="note warn">{t.not_renewed} " " {why}</p> });
    view! { <p class="verdict good"><b>{connected}</b> " " {t.renewed}</p>{ends}{not_renewed} }.into_any()
}

fn moment(at: Timestamp, lang: Lang) -> AnyView {
    view! { <time datetime=at.rfc3339()>{in_utc(at, lang)}</time> }.into_any()
}

/// Why somebody is not connected, and what to do.
pub fn fault_words(fault: OauthFault, lang: Lang) -> &'static str {
    lang.oauth().by_key(&format!("fault_{}", fault.as_str())).unwrap_or_default()
}

/// What is known of passwords at the server in the settings.
fn password_note(settings: &RecruitingEmail, now: Timestamp, lang: Lang) -> Option<&'static str> {
    let t = lang.oauth();
    match settings.smtp.host.trim().to_lowercase().as_str() {
        "smtp.gmail.com" | "smtp.googlemail.com" => Some(t.google_password),
        "smtp-mail.outlook.com" => Some(t.outlook_password),
        "smtp.office365.com" if now < MICROSOFT_ENDS => Some(t.microsoft_ends),
        "smtp.office365.com" => Some(t.microsoft_ended),
        _ => None,
    }
}
