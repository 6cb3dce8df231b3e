//! What a query asks for, as the two databases understand it.

use types::{SearchPlace, SearchQuery};

use super::tokens::searched;

/// Conditions on a document `d`, its message `m` or `o`, with a mark for each value. Values stand in the order words,
/// moments, identities, and so do their marks.
#[derive(Debug)]
pub(super) struct Conditions {
    /// Where the rows come from.
    pub from: &'static str,
    pub sql: Vec<String>,
    /// What stands for newest.
    pub order: &'static str,
    pub words: Vec<String>,
    pub moments: Vec<i64>,
    pub ids: Vec<Vec<u8>>,
}

impl Conditions {
    /// Those of this query; nothing when it asks for nothing.
    pub fn of(query: &SearchQuery, is_postgres: bool) -> Option<Self> {
        let (words, from, to) = (searched(&query.words), searched(&query.from), searched(&query.to));
        // Signs alone are no words, and finding everything by them would surprise.
        let asked = [(&query.words, &words), (&query.from, &from), (&query.to, &to)];
        if asked.iter().any(|(typed, words)| !typed.trim().is_empty() && words.is_empty()) {
            return None;
        }
        let has_words = asked.iter().any(|(_, words)| !words.is_empty());
        let (source, order) = match (has_words, is_postgres) {
            (false, _) => ("search_document d", "d.n"),
            (true, false) => ("search_word w JOIN search_document d ON d.n = w.rowid", "w.rowid"),
            (true, true) => ("search_word w JOIN search_document d ON d.n = w.n", "w.n"),
        };
        let mut found =
            Self { from: source, sql: Vec::new(), order, words: Vec::new(), moments: Vec::new(), ids: Vec::new() };
        if has_words {
            let (condition, all) = if is_postgres {
                ("w.words @@ to_tsquery('simple', ?)", in_postgres(&words, &from, &to))
            } else {
                ("search_word MATCH ?", in_sqlite(&words, &from, &to))
            };
            found.sql.push(condition.into());
            found.words.push(all);
        }
        found.add_moments(query);
        found.add_identities(query);
        let asks = !found.sql.is_empty() || query.has_files || query.place.is_some();
        if query.has_files {
            found.sql.push("d.n_files > 0".into());
        }
        found.sql.push(place(query.place));
        asks.then_some(found)
    }

    fn add_moments(&mut self, query: &SearchQuery) {
        for (moment, condition) in [(query.since, "d.at >= ?"), (query.until, "d.at <= ?")] {
            if let Some(moment) = moment {
                self.sql.push(condition.into());
                self.moments.push(moment.0);
            }
        }
    }

    fn add_identities(&mut self, query: &SearchQuery) {
        let position = query.position.map(|id| id.as_bytes().to_vec());
        let company = query.company.map(|id| id.as_bytes().to_vec());
        for (id, column) in [(position, "position_id"), (company, "company_id")] {
            if let Some(id) = id {
                self.sql.push(format!("COALESCE(m.{column}, o.{column}) = ?"));
                self.ids.push(id);
            }
        }
    }
}

fn place(place: Option<SearchPlace>) -> String {
    match place {
        None => "(m.state IS NULL OR m.state <> 'deleted')".into(),
        Some(SearchPlace::Ours) => "d.outgoing_id IS NOT NULL".into(),
        Some(place) => format!("m.state = '{}'", place.as_str()),
    }
}

/// Words have letters and digits only, so they need no care in either language.
fn in_sqlite(words: &[String], from: &[String], to: &[String]) -> String {
    let everywhere = words.iter().map(|word| format!("\"{word}\"*"));
    let from = from.iter().map(|word| format!("sender : \"{word}\"*"));
    let to = to.iter().map(|word| format!("recipients : \"{word}\"*"));
    everywhere.chain(from).chain(to).collect::<Vec<_>>().join(" AND ")
}

fn in_postgres(words: &[String], from: &[String], to: &[String]) -> String {
    let everywhere = words.iter().map(|word| format!("{word}:*"));
    let from = from.iter().map(|word| format!("{word}:*A"));
    let to = to.iter().map(|word| format!("{word}:*B"));
    everywhere.chain(from).chain(to).collect::<Vec<_>>().join(" & ")
}

#[cfg(test)]
mod tests {
    use types::{SearchPlace, SearchQuery};

    use super::Conditions;

    #[test]
    fn asks_in_both_languages() {
        let query = SearchQuery { words: "Bau ' \"Öl\"".into(), from: "x@y.de".into(), ..SearchQuery::default() };
        let sqlite = Conditions::of(&query, false).unwrap();
        assert_eq!(sqlite.words, ["\"bau\"* AND \"ol\"* AND sender : \"x\"* AND sender : \"y\"* AND sender : \"de\"*"]);
        let postgres = Conditions::of(&query, true).unwrap();
        assert_eq!(postgres.words, ["bau:* & ol:* & x:*A & y:*A & de:*A"]);
    }

    #[test]
    fn nothing_asked_finds_nothing() {
        assert!(Conditions::of(&SearchQuery::default(), false).is_none());
        assert!(Conditions::of(&SearchQuery { words: "!?".into(), ..SearchQuery::default() }, false).is_none());
        let place = SearchQuery { place: Some(SearchPlace::Deleted), ..SearchQuery::default() };
        assert_eq!(Conditions::of(&place, true).unwrap().sql, ["m.state = 'deleted'"]);
    }
}
