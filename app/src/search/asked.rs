//! What is looked for, as the address of the page says it.

use leptos_router::params::ParamsMap;
use types::{SearchPlace, SearchQuery, Timestamp};

/// The page.
pub const PATH: &str = "/search";
/// The seconds of a day before its last.
const LAST_SECOND: i64 = 86_399;

/// What the address asks for, and the days as they were typed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Asked {
    /// The query.
    pub query: SearchQuery,
    /// The first day, `2026-11-25`, or empty.
    pub since: String,
    /// The last day, or empty.
    pub until: String,
}

impl Asked {
    /// From the page's query. What makes no sense in it counts as left out.
    pub fn from_query(query: &ParamsMap) -> Self {
        let text = |name| query.get(name).unwrap_or_default();
        let (since, until) = (text("since"), text("until"));
        Self {
            query: SearchQuery {
                words: text("words"),
                from: text("from"),
                to: text("to"),
                place: query.get_str("place").and_then(SearchPlace::from_stored),
                position: query.get_str("position").and_then(|text| text.parse().ok()),
                company: query.get_str("company").and_then(|text| text.parse().ok()),
                since: Timestamp::of_day(&since),
                until: Timestamp::of_day(&until).map(|day| day.plus_secs(LAST_SECOND)),
                has_files: query.get_str("files").is_some(),
                page: query.get_str("page").and_then(|text| text.parse().ok()).unwrap_or_default(),
            },
            since,
            until,
        }
    }

    /// Whether nothing is asked.
    pub fn is_nothing(&self) -> bool {
        self.query == SearchQuery { page: self.query.page, ..SearchQuery::default() }
    }

    /// Whether more than words is asked.
    pub fn is_narrowed(&self) -> bool {
        let words = SearchQuery { words: self.query.words.clone(), page: self.query.page, ..SearchQuery::default() };
        self.query != words
    }

    /// The address of another page of the same.
    pub fn page(&self, page: u32) -> String {
        let asked = &self.query;
        let id = |id: Option<String>| id.unwrap_or_default();
        let fields = [
            ("words", asked.words.clone()),
            ("from", asked.from.clone()),
            ("to", asked.to.clone()),
            ("place", id(asked.place.map(|place| place.as_str().to_owned()))),
            ("position", id(asked.position.map(|id| id.to_string()))),
            ("company", id(asked.company.map(|id| id.to_string()))),
            ("since", self.since.clone()),
            ("until", self.until.clone()),
            ("files", if asked.has_files { "1".to_owned() } else { String::new() }),
            ("page", if page > 0 { page.to_string() } else { String::new() }),
        ];
        let mut query = ParamsMap::new();
        for (name, value) in fields {
            if !value.is_empty() {
                query.insert(name, value);
            }
        }
        format!("{PATH}{}", query.to_query_string())
    }
}

#[cfg(test)]
mod tests {
    use leptos_router::params::ParamsMap;
    use types::{SearchPlace, Timestamp};

    use super::Asked;

    #[test]
    fn the_address_says_what_is_looked_for() {
        assert!(Asked::from_query(&ParamsMap::new()).is_nothing());
        let mut query = ParamsMap::new();
        query.insert("words", "Müller & Söhne".into());
        query.insert("since", "2026-11-23".into());
        query.insert("until", "never".into());
        query.insert("position", "nonsense".into());
        query.insert("place", "held_back".into());
        let asked = Asked::from_query(&query);
        assert_eq!(asked.query.since, Some(Timestamp(1_795_392_000_000_000)));
        assert_eq!((asked.query.until, asked.query.position), (None, None));
        assert_eq!(asked.query.place, Some(SearchPlace::HeldBack));
        assert!(asked.is_narrowed() && !asked.is_nothing());
        let address = asked.page(2);
        assert!(
            address.contains("page=2") && address.contains("place=held%5Fback") && !address.contains("& S"),
            "{address}"
        );
    }
}
