//! Statements whose number of values is only known when they run. They are written with `?` for each value.

/// `?, ?, …` for `n` values; never empty, because `IN ()` is no SQL.
pub(crate) fn marks(n: usize) -> String {
    vec!["?"; n.max(1)].join(", ")
}

/// `(?, ?), (?, ?), …`: so many rows of so many values.
pub(crate) fn rows_of_marks(n_rows: usize, n_columns: usize) -> String {
    vec![format!("({})", marks(n_columns)); n_rows.max(1)].join(", ")
}

/// The list in pieces of a few lengths, in its order: a statement for each length stays prepared, and one for many rows
/// costs little more than one for a single row.
pub(crate) fn pieces<T>(mut list: &[T]) -> impl Iterator<Item = &[T]> {
    const LENGTHS: [usize; 3] = [32, 8, 1];
    std::iter::from_fn(move || {
        let length = LENGTHS.into_iter().find(|length| *length <= list.len())?;
        let (piece, rest) = list.split_at(length);
        list = rest;
        Some(piece)
    })
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
    use super::{marks, numbered, pieces, rows_of_marks};

    #[test]
    fn marks_are_numbered_in_order() {
        let sql = format!("a = ? AND b IN ({})", marks(3));
        assert_eq!(numbered(&sql, 4), "a = $4 AND b IN ($5, $6, $7)");
        assert_eq!(numbered("x", 1), "x");
        assert_eq!(marks(0), "?");
        assert_eq!(numbered(&rows_of_marks(2, 2), 1), "($1, $2), ($3, $4)");
    }

    #[test]
    fn pieces_are_the_list_in_its_order() {
        let list: Vec<u8> = (0..83).collect();
        assert_eq!(pieces(&list).map(<[u8]>::len).collect::<Vec<_>>(), [32, 32, 8, 8, 1, 1, 1]);
        assert_eq!(pieces(&list).flatten().copied().collect::<Vec<_>>(), list);
        assert_eq!(pieces::<u8>(&[]).count(), 0);
    }
}
