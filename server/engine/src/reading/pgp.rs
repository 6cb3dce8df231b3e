//! Words in `OpenPGP`'s own frame (RFC 9580): the signed ones without it.

use std::borrow::Cow;

const BEGIN: &str = "-----BEGIN PGP SIGNED MESSAGE-----";
const SIGNATURE: &str = "-----BEGIN PGP SIGNATURE-----";
const END: &str = "-----END PGP SIGNATURE-----";

/// The text without the frame of a cleartext signature (RFC 9580 section 7).
pub(super) fn without_frame(text: &str) -> Cow<'_, str> {
    if !text.contains(BEGIN) {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut place = Place::Outside;
    for line in text.lines() {
        match (place, line.trim_end()) {
            (Place::Outside, BEGIN) => place = Place::Head,
            (Place::Head, "") => place = Place::Words,
            (Place::Head, _) => {}
            (Place::Words, SIGNATURE) => place = Place::Signature,
            (Place::Signature, END) => place = Place::Outside,
            (Place::Signature, _) => {}
            (Place::Outside | Place::Words, _) => {
                let is_escaped = matches!(place, Place::Words);
                kept.push_str(line.strip_prefix("- ").filter(|_| is_escaped).unwrap_or(line));
                kept.push('\n');
            }
        }
    }
    Cow::Owned(kept)
}

#[derive(Clone, Copy)]
enum Place {
    Outside,
    Head,
    Words,
    Signature,
}

#[cfg(test)]
mod tests {
    use super::without_frame;

    #[test]
    fn shows_what_was_signed() {
        let text = "Vorweg\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nGuten Tag\n- -- \nAnna\n-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\nDanach\n";
        assert_eq!(without_frame(text), "Vorweg\nGuten Tag\n-- \nAnna\nDanach\n");
        assert_eq!(without_frame("nichts"), "nichts");
    }
}
