//! The charset that a page names itself (HTML section 13.2.3.2).

/// Bytes in which the name must stand.
const MAX_SEARCHED_BYTES: usize = 2 << 10;
/// Longest name, in bytes.
const MAX_NAME_BYTES: usize = 40;

/// The name of the charset in a page's own words; nothing when it says none.
pub(in crate::reading) fn charset(page: &[u8]) -> Option<String> {
    let start = page[..page.len().min(MAX_SEARCHED_BYTES)].to_ascii_lowercase();
    let meta = memchr::memmem::find(&start, b"<meta")?;
    let name = meta + memchr::memmem::find(&start[meta..], b"charset=")? + b"charset=".len();
    let name = start[name..].iter().skip_while(|byte| matches!(byte, b'"' | b'\'' | b' '));
    let name = name.take(MAX_NAME_BYTES).take_while(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(byte));
    let name: Vec<u8> = name.copied().collect();
    // A page that can be read this far is not in two bytes per character, whatever it says.
    String::from_utf8(name).ok().filter(|name| !name.is_empty() && !name.starts_with("utf-16"))
}

#[cfg(test)]
mod tests {
    use super::charset;

    #[test]
    fn finds_the_name() {
        for (page, name) in [
            ("<html><head><meta charset=\"ISO-8859-2\">", Some("iso-8859-2")),
            ("<META HTTP-EQUIV=content-type CONTENT='text/html; charset=windows-1251'>", Some("windows-1251")),
            ("<meta charset=utf-16>", None),
            ("<p>charset=koi8-r", None),
            ("", None),
        ] {
            assert_eq!(charset(page.as_bytes()).as_deref(), name, "{page}");
        }
    }
}
