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
mod live;
mod post;
mod visit;

pub mod parts;

mod candidates;
mod conversation;
mod frame;
#[cfg(feature = "ssr")]
pub mod it_report;
mod not_found;
mod outbox;
mod positions;
mod practice;
mod recruiting_email;
mod setup;
mod sign_in;
mod subcompanies;
mod templates;
mod unassigned;

pub use call_error::CallError;
#[cfg(feature = "ssr")]
pub use recruiting_email::oauth_pages;
pub use routes::App;
pub use visit::Visit;
