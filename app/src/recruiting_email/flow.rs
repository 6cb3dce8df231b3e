//! The picture of how mail flows, whose legs say what is known to work.

use leptos::prelude::*;
use types::{Badge, ConnectionTest, RecruitingEmail, TestState, Verdict};

use crate::{
    parts::{Icon, Sign},
    visit::lang,
};

/// A leg's look and its words.
type Known = (&'static str, &'static str);

/// Candidate → company mailbox → redirection → Postroom → company's server → candidate.
#[component]
pub fn Flow(settings: RecruitingEmail, newest: Option<ConnectionTest>) -> impl IntoView {
    let t = lang().flow();
    let [reaches, redirected, sent] = legs(&settings, newest.as_ref());
    let custom = settings.sender.address().ok().flatten();
    let mailbox = custom.map_or_else(|| t.mailbox.to_owned(), |address| address.to_string());
    let is_own = settings.smtp.use_for_sending && !settings.smtp.host.trim().is_empty();
    let server = if is_own { settings.smtp.host.trim().to_owned() } else { t.default_server.to_owned() };
    let server_words = if is_own { t.your_server } else { t.of_postroom };
    view! {
        <section class="flow card" aria-label=t.flow>
            <Stop sign=Sign::Person name=t.candidate words=t.candidate_writes/>
            <Leg known=reaches/>
            <Stop sign=Sign::Mailbox name=mailbox words=t.your_mailbox/>
            <Leg known=redirected/>
            <Stop sign=Sign::House name="Postroom" words=t.postroom_does/>
            <Leg known=sent/>
            <Stop sign=Sign::Server name=server words=server_words/>
            <Leg known=answers(&settings)/>
            <Stop sign=Sign::Person name=t.candidate words=""/>
        </section>
    }
    .into_any()
}

#[component]
fn Stop(sign: Sign, #[prop(into)] name: String, words: &'static str) -> impl IntoView {
    view! {
        <div class="stop">
            <Icon sign/>
            <b>{breakable(&name)}</b>
            {(!words.is_empty()).then(|| view! { <span class="soft">{words}</span> })}
        </div>
    }
    .into_any()
}

/// An address or a host name that is broken where it has a sign, and not within a word.
fn breakable(name: &str) -> Vec<AnyView> {
    name.split_inclusive(['@', '.']).map(|piece| view! { {piece.to_owned()}<wbr/> }.into_any()).collect()
}

#[component]
fn Leg(known: Known) -> impl IntoView {
    view! { <div class=format!("leg {}", known.0)><i aria-hidden="true"></i><span>{known.1}</span></div> }
}

/// To the mailbox, through the redirection, to the company's server. The newest test of these values decides; whatever
/// mail came last, only while nothing was tested.
fn legs(settings: &RecruitingEmail, newest: Option<&ConnectionTest>) -> [Known; 3] {
    let t = lang().flow();
    let has_mail = settings.last_mail_at.is_some();
    let arrives = if has_mail { ("good", t.leg_arrives) } else { ("plain", t.leg_unknown) };
    let is_proven = matches!(settings.badge, Badge::LoopWorks { .. });
    let redirected = match newest.map(|test| (test.state, test.verdict)) {
        _ if is_proven => ("good", t.leg_redirected),
        Some((TestState::Waiting, None | Some(Verdict::NothingYet))) => ("plain", t.leg_waiting),
        Some((TestState::NotReturned, None) | (_, Some(Verdict::NothingYet))) => ("warn", t.leg_not_redirected),
        Some((_, Some(_))) if newest.is_some_and(ConnectionTest::proves_loop) => ("good", t.leg_redirected),
        Some((_, Some(_))) => ("warn", t.leg_changed),
        _ => arrives,
    };
    let has_come = has_mail || newest.is_some_and(|test| test.arrival.is_some());
    let reaches = if is_proven || has_come { ("good", t.leg_reaches) } else { ("plain", t.leg_unknown) };
    [reaches, redirected, sending(settings)]
}

fn sending(settings: &RecruitingEmail) -> Known {
    let t = lang().flow();
    if !settings.smtp.use_for_sending {
        return ("plain", t.leg_not_tested);
    }
    match settings.badge {
        Badge::NotTested => ("plain", t.leg_not_tested),
        Badge::SendingWorks | Badge::LoopWorks { .. } => ("good", t.leg_sends),
        // Whether the last test was a good one is not said here.
        Badge::SignInEnds { .. } => ("warn", t.leg_sends),
        Badge::SignInEnded { .. } => ("bad", t.leg_sign_in_ended),
        Badge::Failing { .. } => ("bad", t.leg_failing),
    }
}

fn answers(settings: &RecruitingEmail) -> Known {
    let t = lang().flow();
    match sending(settings) {
        ("good", _) => ("good", t.candidate_reads),
        (look, _) => (if look == "bad" { "bad" } else { "plain" }, t.leg_unknown),
    }
}
