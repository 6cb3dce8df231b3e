//! How the words of rules are found in a text.

/// Whether the pieces of `pattern` stand in `text`, in this order, as whole words. `*` stands for the rest of a word and
/// for anything after it; before the first word, for what the word begins with.
pub(super) fn says(text: &str, pattern: &str) -> bool {
    let (pattern, mut is_free) = match pattern.strip_prefix('*') {
        Some(rest) => (rest, true),
        None => (pattern, false),
    };
    let mut pieces = pattern.split('*').peekable();
    let mut from = 0;
    while let Some(piece) = pieces.next() {
        let may_go_on = pieces.peek().is_some();
        let found = text[from..].match_indices(piece).map(|(at, _)| from + at).find(|at| {
            (is_free || begins_word(text, *at, piece)) && (may_go_on || ends_word(text, at + piece.len(), piece))
        });
        let Some(at) = found else { return false };
        from = at + piece.len();
        is_free = false;
    }
    true
}

fn begins_word(text: &str, at: usize, piece: &str) -> bool {
    let goes_on = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
    !(goes_on && piece.starts_with(char::is_alphanumeric))
}

fn ends_word(text: &str, end: usize, piece: &str) -> bool {
    let goes_on = text[end..].chars().next().is_some_and(char::is_alphanumeric);
    !(goes_on && piece.ends_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::says;

    #[test]
    fn finds_whole_words_in_order() {
        for (text, pattern) in [
            ("account jobs is disabled", "account*disabled"),
            ("accounts are disabled", "account*disabled"),
            ("in data", "in data"),
            ("written in database, said in data.", "in data"),
            ("greylisted", "greylist*"),
            ("serverdoesnotsupporttls12or13", "*tls12or13"),
            ("tlsv1_alert_protocol_version", "protocol_version"),
            ("(#auth005)", "#auth00*"),
            ("spf-record", "spf"),
            ("", ""),
        ] {
            assert!(says(text, pattern), "{text}: {pattern}");
        }
        for (text, pattern) in [
            ("disabled account", "account*disabled"),
            ("in database", "in data"),
            ("greylisted", "greylist"),
            ("this spam filter", "is spam"),
            ("hspf", "spf"),
            ("aba", "ab*ba"),
            ("account undisabled", "account*disabled"),
        ] {
            assert!(!says(text, pattern), "{text}: {pattern}");
        }
    }
}
