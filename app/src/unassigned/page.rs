//! What of a list is on the screen, and how it changes when a newer page comes.

use serde::{Deserialize, Serialize};
use types::{MessageId, MessagePage, MessageRow};

use super::place::Place;

/// Rows that stay on the screen at most while new ones come in above them.
const ROWS_MAX: usize = 200;

/// A page, and the place it is the page of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Loaded {
    /// Where.
    pub place: Place,
    /// What is there.
    pub page: MessagePage,
}

impl Loaded {
    /// This page after `old`, in the same place and without `gone`, the message that was just moved away.
    ///
    /// New mail pushes the last rows over the page's end, and somebody may be reading there: as long as messages only
    /// came and none went, the rows stay, and the next page begins below them. When they get too many, the last ones go,
    /// and the next page begins higher up: better to see a row twice than never.
    pub fn after(mut self, old: Option<&Self>, gone: Option<MessageId>) -> Self {
        let old = old.filter(|old| old.place == self.place);
        if let Some((old, tail)) = old.and_then(|old| Some((old, self.page.pushed_out_of(&old.page, gone)?))) {
            let n_kept = tail.len().min(ROWS_MAX.saturating_sub(self.page.rows.len()));
            self.page.rows.extend_from_slice(&tail[..n_kept]);
            if n_kept == tail.len() {
                self.page.next.clone_from(&old.page.next);
            }
        }
        self.page.rows.retain(|row| Some(row.id) != gone);
        self
    }
}

trait PushedOut {
    /// The last rows of `old` that this newer page has no room for.
    fn pushed_out_of<'a>(&self, old: &'a MessagePage, gone: Option<MessageId>) -> Option<&'a [MessageRow]>;
}

impl PushedOut for MessagePage {
    fn pushed_out_of<'a>(&self, old: &'a MessagePage, gone: Option<MessageId>) -> Option<&'a [MessageRow]> {
        let last = self.rows.last()?;
        let n_overlapping = old.rows.iter().position(|row| row.id == last.id)? + 1;
        let (overlapping, tail) = old.rows.split_at(n_overlapping);
        let none_went = overlapping.iter().all(|row| self.rows.iter().any(|kept| kept.id == row.id))
            && !tail.iter().any(|row| Some(row.id) == gone);
        (!tail.is_empty() && none_went).then_some(tail)
    }
}

#[cfg(test)]
mod tests {
    use types::{MessageId, MessageKind, MessagePage, MessageRow, MessageState, Reason, Timestamp, View};

    use super::{Loaded, ROWS_MAX};
    use crate::unassigned::place::Place;

    fn id(n: u64) -> MessageId {
        format!("00000000-0000-0000-0000-{n:012}").parse().unwrap()
    }

    fn row(n: u64) -> MessageRow {
        MessageRow {
            id: id(n),
            from_name: String::new(),
            from_address: String::new(),
            subject: String::new(),
            first_words: String::new(),
            n_attachments: 0,
            received_at: Timestamp(0),
            state: MessageState::Unassigned,
            reason: Reason::UnknownSender,
            reason_detail: String::new(),
            version: 0,
            kind: MessageKind::Mail,
        }
    }

    fn loaded(ids: impl IntoIterator<Item = u64>, next: Option<&str>) -> Loaded {
        let page = MessagePage { rows: ids.into_iter().map(row).collect(), next: next.map(str::to_owned) };
        Loaded { place: Place::default(), page }
    }

    #[test]
    fn rows_stay_while_messages_only_come() {
        for (old, new, gone, shown) in [
            // Two came: what they pushed out stays.
            (vec![4, 3, 2, 1], vec![6, 5, 4, 3], None, vec![6, 5, 4, 3, 2, 1]),
            // One came and one went: the page as it is.
            (vec![4, 3, 2, 1], vec![5, 4, 2, 1], None, vec![5, 4, 2, 1]),
            // One went from the part that overlaps: what follows may have gone too.
            (vec![5, 4, 3, 2, 1], vec![6, 5, 3, 2], None, vec![6, 5, 3, 2]),
            // The one below the page's end was deleted here.
            (vec![4, 3, 2, 1], vec![6, 5, 4, 3], Some(1), vec![6, 5, 4, 3]),
            // Deleted here, and the answer is older than that.
            (vec![3, 2, 1], vec![3, 2, 1], Some(2), vec![3, 1]),
            // So many came that there may be others in between.
            (vec![4, 3, 2, 1], vec![12, 11, 10, 9], None, vec![12, 11, 10, 9]),
            (vec![], vec![1], None, vec![1]),
            (vec![1], vec![], None, vec![]),
        ] {
            let old = loaded(old, Some("old"));
            let after = loaded(new, Some("new")).after(Some(&old), gone.map(id));
            let found: Vec<_> = after.page.rows.iter().map(|row| row.id).collect();
            assert_eq!(found, shown.into_iter().map(id).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_next_page_begins_below_what_is_shown() {
        let old = loaded([4, 3, 2, 1], Some("below 1"));
        assert_eq!(loaded([5, 4, 3, 2], Some("below 2")).after(Some(&old), None).page.next.as_deref(), Some("below 1"));
        assert_eq!(loaded([9, 8], Some("below 8")).after(Some(&old), None).page.next.as_deref(), Some("below 8"));
    }

    #[test]
    fn another_place_begins_anew_and_growing_ends() {
        let mut old = loaded([4, 3, 2, 1], None);
        old.place = Place::new(View::Deleted, None);
        assert_eq!(loaded([6, 5, 4, 3], None).after(Some(&old), None).page.rows.len(), 4);
        let long = loaded((0..ROWS_MAX as u64).rev(), None);
        let newer = loaded((150..=ROWS_MAX as u64).rev(), Some("below 150")).after(Some(&long), None);
        assert_eq!(newer.page.rows.len(), ROWS_MAX);
        assert_eq!(newer.page.next.as_deref(), Some("below 150"));
    }
}
