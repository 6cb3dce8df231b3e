//! The table of all companies. In a narrow window each line is a card.

use leptos::prelude::*;
use types::{CompanyLine, CompanyWarning, Route, Timestamp};

use super::edit::edit_link;
use crate::{
    parts::{Moment, Precision},
    recruiting_email::wizard_link,
    visit::lang,
};

/// The table.
#[component]
pub fn Table(lines: Vec<CompanyLine>) -> impl IntoView {
    let t = lang().subcompanies();
    let main_name = lines.iter().find(|line| line.is_main).map(|line| line.name.clone()).unwrap_or_default();
    let is_alone = lines.len() == 1;
    view! {
        <table class="cards companies" aria-label=t.title>
            <thead>
                <tr>
                    {[t.company, t.sends_as, t.settings, t.last_test, t.last_in, t.last_out].map(|name| view! { <th scope="col">{name}</th> }).collect_view()}
                    <th scope="col"><span class="unseen">{t.actions}</span></th>
                </tr>
            </thead>
            <tbody>{lines.into_iter().map(|line| row(line, &main_name)).collect_view()}</tbody>
        </table>
        {is_alone.then(|| view! { <div class="empty"><p><b>{t.empty}</b></p><p>{t.empty_next}</p></div> })}
    }
    .into_any()
}

fn row(line: CompanyLine, main_name: &str) -> AnyView {
    let t = lang().subcompanies();
    let link = if line.is_main { "/settings/recruiting/email".to_owned() } else { wizard_link(line.id) };
    let whose = if line.is_inherited { t.inherited(main_name) } else { t.own.to_owned() };
    let mark = match (line.is_main, line.is_retired) {
        (true, _) => Some(t.main),
        (false, true) => Some(t.retired),
        (false, false) => None,
    };
    let edit = edit_link(&line);
    view! {
        <tr>
            <th scope="row">
                <a href=link>{line.name.clone()}</a>
                {mark.map(|mark| view! { " " <span class="badge plain">{mark}</span> })}
                <span class="soft under">{t.receives_at(&line.recruiting_address)}</span>
            </th>
            <td data-label=t.sends_as>
                <span>{line.sending.from.to_string()}<span class="soft under">{through(&line)}</span></span>
            </td>
            <td data-label=t.settings>
                <span>
                    {whose}
                    {line.warnings.iter().map(|warning| view! { <span class="warning under">{warning_words(*warning)}</span> }).collect_view()}
                </span>
            </td>
            <td data-label=t.last_test>{moment(line.last_passed_at, t.none_yet)}</td>
            <td data-label=t.last_in>{moment(line.last_in_at, t.never)}</td>
            <td data-label=t.last_out>{moment(line.last_out_at, t.never)}</td>
            <td class="end">
                <a class="button quiet" href=edit>
                    <span aria-hidden="true">{t.edit}</span><span class="unseen">{t.edit_company(&line.name)}</span>
                </a>
            </td>
        </tr>
    }
    .into_any()
}

fn through(line: &CompanyLine) -> String {
    let t = lang().subcompanies();
    match (line.sending.route, &line.sending.host) {
        (Route::Relay, _) => t.through_default.to_owned(),
        (_, Some(host)) => t.through(host),
        (_, None) => t.through_incomplete.to_owned(),
    }
}

fn warning_words(warning: CompanyWarning) -> &'static str {
    let t = lang().subcompanies();
    match warning {
        CompanyWarning::MayNotSendAs => t.may_not_send_as,
        CompanyWarning::SendingOff => t.sending_off,
        CompanyWarning::Incomplete => t.incomplete,
        CompanyWarning::NeverTested => t.never_tested,
        CompanyWarning::SignInEnds => t.sign_in_ends,
        CompanyWarning::SignInEnded => t.sign_in_ended,
    }
}

fn moment(at: Option<Timestamp>, otherwise: &'static str) -> AnyView {
    match at {
        Some(at) => view! { <Moment at precision=Precision::Short/> }.into_any(),
        None => view! { <span class="soft">{otherwise}</span> }.into_any(),
    }
}
