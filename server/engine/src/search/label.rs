//! What a message is, beside what is written in it, as words that no text has: they have a sign in them. So a list of
//! words leads to the few of a company, of a position or of a place, however frequent the words are that are asked for.
//!
//! Whoever changes in the store what stands here has the message made findable anew. Until then it is missing where the
//! new is asked for; the old is not shown either, because each message found is looked at once more.

use types::{SearchPlace, SearchQuery};
use uuid::Uuid;

const HAS_FILES: &str = "#files";

/// The labels of a message, with a space between.
pub(super) fn labels(place: &str, company: Option<&[u8]>, position: Option<&[u8]>, has_files: bool) -> String {
    let files = has_files.then(|| HAS_FILES.to_owned());
    let all = [Some(of_place(place)), company.map(of_company), position.map(of_position), files];
    all.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The labels that are asked for.
pub(super) fn asked(query: &SearchQuery) -> Vec<String> {
    let place = query.place.map(|place: SearchPlace| of_place(place.as_str()));
    let company = query.company.map(|id| of_company(id.as_bytes()));
    let position = query.position.map(|id| of_position(id.as_bytes()));
    let files = query.has_files.then(|| HAS_FILES.to_owned());
    [place, company, position, files].into_iter().flatten().collect()
}

fn of_place(place: &str) -> String {
    format!("#{place}")
}

fn of_company(id: &[u8]) -> String {
    format!("#c{}", digits(id))
}

fn of_position(id: &[u8]) -> String {
    format!("#p{}", digits(id))
}

fn digits(id: &[u8]) -> String {
    // The store has identities of sixteen bytes only.
    Uuid::from_slice(id).unwrap_or_default().simple().to_string()
}

#[cfg(test)]
mod tests {
    use types::{CompanyId, SearchPlace, SearchQuery};

    use super::{asked, labels};

    #[test]
    fn what_is_asked_for_is_what_is_kept() {
        let company = CompanyId::from_slice(&[7; 16]);
        let place = Some(SearchPlace::HeldBack);
        let query = SearchQuery { place, company, has_files: true, ..SearchQuery::default() };
        assert_eq!(asked(&query).join(" "), labels("held_back", Some(&[7; 16]), None, true));
        assert_eq!(labels("ours", None, Some(&[1; 16]), false), format!("#ours #p{}", "01".repeat(16)));
        assert!(asked(&SearchQuery::default()).is_empty());
    }
}
