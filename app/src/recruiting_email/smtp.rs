//! Step *SMTP*: the company's own server.

use leptos::{ev, html, prelude::*};
use leptos_router::hooks::use_query_map;
use types::{Encryption, Field as Place, InputField, Problem, RecruitingEmail, SettingsFault, SignInWith};

use super::{
    inheritance::{CompanyInput, draft_name, origin},
    sender::Restored,
    wizard::{Actions, Step, StepBar, part_address},
};
use crate::{
    CallError,
    drawn::drawn,
    parts::{ErrorNote, Field, Origin, YesNo, fill, keep_draft},
    post::{PostForm, arguments},
    visit::lang,
};

/// The step.
#[component]
pub fn Smtp(settings: RecruitingEmail, card: String, is_open: bool, actions: Actions) -> impl IntoView {
    let t = lang().wizard();
    let is_usable = settings.smtp_faults().is_empty();
    let is_done = settings.smtp.use_for_sending && is_usable;
    let summary = match (settings.smtp.use_for_sending, is_usable) {
        (true, true) => t.smtp_yes(settings.smtp.host.trim(), settings.smtp.port.trim(), settings.smtp.encryption),
        (true, false) => t.smtp_incomplete.to_owned(),
        (false, _) if settings.smtp == types::TypedSmtp::default() => t.smtp_open.to_owned(),
        (false, _) => t.smtp_no.to_owned(),
    };
    view! {
        <li class="step card">
            <StepBar number=3 name=t.step_smtp summary is_done is_open link=Step::Smtp.link(settings.subcompany())/>
            {is_open.then(|| view! { <Inside settings card actions/> })}
        </li>
    }
    .into_any()
}

#[component]
fn Inside(settings: RecruitingEmail, card: String, actions: Actions) -> impl IntoView {
    let t = lang().wizard();
    let posting = actions.save_smtp;
    let form = NodeRef::<html::Form>::new();
    let is_saved = Signal::derive(move || posting.is_done());
    let is_restored = keep_draft(form, &draft_name("smtp", &settings), is_saved);
    let (origin, subcompany) = (origin(&settings), settings.subcompany());
    let is_first = settings.smtp == types::TypedSmtp::default();
    // Nobody is told off before they have begun.
    let stored = if is_first { Vec::new() } else { settings.smtp_faults() };
    // Saving leads back here as long as something is missing.
    let was_saved = use_query_map().with_untracked(|query| query.get("saved").is_some());
    let is_wanted = settings.smtp.use_for_sending && !stored.is_empty();
    let said = was_saved.then_some(if is_wanted { t.saved_with_faults } else { t.saved });
    let stored = StoredValue::new(stored);
    let failure = move || actions.test_typed.error();
    let wrong = move |place| Signal::derive(move || fault_at(place, failure().as_ref(), &stored.read_value()));
    let address = settings.sender.address().ok().flatten();
    let needs_address = address.is_none();
    let intro = address.map_or_else(|| t.smtp_text_no_address.to_owned(), |address| t.smtp_text(address));
    let before = RwSignal::new(None::<String>);
    view! {
        <div on:click=move |event| choose(&event, form, before)>
            {drawn!("found", from part_address("found", subcompany), super::found::found(subcompany))}
        </div>
        <PostForm posting class="inside" id="smtp" node_ref=form>
            // What Enter presses: the first button of a form, and that must not be one that leads away.
            <button class="unseen" tabindex="-1" aria-hidden="true" formaction="/call/save_and_test" on:click=move |event| begin_test(event, actions)></button>
            <CompanyInput subcompany/>
            <p>{intro}</p>
            {needs_address.then(|| view! { <p class="note warn">{t.needs_address} " " <a href=Step::Sender.link(subcompany)>{t.step_sender}</a></p> })}
            <YesNo question=t.use_for_sending name="use_for_sending" is_yes=settings.smtp.use_for_sending || is_first origin=origin/>
            <div class="when-yes stack">
                <Server settings=settings.clone() wrong_host=wrong(Place::Host) wrong_port=wrong(Place::Port)/>
                <Account settings card wrong_account=wrong(Place::Account) wrong_password=wrong(Place::Password) wrong_way=wrong(Place::SignInWith)/>
            </div>
            <p role="status">{move || before.get().map(|before| view! { <Filled form before/> })}</p>
            <p class="soft when-no">{t.smtp_explained_no}</p>
            {move || failure().filter(|error| !is_about_field(error)).map(|error| view! { <ErrorNote error/> })}
            {move || posting.error().map(|error| view! { <ErrorNote error/> })}
            <div class="row-actions">
                <button class="primary when-yes" formaction="/call/save_and_test" on:click=move |event| begin_test(event, actions)>{t.test}</button>
                <button>{t.save}</button>
                <span class="soft" role="status">{said.unwrap_or(t.save_any_time)}</span>
            </div>
            <Restored is_restored/>
        </PostForm>
    }
    .into_any()
}

/// Puts the values of the proposal whose button was pressed into the form, and remembers what stood there.
fn choose(event: &ev::MouseEvent, form: NodeRef<html::Form>, before: RwSignal<Option<String>>) {
    use wasm_bindgen::JsCast;
    let pressed = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let button = pressed.and_then(|pressed| pressed.closest("button[name=proposal]").ok().flatten());
    if let Some(values) = button.and_then(|button| button.get_attribute("value")) {
        event.prevent_default();
        before.set(fill(form, &values));
    }
}

