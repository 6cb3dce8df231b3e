//! Where among the positions somebody is, as the address of a page says it.

use std::fmt::Display;

use leptos_router::params::ParamsMap;
use types::PositionStatus;

/// The list.
pub const PATH: &str = "/positions";

/// Which positions are listed, and from where on.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Place {
    /// Those with this status only.
    pub status: Option<PositionStatus>,
    /// Those with this in their title only.
    pub text: String,
    /// The cursor of an older page.
    pub before: Option<String>,
}

impl Place {
    /// The place that a page's query names.
    pub fn from_query(query: &ParamsMap) -> Self {
        Self {
            status: query.get_str("status").and_then(PositionStatus::from_stored),
            text: query.get("q").unwrap_or_default(),
            before: query.get("before").filter(|cursor| !cursor.is_empty()),
        }
    }

    /// Whether every position may be on this page.
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// The page of the same search that begins at this cursor; the newest without one.
    pub fn page(&self, before: Option<&str>) -> String {
        let mut query = ParamsMap::new();
        if let Some(status) = self.status {
            query.insert("status", status.as_str().to_owned());
        }
        if !self.text.is_empty() {
            query.insert("q", self.text.clone());
        }
        if let Some(cursor) = before {
            query.insert("before", cursor.to_owned());
        }
        format!("{PATH}{}", query.to_query_string())
    }
}

/// A position's page.
pub fn position_link(id: impl Display) -> String {
    format!("{PATH}/{id}")
}

/// Where the way leads after saving.
#[cfg(feature = "ssr")]
pub fn after_saving(id: types::PositionId, saved: types::PositionSaved) -> String {
    match saved {
        types::PositionSaved::Whole => format!("{}?done=saved", position_link(id)),
        types::PositionSaved::ButForCompany(company) => format!("{}?company={company}", position_link(id)),
    }
}

#[cfg(test)]
mod tests {
    use leptos_router::params::ParamsMap;
    use types::PositionStatus;

    use super::Place;

    #[test]
    fn addresses_keep_the_search() {
        let mut query = ParamsMap::new();
        for (key, value) in [("q", "Bäcker & Co"), ("status", "open"), ("before", "x")] {
            query.insert(key, value.to_owned());
        }
        let place = Place::from_query(&query);
        assert_eq!((place.status, place.text.as_str()), (Some(PositionStatus::Open), "Bäcker & Co"));
        assert!(!place.is_everything() && Place::default().is_everything());
        assert_eq!(Place::default().page(None), "/positions");
        let link = place.page(Some("Ab-_9"));
        assert!(
            link.starts_with("/positions?") && link.contains("status=open") && link.contains("before=Ab-_9"),
            "{link}"
        );
        assert!(!link.contains(' ') && link.matches('&').count() == 2, "{link}");
    }
}
