//! The steps of a subcompany that uses the main company's settings: its own address for the redirection, and the
//! values in force, each with where it comes from.

use leptos::prelude::*;
use types::{Inheritance, RecruitingEmail};

use super::redirection::Redirection;
use crate::{parts::Origin, visit::lang};

/// The steps.
#[component]
pub fn InheritedSteps(settings: RecruitingEmail, is_redirection_open: bool) -> impl IntoView {
    let t = lang().wizard();
    let from = match &settings.inheritance {
        Inheritance::Inherited { main_name, .. } => t.inherited_from(main_name),
        Inheritance::Main | Inheritance::Own { .. } => String::new(),
    };
    view! {
        <ol class="steps">
            <Redirection settings=settings.clone() is_open=is_redirection_open/>
            <li class="step card">{bar(2, t.step_sender)}{sender_values(&settings, &from)}</li>
            <li class="step card">{bar(3, t.step_smtp)}{smtp_values(&settings, &from)}</li>
            <li class="step card">
                {bar(4, t.step_test)}
                <p class="inside">{t.tested_there} " " <a href="/settings/recruiting/email?step=test">{t.to_mains_test}</a></p>
            </li>
        </ol>
    }
    .into_any()
}

fn bar(number: u8, name: &'static str) -> AnyView {
    view! {
        <div class="bar">
            <span class="number" aria-hidden="true">{number.to_string()}</span>
            <div class="bar-text"><h2>{name}</h2></div>
        </div>
    }
    .into_any()
}

fn sender_values(settings: &RecruitingEmail, from: &str) -> AnyView {
    let t = lang().wizard();
    let address = settings.sender.address().ok().flatten().map(|address| address.to_string());
    view! {
        <div class="inside fields">
            {value("use_custom", t.use_custom, yes_or_no(address.is_some()), from, "w3")}
            {address.map(|address| value("custom_address", t.custom_address, address, from, "w3"))}
        </div>
    }
    .into_any()
}

fn smtp_values(settings: &RecruitingEmail, from: &str) -> AnyView {
    let t = lang().wizard();
    let smtp = &settings.smtp;
    let (way, proof) = match smtp.sign_in_with.provider() {
        None if settings.password_stored => (t.password, t.password_stored.to_owned()),
        None => (t.password, t.password_missing.to_owned()),
        Some(provider) => {
            let connection = settings.oauth.as_ref().filter(|connection| connection.provider == provider);
            let connected = connection.map(|connection| t.connected_as(&connection.account));
            (provider.label(), connected.unwrap_or_else(|| t.not_connected.to_owned()))
        }
    };
    let server = smtp.use_for_sending.then(|| {
        view! {
            {value("host", t.host, smtp.host.clone(), from, "w3")}
            {value("encryption", t.encryption, smtp.encryption.label().to_owned(), from, "w2")}
            {value("port", t.port, smtp.port.clone(), from, "w1")}
            {value("account", t.account, smtp.account.clone(), from, "w3")}
            {value("password", way, proof, from, "w3")}
        }
    });
    view! {
        <div class="inside fields">
            {value("use_for_sending", t.use_for_sending, yes_or_no(smtp.use_for_sending), from, "w6")}
            {server}
        </div>
    }
    .into_any()
}

/// A value that cannot be changed here, with where it comes from.
fn value(name: &'static str, label: &'static str, value: String, from: &str, width: &'static str) -> AnyView {
    let hint = format!("{name}-origin");
    view! {
        <div class=format!("field {width}")>
            <label for=name>{label}</label>
            <input id=name value=value readonly aria-describedby=hint.clone()/>
            <Origin text=from.to_owned() id=hint/>
        </div>
    }
    .into_any()
}

fn yes_or_no(is_yes: bool) -> String {
    let t = lang().frame();
    if is_yes { t.yes } else { t.no }.to_owned()
}
