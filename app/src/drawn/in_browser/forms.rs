//! Forms of regions. They are written for browsers without script; here they are posted without leaving the page, and
//! the page that the answer leads to is put in place.

use std::{cell::Cell, rc::Rc};

use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local, wasm_bindgen::JsCast};
use leptos_router::NavigateOptions;
use types::Problem;
use web_sys::{Element, HtmlElement, HtmlFormElement};

use super::{
    NAME,
    fetching::{FROM, Page, anything_changed, fetch, n_heard, path, request},
    regions,
};
use crate::{CallError, post::arguments, visit::lang};

/// Goes to a place of ours.
pub type Navigate = Rc<dyn Fn(&str, NavigateOptions)>;

/// A form that goes the browser's way.
const PLAIN: &str = "data-plain";
/// What a form says that could not be posted.
const SAID: &str = "data-said";

/// Catches the forms of all regions.
pub fn listen(posted: RwSignal<(u32, String)>, navigate: Navigate) {
    let is_busy = Rc::new(Cell::new(false));
    // As long as the page.
    _ = window_event_listener(leptos::ev::submit, move |event| submitted(&event, posted, &navigate, &is_busy));
}

fn submitted(event: &SubmitEvent, posted: RwSignal<(u32, String)>, navigate: &Navigate, is_busy: &Rc<Cell<bool>>) {
    let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
    let Some(form) = form.filter(|form| form.closest(&format!("[{NAME}]")).is_ok_and(|region| region.is_some())) else {
        return;
    };
    let button = event.submitter();
    let says = |name: &str, of_button: &str| {
        let button = button.as_ref().and_then(|button| button.get_attribute(of_button));
        button.or_else(|| form.get_attribute(name)).unwrap_or_default()
    };
    let is_plain = form.has_attribute(PLAIN) || !says("enctype", "formenctype").is_empty();
    let Some(values) = arguments(&form, button.as_ref()).filter(|_| !event.default_prevented() && !is_plain) else {
        return;
    };
    event.prevent_default();
    let action = says("action", "formaction");
    if says("method", "formmethod") != "post" {
        let (address, hash) = action.split_once('#').unwrap_or((&action, ""));
        let hash = if hash.is_empty() { String::new() } else { format!("#{hash}") };
        let stays = path(address) == here();
        return navigate(&format!("{}?{values}{hash}", path(address)), going(stays, false));
    }
    if !is_busy.replace(true) {
        let (navigate, is_busy) = (navigate.clone(), is_busy.clone());
        spawn_local(async move {
            post(&form, &action, &values, posted, &navigate).await;
            is_busy.set(false);
        });
    }
}

async fn post(
    form: &HtmlFormElement,
    action: &str,
    values: &str,
    posted: RwSignal<(u32, String)>,
    navigate: &Navigate,
) {
    let heard_before = n_heard();
    let page = match fetch(action, Some(values)).await {
        Ok(page) if page.is_sign_in() => return say(form, Problem::NotSignedIn),
        Ok(page) if page.is_redirected => page,
        Ok(_) => return say(form, Problem::Unavailable { reference: "0".into() }),
        Err(_) => return say(form, Problem::Unreachable),
    };
    let is_here = path(&page.address) == here();
    // Server functions name what went wrong in the address of the page they come from.
    if page.address.contains("__err=") {
        show(&page, heard_before);
        return look_at_fault(form);
    }
    form.reset();
    show(&page, heard_before);
    again_if_apart(form);
    posted.update(|(n, to)| (*n, *to) = (*n + 1, action.to_owned()));
    if page.address != address_here() {
        navigate(&page.address, going(is_here, is_here));
    }
}

/// A region with an address of its own is not a part of the page that the answer led to.
fn again_if_apart(form: &HtmlFormElement) {
    let region = form.closest(&format!("[{NAME}]")).ok().flatten();
    let from = region.and_then(|region| region.get_attribute(FROM));
    if let Some(from) = from.filter(|from| path(from) != here()) {
        request(from, false);
    }
}

/// Puts the page in place of the one that is shown, as far as both have the same regions.
fn show(page: &Page, heard_before: u32) {
    let shown = here();
    for region in regions() {
        let is_of_page = region.get_attribute(FROM).is_some_and(|from| path(&from) == shown);
        if is_of_page && page.region(&region).is_some() {
            _ = region.set_attribute(FROM, &page.address);
        }
    }
    page.put_in_place();
    // It was drawn at some moment since then, and nobody says another time what changed after that.
    if n_heard() != heard_before {
        anything_changed();
    }
}

fn going(stays: bool, replace: bool) -> NavigateOptions {
    NavigateOptions { scroll: !stays, replace, ..NavigateOptions::default() }
}

fn here() -> String {
    location().pathname().unwrap_or_default()
}

fn address_here() -> String {
    here() + &location().search().unwrap_or_default()
}

/// The field that is wrong gets the focus; where no field is, what is said comes into sight.
fn look_at_fault(form: &HtmlFormElement) {
    let find = |selector: &str| form.query_selector(selector).ok().flatten();
    if let Some(field) = find("[aria-invalid=true]").and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
        _ = field.focus();
    } else if let Some(alert) =
        find("[role=alert]").or_else(|| document().query_selector("[role=alert]").ok().flatten())
    {
        alert.scroll_into_view();
    }
}

/// Says at the form why it could not be posted. What is typed stays.
fn say(form: &HtmlFormElement, problem: Problem) {
    let note = form.query_selector(&format!("[{SAID}]")).ok().flatten().or_else(|| new_note(form));
    let Some(note) = note else { return };
    let is_signed_out = problem == Problem::NotSignedIn;
    note.set_text_content(Some(&CallError(problem).sentence(lang())));
    if is_signed_out && let Ok(link) = document().create_element("a") {
        _ = link.set_attribute("href", "/sign-in");
        _ = link.set_attribute("target", "_blank");
        link.set_text_content(Some(lang().frame().sign_in_again));
        _ = note.append_with_str_1(" ");
        _ = note.append_child(&link);
    }
}

fn new_note(form: &HtmlFormElement) -> Option<Element> {
    let note = document().create_element("div").ok()?;
    note.set_class_name("note bad");
    note.set_attribute("role", "alert").ok()?;
    note.set_attribute(SAID, "").ok()?;
    form.append_child(&note).ok()?;
    Some(note)
}
