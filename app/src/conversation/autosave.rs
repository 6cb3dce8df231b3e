//! What script adds to the form of an answer: it is kept while it is typed, a chosen file is attached at once, and a
//! time is understood in the zone of whoever chose it. On the server nothing of this happens.

#[cfg(feature = "hydrate")]
pub use in_browser::{millis_of, press_button_after, typed};
#[cfg(not(feature = "hydrate"))]
pub use on_server::{millis_of, press_button_after, typed};

#[cfg(not(feature = "hydrate"))]
mod on_server {
    use leptos::{ev::Event, html::Form, prelude::*};

    use crate::post::Posting;

    /// Keeps what stands in the form, a moment after the last key.
    pub fn typed(_form: NodeRef<Form>, _send: Posting, _saved: RwSignal<Option<bool>>, _done: Memo<u32>) {}

    /// Presses the button that belongs to a field.
    pub fn press_button_after(_event: &Event) {}

    /// The moment that is meant, in milliseconds since 1970; empty when it is none.
    pub fn millis_of(_typed: &str) -> String {
        String::new()
    }
}

#[cfg(feature = "hydrate")]
mod in_browser {
    use std::time::Duration;

    use leptos::{ev::Event, html::Form, prelude::*, wasm_bindgen::JsCast};
    use server_fn::ServerFn;
    use web_sys::{Element, HtmlButtonElement, HtmlFormElement};

    use crate::{
        call::{Said, call},
        conversation::calls::SaveDraft,
        post::{Posting, arguments},
    };

    /// A pause in typing after which the draft is kept.
    const PAUSE: Duration = Duration::from_millis(700);

    thread_local! {
        /// Grows with every key: only the last one leads to saving.
        static KEYS: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
    }

    pub fn typed(form: NodeRef<Form>, send: Posting, saved: RwSignal<Option<bool>>, done: Memo<u32>) {
        let key = KEYS.get().wrapping_add(1);
        KEYS.set(key);
        let drawn = done.get_untracked();
        let save = move || {
            // What was sent meanwhile must not become a draft again.
            let is_over = done.try_get_untracked() != Some(drawn) || send.is_running();
            if KEYS.get() != key || is_over {
                return;
            }
            let form = form.try_get_untracked().flatten();
            let Some(arguments) = form.and_then(|form| arguments(&form, None)) else { return };
            leptos::task::spawn_local(async move {
                let said = call(SaveDraft::PATH, arguments).await;
                // The page may be gone by now.
                _ = saved.try_set(Some(matches!(said, Said::Value(_))));
            });
        };
        set_timeout(save, PAUSE);
    }

    pub fn press_button_after(event: &Event) {
        let field = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let form = field.as_ref().and_then(|field| field.closest("form").ok().flatten());
        let beside = field.and_then(|field| field.closest(".with-button").ok().flatten());
        let button = beside.and_then(|beside| beside.query_selector("button").ok().flatten());
        let (Some(form), Some(button)) = (form, button) else { return };
        if let (Ok(form), Ok(button)) = (form.dyn_into::<HtmlFormElement>(), button.dyn_into::<HtmlButtonElement>()) {
            _ = form.request_submit_with_submitter(Some(&button));
        }
    }

    pub fn millis_of(typed: &str) -> String {
        let millis = js_sys::Date::parse(typed);
        if millis.is_nan() { String::new() } else { (millis as i64).to_string() }
    }
}
