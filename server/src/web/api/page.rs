//! A page of a list.

use serde::Serialize;

/// Items, and the cursor of the next page when there is one.
#[derive(Serialize)]
pub(super) struct Page<T> {
    items: Vec<T>,
    next: Option<String>,
}

impl<T> Page<T> {
    /// These rows in the form that travels.
    pub(super) fn of<R: Into<T>>(rows: impl IntoIterator<Item = R>, next: Option<String>) -> Self {
        Self { items: rows.into_iter().map(Into::into).collect(), next }
    }
}
