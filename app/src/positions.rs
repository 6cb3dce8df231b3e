//! Positions: the list, found by title and status; and one, with its details and its candidates.

mod applicants;
mod calls;
mod company_select;
mod details;
mod list;
mod new;
mod one;
mod place;

pub use list::list;
pub use one::one;

use types::PositionStatus;

use crate::visit::lang;

/// A status in words.
fn status_words(status: PositionStatus) -> &'static str {
    let t = lang().positions();
    match status {
        PositionStatus::Draft => t.draft,
        PositionStatus::Open => t.open,
        PositionStatus::Closed => t.closed,
    }
}

/// The look of a status' badge.
const fn status_look(status: PositionStatus) -> &'static str {
    match status {
        PositionStatus::Draft => "badge info",
        PositionStatus::Open => "badge good",
        PositionStatus::Closed => "badge plain",
    }
}
