//! What was typed and not saved, kept in this browser until it is.

use leptos::{html::Form, prelude::*};

/// Keeps what is typed into the form under this name, brings it back when the page is opened again, and forgets it
/// when `is_saved` turns true. Passwords are never kept. True while the form holds what was brought back.
pub fn keep_draft(form: NodeRef<Form>, name: &'static str, is_saved: Signal<bool>) -> ReadSignal<bool> {
    let (is_restored, set_restored) = signal(false);
    in_browser::keep(form, name, is_saved, set_restored);
    is_restored
}

#[cfg(not(feature = "hydrate"))]
mod in_browser {
    use leptos::{html::Form, prelude::*};

    /// The server keeps no drafts.
    pub fn keep(_form: NodeRef<Form>, _name: &'static str, _is_saved: Signal<bool>, _set_restored: WriteSignal<bool>) {}
}

#[cfg(feature = "hydrate")]
mod in_browser {
    use std::collections::BTreeMap;

    use leptos::{html::Form, prelude::*, wasm_bindgen::JsCast};
    use web_sys::{Event, HtmlFormElement, HtmlInputElement, HtmlSelectElement, Storage};

    type Values = BTreeMap<String, String>;

    pub fn keep(form: NodeRef<Form>, name: &'static str, is_saved: Signal<bool>, set_restored: WriteSignal<bool>) {
        Effect::new(move |was_bound: Option<bool>| {
            let Some(form) = form.get() else { return false };
            if was_bound == Some(true) {
                return true;
            }
            let stored = storage().and_then(|storage| storage.get_item(&key(name)).ok().flatten());
            if let Some(values) = stored.and_then(|text| serde_json::from_str::<Values>(&text).ok())
                && values != read(&form)
            {
                write(&form, &values);
                set_restored.set(true);
            }
            let typed_in = form.clone();
            let on_input = move |_: Event| {
                if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(&read(&typed_in))) {
                    // A full store only costs this comfort.
                    _ = storage.set_item(&key(name), &text);
                }
            };
            let handler = wasm_bindgen::closure::Closure::<dyn Fn(Event)>::new(on_input);
            _ = form.add_event_listener_with_callback("input", handler.as_ref().unchecked_ref());
            // The form and its listener end together with the page.
            handler.forget();
            true
        });
        Effect::new(move || {
            if is_saved.get() {
                set_restored.set(false);
                if let Some(storage) = storage() {
                    _ = storage.remove_item(&key(name));
                }
            }
        });
    }

    fn storage() -> Option<Storage> {
        window().local_storage().ok().flatten()
    }

    fn key(name: &str) -> String {
        format!("postroom.draft.{name}")
    }

    fn read(form: &HtmlFormElement) -> Values {
        let mut values = Values::new();
        let elements = form.elements();
        for element in (0..elements.length()).filter_map(|index| elements.item(index)) {
            if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
                let is_kept = match input.type_().as_str() {
                    "radio" => input.checked(),
                    "password" | "hidden" => false,
                    _ => true,
                };
                if is_kept {
                    values.insert(input.name(), input.value());
                }
            } else if let Some(select) = element.dyn_ref::<HtmlSelectElement>() {
                values.insert(select.name(), select.value());
            }
        }
        values
    }

    fn write(form: &HtmlFormElement, values: &Values) {
        let elements = form.elements();
        for element in (0..elements.length()).filter_map(|index| elements.item(index)) {
            if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
                let Some(value) = values.get(&input.name()) else { continue };
                match input.type_().as_str() {
                    "radio" => input.set_checked(&input.value() == value),
                    "password" | "hidden" => continue,
                    _ => input.set_value(value),
                }
                // What is drawn from these values follows.
                _ = Event::new("input").map(|event| input.dispatch_event(&event));
            } else if let Some(select) = element.dyn_ref::<HtmlSelectElement>()
                && let Some(value) = values.get(&select.name())
            {
                select.set_value(value);
            }
        }
    }
}
