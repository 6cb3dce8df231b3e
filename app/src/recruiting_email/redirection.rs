//! Step *Redirection*: the address to redirect to, and what to tell IT.

#[cfg(feature = "ssr")]
mod inside;

use leptos::prelude::*;
use types::{Badge, RecruitingEmail};

use super::wizard::{Step, StepBar, part_address};
use crate::{drawn::drawn, visit::lang};

#[cfg(feature = "ssr")]
pub use inside::{inside, percent};

/// The step.
#[component]
pub fn Redirection(settings: RecruitingEmail, is_open: bool) -> impl IntoView {
    let t = lang().wizard();
    let address = settings.recruiting_address.to_string();
    let subcompany = settings.subcompany();
    // Whatever mail came: it says something only while no test has.
    let is_done = match settings.badge {
        Badge::LoopWorks { .. } => true,
        Badge::SendingWorks => false,
        _ => settings.last_mail_at.is_some(),
    };
    let summary = if is_done { t.redirection_done(&address) } else { t.redirection_closed(&address) };
    view! {
        <li class="step card">
            <StepBar number=1 name=t.step_redirection summary is_done is_open link=Step::Redirection.link(subcompany)/>
            {is_open.then(|| drawn!("provider", from part_address("provider", subcompany), super::found::provider(subcompany)))}
        </li>
    }
    .into_any()
}