/// Says that the form was filled in, and takes it back.
#[component]
fn Filled(form: NodeRef<html::Form>, before: String) -> impl IntoView {
    let t = lang().wizard();
    view! {
        <span class="soft">{t.filled}</span>
        " "
        <button type="button" class="quiet" on:click=move |_| _ = fill(form, &before)>{t.undo}</button>
    }
}

/// Host, encryption and port; choosing an encryption proposes its port, as long as nobody chose another.
#[component]
fn Server(
    settings: RecruitingEmail,
    wrong_host: Signal<Option<String>>,
    wrong_port: Signal<Option<String>>,
) -> impl IntoView {
    let t = lang().wizard();
    let (stored, origin) = (settings.smtp.encryption, origin(&settings));
    let is_empty = settings.smtp.port.is_empty();
    let port = RwSignal::new(if is_empty { stored.proposed_port().to_string() } else { settings.smtp.port });
    let choose = move |event: ev::Event| {
        let Ok(chosen) = event_target_value(&event).parse::<Encryption>() else { return };
        let is_proposal = port.with_untracked(|port| {
            port.trim().is_empty()
                || Encryption::ALL.iter().any(|other| other.proposed_port().to_string() == port.trim())
        });
        if is_proposal {
            port.set(chosen.proposed_port().to_string());
        }
    };
    view! {
        <div class="fields">
            <Field class="w3" name="host" label=t.host help=t.host_help value=settings.smtp.host error=wrong_host placeholder=t.host_example origin=origin/>
            <div class="field w2">
                <label for="encryption">{t.encryption}</label>
                <select id="encryption" name="encryption" on:change=choose aria-describedby="encryption-help">
                    {Encryption::ALL.map(|encryption| view! {
                        <option value=encryption.as_str() selected=encryption == stored>{encryption.label()}</option>
                    }).collect_view()}
                </select>
                <small id="encryption-help">{t.encryption_help}</small>
                <Origin text=origin/>
            </div>
            <Field class="w1" name="port" label=t.port help=t.port_help value=port.get_untracked() typed=port error=wrong_port origin=origin/>
        </div>
    }
    .into_any()
}

#[component]
fn Account(
    settings: RecruitingEmail,
    card: String,
    wrong_account: Signal<Option<String>>,
    wrong_password: Signal<Option<String>>,
    wrong_way: Signal<Option<String>>,
) -> impl IntoView {
    let t = lang().wizard();
    let origin = origin(&settings);
    let account = RwSignal::new(settings.smtp.account.clone());
    let custom = settings.sender.address().ok().flatten();
    let needs_permission = move || {
        let typed = types::TypedSmtp { account: account.get(), ..Default::default() };
        custom.as_ref().filter(|custom| typed.account_differs(custom)).map(|custom| t.account_differs(custom))
    };
    let (help, placeholder) =
        if settings.password_stored { (t.password_keep, t.password_stored) } else { (t.password_help, "") };
    view! {
        <SignInChoice chosen=settings.smtp.sign_in_with wrong=wrong_way origin/>
        <div class="stack" inner_html=card></div>
        <div class="fields">
            <div class="w3 stack">
                <Field name="account" label=t.account help=t.account_help value=settings.smtp.account typed=account error=wrong_account origin=origin/>
                <p class="hint" role="status">{needs_permission}</p>
            </div>
            <Field class="w3 by-password" name="password" label=t.password help=help placeholder=placeholder kind="password" error=wrong_password autocomplete="new-password" origin=origin/>
        </div>
    }
    .into_any()
}

/// *Sign in with*. What belongs to the other ways is hidden by the style sheet.
#[component]
fn SignInChoice(chosen: SignInWith, wrong: Signal<Option<String>>, origin: &'static str) -> impl IntoView {
    let t = lang().wizard();
    view! {
        <fieldset aria-describedby="way-error">
            <legend>{t.sign_in_with}</legend>
            <span class="choices">
                {SignInWith::ALL.iter().map(|way| {
                    let label = way.provider().map_or(t.a_password, types::OauthProvider::label);
                    let id = (*way == chosen).then_some("sign_in_with");
                    view! { <label><input type="radio" id=id name="sign_in_with" value=way.as_str() checked=*way == chosen/>{label}</label> }
                }).collect_view()}
            </span>
            {move || wrong.get().map(|text| view! { <span class="error" id="way-error">{text}</span> })}
            <Origin text=origin/>
        </fieldset>
    }
    .into_any()
}

/// Tests what stands in the form and leaves the form as it is.
fn begin_test(event: ev::MouseEvent, actions: Actions) {
    use wasm_bindgen::JsCast;
    let form = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|button| button.closest("form").ok().flatten());
    let form = form.and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok());
    if let Some(typed) = form.and_then(|form| arguments(&form, None)) {
        event.prevent_default();
        actions.test_typed.post(typed);
    }
}

fn fault_at(place: Place, failure: Option<&CallError>, stored: &[SettingsFault]) -> Option<String> {
    let key = match failure {
        Some(CallError(Problem::Invalid { field: InputField::Settings(found), fault })) => {
            (*found == place).then(|| fault.key())?
        }
        _ => stored.iter().find(|fault| fault.field == place)?.fault.key(),
    };
    lang().problems().by_key(key).map(str::to_owned)
}

/// Whether the error stands at a field of this form already.
fn is_about_field(error: &CallError) -> bool {
    matches!(error.0, Problem::Invalid { field: InputField::Settings(place), .. } if place != Place::CustomAddress)
}
