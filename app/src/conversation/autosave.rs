//! What script adds to the form of an answer: it is kept while it is typed, a chosen file is attached at once, and a
//! time is understood in the zone of whoever chose it. On the server nothing of this happens.

use leptos::prelude::RwSignal;
use types::AnswerPreview;

#[cfg(feature = "hydrate")]
pub use in_browser::{begin_anew, millis_of, press_button_after, typed};
#[cfg(not(feature = "hydrate"))]
pub use on_server::{begin_anew, millis_of, press_button_after, typed};

/// What came of keeping a draft.
#[derive(Clone, Copy)]
pub struct Kept {
    /// Whether it is kept; nothing before the first time.
    pub is_saved: RwSignal<Option<bool>>,
    /// What it reads like with its placeholders filled in.
    pub preview: RwSignal<Option<AnswerPreview>>,
}

#[cfg(not(feature = "hydrate"))]
mod on_server {
    use leptos::{ev::Event, html::Form, prelude::*};

    use super::Kept;
    use crate::post::Posting;

    /// Keeps what stands in the form, a moment after the last key.
    pub fn typed(_form: NodeRef<Form>, _send: Posting, _kept: Kept, _done: Memo<u32>) {}

    /// Once something was done, what is drawn counts, and not what was typed before.
    pub fn begin_anew(_form: NodeRef<Form>, _done: Memo<u32>) {}

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
    use types::AnswerPreview;
    use web_sys::{Element, HtmlButtonElement, HtmlFormElement};

    use super::Kept;
    use crate::{
        call::call,
        conversation::calls::SaveDraft,
        post::{Posting, arguments},
    };

    /// A pause in typing after which the draft is kept.
    const PAUSE: Duration = Duration::from_millis(700);

    thread_local! {
        /// Grows with every key: only the last one leads to saving.
        static KEYS: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
    }

    pub fn typed(form: NodeRef<Form>, send: Posting, kept: Kept, done: Memo<u32>) {
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
                let said = call(SaveDraft::PATH, arguments).await.read::<Option<AnswerPreview>>();
                // The page may be gone by now.
                _ = kept.is_saved.try_set(Some(said.is_ok()));
                if let Ok(preview) = said {
                    _ = kept.preview.try_set(preview);
                }
            });
        };
        set_timeout(save, PAUSE);
    }

    pub fn begin_anew(form: NodeRef<Form>, done: Memo<u32>) {
        Effect::new(move || {
            if let Some(form) = form.get()
                && done.get_untracked() > 0
            {
                // A field that somebody typed into shows its new value only so.
                form.reset();
            }
        });
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
