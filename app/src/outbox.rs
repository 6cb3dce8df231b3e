//! The outbox: what was written, whether it was sent, and why not. One message can be opened in its row.

mod counts;
mod failing;

#[cfg(feature = "ssr")]
mod actions;
#[cfg(feature = "ssr")]
mod calls;
#[cfg(feature = "ssr")]
mod details;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod place;
#[cfg(feature = "ssr")]
mod row;

pub use counts::{OutboxCount, provide_counts};
pub use failing::failing_servers;
#[cfg(feature = "ssr")]
pub use page::page;
