//! Statements whose number of values is only known when they run. They are written with `?` for each value.

/// `?, ?, …` for `n` values; never empty, because `IN ()` is no SQL.
pub(crate) fn marks(n: usize) -> String {
    vec!["?"; n.max(1)].join(", ")
}

/// The statement with `$first, $first+1, …` for its marks, as both databases understand it.
pub(crate) fn numbered(sql: &str, first: usize) -> String {
    let mut pieces = sql.split('?');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for (n, piece) in pieces.enumerate() {
        out.push_str(&format!("${}{piece}", first + n));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{marks, numbered};

    #[test]
    fn marks_are_numbered_in_order() {
        let sql = format!("a = ? AND b IN ({})", marks(3));
        assert_eq!(numbered(&sql, 4), "a = $4 AND b IN ($5, $6, $7)");
        assert_eq!(numbered("x", 1), "x");
        assert_eq!(marks(0), "?");
    }
}
