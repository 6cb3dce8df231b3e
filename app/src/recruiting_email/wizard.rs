//! The wizard: the picture of how mail flows, then four steps of which one is open.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{CompanyId, RecruitingEmail, TestId};

use super::{
    calls::{OpenStep, SaveSender, SaveSmtp, TestConnection, TestStored, UseRemedy},
    inheritance::InheritanceNote,
    inherited::InheritedSteps,
    redirection::Redirection,
    sender::Sender,
    smtp::Smtp,
    test::Test,
};
use crate::{
    ask::ask,
    drawn::{drawn, n_posted_to},
    live::live,
    parts::ErrorNote,
    post::Posting,
    visit::lang,
};

/// The main company's wizard.
const PATH: &str = "/settings/recruiting/email";

/// A subcompany's wizard.
pub fn wizard_link(subcompany: CompanyId) -> String {
    format!("{PATH}?company={subcompany}")
}

/// The step about the redirection.
#[cfg(feature = "ssr")]
pub fn redirection_link(subcompany: Option<CompanyId>) -> String {
    Step::Redirection.link(subcompany)
}

/// The steps, as they stand in `?step=`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// What the company's IT does.
    Redirection,
    /// The custom email address.
    Sender,
    /// The company's own server.
    Smtp,
    /// The connection test.
    Test,
}

impl Step {
    const ALL: [Self; 4] = [Self::Redirection, Self::Sender, Self::Smtp, Self::Test];

    const fn word(self) -> &'static str {
        match self {
            Self::Redirection => "redirection",
            Self::Sender => "sender",
            Self::Smtp => "smtp",
            Self::Test => "test",
        }
    }

    /// The page with this step open, of a subcompany or of the main company.
    pub fn link(self, subcompany: Option<CompanyId>) -> String {
        match subcompany {
            Some(company) => format!("{}&step={}", wizard_link(company), self.word()),
            None => format!("{PATH}?step={}", self.word()),
        }
    }

    /// The first step with something left to do.
    fn unfinished(settings: &RecruitingEmail) -> Self {
        if settings.sender.address().is_ok_and(|address| address.is_some()) {
            if settings.smtp_faults().is_empty() { Self::Test } else { Self::Smtp }
        } else if settings.sender.custom_address.is_empty() && settings.last_mail_at.is_none() {
            Self::Redirection
        } else {
            Self::Sender
        }
    }
}

/// What the steps share. Actions live here, so that a test goes on being shown while its step is closed.
#[derive(Clone, Copy)]
pub struct Actions {
    /// Stores step *Sender*.
    pub save_sender: Posting,
    /// Stores step *SMTP*.
    pub save_smtp: Posting,
    /// Tests what was typed.
    pub test_typed: Posting,
    /// Tests what is stored.
    pub test_stored: Posting,
    /// The test begun last on this page.
    pub begun: Memo<Option<TestId>>,
}

/// `/settings/recruiting/email`.
#[component]
pub fn WizardPage() -> impl IntoView {
    let (test_typed, test_stored) = (Posting::of::<TestConnection>(), Posting::of::<TestStored>());
    let actions = Actions {
        save_sender: Posting::of::<SaveSender>(),
        save_smtp: Posting::of::<SaveSmtp>(),
        test_typed,
        test_stored,
        begun: Memo::new(move |_| test_typed.value().max(test_stored.value())),
    };
    let mended = n_posted_to::<UseRemedy>();
    let saved = move || actions.save_sender.n_answers() + actions.save_smtp.n_answers() + mended.get();
    let query = use_query_map();
    let company = move || query.with(|query| query.get("company"));
    let asked = move || query.with(|query| query.get("step"));
    let (is_inherited, set_inherited) = signal(false);
    // Inherited values are not typed into: they follow every change.
    let followed = move || if is_inherited.get() { live().settings.get() } else { 0 };
    // The step comes with the settings: a step drawn from old ones would be redrawn under the first keystrokes.
    let opened = ask(move || OpenStep { company: company(), step: asked() }, move || saved() + followed());
    view! {
        // What is known changes by itself, and must not redraw the form that somebody is typing into.
        {drawn!("known", super::known::known(untrack(company)))}
        <Transition>
            {move || opened.get().map(|opened| match opened {
                Ok((asked, settings, card)) => {
                    if is_inherited.get_untracked() != settings.is_inherited() {
                        set_inherited.set(settings.is_inherited());
                    }
                    view! { <Wizard asked settings card actions/> }.into_any()
                }
                Err(error) => view! { <ErrorNote error/> }.into_any(),
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Wizard(asked: Option<String>, settings: RecruitingEmail, card: String, actions: Actions) -> impl IntoView {
    let unfinished = Step::unfinished(&settings);
    let open = Step::ALL.into_iter().find(|step| asked.as_deref() == Some(step.word())).unwrap_or(unfinished);
    if settings.is_inherited() {
        return view! { <InheritanceNote settings=settings.clone()/><InheritedSteps settings is_redirection_open=open == Step::Redirection/> }.into_any();
    }
    let subcompany = settings.subcompany();
    view! {
        <InheritanceNote settings=settings.clone()/>
        <ol class="steps">
            <Redirection settings=settings.clone() is_open=open == Step::Redirection/>
            <Sender settings=settings.clone() is_open=open == Step::Sender actions/>
            <Smtp settings=settings.clone() card is_open=open == Step::Smtp actions/>
            <Test settings is_open=open == Step::Test is_beside=open == Step::Smtp actions/>
        </ol>
        {drawn!("believed", from part_address("believed", subcompany), super::believed::believed(subcompany))}
    }
    .into_any()
}

/// Where a drawn part of the wizard is fetched from.
pub fn part_address(part: &str, subcompany: Option<CompanyId>) -> Signal<String> {
    let company = subcompany.map(|company| format!("?company={company}")).unwrap_or_default();
    Signal::stored(format!("{PATH}/{part}{company}"))
}

/// One line of the wizard: its number or tick, its name, what is set, and the way to open it.
#[component]
pub fn StepBar(
    /// 1 to 4.
    number: u8,
    /// Its name.
    name: &'static str,
    /// What is set, in one line.
    #[prop(into)]
    summary: String,
    /// Whether nothing is left to do in it.
    is_done: bool,
    /// Whether it is open.
    is_open: bool,
    /// The page with it open.
    link: String,
) -> impl IntoView {
    let t = lang().wizard();
    let look = match (is_open, is_done) {
        (true, _) => "number now",
        (false, true) => "number good",
        (false, false) => "number",
    };
    let is_ticked = is_done && !is_open;
    view! {
        <div class="bar">
            <span class=look aria-hidden="true">{if is_ticked { "✓".to_owned() } else { number.to_string() }}</span>
            <div class="bar-text">
                <h2>{name}{is_ticked.then(|| view! { <span class="unseen">{t.done}</span> })}</h2>
                <span class="soft">{summary}</span>
            </div>
            {(!is_open).then(|| view! {
                <a class="button quiet" href=link><span aria-hidden="true">{t.change}</span><span class="unseen">{t.change_step(name)}</span></a>
            })}
        </div>
    }
    .into_any()
}
