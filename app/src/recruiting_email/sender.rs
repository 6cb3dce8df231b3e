//! Step *Sender*: the company's own address.

use leptos::{html, prelude::*};
use types::{Inheritance, RecruitingEmail};

use super::{
    inheritance::{CompanyInput, draft_name, origin},
    wizard::{Actions, Step, StepBar},
};
use crate::{
    parts::{ErrorNote, Field, YesNo, keep_draft},
    post::PostForm,
    visit::lang,
};

/// The step.
#[component]
pub fn Sender(settings: RecruitingEmail, is_open: bool, actions: Actions) -> impl IntoView {
    let t = lang().wizard();
    let address = settings.sender.address();
    let is_done = settings.is_stored && address.is_ok();
    let summary = match &address {
        Ok(Some(address)) => t.sender_yes(address),
        Ok(None) if !settings.is_stored => t.sender_open.to_owned(),
        Ok(None) => match &settings.inheritance {
            Inheritance::Own { main_name, .. } => t.sender_no_own(main_name),
            _ => t.sender_no(&settings.recruiting_address),
        },
        Err(_) => t.sender_incomplete.to_owned(),
    };
    view! {
        <li class="step card">
            <StepBar number=2 name=t.step_sender summary is_done is_open link=Step::Sender.link(settings.subcompany())/>
            {is_open.then(|| view! { <Inside settings actions/> })}
        </li>
    }
    .into_any()
}

#[component]
fn Inside(settings: RecruitingEmail, actions: Actions) -> impl IntoView {
    let t = lang().wizard();
    let posting = actions.save_sender;
    let form = NodeRef::<html::Form>::new();
    let is_saved = Signal::derive(move || posting.is_done());
    let is_restored = keep_draft(form, &draft_name("sender", &settings), is_saved);
    let origin = origin(&settings);
    let explained_no = match &settings.inheritance {
        Inheritance::Own { main_name, .. } => t.sender_explained_no_own(main_name),
        _ => t.sender_explained_no(&settings.recruiting_address),
    };
    let fault = settings
        .sender
        .address()
        .err()
        .map(|fault| lang().problems().by_key(fault.fault.key()).unwrap_or_default().to_owned());
    view! {
        <PostForm posting class="inside" node_ref=form>
            <CompanyInput subcompany=settings.subcompany()/>
            <p>{t.sender_text}</p>
            <YesNo question=t.use_custom name="use_custom" is_yes=settings.sender.use_custom || !settings.is_stored origin=origin/>
            <div class="when-yes stack">
                <Field name="custom_address" label=t.custom_address help=t.custom_address_help value=settings.sender.custom_address error=Signal::stored(fault) autocomplete="email" placeholder=t.custom_example origin=origin/>
            </div>
            <p class="soft when-no">{explained_no}</p>
            {move || posting.error().map(|error| view! { <ErrorNote error/> })}
            <div class="row-actions">
                <button class="primary">{t.save}</button>
                <Restored is_restored/>
            </div>
        </PostForm>
    }
    .into_any()
}

/// Says that the form holds what was typed earlier and not saved.
#[component]
pub fn Restored(is_restored: ReadSignal<bool>) -> impl IntoView {
    view! { <span class="soft" role="status">{move || is_restored.get().then_some(lang().wizard().restored)}</span> }
}
