//! Where the mailbox is, and how to sign in to it.

use leptos::prelude::*;
use types::{CompanyId, Encryption, Field as Place, InputField, OauthProvider, SignInWith};

use crate::{
    backend::{FetchSettings, desk},
    parts::{ErrorNote, Field},
    post::{PostForm, Posting},
    visit::lang,
};

/// The form.
pub fn form(settings: &FetchSettings, subcompany: Option<CompanyId>, save: Posting) -> AnyView {
    let (t, w) = (lang().fetching(), lang().wizard());
    let typed = settings.typed.clone();
    let wrong = |place| Signal::stored(fault_at(settings, save, place));
    let (host, port) = (wrong(Place::Host), wrong(Place::Port));
    let (account, password) = (wrong(Place::Account), wrong(Place::Password));
    let choice = sign_in_choice(typed.sign_in_with, fault_at(settings, save, Place::SignInWith));
    let connections = connections(settings);
    let other = save.error().filter(|error| !matches!(error.field(), Some(InputField::Settings(_))));
    let (help, placeholder) =
        if settings.password_stored { (t.password_keep, t.password_stored) } else { (t.password_help, "") };
    let is_next = !settings.waits_for_the_switch();
    let encryptions = Encryption::ALL.map(|encryption| {
        view! { <option value=encryption.as_str() selected=encryption == typed.encryption>{encryption.label()}</option> }
    });
    view! {
        <section class="card form-card" aria-labelledby="mailbox-title">
            <h2 id="mailbox-title">{t.server}</h2>
            <PostForm posting=save class="stack" id="mailbox">
                {subcompany.map(|id| view! { <input type="hidden" name="company" value=id.to_string()/> })}
                <div class="fields">
                    <Field class="w3" name="host" label=w.host help=t.host_help value=typed.host error=host/>
                    <div class="field w2">
                        <label for="encryption">{w.encryption}</label>
                        <select id="encryption" name="encryption">{encryptions.collect_view()}</select>
                    </div>
                    <Field class="w1" name="port" label=w.port help=t.port_help value=typed.port error=port/>
                    <Field class="w3" name="account" label=w.account help=t.account_help value=typed.account error=account/>
                    <Field class="w3" name="folder" label=t.folder help=t.folder_help value=typed.folder/>
                </div>
                {choice}
                {connections}
                <div class="fields by-password">
                    <Field class="w3" name="password" label=w.password help=help placeholder=placeholder kind="password" error=password autocomplete="new-password"/>
                </div>
                {other.map(|error| view! { <ErrorNote error/> })}
                <div class="row-actions">
                    <button class:primary=is_next name="then" value="test">{t.test}</button>
                    <button>{t.save}</button>
                </div>
            </PostForm>
        </section>
    }
    .into_any()
}

/// What is wrong with a field: as the last post said, or as it is stored.
fn fault_at(settings: &FetchSettings, save: Posting, place: Place) -> Option<String> {
    let said = save.error().and_then(|error| error.at(InputField::Settings(place), lang()));
    let stored = settings.faults.iter().find(|fault| fault.field == place).map(|fault| fault.fault.key());
    said.or_else(|| lang().problems().by_key(stored?).map(str::to_owned))
}

/// What belongs to the other ways is hidden by the style sheet.
fn sign_in_choice(chosen: SignInWith, wrong: Option<String>) -> AnyView {
    let w = lang().wizard();
    let ways = SignInWith::ALL.iter().map(|way| {
        let label = way.provider().map_or(w.a_password, OauthProvider::label);
        view! { <label><input type="radio" name="sign_in_with" value=way.as_str() checked=*way == chosen/>{label}</label> }
    });
    view! {
        <fieldset>
            <legend>{w.sign_in_with}</legend>
            <span class="choices">{ways.collect_view()}</span>
            {wrong.map(|text| view! { <span class="error">{text}</span> })}
        </fieldset>
    }
    .into_any()
}

/// The connection at each provider. Its button posts the whole form, so that nothing typed is lost, and leaves.
fn connections(settings: &FetchSettings) -> AnyView {
    let t = lang().fetching();
    let offered = desk().ok().and_then(|desk| desk.oauth_providers().ok()).unwrap_or_default();
    let one = |provider: &OauthProvider| {
        let connection = settings.oauth.as_ref().filter(|connection| connection.provider == *provider);
        let words = match connection {
            None => t.not_connected.to_owned(),
            Some(connection) if connection.ended_at.is_some() => t.connection_ended.to_owned(),
            Some(connection) if connection.account.is_empty() => t.connected_unnamed.to_owned(),
            Some(connection) => t.connected(&connection.account),
        };
        let button = if connection.is_some() { t.connect_again.to_owned() } else { t.connect(provider.label()) };
        let inside = if offered.contains(provider) {
            view! {
                <p>{words}</p>
                <div class="row-actions">
                    <button formaction="/oauth/connect" formenctype="application/x-www-form-urlencoded" name="provider" value=provider.as_str()>{button}</button>
                </div>
            }
            .into_any()
        } else {
            let name = provider.as_str().to_uppercase();
            let variables = format!("POSTROOM_OAUTH_{name}_CLIENT_ID, POSTROOM_OAUTH_{name}_CLIENT_SECRET");
            view! { <p class="note warn">{t.not_offered(provider.label(), variables)}</p> }.into_any()
        };
        view! { <div class=format!("stack by-{}", provider.as_str())><h3>{t.connection(provider.label())}</h3>{inside}</div> }
    };
    OauthProvider::ALL.iter().map(one).collect_view().into_any()
}
