//! What a query asks for, as the two databases understand it.

use types::{SearchPlace, SearchQuery};

use super::{
    era, label,
    tokens::{OF_RECIPIENTS, OF_SENDER, searched},
};

/// How a word has to stand in a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Match {
    /// As it was typed.
    Whole,
    /// Or longer.
    Beginning,
}

/// How messages with these words are come by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Way {
    /// SQLite's list of words leads from the newest to the oldest.
    Sqlite,
    /// PostgreSQL looks through messages, the newest first: of what many have, it has soon found enough.
    Through,
    /// PostgreSQL takes all that its list of words leads to, and sorts them.
    All,
}

/// Letters that a beginning has at least: with one, most messages have a word that begins so.
const BEGINNING_MIN_CHARS: usize = 2;

impl Match {
    /// What stands behind the word in both languages.
    fn star(self, word: &str) -> &'static str {
        if self == Self::Beginning && word.chars().count() >= BEGINNING_MIN_CHARS { "*" } else { "" }
    }
}

/// Between which numbers of documents everything lies that was received in the time that is asked for: numbers grow with
/// time, but for what was taken in later than it came.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Numbers {
    pub first: Option<i64>,
    pub last: Option<i64>,
}

impl Numbers {
    /// How many of all are between them.
    pub fn n_within(self, n_all: i64) -> i64 {
        let (first, last) = (self.first.unwrap_or_default(), self.last.unwrap_or(n_all));
        last.min(n_all).saturating_sub(first).saturating_add(1).clamp(0, n_all)
    }

    fn eras(self) -> Option<String> {
        era::between(self.first?, self.last?)
    }
}

/// Conditions on a document `d`, its message `m` or `o`, with a mark for each value. Values stand in the order words,
/// numbers and moments, identities, and so do their marks.
#[derive(Debug)]
pub(super) struct Conditions {
    /// Where the rows come from.
    pub from: String,
    pub sql: Vec<String>,
    /// What stands for newest.
    pub order: &'static str,
    pub words: Vec<String>,
    pub moments: Vec<i64>,
    pub ids: Vec<Vec<u8>>,
}

impl Conditions {
    /// Those of this query; nothing when it asks for nothing.
    pub fn of(query: &SearchQuery, way: Way, form: Match, numbers: Numbers) -> Option<Self> {
        let (words, from, to) = (searched(&query.words), searched(&query.from), searched(&query.to));
        // Signs alone are no words, and finding everything by them would surprise.
        let asked = [(&query.words, &words), (&query.from, &from), (&query.to, &to)];
        if asked.iter().any(|(typed, words)| !typed.trim().is_empty() && words.is_empty()) {
            return None;
        }
        let labels = label::asked(query);
        let has_words = !labels.is_empty() || asked.iter().any(|(_, words)| !words.is_empty());
        let (source, order) = match way {
            _ if !has_words => ("search_document d", "d.n"),
            Way::Sqlite => ("search_word w JOIN search_document d ON d.n = w.rowid", "w.rowid"),
            Way::Through => ("search_word w JOIN search_document d ON d.n = w.n", "w.n"),
            Way::All => ("w JOIN search_document d ON d.n = w.n", "w.n"),
        };
        let mut found = Self {
            from: source.into(),
            sql: Vec::new(),
            order,
            words: Vec::new(),
            moments: Vec::new(),
            ids: Vec::new(),
        };
        if has_words {
            match way {
                Way::Sqlite => found.sql.push("search_word MATCH ?".into()),
                Way::Through => found.sql.push("w.words @@ ?::tsquery".into()),
                Way::All => {}
            }
            found.words.push(match way {
                Way::Sqlite => in_sqlite(&words, &from, &to, &labels, form),
                Way::Through | Way::All => in_postgres(&words, &from, &to, &labels, form),
            });
        }
        let eras = if has_words && way == Way::All { numbers.eras() } else { None };
        match (eras, found.words.last_mut()) {
            (Some(eras), Some(words)) => *words = format!("{words} & ({eras})"),
            _ => found.add_numbers(numbers),
        }
        if has_words && way == Way::All {
            // Without the offset, PostgreSQL would weigh this against looking through messages, and not know what that
            // takes; and it is put in order before each is looked at, so that only those that are shown are.
            let within: String = found.sql.drain(..).map(|condition| format!(" AND {condition}")).collect();
            found.from = format!(
                "(SELECT w.n FROM search_word w WHERE w.words @@ ?::tsquery{within} ORDER BY w.n DESC OFFSET 0) {source}"
            );
        }
        found.add_moments(query);
        found.add_identities(query);
        let asks = has_words || !found.moments.is_empty();
        if query.has_files {
            found.sql.push("d.n_files > 0".into());
        }
        found.sql.push(place(query.place));
        asks.then_some(found)
    }

