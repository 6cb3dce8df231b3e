//! What answers name: addresses, host names and links. Apart from the words, because an address that a server repeats
//! may contain any word: `jobs@antivirus.example` is no virus.

/// What stands in the words for a name.
const TAKEN_OUT: char = '…';
/// Longest name, in bytes (RFC 5321 section 4.5.3.1.3 with its brackets); links may be as long as they like.
const NAME_MAX_BYTES: usize = 320;

/// A text without its names, and these in lower case; links without their scheme.
pub(super) fn apart(text: &str) -> (String, Vec<String>) {
    let (mut words, mut names) = (String::with_capacity(text.len()), Vec::new());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (name, n_bytes) = match bracketed(rest).or_else(|| link(rest)) {
            Some((name, n_bytes)) => (Some(name), n_bytes),
            None => plain(rest),
        };
        match name {
            Some(name) => {
                names.push(name.to_lowercase());
                words.push(TAKEN_OUT);
                rest = &rest[n_bytes..];
            }
            None => {
                let n_bytes = n_bytes.max(first.len_utf8());
                words.push_str(&rest[..n_bytes]);
                rest = &rest[n_bytes..];
            }
        }
    }
    (words, names)
}

/// An address in angle brackets; there its local part may be anything.
fn bracketed(text: &str) -> Option<(&str, usize)> {
    let inside = text.strip_prefix('<')?;
    let inside = &inside[..inside.find('>')?];
    (inside.len() <= NAME_MAX_BYTES && inside.contains('@') && !inside.contains('<'))
        .then_some((inside, inside.len() + 2))
}

/// A link.
fn link(text: &str) -> Option<(&str, usize)> {
    let begins = |start: &&str| text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start));
    let scheme = ["https://", "http://", "www."].iter().find(|start| begins(start))?;
    let end = text.find(|c: char| c.is_whitespace() || "<>\"')]}".contains(c)).unwrap_or(text.len());
    let whole = text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']);
    let name = if *scheme == "www." { whole } else { whole.get(scheme.len()..)? };
    Some((name, whole.len()))
}

/// The name at the beginning, when there is one, and how many bytes belong together there.
fn plain(text: &str) -> (Option<&str>, usize) {
    let up_to = |ends: &str| {
        let end = text.find(|c: char| c.is_whitespace() || ends.contains(c)).unwrap_or(text.len());
        text[..end].trim_end_matches(['.', '!', '?'])
    };
    let address = up_to("<>()[]{}\"',;:|");
    if address.len() <= NAME_MAX_BYTES && address.split_once('@').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty()) {
        return (Some(address), address.len());
    }
    let host = up_to("<>()[]{}\"',;:|=/\\@");
    (is_host(host).then_some(host), host.len())
}

/// Whether this is written as host names are. `QUEUE.Expired` and `full.Please` are not.
fn is_host(text: &str) -> bool {
    let Some((_, last)) = text.rsplit_once('.') else { return false };
    let is_label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || "-_*".contains(c));
    let is_shouted = last.chars().all(|c| !c.is_lowercase()) && last.len() <= 4;
    text.len() <= NAME_MAX_BYTES
        && text.split('.').all(is_label)
        && last.chars().count() >= 2
        && last.chars().any(char::is_alphabetic)
        && (is_shouted || last.chars().all(|c| !c.is_uppercase()))
}

/// Whether a name is meant by this pattern: an address is the very same; `a.example` means everything below it, too, and
/// `a.example/b` only what begins so there.
pub(super) fn is_meant(name: &str, pattern: &str) -> bool {
    if name.contains('@') || pattern.contains('@') {
        return name == pattern;
    }
    let parts = |text: &str| {
        let (host, path) = text.split_at(text.find(['/', ':', '?']).unwrap_or(text.len()));
        (host.to_owned(), path.to_owned())
    };
    let ((host, path), (known, begin)) = (parts(name), parts(pattern));
    let is_below = host.strip_suffix(known.as_str()).is_some_and(|left| left.is_empty() || left.ends_with('.'));
    is_below && path.starts_with(&begin)
}

#[cfg(test)]
mod tests {
    use super::{apart, is_meant};

    #[test]
    fn takes_names_out_of_words() {
        for (text, words, names) in [
            ("<jobs@antivirus-gmbh.de>... User unknown", "…... User unknown", &["jobs@antivirus-gmbh.de"][..]),
            ("<\"virus found\"@a.de>: no", "…: no", &["\"virus found\"@a.de"]),
            ("Sender jobs@Spf.de: no", "Sender …: no", &["jobs@spf.de"]),
            ("to=SRS0=x=virus.de=a@b.de, no", "…, no", &["to=srs0=x=virus.de=a@b.de"]),
            ("domain dkim.de not found.", "domain … not found.", &["dkim.de"]),
            ("name=spf-müller.de type=MX", "name=… type=MX", &["spf-müller.de"]),
            ("[mail.SPF.DE]", "[…]", &["mail.spf.de"]),
            ("see https://a.de/?p=Bad. Bye", "see …. Bye", &["a.de/?p=bad"]),
            ("(www.a.de)", "(…)", &["www.a.de"]),
            ("QUEUE.Expired; message expired", "QUEUE.Expired; message expired", &[]),
            ("mailbox full.Please", "mailbox full.Please", &[]),
            ("spf=fail 192.0.2.1 bare <LF> e.g. @ <a> 5.7.1", "spf=fail 192.0.2.1 bare <LF> e.g. @ <a> 5.7.1", &[]),
            ("<", "<", &[]),
            ("", "", &[]),
        ] {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(apart(text), (words.to_owned(), names), "{text}");
        }
    }

    #[test]
    fn means_what_stands_below() {
        assert!(is_meant("zen.spamhaus.org", "spamhaus.org"));
        assert!(is_meant("spamhaus.org:443/a", "spamhaus.org"));
        assert!(is_meant("support.google.com/mail/?p=badcredentials", "google.com/mail/?p=badcredentials"));
        assert!(is_meant("tosa@rx.t-online.de", "tosa@rx.t-online.de"));
        for (name, pattern) in [
            ("notspamhaus.org", "spamhaus.org"),
            ("spamhaus.org.example", "spamhaus.org"),
            ("jobs@spamhaus.org", "spamhaus.org"),
            ("google.com/other", "google.com/mail"),
        ] {
            assert!(!is_meant(name, pattern), "{name} {pattern}");
        }
    }
}
