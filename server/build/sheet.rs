//! All style sheets as one.

use std::{fs, path::Path};

use crate::files::below;

/// The sheet that names the layers and so comes first; after it the layers, not the order, decide what wins.
const FIRST: &str = "base.css";

/// The sheets of `style/`, without comments and indentation.
pub fn bundle(folder: &Path) -> String {
    let mut sheets: Vec<_> =
        below(folder).into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "css")).collect();
    sheets.sort_by_key(|path| !path.ends_with(FIRST));
    let mut all = String::new();
    for path in sheets {
        let sheet = fs::read_to_string(&path).unwrap();
        for line in without_comments(&sheet).lines().map(str::trim).filter(|line| !line.is_empty()) {
            all.push_str(line);
            all.push('\n');
        }
    }
    all
}

/// A sheet without its comments. What stands in quotes is left alone.
fn without_comments(sheet: &str) -> String {
    let mut kept = String::with_capacity(sheet.len());
    let mut quote = None;
    let mut rest = sheet;
    while let Some(next) = rest.chars().next() {
        if quote.is_none() && rest.starts_with("/*") {
            rest = rest.split_once("*/").map_or("", |(_, after)| after);
            continue;
        }
        let mut length = next.len_utf8();
        match quote {
            None if next == '"' || next == '\'' => quote = Some(next),
            Some(_) if next == '\\' => length += rest[1..].chars().next().map_or(0, char::len_utf8),
            Some(open) if next == open => quote = None,
            _ => {}
        }
        kept.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    kept
}
