//! Fetching a page again and putting its regions in place.

use std::cell::{Cell, RefCell};

use leptos::{prelude::*, task::spawn_local, wasm_bindgen::JsCast};
use types::Problem;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, DomParser, Element, Headers, RequestInit, Response, SupportedType, Url,
    js_sys::{Function, Promise},
};

use super::{
    LIVE, NAME, TITLE, all,
    behaviours::localise,
    regions,
    swapping::{find_focus, swap},
};
use crate::{CallError, visit::lang};

/// The address that a region is fetched from.
pub const FROM: &str = "data-from";
/// The address of what a region shows.
pub const SHOWN: &str = "data-shown";
/// Where those are sent who are not signed in.
const SIGN_IN: &str = "/sign-in";

/// A page that came.
pub struct Page {
    /// What is in it, without scripts that run.
    pub document: Document,
    /// Path and query that it came from in the end.
    pub address: String,
    /// Whether it came from elsewhere than where it was asked for.
    pub is_redirected: bool,
}

impl Page {
    /// Whether it asks for signing in instead of what was wanted.
    pub fn is_sign_in(&self) -> bool {
        self.is_redirected && path(&self.address) == SIGN_IN
    }

    /// Puts the regions in place that are fetched from this address; whether there were any.
    pub fn put_in_place(&self) -> bool {
        let mut is_any = false;
        for region in regions_from(&self.address) {
            if let Some(new) = self.region(&region) {
                self.fill(&region, &new);
                is_any = true;
            }
        }
        is_any
    }

    /// The region of this name.
    pub fn region(&self, like: &Element) -> Option<Element> {
        let name = like.get_attribute(NAME)?;
        all(&self.document, &format!("[{NAME}={name}]")).into_iter().next()
    }

    fn fill(&self, region: &Element, new: &Element) {
        let shown = region.get_attribute(SHOWN);
        let is_other = shown.is_some_and(|shown| path(&shown) != path(&self.address));
        let is_first = !region.has_attribute(LIVE);
        swap(region, new, is_other);
        _ = region.set_attribute(LIVE, &new.get_attribute(LIVE).unwrap_or_default());
        _ = region.set_attribute(SHOWN, &self.address);
        if let Some(title) = new.get_attribute(TITLE) {
            document().set_title(&title);
            if is_first || is_other {
                find_focus(region);
            }
        }
    }
}

/// An address that is being fetched.
struct Running {
    address: String,
    /// Whether somebody waits for it, or it is shown and may have changed.
    is_new: bool,
    again: bool,
}

thread_local! {
    static RUNNING: RefCell<Vec<Running>> = const { RefCell::new(Vec::new()) };
    static N_HEARD: Cell<u32> = const { Cell::new(0) };
}

/// A number that grows with everything that is heard of. A page that was asked for before it grew may be from before
/// the change.
pub fn n_heard() -> u32 {
    N_HEARD.get()
}

/// Fetches the regions of this address. However many ask while it is on its way, it is fetched once more. `is_new`: a
/// person waits for it.
pub fn request(address: String, is_new: bool) {
    let is_running = RUNNING.with_borrow_mut(|running| {
        if let Some(one) = running.iter_mut().find(|one| one.address == address) {
            (one.again, one.is_new) = (true, one.is_new || is_new);
            return true;
        }
        running.push(Running { address: address.clone(), is_new, again: true });
        false
    });
    if !is_running {
        spawn_local(fetch_until_still(address));
    }
}

async fn fetch_until_still(address: String) {
    loop {
        // All who ask in this moment share one fetch.
        pause().await;
        let next = RUNNING.with_borrow_mut(|running| {
            let index = running.iter().position(|one| one.address == address)?;
            if running[index].again {
                running[index].again = false;
                return Some(std::mem::take(&mut running[index].is_new));
            }
            running.swap_remove(index);
            None
        });
        let Some(is_new) = next else { return };
        match fetch(&address, None).await {
            Ok(page) if page.address == address && page.put_in_place() => {}
            // Whoever only had the page open keeps what is on it, and what is typed into it.
            _ if !is_new => {}
            Ok(page) if page.address != address => _ = window().location().assign(&page.address),
            Ok(_) | Err(_) => say_unreachable(&address),
        }
    }
}

/// This topic has changed. Which topics a region has that is on its way is not known yet.
pub fn heard(topic: &str) {
    again_where(|topics| topics.split(',').any(|one| one == topic));
}

/// Anything may have been missed.
pub fn anything_changed() {
    again_where(|topics| !topics.is_empty());
}

/// Fetches the regions with such topics again, and all that are on their way.
fn again_where(is_concerned: impl Fn(&str) -> bool) {
    N_HEARD.set(n_heard().wrapping_add(1));
    for region in regions() {
        let is_coming = region.get_attribute(FROM) != region.get_attribute(SHOWN);
        if is_coming || region.get_attribute(LIVE).is_some_and(|topics| is_concerned(&topics)) {
            again(&region);
        }
    }
}

fn again(region: &Element) {
    if let Some(address) = region.get_attribute(FROM).filter(|address| !address.is_empty()) {
        request(address, false);
    }
}

/// A page as a browser without script gets it; after posting `form`, the page that the answer leads to.
pub async fn fetch(address: &str, form: Option<&str>) -> Result<Page, JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", "text/html")?;
    let request = RequestInit::new();
    if let Some(form) = form {
        headers.set("content-type", "application/x-www-form-urlencoded")?;
        request.set_method("POST");
        request.set_body(&JsValue::from_str(form));
    }
    request.set_headers(&headers);
    let response = JsFuture::from(window().fetch_with_str_and_init(address, &request)).await?;
    let response: Response = response.dyn_into()?;
    let url = Url::new(&response.url())?;
    let text = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    let document = DomParser::new()?.parse_from_string(&text, SupportedType::TextHtml)?;
    // Where there is no script when it is read, its content becomes elements: some of them act when they are put in.
    for element in all(&document, "noscript, script") {
        element.remove();
    }
    localise(&document);
    Ok(Page { document, address: url.pathname() + &url.search(), is_redirected: response.redirected() })
}

/// The path of an address.
pub fn path(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

fn regions_from(address: &str) -> impl Iterator<Item = Element> {
    regions().into_iter().filter(move |region| region.get_attribute(FROM).as_deref() == Some(address))
}

/// Says where something should be that it did not come, until it is asked for once more.
fn say_unreachable(address: &str) {
    for region in regions_from(address) {
        _ = region.remove_attribute(FROM);
        let Ok(note) = document().create_element("p") else { continue };
        note.set_class_name("note bad");
        _ = note.set_attribute("role", "alert");
        note.set_text_content(Some(&CallError(Problem::Unreachable).sentence(lang())));
        region.set_text_content(None);
        _ = region.append_child(&note);
    }
}

async fn pause() {
    let mut later = |done: Function, _: Function| {
        _ = window().set_timeout_with_callback(&done);
    };
    _ = JsFuture::from(Promise::new(&mut later)).await;
}
