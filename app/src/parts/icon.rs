//! A few signs, drawn as lines in the colour of the text.

use leptos::prelude::*;

/// Which sign.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    /// A person.
    Person,
    /// An envelope: a mailbox, and our brand.
    Mailbox,
    /// A house: Postroom.
    House,
    /// A machine: a mail server.
    Server,
    /// Three lines: more to choose from.
    Menu,
}

/// A sign; the words beside it say what it means.
#[component]
pub fn Icon(
    /// Which.
    sign: Sign,
) -> impl IntoView {
    let path = match sign {
        Sign::Person => "M12 4.4a3.6 3.6 0 1 0 0 7.2 3.6 3.6 0 0 0 0-7.2M5 20c.6-4 3.4-6 7-6s6.4 2 7 6",
        Sign::Mailbox => {
            "M5.5 5h13A2.5 2.5 0 0 1 21 7.5v9a2.5 2.5 0 0 1-2.5 2.5h-13A2.5 2.5 0 0 1 3 16.5v-9A2.5 2.5 0 0 1 5.5 5M4 7.5l8 6 8-6"
        }
        Sign::Menu => "M4 7h16M4 12h16M4 17h16",
        Sign::House => "M4 20V9l8-5 8 5v11zM9 20v-6h6v6",
        Sign::Server => {
            "M6 4h12a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2M6 13h12a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2v-3a2 2 0 0 1 2-2M8 7.5h.01M8 16.5h.01"
        }
    };
    view! {
        <svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
            <path d=path></path>
        </svg>
    }
    .into_any()
}
