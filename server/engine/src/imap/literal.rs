//! Literals: text of any bytes with its length in front (RFC 9051 section 4.3).

/// The length of the literal that this line, with its line end, announces: `{42}` or `{42+}` at its end.
pub(super) fn announced(line: &[u8]) -> Option<usize> {
    let line = line.strip_suffix(b"\n")?;
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let line = line.strip_suffix(b"}")?;
    let line = line.strip_suffix(b"+").unwrap_or(line);
    let begin = line.iter().rposition(|byte| !byte.is_ascii_digit())?;
    let digits = line.get(begin + 1..)?;
    if line.get(begin) != Some(&b'{') || digits.is_empty() {
        return None;
    }
    // A length that does not fit is larger than any limit.
    Some(std::str::from_utf8(digits).ok()?.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::announced;

    #[test]
    fn finds_lengths() {
        for (line, expected) in [
            ("* 1 FETCH (BODY[] {42}\r\n", Some(42)),
            ("* 1 FETCH (BODY[] {42+}\n", Some(42)),
            ("{0}\r\n", Some(0)),
            ("* OK {x42}\r\n", None),
            ("* OK {}\r\n", None),
            ("* OK 42}\r\n", None),
            ("42}\r\n", None),
            ("\r\n", None),
            ("* 1 FETCH (BODY[] {99999999999999999999999}\r\n", Some(usize::MAX)),
        ] {
            assert_eq!(announced(line.as_bytes()), expected, "{line:?}");
        }
    }
}
