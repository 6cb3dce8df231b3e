//! Forms that are posted in place where there is script, and as they are where there is none.

use leptos::{ev::SubmitEvent, html, prelude::*, server::ServerActionError};
use serde::de::DeserializeOwned;
use server_fn::error::ServerFnUrlError;

use crate::{CallError, ask::Call, call::Said};

/// A call that forms make, and what came of it.
#[derive(Clone, Copy, Debug)]
pub struct Posting {
    path: &'static str,
    said: RwSignal<Option<Result<Said, CallError>>>,
    n_answers: RwSignal<u32>,
    #[cfg_attr(feature = "ssr", expect(dead_code, reason = "only a browser posts in place"))]
    is_running: RwSignal<bool>,
}

impl Posting {
    /// A call not made yet. Without script it may have been: then its error stands in the page's address.
    pub fn of<F: Call>() -> Self {
        Self::to(F::PATH)
    }

    fn to(path: &'static str) -> Self {
        let error = use_context::<ServerActionError>()
            .filter(|error| error.path() == path)
            .map(|error| Err(ServerFnUrlError::<CallError>::decode_err(error.err())));
        Self { path, said: RwSignal::new(error), n_answers: RwSignal::new(0), is_running: RwSignal::new(false) }
    }

    /// How many answers came; a part of what depends on them.
    pub fn n_answers(self) -> u32 {
        self.n_answers.get()
    }

    /// What went wrong with the last one.
    pub fn error(self) -> Option<CallError> {
        self.said.with(|said| match said.as_ref()? {
            Ok(said) => said.as_error(),
            Err(error) => Some(error.clone()),
        })
    }

    /// Whether the last one was done.
    pub fn is_done(self) -> bool {
        self.said.with(|said| said.as_ref().is_some_and(|said| matches!(said, Ok(Said::Value(_)))))
    }

    /// The value of the last one.
    pub fn value<T: DeserializeOwned>(self) -> Option<T> {
        self.said.with(|said| said.as_ref()?.as_ref().ok()?.read().ok())
    }

    /// Makes the call with these arguments, written as a form's. While it is being made, nothing happens.
    #[cfg(not(feature = "ssr"))]
    pub fn post(self, arguments: String) {
        if self.is_running.get_untracked() {
            return;
        }
        self.is_running.set(true);
        leptos::task::spawn_local(async move {
            let (said, leads_to) = crate::call::post(self.path, arguments).await;
            // The page may be gone by now.
            _ = self.is_running.try_set(false);
            _ = self.said.try_set(Some(Ok(said)));
            _ = self.n_answers.try_update(|n| *n += 1);
            if let Some(place) = leads_to {
                server_fn::redirect::call_redirect_hook(&place);
            }
        });
    }

    #[cfg(feature = "ssr")]
    #[doc(hidden)]
    pub fn post(self, _arguments: String) {}

    fn submit(self, event: &SubmitEvent) {
        if !event.default_prevented()
            && let Some(arguments) = form_of(event).and_then(|form| arguments(&form, event.submitter().as_ref()))
        {
            event.prevent_default();
            self.post(arguments);
        }
    }
}

/// A form that makes a call.
#[component]
pub fn PostForm(
    /// The call.
    posting: Posting,
    /// Classes.
    #[prop(optional)]
    class: &'static str,
    /// The form itself, where it is needed.
    #[prop(default = NodeRef::new())]
    node_ref: NodeRef<html::Form>,
    /// What is done before it is posted.
    #[prop(optional)]
    before: Option<Callback<()>>,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        if let Some(before) = before {
            before.run(());
        }
        posting.submit(&event);
    };
    view! {
        <form method="post" action=posting.path class=class node_ref=node_ref on:submit=submit>{children()}</form>
    }
    .into_any()
}

fn form_of(event: &SubmitEvent) -> Option<web_sys::HtmlFormElement> {
    use wasm_bindgen::JsCast;
    event.target()?.dyn_into().ok()
}

/// What stands in a form, as it would be posted by the button.
pub fn arguments(form: &web_sys::HtmlFormElement, button: Option<&web_sys::HtmlElement>) -> Option<String> {
    use wasm_bindgen::JsCast;
    let data = web_sys::FormData::new_with_form(form).ok()?;
    if let Some(button) = button.and_then(|button| button.dyn_ref::<web_sys::HtmlButtonElement>())
        && !button.name().is_empty()
    {
        data.append_with_str(&button.name(), &button.value()).ok()?;
    }
    let written = web_sys::UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    Some(String::from(written.to_string()))
}
