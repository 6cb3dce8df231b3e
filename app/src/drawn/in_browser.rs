//! Regions in the browser: empty elements, filled by what the server sends.

mod behaviours;
mod fetching;
mod forms;
mod swapping;

pub use fetching::{anything_changed, heard};

use leptos::{html::Div, prelude::*, wasm_bindgen::JsCast};
use leptos_router::{hooks::use_url, location::Url};
use web_sys::{Document, Element};

use self::behaviours::localise;
use self::fetching::{FROM, SHOWN, path, request};

/// The name of a region.
const NAME: &str = "data-drawn";
/// The topics it shows, separated by commas. Only what the server drew has it.
const LIVE: &str = "data-live";
/// The title of the page.
const TITLE: &str = "data-title";

/// The region. What the server sent stays as it is when the page is taken over.
pub fn in_browser(name: &'static str, from: Option<Signal<String>>) -> AnyView {
    let node = NodeRef::<Div>::new();
    let url = use_url();
    Effect::new(move || {
        let address = from.map_or_else(|| address(&url.read()), |from| from.get());
        let Some(region) = node.get() else { return };
        // Forms may have filled it from there already.
        let known = region.get_attribute(FROM);
        let is_sent = known.is_none() && region.has_attribute(LIVE);
        let is_there = is_sent || known.as_ref() == Some(&address);
        _ = region.set_attribute(FROM, &address);
        if is_sent {
            _ = region.set_attribute(SHOWN, &address);
        }
        if from.is_some() && known.is_some_and(|known| path(&known) != path(&address)) {
            // What stands around it is about something else already.
            region.set_text_content(None);
        }
        if !is_there && !address.is_empty() {
            request(address, true);
        }
    });
    view! { <div node_ref=node data-drawn=name></div> }.into_any()
}

/// Begins to listen to all regions of the page, once; within the router.
pub fn listen() {
    let posted = expect_context::<super::Posted>().0;
    let navigate: forms::Navigate = std::rc::Rc::new(leptos_router::hooks::use_navigate());
    Effect::new(move || {
        localise(&document());
        forms::listen(posted, navigate.clone());
        behaviours::listen();
    });
}

/// Path and query.
fn address(url: &Url) -> String {
    if url.search().is_empty() { url.path().to_owned() } else { format!("{}?{}", url.path(), url.search()) }
}

/// The regions that are on screen.
fn regions() -> Vec<Element> {
    all(&document(), &format!("[{NAME}]"))
}

/// The elements below `node` that `selector` finds.
fn all(node: &Document, selector: &str) -> Vec<Element> {
    let found = node.query_selector_all(selector).ok();
    let found = found.iter().flat_map(|list| (0..list.length()).filter_map(|index| list.item(index)));
    found.filter_map(|node| node.dyn_into().ok()).collect()
}
