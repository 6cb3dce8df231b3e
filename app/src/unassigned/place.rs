//! Where in the lists somebody is, as the address of a page says it.

use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};
use types::{MessageId, View};

/// The page of the lists; a message's page lies below it.
pub const PATH: &str = "/recruiting/unassigned";
/// Longest cursor in characters; the engine's have 32.
const CURSOR_MAX_CHARS: usize = 64;

/// Which list is shown, and from where on.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Place {
    /// The list.
    pub view: View,
    /// The cursor of an older page; nothing on the newest.
    pub before: Option<String>,
}

impl Place {
    /// The place in this list. What cannot be a cursor counts as none, so that an address is made of plain letters.
    pub fn new(view: View, before: Option<String>) -> Self {
        let is_cursor = |text: &String| {
            !text.is_empty()
                && text.len() <= CURSOR_MAX_CHARS
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        };
        Self { view, before: before.filter(is_cursor) }
    }

    /// The place that a page's query names.
    pub fn from_query(query: &ParamsMap) -> Self {
        let view = match query.get_str("view") {
            Some("held_back") => View::HeldBack,
            Some("deleted") => View::Deleted,
            _ => View::Unassigned,
        };
        Self::new(view, query.get("before"))
    }

    /// The address of the list.
    pub fn list(&self) -> String {
        self.address(PATH.to_owned(), "")
    }

    /// The address of a message beside the list.
    pub fn message(&self, id: MessageId) -> String {
        self.message_with(id, "")
    }

    /// The address of a message with more in its query, such as `images=1`.
    pub fn message_with(&self, id: MessageId, more: &str) -> String {
        self.address(format!("{PATH}/{id}"), more)
    }

    /// Where the way leads after deleting: the list, with a way to undo.
    #[cfg(any(feature = "ssr", test))]
    pub fn after_deleting(&self, id: MessageId) -> String {
        self.address(PATH.to_owned(), &format!("deleted={id}"))
    }

    /// Where the way leads after restoring: to the message, or in the list of the deleted to the others there.
    #[cfg(any(feature = "ssr", test))]
    pub fn after_restoring(&self, id: MessageId) -> String {
        match self.view {
            View::Deleted => self.address(PATH.to_owned(), &format!("restored={id}")),
            View::Unassigned | View::HeldBack => self.message(id),
        }
    }

    /// Where the way leads after a decision: the list, with a way to undo.
    #[cfg(any(feature = "ssr", test))]
    pub fn after_deciding(&self, decision: types::DecisionId, what: &str) -> String {
        self.address(PATH.to_owned(), &format!("decided={decision}&{what}"))
    }

    fn address(&self, path: String, more: &str) -> String {
        let view = match self.view {
            View::Unassigned => None,
            view => Some(format!("view={}", view.state().as_str())),
        };
        let before = self.before.as_ref().map(|cursor| format!("before={cursor}"));
        let more = Some(more.to_owned()).filter(|more| !more.is_empty());
        let query: Vec<String> = [view, before, more].into_iter().flatten().collect();
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    }
}

#[cfg(test)]
mod tests {
    use types::{MessageId, View};

    use super::Place;

    #[test]
    fn addresses_say_where_one_is() {
        let id: MessageId = "00000000-0000-0000-0000-000000000001".parse().unwrap();
        let newest = Place::default();
        let older = Place::new(View::HeldBack, Some("Ab-_9".into()));
        let deleted = Place::new(View::Deleted, None);
        for (address, expected) in [
            (newest.list(), "/recruiting/unassigned"),
            (older.list(), "/recruiting/unassigned?view=held_back&before=Ab-_9"),
            (newest.message(id), "/recruiting/unassigned/00000000-0000-0000-0000-000000000001"),
            (
                deleted.message_with(id, "images=1"),
                "/recruiting/unassigned/00000000-0000-0000-0000-000000000001?view=deleted&images=1",
            ),
            (newest.after_deleting(id), "/recruiting/unassigned?deleted=00000000-0000-0000-0000-000000000001"),
            (newest.after_restoring(id), "/recruiting/unassigned/00000000-0000-0000-0000-000000000001"),
            (
                deleted.after_restoring(id),
                "/recruiting/unassigned?view=deleted&restored=00000000-0000-0000-0000-000000000001",
            ),
        ] {
            assert_eq!(address, expected);
        }
    }

    #[test]
    fn what_is_no_cursor_is_left_out() {
        for text in ["", "a b", "x&view=deleted", "\r\nSet-Cookie: a=b", "ä", &"a".repeat(65)] {
            assert_eq!(Place::new(View::Unassigned, Some(text.into())).before, None, "{text:?}");
        }
    }
}
