//! What people see, and the calls it makes. A folder per feature, named by its noun, each with `calls.rs` that holds
//! nothing but its server functions; `parts` for what several features use. In reading order.

#![recursion_limit = "256"]

pub mod routes;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
mod standalone;

mod ask;
#[cfg(feature = "ssr")]
pub mod backend;
mod call;
mod call_error;
mod drawn;
mod live;
mod post;
mod visit;

pub mod parts;

// Taken over by the browser, as a whole or in part.
#[cfg(feature = "ssr")]
mod attachments;
mod candidates;
mod conversation;
mod frame;
#[cfg(feature = "ssr")]
pub mod it_report;
mod outbox;
mod recruiting_email;
mod unassigned;

// Drawn on the server only.
#[cfg(feature = "ssr")]
mod fetching;
#[cfg(feature = "ssr")]
mod not_found;
#[cfg(feature = "ssr")]
mod positions;
#[cfg(feature = "ssr")]
mod practice;
#[cfg(feature = "ssr")]
mod search;
#[cfg(feature = "ssr")]
mod setup;
#[cfg(feature = "ssr")]
mod sign_in;
#[cfg(feature = "ssr")]
mod status;
#[cfg(feature = "ssr")]
mod subcompanies;
#[cfg(feature = "ssr")]
mod templates;

pub use call_error::CallError;
#[cfg(feature = "ssr")]
pub use fetching::fetch_link;
#[cfg(feature = "ssr")]
pub use recruiting_email::oauth_pages;
pub use routes::App;
pub use visit::Visit;
