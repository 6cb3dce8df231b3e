//! Telling that there is new mail: to those who listen, and to those who read an older page.

use std::time::Duration;

use leptos::prelude::*;
use types::{Timestamp, View};

use super::{calls, page::Loaded, place::Place};
use crate::{ask::ask_if, live::live, visit::lang};

/// Arrivals within this time are announced together: a screen reader that is interrupted says nothing whole.
const FOLD: Duration = Duration::from_secs(1);

/// "2 new messages", for screen readers.
#[component]
pub fn Announcement(on_screen: Signal<Option<Loaded>>) -> impl IntoView {
    let said = RwSignal::new(String::new());
    let waiting = StoredValue::new(0usize);
    Effect::new(move |before: Option<Option<(Place, Timestamp)>>| {
        let on_screen = on_screen.read();
        let loaded = on_screen.as_ref()?;
        let newest = loaded.page.rows.first().map_or(Timestamp(0), |row| row.received_at);
        if let Some((place, newest_before)) = before.flatten()
            && place == loaded.place
            && place.before.is_none()
            && place.view != View::Deleted
        {
            let n = loaded.page.rows.iter().filter(|row| row.received_at > newest_before).count();
            announce(n, waiting, said);
            // Deleting the newest row does not make the next one new.
            return Some((place, newest.max(newest_before)));
        }
        Some((loaded.place.clone(), newest))
    });
    view! { <p class="unseen" aria-live="polite">{said}</p> }
}

fn announce(n: usize, waiting: StoredValue<usize>, said: RwSignal<String>) {
    if n == 0 {
        return;
    }
    let is_first = waiting.get_value() == 0;
    waiting.update_value(|sum| *sum += n);
    if is_first {
        set_timeout(
            move || {
                if let (Some(n), Some(())) = (waiting.try_get_value(), waiting.try_update_value(|sum| *sum = 0)) {
                    _ = said.try_set(how_many(n, false));
                }
            },
            FOLD,
        );
    }
}

/// On an older page, which stays as it is: a link to what has come since it was opened.
#[component]
pub fn NewerLink(place: Memo<Place>) -> impl IntoView {
    let changes = live().messages;
    let question = move || {
        let Place { view, before } = place.get();
        (before.is_some() && view != View::Deleted).then_some(calls::Messages { view, before: None })
    };
    let newest = ask_if(question, move || changes.get());
    // The newest moment when the page was opened, and how many came after it.
    let since = newest.shown(move |old: Option<&(Place, Timestamp, usize, bool)>, answer| {
        let newest = answer?.ok().flatten()?;
        let (place, times) = (place.get(), newest.page.rows.iter().map(|row| row.received_at).collect::<Vec<_>>());
        let first = times.first().copied().unwrap_or_default();
        let base = match old {
            Some((old_place, base, ..)) if *old_place == place => *base,
            _ => first,
        };
        let n = times.iter().filter(|at| **at > base).count();
        Some((place, base, n, n == times.len()))
    });
    view! {
        {move || since.get().filter(|(_, _, n, _)| *n > 0).map(|(place, _, n, is_more)| view! {
            <a class="newer" href=Place::new(place.view, None).list()>{how_many(n, is_more)}</a>
        })}
    }
    .into_any()
}

fn how_many(n: usize, is_more: bool) -> String {
    let t = lang().unassigned();
    match n {
        1 => t.one_new.to_owned(),
        n if is_more => t.many_new(n - 1),
        n => t.n_new(n),
    }
}
