//! Small behaviours of what the server drew, each asked for by an attribute.

use std::cell::RefCell;

use leptos::{ev, prelude::*, wasm_bindgen::JsCast};
use web_sys::{Document, Element, Event, Url};

use super::{
    NAME, all,
    fetching::{FROM, request},
};
use crate::{
    parts::{Precision, in_local_time, put_on_clipboard},
    visit::lang,
};

/// The field whose change draws its region anew, with the name of the parameter.
const REDRAW: &str = "data-redraw";
/// A pause in typing after which a region is drawn anew.
const TYPING_PAUSE: std::time::Duration = std::time::Duration::from_millis(200);

/// Listens to all regions.
pub fn listen() {
    // As long as the page.
    _ = window_event_listener(ev::click, |event| copy(&event));
    _ = window_event_listener(ev::focusout, |event| say_again(&event));
    let later = RefCell::new(debounce(TYPING_PAUSE, |field: Element| _ = redraw(&field)));
    _ = window_event_listener(ev::input, move |event| {
        if let Some(field) = element(&event).filter(|field| field.has_attribute(REDRAW)) {
            (later.borrow_mut())(field);
        }
    });
}

/// Moments as they are in the reader's zone.
pub fn localise(document: &Document) {
    for time in all(document, &format!("[{NAME}] time[data-precision]")) {
        let of = |name: &str| time.get_attribute(name).unwrap_or_default();
        let precision = Precision::from_word(&of("data-precision"));
        time.set_text_content(Some(&in_local_time(&of("datetime").into(), lang(), precision)));
    }
}

fn copy(event: &Event) {
    let button = element(event).and_then(|element| element.closest("[data-copy]").ok().flatten());
    let Some(button) = button else { return };
    let of = |name: &str| button.get_attribute(name).unwrap_or_default();
    let (done, failed) = (of("data-done"), of("data-failed"));
    let shown = button.first_element_child();
    put_on_clipboard(&of("data-copy"), move |is_done| {
        if let Some(shown) = &shown {
            shown.set_text_content(Some(if is_done { &done } else { &failed }));
        }
    });
}

/// A button that is left says again what it does.
fn say_again(event: &Event) {
    if let Some(button) = element(event)
        && let Some(idle) = button.get_attribute("data-idle")
        && let Some(shown) = button.first_element_child()
    {
        shown.set_text_content(Some(&idle));
    }
}

/// Draws the region of a field with what stands in it.
fn redraw(field: &Element) -> Option<()> {
    let name = field.get_attribute(REDRAW)?;
    let region = field.closest(&format!("[{NAME}]")).ok()??;
    let value = web_sys::js_sys::Reflect::get(field, &"value".into()).ok()?.as_string()?;
    let url = Url::new_with_base(&region.get_attribute(FROM)?, &location().href().ok()?).ok()?;
    url.search_params().set(&name, &value);
    // What is looked for anew begins with its first page.
    url.search_params().delete("before");
    let address = url.pathname() + &url.search();
    _ = region.set_attribute(FROM, &address);
    if url.pathname() == location().pathname().unwrap_or_default()
        && let Ok(history) = window().history()
    {
        // Whoever comes back finds what they looked for.
        _ = history.replace_state_with_url(&leptos::wasm_bindgen::JsValue::NULL, "", Some(&address));
    }
    request(address, false);
    Some(())
}

fn element(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}
