//! Paths and mailboxes of MAIL and RCPT (RFC 5321 section 4.1.2, with the letters of RFC 6531).
//!
//! Lenient where real senders are: dots anywhere in a local part, underscores in a domain, local parts over 64 octets
//! as forwarders make them. Whether a recipient exists is the engine's to say.

/// Longest path in octets. RFC 5321 section 4.5.3.1.3 wants 256 at least; senders rewritten by a chain of forwarders
/// are longer.
const PATH_MAX_BYTES: usize = 512;
/// Longest domain in octets, RFC 5321 section 4.5.3.1.2.
const DOMAIN_MAX_BYTES: usize = 255;

/// Splits `<path>` from the front of the arguments: what is between the angle brackets, and what follows.
pub fn split(arguments: &str) -> Option<(&str, &str)> {
    let inner = arguments.strip_prefix('<')?;
    let mut quoted = false;
    let mut escaped = false;
    for (position, byte) in inner.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'>' if !quoted => return Some((&inner[..position], &inner[position + 1..])),
            _ => (),
        }
    }
    None
}

/// The mailbox in a path, without the source route that old programs put before it (RFC 5321 appendix C: to be
/// ignored). Nothing when it is no mailbox.
pub fn mailbox(path: &str) -> Option<&str> {
    if path.len() > PATH_MAX_BYTES {
        return None;
    }
    let mailbox = match path.strip_prefix('@') {
        Some(route) => route.split_once(':')?.1,
        None => path,
    };
    let local_part_bytes = match mailbox.strip_prefix('"') {
        Some(quoted) => 1 + quoted_bytes(quoted)?,
        None => mailbox.find('@')?,
    };
    let (local_part, rest) = mailbox.split_at_checked(local_part_bytes)?;
    let domain = rest.strip_prefix('@')?;
    ((local_part.starts_with('"') || is_local_part(local_part)) && is_domain_or_literal(domain)).then_some(mailbox)
}

/// The length of a quoted string from behind its first quote up to and with its last.
fn quoted_bytes(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (position, byte) in text.bytes().enumerate() {
        match byte {
            0..=31 | 127 => return None,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(position + 1),
            _ => (),
        }
    }
    None
}

fn is_local_part(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || !b.is_ascii() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b))
}

fn is_domain_or_literal(text: &str) -> bool {
    if text.len() > DOMAIN_MAX_BYTES {
        return false;
    }
    match text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        Some(literal) => is_literal(literal),
        None => text.split('.').all(|label| {
            !label.is_empty()
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || !b.is_ascii() || b == b'-' || b == b'_')
        }),
    }
}

/// Whether this is the inside of an address literal (RFC 5321 section 4.1.3).
fn is_literal(text: &str) -> bool {
    match text.split_once(':') {
        Some((tag, address)) if tag.eq_ignore_ascii_case("IPv6") => address.parse::<std::net::Ipv6Addr>().is_ok(),
        _ => text.parse::<std::net::Ipv4Addr>().is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::{mailbox, split};

    #[test]
    fn splits_paths() {
        for (arguments, path, rest) in [
            ("<a@b.de>", "a@b.de", ""),
            ("<> SIZE=1", "", " SIZE=1"),
            (r#"<"a>b\">c"@d.de> X"#, r#""a>b\">c"@d.de"#, " X"),
            ("<a@b.de>junk", "a@b.de", "junk"),
        ] {
            assert_eq!(split(arguments), Some((path, rest)), "{arguments}");
        }
        for arguments in ["", "a@b.de", "<a@b.de", r#"<"a@b.de>"#, r#"<"a\"@b.de>"#] {
            assert_eq!(split(arguments), None, "{arguments}");
        }
    }

    #[test]
    fn reads_mailboxes() {
        for (path, expected) in [
            ("jobs@acme.de", "jobs@acme.de"),
            ("acme-jobs+nord@in.example.com", "acme-jobs+nord@in.example.com"),
            (r#""two words"@acme.de"#, r#""two words"@acme.de"#),
            (r#""at@sign\"quote"@acme.de"#, r#""at@sign\"quote"@acme.de"#),
            ("jobs@[192.0.2.1]", "jobs@[192.0.2.1]"),
            ("jobs@[IPv6:2001:db8::1]", "jobs@[IPv6:2001:db8::1]"),
            ("bewerbung@bäckerei.de", "bewerbung@bäckerei.de"),
            ("@relay.de,@other.de:jobs@acme.de", "jobs@acme.de"),
            ("a..b.@docomo.example", "a..b.@docomo.example"),
            ("root@localhost", "root@localhost"),
        ] {
            assert_eq!(mailbox(path), Some(expected), "{path}");
        }
    }

    #[test]
    fn refuses_what_is_no_mailbox() {
        let long = format!("{}@acme.de", "a".repeat(600));
        for path in [
            "",
            "jobs",
            "jobs@",
            "@acme.de",
            "@relay.de:",
            "two words@acme.de",
            "a@b@acme.de",
            "jobs@acme..de",
            "jobs@.acme.de",
            "jobs@acme.de.",
            "jobs@ac me.de",
            "jobs@[300.1.1.1]",
            "jobs@[IPv6:x]",
            "jobs@[192.0.2.1",
            r#""open@acme.de"#,
            r#""a"b@acme.de"#,
            "\"tab\t\"@acme.de",
            "<jobs@acme.de",
            &long,
        ] {
            assert_eq!(mailbox(path), None, "{path}");
        }
    }
}
