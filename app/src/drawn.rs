//! Pages, and parts of pages, that are drawn on the server only.
//!
//! Most of what people see needs little of the browser. Such a part is a *region*: on the server an async function
//! loads what it shows and returns a [`Drawing`]; the browser holds an empty element of the same name, and none of the
//! code, types and texts behind it. So a new screen of this kind costs a first visit nothing.
//!
//! # A new page
//!
//! 1. A feature module with `#[cfg(feature = "ssr")] mod status;` in `lib.rs`; its calls live in it as everywhere
//!    (`calls.rs`), its locale groups are listed in `SERVER_ONLY` of `app/types/build.rs`.
//! 2. `pub async fn page() -> Drawing`: `let answer = calls::load().await;`, then a view of it. Contexts such as
//!    `use_query_map()`, `lang()` and `me()` are there, also after an `.await`. Nothing in it asks by `ask`, and nothing
//!    is a `Transition` or `Suspense`: these are counted, and the browser would count others.
//! 3. `Drawing::new(view).titled(title).live([Topic::Positions])`, and a line in the table in `routes.rs`.
//!
//! # A part of a page that the browser takes over
//!
//! `drawn!("thread", thread(candidate))` where it stands, outside of `Transition`s. `thread` is such an async function
//! and need not exist without `ssr`. `drawn!("test", from address, ...)` is fetched from an address of its own, a signal
//! of a `String`, when that changes; there a page must draw a region of this name.
//!
//! # What the browser does
//!
//! * When a topic of a region is heard of, the address changes, or a region comes into the page, it fetches the page
//!   and puts what is new in place (`fetching.rs`, `swapping.rs`). Elements that are still there stay what they are,
//!   with their focus and what is typed into them; things that repeat need an `id` each for that.
//! * Forms are posted in place, written as they are for browsers without script: `<PostForm>` or plain
//!   (`forms.rs`). The server draws the page that the answer leads to, with the error where it draws it without script.
//!   `data-plain` leaves a form to the browser: signing in, and whatever else begins another visit.
//! * Small behaviours are attributes (`behaviours.rs`): `<Moment>` and `<CopyButton>` as everywhere;
//!   `data-redraw="name"` at a field draws the region with what stands in it as this parameter of the address.
//! * Parts of the page that are not drawn so follow [`n_posted_to`] when a post of a region changes what they show.

#[cfg(feature = "ssr")]
mod drawing;
#[cfg(not(feature = "ssr"))]
mod in_browser;

#[cfg(feature = "ssr")]
pub use drawing::{Drawing, on_server};
#[cfg(not(feature = "ssr"))]
pub use in_browser::{anything_changed, heard, in_browser, listen};

use leptos::prelude::*;
use server_fn::ServerFn;

/// How many forms of regions were posted with success, and where to the last one.
#[derive(Clone, Copy)]
struct Posted(RwSignal<(u32, String)>);

/// Puts the count behind [`n_posted_to`] into context.
pub fn provide() {
    provide_context(Posted(RwSignal::default()));
}

/// A number that grows whenever a form of a region made this call with success.
pub fn n_posted_to<F: ServerFn>() -> Memo<u32> {
    let posted = expect_context::<Posted>().0;
    Memo::new(move |old: Option<&u32>| {
        let (n, to) = posted.get();
        if to == F::PATH { n } else { old.copied().unwrap_or_default() }
    })
}

/// A region: its name, perhaps `from` an address of its own, and the async function that draws it on the server.
macro_rules! drawn {
    ($name:expr, from $from:expr, $draw:expr) => {{
        #[cfg(feature = "ssr")]
        {
            _ = $from;
            $crate::drawn::on_server($name, $draw)
        }
        #[cfg(not(feature = "ssr"))]
        {
            $crate::drawn::in_browser($name, Some($from))
        }
    }};
    ($name:expr, $draw:expr) => {{
        #[cfg(feature = "ssr")]
        {
            $crate::drawn::on_server($name, $draw)
        }
        #[cfg(not(feature = "ssr"))]
        {
            $crate::drawn::in_browser($name, None)
        }
    }};
}
pub(crate) use drawn;

/// A page of the table in `routes.rs`.
#[component]
pub fn DrawnPage() -> impl IntoView {
    drawn!("page", crate::routes::page())
}
