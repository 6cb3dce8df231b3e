//! Putting new content into a region without disturbing whoever reads or types in it: elements that are still there
//! stay the same, so that browsers keep their focus, what is typed into them, and what they announce.

use leptos::{prelude::document, wasm_bindgen::JsCast};
use web_sys::{Element, HtmlElement, Node};

/// Attributes that only ever change here: a person opened it, or it was given the focus.
const KEPT: [&str; 2] = ["open", "tabindex"];

/// What a form goes by that somebody is typing into: it stays as it was when they began.
const SEEN: &str = "form:has(:user-valid,textarea:focus,input:focus) [data-seen]";

/// Fills `region` with what `new` holds; anew when it is another page.
pub fn swap(region: &Element, new: &Element, is_other: bool) {
    let focused = document().active_element().filter(|element| region.contains(Some(element)));
    if is_other {
        region.set_text_content(None);
    }
    take_over(region, new);
    let is_lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
    if let Some(focused) = focused.filter(|_| is_lost) {
        let id = focused.id();
        let same = (!id.is_empty()).then(|| document().get_element_by_id(&id)).flatten();
        same.map_or_else(|| give_focus(&heading(region)), |same| give_focus(&Some(same)));
    }
}

/// Another page has come: reading begins at its heading, or where the address says.
pub fn find_focus(region: &Element) {
    let hash = leptos::prelude::location().hash().unwrap_or_default();
    if let Some(aim) =
        hash.strip_prefix('#').filter(|id| !id.is_empty()).and_then(|id| document().get_element_by_id(id))
    {
        aim.scroll_into_view();
    }
    if document().active_element().is_none_or(|element| element.tag_name() == "BODY") {
        give_focus(&heading(region));
    }
}

fn heading(region: &Element) -> Option<Element> {
    region.query_selector("h1, h2").ok().flatten()
}

fn give_focus(element: &Option<Element>) {
    let Some(element) = element.as_ref().and_then(|element| element.dyn_ref::<HtmlElement>()) else { return };
    if element.tab_index() < 0 {
        element.set_tab_index(-1);
    }
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    _ = element.focus_with_options(&options);
}

/// Makes the children of `old` those of `new`.
fn take_over(old: &Node, new: &Node) {
    let (mut olds, news) = (children(old), children(new));
    let matched: Vec<Option<Node>> =
        news.iter().map(|new| olds.iter().position(|old| is_same(old, new)).map(|index| olds.remove(index))).collect();
    for gone in olds {
        _ = old.remove_child(&gone);
    }
    let mut next = old.first_child();
    for (new, found) in news.into_iter().zip(matched) {
        match found {
            Some(found) if next.as_ref() == Some(&found) => {
                next = found.next_sibling();
                update(&found, &new);
            }
            Some(found) => {
                _ = old.insert_before(&found, next.as_ref());
                update(&found, &new);
            }
            None => _ = old.insert_before(&new, next.as_ref()),
        }
    }
}

fn update(old: &Node, new: &Node) {
    let (Some(old_element), Some(new_element)) = (old.dyn_ref::<Element>(), new.dyn_ref::<Element>()) else {
        if old.node_value() != new.node_value() {
            old.set_node_value(new.node_value().as_deref());
        }
        return;
    };
    if old_element.closest(SEEN).is_ok_and(|seen| seen.is_some()) {
        return;
    }
    for name in names(old_element) {
        if !new_element.has_attribute(&name) && !KEPT.contains(&name.as_str()) {
            _ = old_element.remove_attribute(&name);
        }
    }
    for name in names(new_element) {
        let value = new_element.get_attribute(&name);
        if value != old_element.get_attribute(&name) {
            _ = old_element.set_attribute(&name, &value.unwrap_or_default());
        }
    }
    take_over(old, new);
}

/// Whether two nodes are the same thing, perhaps in another state.
fn is_same(old: &Node, new: &Node) -> bool {
    if old.node_name() != new.node_name() {
        return false;
    }
    let (Some(old), Some(new)) = (old.dyn_ref::<Element>(), new.dyn_ref::<Element>()) else { return true };
    let is_field = matches!(old.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA" | "BUTTON");
    let named: &[&str] = if is_field { &["id", "name", "type"] } else { &["id", "action", "aria-labelledby"] };
    named.iter().all(|name| old.get_attribute(name) == new.get_attribute(name))
}

fn children(node: &Node) -> Vec<Node> {
    let list = node.child_nodes();
    (0..list.length()).filter_map(|index| list.item(index)).collect()
}

fn names(element: &Element) -> Vec<String> {
    element.get_attribute_names().iter().filter_map(|name| name.as_string()).collect()
}