    fn add_numbers(&mut self, numbers: Numbers) {
        self.add_between(self.order, numbers.first, numbers.last);
    }

    fn add_moments(&mut self, query: &SearchQuery) {
        self.add_between("d.at", query.since.map(|moment| moment.0), query.until.map(|moment| moment.0));
    }

    fn add_between(&mut self, column: &str, first: Option<i64>, last: Option<i64>) {
        for (value, sign) in [(first, ">="), (last, "<=")] {
            if let Some(value) = value {
                self.sql.push(format!("{column} {sign} ?"));
                self.moments.push(value);
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

/// Words have letters, digits and what belongs to letters: nothing that means something in either language.
fn in_sqlite(words: &[String], from: &[String], to: &[String], labels: &[String], form: Match) -> String {
    let everywhere = words.iter().map(|word| format!("\"{word}\"{}", form.star(word)));
    let from = from.iter().map(|word| format!("sender : \"{word}\"{}", form.star(word)));
    let to = to.iter().map(|word| format!("recipients : \"{word}\"{}", form.star(word)));
    let labels = labels.iter().map(|label| format!("content : \"{label}\""));
    everywhere.chain(from).chain(to).chain(labels).collect::<Vec<_>>().join(" AND ")
}

fn in_postgres(words: &[String], from: &[String], to: &[String], labels: &[String], form: Match) -> String {
    let all = [(words, ""), (from, OF_SENDER), (to, OF_RECIPIENTS)].map(|(words, sign)| {
        words.iter().map(move |word| match form.star(word) {
            "" => format!("'{sign}{word}'"),
            star => format!("'{sign}{word}':{star}"),
        })
    });
    let labels = labels.iter().map(|label| format!("'{label}'"));
    all.into_iter().flatten().chain(labels).collect::<Vec<_>>().join(" & ")
}

#[cfg(test)]
mod tests {
    use types::{SearchPlace, SearchQuery};

    use super::{Conditions, Match, Numbers, Way};

    #[test]
    fn asks_in_both_languages() {
        let query = SearchQuery { words: "Bau ' \"Öl\"".into(), from: "x@y.de".into(), ..SearchQuery::default() };
        let sqlite = Conditions::of(&query, Way::Sqlite, Match::Beginning, Numbers::default()).unwrap();
        assert_eq!(sqlite.words, ["\"bau\"* AND \"ol\"* AND sender : \"x\" AND sender : \"y\" AND sender : \"de\"*"]);
        let postgres = Conditions::of(&query, Way::Through, Match::Beginning, Numbers::default()).unwrap();
        assert_eq!(postgres.words, ["'bau':* & 'ol':* & '<x' & '<y' & '<de':*"]);
        let whole = [Way::Sqlite, Way::All]
            .map(|way| Conditions::of(&query, way, Match::Whole, Numbers::default()).unwrap().words);
        assert_eq!(whole[0], ["\"bau\" AND \"ol\" AND sender : \"x\" AND sender : \"y\" AND sender : \"de\""]);
        assert_eq!(whole[1], ["'bau' & 'ol' & '<x' & '<y' & '<de'"]);
    }

    #[test]
    fn nothing_asked_finds_nothing() {
        assert!(Conditions::of(&SearchQuery::default(), Way::Sqlite, Match::Beginning, Numbers::default()).is_none());
        assert!(
            Conditions::of(
                &SearchQuery { words: "!?".into(), ..SearchQuery::default() },
                Way::Sqlite,
                Match::Beginning,
                Numbers::default()
            )
            .is_none()
        );
        let place = SearchQuery { place: Some(SearchPlace::Deleted), ..SearchQuery::default() };
        assert_eq!(
            Conditions::of(&place, Way::Through, Match::Beginning, Numbers::default()).unwrap().sql,
            ["w.words @@ ?::tsquery", "m.state = 'deleted'"]
        );
    }
}
