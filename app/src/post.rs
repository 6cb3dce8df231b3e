//! Forms that are posted in place where there is script, and as they are where there is none.

use leptos::{ev::SubmitEvent, html, prelude::*, server::ServerActionError};
use serde::de::DeserializeOwned;
use server_fn::error::ServerFnUrlError;

use crate::{CallError, ask::Call, call::Said};

/// The field of forms that a file is chosen in.
pub const FILE_FIELD: &str = "form[file]";

/// A call that forms make, and what came of it.
#[derive(Clone, Copy, Debug)]
pub struct Posting {
    path: &'static str,
    said: RwSignal<Option<Result<Said, CallError>>>,
    n_answers: RwSignal<u32>,
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
        if !self.is_running() {
            self.post_to(self.path.to_owned(), arguments);
        }
    }

    #[cfg(not(feature = "ssr"))]
    fn post_to(self, path: String, arguments: String) {
        self.is_running.set(true);
        leptos::task::spawn_local(async move {
            let (said, leads_to) = crate::call::post(&path, arguments).await;
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

    #[cfg(feature = "ssr")]
    fn post_to(self, _path: String, _arguments: String) {}

    /// Whether a call is being made.
    pub fn is_running(self) -> bool {
        self.is_running.get_untracked()
    }

    /// The button may name another call for the same form. What it posts in a way of its own, such as files, is left to
    /// the browser.
    fn submit(self, event: &SubmitEvent) {
        let button = event.submitter();
        let of_button = |name| button.as_ref().and_then(|button| button.get_attribute(name));
        if !event.default_prevented()
            && of_button("formenctype").is_none()
            && let Some(arguments) = form_of(event).and_then(|form| arguments(&form, button.as_ref()))
        {
            event.prevent_default();
            if !self.is_running() {
                self.post_to(of_button("formaction").unwrap_or_else(|| self.path.to_owned()), arguments);
            }
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
    /// Its id, when something outside of it belongs to it.
    #[prop(optional)]
    id: Option<&'static str>,
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
        <form method="post" action=posting.path id=id class=class node_ref=node_ref on:submit=submit>{children()}</form>
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
    // A file cannot travel like this; it would be the words "[object File]".
    data.delete(FILE_FIELD);
    if let Some(button) = button.and_then(|button| button.dyn_ref::<web_sys::HtmlButtonElement>())
        && !button.name().is_empty()
    {
        data.append_with_str(&button.name(), &button.value()).ok()?;
    }
    let written = web_sys::UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    Some(String::from(written.to_string()))
}
