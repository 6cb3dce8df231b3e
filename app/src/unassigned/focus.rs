//! Where the focus goes when what had it goes away. In the browser only.

use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};
use types::MessageId;

use super::row::element_id;

/// Widest window in pixels that shows either the list or a message; `style/pages/messages.css` says the same.
const NARROW_MAX_PX: f64 = 860.0;

/// What to come back to in the list.
#[derive(Clone, Copy, Debug)]
pub struct Return {
    /// The row that gets the focus; the one of the message that was left when there is none.
    row: StoredValue<Option<String>>,
    /// How far the page was scrolled when the message was opened over it.
    scrolled_px: StoredValue<f64>,
}

impl Return {
    /// Watches which message is open, and gives the focus to where reading goes on.
    pub fn watch(opened: Memo<Option<MessageId>>) -> Self {
        let back = Self { row: StoredValue::new(None), scrolled_px: StoredValue::new(0.0) };
        Effect::new(move |before: Option<Option<MessageId>>| {
            let now = opened.get();
            if let (Some(Some(left)), None) = (before, now) {
                // The list is drawn by then.
                request_animation_frame(move || back.to_list(left));
            }
            now
        });
        back
    }

    /// A message is about to be opened from the list.
    pub fn remember_scroll(self) {
        self.scrolled_px.set_value(window().scroll_y().unwrap_or_default());
    }

    /// The open message is about to be deleted or restored: the one below it is the next to read, or the one above.
    pub fn remember_next(self) {
        let row = row_selected(".message-row[aria-current]");
        let next = row.and_then(|row| beside(&row, true).or_else(|| beside(&row, false)));
        self.row.set_value(next.map(|row| row.id()));
    }

    fn to_list(self, left: MessageId) {
        let row = self.row.try_update_value(Option::take).flatten();
        if !is_lost() {
            return;
        }
        let id = row.unwrap_or_else(|| element_id(left));
        if let Some(row) = document().get_element_by_id(&id).and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
            _ = row.focus();
        }
        if is_narrow() {
            window().scroll_to_with_x_and_y(0.0, self.scrolled_px.try_get_value().unwrap_or_default());
        }
    }
}

/// Whether only one of list and message fits.
pub fn is_narrow() -> bool {
    window().inner_width().ok().and_then(|width| width.as_f64()).is_some_and(|width| width <= NARROW_MAX_PX)
}

/// Moves the focus from the row that has it to the next, or the one before.
pub fn neighbour(forward: bool) {
    if let Some(row) = row_selected(".message-row:focus").and_then(|row| beside(&row, forward)) {
        _ = row.focus();
    }
}

/// Whether nothing has the focus, or something that is about to go.
fn is_lost() -> bool {
    document()
        .active_element()
        .is_none_or(|element| element.tag_name() == "BODY" || element.closest(".reading").ok().flatten().is_some())
}

fn row_selected(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}

fn beside(row: &HtmlElement, forward: bool) -> Option<HtmlElement> {
    let item = row.parent_element()?;
    let item = if forward { item.next_element_sibling() } else { item.previous_element_sibling() }?;
    item.first_element_child()?.dyn_into().ok()
}
