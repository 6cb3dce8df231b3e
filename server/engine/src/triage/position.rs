//! Which position a subject is about, by the words of the titles.

use types::{PositionChoice, PositionId};

use crate::candidates::words;

/// Shortest word that means something.
const MIN_WORD_CHARS: usize = 3;
/// How much longer one of two words may be: *Bäcker* and *Bäckerin*, *Baker* and *Bakers*.
const ENDING_MAX_CHARS: usize = 5;
/// Shortest word that may have another ending.
const STEM_MIN_CHARS: usize = 4;
/// Words of titles and subjects that say nothing about which position it is, in plain letters.
const FILLERS: &[&str] = &[
    "und",
    "oder",
    "als",
    "der",
    "die",
    "das",
    "den",
    "fur",
    "mit",
    "von",
    "zur",
    "zum",
    "bei",
    "eine",
    "einen",
    "and",
    "for",
    "the",
    "with",
    "your",
    "our",
    "all",
    "genders",
    "gn",
    "mwd",
    "bewerbung",
    "application",
    "job",
    "jobs",
    "stelle",
    "vollzeit",
    "teilzeit",
    "full",
    "time",
    "part",
];

/// The one open position whose title fits the subject best; nothing when none fits, or several alike.
pub(super) fn guess(subject: &str, positions: &[PositionChoice]) -> Option<PositionId> {
    let said: Vec<String> = telling(subject);
    let scored = positions.iter().filter(|position| position.is_open).filter_map(|position| {
        let n_said = |title: &str| {
            let words = telling(title);
            (words.iter().filter(|word| said.iter().any(|other| is_same(word, other))).count(), words.len())
        };
        // Half of the work at least; what stands in brackets, such as the town, only tells alike ones apart.
        let (n_of_work, n_work) = n_said(position.title.split('(').next().unwrap_or_default());
        (n_of_work > 0 && n_of_work * 2 >= n_work).then(|| (n_said(&position.title).0, position.id))
    });
    let mut best: Vec<(usize, PositionId)> = scored.collect();
    best.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
    match best[..] {
        [(_, only)] => Some(only),
        [(first, id), (second, _), ..] if first > second => Some(id),
        _ => None,
    }
}

fn telling(text: &str) -> Vec<String> {
    let mut words: Vec<String> = words::words(text)
        .filter(|word| word.chars().count() >= MIN_WORD_CHARS && !FILLERS.contains(&word.as_str()))
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

fn is_same(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    one == other
        || (short.chars().count() >= STEM_MIN_CHARS
            && long.strip_prefix(short).is_some_and(|ending| ending.chars().count() <= ENDING_MAX_CHARS))
}

#[cfg(test)]
mod tests {
    use types::PositionChoice;

    use super::guess;

    #[test]
    fn subjects_name_positions() {
        let titles =
            ["Baker (Berlin)", "Baker (Hamburg)", "Bäcker (m/w/d)", "Sales Manager", "Head of Sales Operations Berlin"];
        let positions: Vec<_> = titles
            .iter()
            .enumerate()
            .map(|(n, title)| PositionChoice {
                id: format!("00000000-0000-0000-0000-{n:012}").parse().unwrap(),
                title: (*title).into(),
                is_open: true,
            })
            .collect();
        for (subject, expected) in [
            ("Application as baker, Berlin", Some(0)),
            ("Application as baker in Hamburg", Some(1)),
            ("Application as baker", None),
            ("Bewerbung als Bäckerin", Some(2)),
            ("Bewerbung als Baecker*in", Some(2)),
            ("Sales manager", Some(3)),
            ("Greetings from Berlin", None),
            ("Bewerbung", None),
            ("", None),
        ] {
            let found = guess(subject, &positions).map(|id| positions.iter().position(|p| p.id == id).unwrap());
            assert_eq!(found, expected, "{subject}");
        }
    }
}
