//! A moment, in the reader's own time zone.

use leptos::prelude::*;
use types::Timestamp;

/// A moment. The server writes it in UTC; the browser puts it into the reader's zone.
#[component]
pub fn Time(
    /// When.
    at: Timestamp,
) -> impl IntoView {
    let text = RwSignal::new(utc(at));
    // After hydration, so that both sides draw the same at first.
    Effect::new(move || text.set(local(at)));
    view! { <time datetime=at.rfc3339()>{move || text.get()}</time> }
}

fn utc(at: Timestamp) -> String {
    let (year, month, day, hour, minute, _) = at.civil();
    format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02} UTC")
}

#[cfg(not(feature = "hydrate"))]
fn local(at: Timestamp) -> String {
    utc(at)
}

/// Today as a time, else a date with it, as the reader's language writes it.
#[cfg(feature = "hydrate")]
fn local(at: Timestamp) -> String {
    use js_sys::{Date, Object, Reflect};
    let date = Date::new(&(at.as_millis() as f64).into());
    let is_today = date.to_date_string() == Date::new_0().to_date_string();
    let options = Object::new();
    let mut set = |key: &str, value: &str| _ = Reflect::set(&options, &key.into(), &value.into());
    set("hour", "2-digit");
    set("minute", "2-digit");
    if !is_today {
        set("day", "numeric");
        set("month", "short");
        set("year", "numeric");
    }
    date.to_locale_string(crate::visit::lang().code(), &options).into()
}
