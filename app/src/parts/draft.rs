//! What was typed and not saved, kept in this browser until it is.

use leptos::{html::Form, prelude::*};

/// Keeps what is typed into the form under this name, brings it back when the page is opened again, and forgets it
/// when `is_saved` turns true. Passwords are never kept. True while the form holds what was brought back.
pub fn keep_draft(form: NodeRef<Form>, name: &str, is_saved: Signal<bool>) -> ReadSignal<bool> {
    let (is_restored, set_restored) = signal(false);
    in_browser::keep(form, format!("postroom.draft.{name}"), is_saved, set_restored);
    is_restored
}

/// Puts these values, written as they would be posted, into the fields of their names, and hands out what stood in the
/// form before. Other fields and passwords stay as they are.
pub fn fill(form: NodeRef<Form>, values: &str) -> Option<String> {
    in_browser::fill(form, values)
}

#[cfg(not(feature = "hydrate"))]
mod in_browser {
    use leptos::{html::Form, prelude::*};

    /// Nobody presses a button on the server.
    pub fn fill(_form: NodeRef<Form>, _values: &str) -> Option<String> {
        None
    }

    /// The server keeps no drafts.
    pub fn keep(_form: NodeRef<Form>, _key: String, _is_saved: Signal<bool>, _set_restored: WriteSignal<bool>) {}
}

#[cfg(feature = "hydrate")]
mod in_browser {
    use leptos::{html::Form, prelude::*, wasm_bindgen::JsCast};
    use web_sys::{Event, HtmlFormElement, HtmlInputElement, HtmlSelectElement, Storage, UrlSearchParams};

    pub fn keep(form: NodeRef<Form>, key: String, is_saved: Signal<bool>, set_restored: WriteSignal<bool>) {
        let forgotten = key.clone();
        Effect::new(move |was_bound: Option<bool>| {
            let Some(form) = form.get() else { return false };
            if was_bound == Some(true) {
                return true;
            }
            // What was typed over other values than those now stored is of before: somebody has saved them meanwhile.
            let saved = read(&form).unwrap_or_default();
            let stored = storage().and_then(|storage| storage.get_item(&key).ok().flatten());
            let typed = stored.as_ref().and_then(|stored| stored.strip_prefix(&saved)?.strip_prefix('\n'));
            if let Some(typed) = typed.filter(|typed| *typed != saved)
                && let Ok(values) = UrlSearchParams::new_with_str(typed)
            {
                write(&form, &values);
                set_restored.set(true);
            }
            let (typed_in, key) = (form.clone(), key.clone());
            let on_input = move |_: Event| {
                if let (Some(storage), Some(text)) = (storage(), read(&typed_in)) {
                    // A full store only costs this comfort.
                    _ = storage.set_item(&key, &(saved.clone() + "\n" + &text));
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
                    _ = storage.remove_item(&forgotten);
                }
            }
        });
    }

    pub fn fill(form: NodeRef<Form>, values: &str) -> Option<String> {
        let form = form.get_untracked()?;
        let before = read(&form);
        write(&form, &UrlSearchParams::new_with_str(values).ok()?);
        // What was filled in is kept like what was typed.
        _ = Event::new("input").map(|event| form.dispatch_event(&event));
        before
    }

    fn storage() -> Option<Storage> {
        window().local_storage().ok().flatten()
    }

    /// What stands in the form, written as it would be posted.
    fn read(form: &HtmlFormElement) -> Option<String> {
        let values = UrlSearchParams::new().ok()?;
        let elements = form.elements();
        for element in (0..elements.length()).filter_map(|index| elements.item(index)) {
            if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
                let is_kept = match input.type_().as_str() {
                    "radio" => input.checked(),
                    "password" | "hidden" => false,
                    _ => true,
                };
                if is_kept {
                    values.append(&input.name(), &input.value());
                }
            } else if let Some(select) = element.dyn_ref::<HtmlSelectElement>() {
                values.append(&select.name(), &select.value());
            }
        }
        Some(String::from(values.to_string()))
    }

    fn write(form: &HtmlFormElement, values: &UrlSearchParams) {
        let elements = form.elements();
        for element in (0..elements.length()).filter_map(|index| elements.item(index)) {
            if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
                let Some(value) = values.get(&input.name()) else { continue };
                match input.type_().as_str() {
                    "radio" => input.set_checked(input.value() == value),
                    "password" | "hidden" => continue,
                    _ => input.set_value(&value),
                }
                // What is drawn from these values follows.
                _ = Event::new("input").map(|event| input.dispatch_event(&event));
            } else if let Some(select) = element.dyn_ref::<HtmlSelectElement>()
                && let Some(value) = values.get(&select.name())
            {
                select.set_value(&value);
            }
        }
    }
}
