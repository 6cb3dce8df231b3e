//! Where in the outbox somebody is, as the address of the page says it.

use leptos_router::params::ParamsMap;
use types::{CompanyId, OutboxView, OutgoingId};

/// The page.
pub const PATH: &str = "/outbox";
/// Longest cursor in characters; the engine's have 32.
const CURSOR_MAX_CHARS: usize = 64;

/// Which part is shown, of whom, from where on, and what is opened.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Place {
    /// The part.
    pub view: OutboxView,
    /// The company; nothing for all.
    pub company: Option<CompanyId>,
    /// The cursor of an older page; nothing on the newest.
    pub before: Option<String>,
    /// The message that is opened.
    pub opened: Option<OutgoingId>,
}

impl Place {
    /// The place that a page's query names. What makes no sense in it counts as left out.
    pub fn from_query(query: &ParamsMap) -> Self {
        let view = query.get_str("view");
        let is_cursor = |text: &String| {
            !text.is_empty()
                && text.len() <= CURSOR_MAX_CHARS
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        };
        Self {
            view: OutboxView::EACH.into_iter().find(|each| view == Some(each.as_str())).unwrap_or_default(),
            company: query.get_str("company").and_then(|text| text.parse().ok()),
            before: query.get("before").filter(is_cursor),
            opened: query.get_str("message").and_then(|text| text.parse().ok()),
        }
    }

    /// The address of this place with nothing opened.
    pub fn list(&self) -> String {
        self.address(None)
    }

    /// The address of this place with this message opened.
    pub fn message(&self, id: OutgoingId) -> String {
        self.address(Some(id))
    }

    fn address(&self, opened: Option<OutgoingId>) -> String {
        let view =
            Some(self.view).filter(|view| *view != OutboxView::All).map(|view| format!("view={}", view.as_str()));
        let company = self.company.map(|company| format!("company={company}"));
        let before = self.before.as_ref().map(|cursor| format!("before={cursor}"));
        let opened = opened.map(|id| format!("message={id}"));
        let query: Vec<String> = [view, company, before, opened].into_iter().flatten().collect();
        if query.is_empty() { PATH.to_owned() } else { format!("{PATH}?{}", query.join("&")) }
    }
}

/// Where the way leads after a decision: back, with what was done. `back` comes from the browser.
#[cfg(any(feature = "ssr", test))]
pub fn after(back: &str, done: &str) -> String {
    let fits = |rest: &str| rest.bytes().all(|b| b.is_ascii_alphanumeric() || b"=&-_?".contains(&b));
    let back = match back.strip_prefix(PATH) {
        Some(rest) if (rest.is_empty() || rest.starts_with('?')) && fits(rest) => back,
        _ => PATH,
    };
    format!("{back}{}done={done}", if back.contains('?') { '&' } else { '?' })
}

#[cfg(test)]
mod tests {
    use types::{OutboxView, OutgoingId};

    use super::{Place, after};

    #[test]
    fn addresses_say_where_one_is() {
        let id: OutgoingId = "00000000-0000-0000-0000-000000000001".parse().unwrap();
        let older = Place { view: OutboxView::NeedsYou, before: Some("Ab-_9".into()), ..Place::default() };
        assert_eq!(Place::default().list(), "/outbox");
        assert_eq!(older.list(), "/outbox?view=needs_you&before=Ab-_9");
        assert_eq!(Place::default().message(id), "/outbox?message=00000000-0000-0000-0000-000000000001");
    }

    #[test]
    fn the_way_back_stays_in_the_outbox() {
        for (back, expected) in [
            ("/outbox", "/outbox?done=retry"),
            ("/outbox?view=sent&message=0-1", "/outbox?view=sent&message=0-1&done=retry"),
            ("https://evil.example", "/outbox?done=retry"),
            ("//evil.example", "/outbox?done=retry"),
            ("/outbox\r\nX: y", "/outbox?done=retry"),
            ("/outboxes", "/outbox?done=retry"),
            ("/outbox?x=https://evil", "/outbox?done=retry"),
        ] {
            assert_eq!(after(back, "retry"), expected);
        }
    }
}
