//! The words candidates are found by, in plain letters: `Öztürk`, `Oeztuerk` and `ozturk` are the same.

use crate::phone;

/// Longest word kept, in bytes; what is typed is cut to it too.
const WORD_MAX_BYTES: usize = 60;
/// Most words kept of one candidate: names and addresses have a handful.
const WORDS_MAX: usize = 120;
/// Most words that are looked for at once.
const SEARCHED_MAX: usize = 6;

/// A text in plain lower-case letters: without accents, and with the German ways of writing umlauts taken as one.
/// What a prefix becomes is a prefix of what the whole becomes.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // An accent may be a character of its own, behind its letter.
    let letters = text.chars().flat_map(char::to_lowercase).filter(|c| !('\u{300}'..='\u{36f}').contains(c));
    for c in letters {
        let plain = without_accent(c);
        let last = out.chars().last();
        match (last, plain) {
            // `ae`, `oe`, `ue` are written for umlauts, `ss` for `ß`; both sides lose the second letter alike.
            (Some('a' | 'o' | 'u'), "e") | (Some('s'), "s") => {}
            _ => out.push_str(plain),
        }
        if plain.is_empty() {
            out.push(c);
        }
    }
    out
}

/// A letter of a European alphabet without its accent; empty for what stays as it is.
fn without_accent(c: char) -> &'static str {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' | 'æ' => "a",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' | 'ģ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ő' | 'œ' => "o",
        'ŕ' | 'ř' => "r",
        'ś' | 'ş' | 'š' | 'ș' | 'ß' => "s",
        'ţ' | 'ť' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'e' => "e",
        's' => "s",
        _ => "",
    }
}

/// The words of a text in plain letters.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    let plain = plain(text);
    let words: Vec<String> =
        plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(cut).collect();
    words.into_iter()
}

/// The name's words in order: namesakes have the same, whichever name they write first.
pub fn name_key(name: &str) -> String {
    let mut words: Vec<_> = words(name).collect();
    words.sort_unstable();
    words.dedup();
    words.join(" ")
}

/// Everything that a candidate is found by.
pub fn of_candidate<'a>(name: &str, addresses: impl Iterator<Item = &'a str>, phone: &str) -> Vec<Vec<u8>> {
    let mut found: Vec<String> = words(name).collect();
    for address in addresses {
        found.push(cut(&address.to_lowercase()));
        found.extend(words(address));
    }
    found.extend(phone::spellings(phone));
    found.sort_unstable();
    found.dedup();
    found.truncate(WORDS_MAX);
    found.into_iter().map(String::into_bytes).collect()
}

/// What is looked for: each is the beginning of a word. A whole address and a phone number are one word each.
pub fn searched(text: &str) -> Vec<Vec<u8>> {
    if let Some(digits) = phone::searched(text) {
        return vec![digits.into_bytes()];
    }
    let pieces = text.split_whitespace().flat_map(|piece| {
        if piece.contains('@') && !piece.starts_with('@') {
            vec![cut(&piece.trim_matches(['<', '>', ',', ';']).to_lowercase())]
        } else {
            words(piece).collect()
        }
    });
    pieces.take(SEARCHED_MAX).map(String::into_bytes).collect()
}

fn cut(word: &str) -> String {
    word[..word.floor_char_boundary(WORD_MAX_BYTES)].to_owned()
}

#[cfg(test)]
mod tests {
    use super::{name_key, of_candidate, plain, searched};

    #[test]
    fn spellings_of_a_name_are_one() {
        for (one, other) in [
            ("Öztürk", "Oeztuerk"),
            ("ÖZTÜRK", "ozturk"),
            ("Weiß", "Weiss"),
            ("Łukasz Żak", "lukasz zak"),
            ("François", "FRANCOIS"),
            ("Jürgen Groß", "juergen gross"),
        ] {
            assert_eq!(plain(one), plain(other), "{one}");
        }
        assert_eq!(name_key("Kowalczyk, Carla"), name_key("carla  KOWALCZYK"));
        assert_ne!(name_key("Carla Kowalczyk"), name_key("Carlo Kowalczyk"));
    }

    #[test]
    fn a_prefix_stays_a_prefix() {
        for name in ["Oeztuerk", "Straßßer", "Manuel", "Poetter", "aeoeue", "Ω ß s e"] {
            let whole = plain(name);
            for (end, _) in name.char_indices() {
                assert!(whole.starts_with(&plain(&name[..end])), "{name} {end}");
            }
        }
    }

    #[test]
    fn what_is_typed_finds_what_is_kept() {
        let kept = of_candidate("Mehmet Öztürk", ["m.oeztuerk@example.org"].into_iter(), "+49 171 2345678");
        for typed in ["mehm", "oez", "ÖZT", "m.oez", "m.oeztuerk@exa", "example", "0171 234", "+49 171", "171-2345"] {
            for word in searched(typed) {
                assert!(kept.iter().any(|kept| kept.starts_with(&word)), "{typed} {}", String::from_utf8_lossy(&word));
            }
        }
        assert_eq!(searched("  "), Vec::<Vec<u8>>::new());
        assert_eq!(searched(&"a ".repeat(100)).len(), 6);
        assert!(searched(&"ä".repeat(500))[0].len() <= 60);
    }
}
