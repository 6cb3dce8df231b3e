//! The words a message is found by, in plain letters: each once, and with the ends of long ones, because German puts
//! words together: `Softwareingenieurin` is found by `ingenieur`.

use std::collections::BTreeSet;

use crate::candidates::words::words;

/// Words shorter than this have no ends of their own, in letters.
const COMPOUND_MIN_CHARS: usize = 9;
/// Shortest beginning of a compound, in letters.
const HEAD_MIN_CHARS: usize = 3;
/// Shortest end of a compound that counts as a word, in letters.
const TAIL_MIN_CHARS: usize = 4;
/// Most words kept of one text: a long CV has some thousand.
const WORDS_MAX: usize = 20_000;
/// Bytes of the words of one text: PostgreSQL refuses a text whose words take more than a megabyte.
const WORDS_MAX_BYTES: usize = 500_000;
/// Most words that are looked for at once.
const SEARCHED_MAX: usize = 8;

/// The words of these texts, with a space between.
pub(super) fn plain_words(texts: &[&str]) -> String {
    joined(texts.iter().flat_map(|text| words(text)).take(WORDS_MAX).collect())
}

/// The words of these texts and the ends of long ones, with a space between.
pub(super) fn words_and_tails(texts: &[&str]) -> String {
    let (mut found, mut n_bytes) = (BTreeSet::new(), 0);
    for word in texts.iter().flat_map(|text| words(text)) {
        for piece in tails(&word).chain([word.as_str()]) {
            if found.len() >= WORDS_MAX || n_bytes + piece.len() > WORDS_MAX_BYTES {
                return joined(found);
            }
            if found.insert(piece.to_owned()) {
                n_bytes += piece.len() + 1;
            }
        }
    }
    joined(found)
}

/// The words that are looked for: each is the beginning of a word, or of the end of one.
pub(super) fn searched(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in words(text) {
        if !found.contains(&word) {
            found.push(word);
        }
    }
    found.truncate(SEARCHED_MAX);
    found
}

/// Whether a word of a text is one that was looked for: begins with it, or has an end that does.
pub(super) fn is_hit(word: &str, searched: &[String]) -> bool {
    searched.iter().any(|searched| word.starts_with(searched) || tails(word).any(|tail| tail.starts_with(searched)))
}

fn tails(word: &str) -> impl Iterator<Item = &str> {
    let n = word.chars().count();
    let is_compound = n >= COMPOUND_MIN_CHARS && word.chars().all(char::is_alphabetic);
    let ends = word.char_indices().map(|(at, _)| at).skip(HEAD_MIN_CHARS);
    ends.take(if is_compound { n - HEAD_MIN_CHARS - TAIL_MIN_CHARS + 1 } else { 0 }).map(|at| &word[at..])
}

/// What stands before a word of the sender, and before one of the recipients, where PostgreSQL is told whose they are: no
/// word begins so.
pub(super) const OF_SENDER: &str = "<";
pub(super) const OF_RECIPIENTS: &str = ">";

/// Words of the sender, of the recipients and of everything else, as PostgreSQL writes a `tsvector`: people's words stand
/// there once more with a sign. Weights would say the same, but PostgreSQL looks at each document for them.
pub(super) fn vector([sender, recipients, content]: &[String; 3]) -> String {
    let mut pieces = BTreeSet::new();
    for (words, sign) in [(sender, OF_SENDER), (recipients, OF_RECIPIENTS), (content, "")] {
        for word in words.split_whitespace() {
            pieces.insert(word.to_owned());
            pieces.insert(format!("{sign}{word}"));
        }
    }
    // Words have nothing that means something here.
    joined(pieces)
}

fn joined(words: BTreeSet<String>) -> String {
    words.into_iter().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{WORDS_MAX_BYTES, is_hit, plain_words, searched, tails, vector, words_and_tails};

    #[test]
    fn ends_of_compounds_are_words() {
        let found: Vec<_> = tails("bauingenieur").collect();
        assert_eq!(found, ["ingenieur", "ngenieur", "genieur", "enieur", "nieur", "ieur"]);
        assert_eq!(tails("ingenieu").count(), 0);
        assert_eq!(tails("a1b2c3d4e5").count(), 0);
        assert!(words_and_tails(&["Softwareingenieurin"]).split(' ').any(|word| word == "ingenieurin"));
    }

    #[test]
    fn a_text_of_long_words_is_bounded() {
        let mut seed = 1_u32;
        let mut letter = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(b'a' + u8::try_from((seed >> 16) % 26).unwrap())
        };
        let text: String = (0..3_000).map(|_| (0..60).map(|_| letter()).collect::<String>() + " ").collect();
        let found = words_and_tails(&[&text]);
        assert!((400_000..=WORDS_MAX_BYTES).contains(&found.len()), "{}", found.len());
    }

    #[test]
    fn each_word_once_in_plain_letters() {
        assert_eq!(plain_words(&["Müller mueller", "MULLER, Öl"]), "muller ol");
    }

    #[test]
    fn postgres_is_told_whose_words_they_are() {
        let words = ["anna org", "jobs org", "anna work"].map(str::to_owned);
        assert_eq!(vector(&words), "<anna <org >jobs >org anna jobs org work");
    }

    #[test]
    fn what_is_typed_is_a_hit() {
        for (word, typed, hit) in [
            ("muller", "Müll", true),
            ("softwareingenieurin", "Ingenieur", true),
            ("softwareingenieurin", "genieurx", false),
            ("lebenslauf", "Lauf", true),
            ("lebenslauf", "auf", false),
            ("muller", "ller", false),
        ] {
            assert_eq!(is_hit(word, &searched(typed)), hit, "{word} {typed}");
        }
        assert_eq!(searched(&"a b c d e f g h i j k".repeat(3)).len(), 8);
        assert!(searched("\"' OR *:& |!").len() == 1);
    }
}
