//! A moment in the reader's time. The server does not know the reader's zone: it writes UTC, the browser rewrites it.

use leptos::prelude::*;
use types::{Timestamp, text::Lang};

use crate::visit::lang;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// How much of a moment is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Precision {
    /// Day and time; the time alone when it is today.
    #[default]
    Minute,
    /// For lists: the time when it is today, else the day.
    Short,
    /// Always day and time, to the second.
    Full,
}

impl Precision {
    const ALL: [Self; 3] = [Self::Minute, Self::Short, Self::Full];

    const fn word(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Short => "short",
            Self::Full => "full",
        }
    }

    /// As it stands at a `<time>` element that the server drew.
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|one| one.word() == word).unwrap_or_default()
    }
}

/// A `<time>` element.
#[component]
pub fn Moment(
    /// When.
    at: Timestamp,
    /// How much of it.
    #[prop(optional)]
    precision: Precision,
) -> impl IntoView {
    let lang = lang();
    let text = RwSignal::new(in_utc(at, lang));
    // After hydration: before it, both sides must write the same.
    #[cfg(not(feature = "ssr"))]
    Effect::new(move || text.set(in_local_time(&(at.as_millis() as f64).into(), lang, precision)));
    view! { <time datetime=at.rfc3339() data-precision=precision.word()>{text}</time> }
}

/// Day and time in UTC, which is said.
pub fn in_utc(at: Timestamp, lang: Lang) -> String {
    let (year, month, day, hour, minute, _) = at.civil();
    match lang {
        Lang::En => {
            let month = MONTHS[usize::from(month).saturating_sub(1).min(11)];
            format!("{day} {month} {year}, {hour:02}:{minute:02} UTC")
        }
        Lang::De => format!("{day}.{month}.{year}, {hour:02}:{minute:02} UTC"),
    }
}

/// A moment as JavaScript's `Date` reads it, in the reader's zone.
#[cfg(not(feature = "ssr"))]
pub fn in_local_time(at: &wasm_bindgen::JsValue, lang: Lang, precision: Precision) -> String {
    use web_sys::js_sys::{Date, Object, Reflect};

    let date = Date::new(at);
    let is_today = date.to_date_string() == Date::new_0().to_date_string();
    if is_today && precision == Precision::Short {
        // As both languages write it. Asking the browser would take longer than all else of a row, and new mail is today's.
        return format!("{:02}:{:02}", date.get_hours(), date.get_minutes());
    }
    let is_this_year = date.get_full_year() == Date::new_0().get_full_year();
    let mut parts: Vec<(&str, &str)> = Vec::new();
    if !is_today || precision == Precision::Full {
        parts.extend([("day", "numeric"), ("month", "short")]);
        if !is_this_year || precision == Precision::Full {
            parts.push(("year", "numeric"));
        }
    }
    if precision != Precision::Short {
        parts.extend([("hour", "2-digit"), ("minute", "2-digit")]);
    }
    if precision == Precision::Full {
        parts.push(("second", "2-digit"));
    }
    let options = Object::new();
    for (part, style) in parts {
        _ = Reflect::set(&options, &part.into(), &style.into());
    }
    let tag = match lang {
        Lang::En => "en-GB",
        Lang::De => "de-DE",
    };
    String::from(date.to_locale_string(tag, &options))
}

#[cfg(test)]
mod tests {
    use types::{Timestamp, text::Lang};

    use super::in_utc;

    #[test]
    fn writes_utc() {
        let at = Timestamp(1_795_460_801_000_000);
        assert_eq!(in_utc(at, Lang::En), "23 Nov 2026, 19:06 UTC");
        assert_eq!(in_utc(at, Lang::De), "23.11.2026, 19:06 UTC");
    }
}
