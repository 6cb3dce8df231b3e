//! Candidates: the list with search and filters, and the page of one of them.

mod one;

#[cfg(feature = "ssr")]
mod address_list;
#[cfg(feature = "ssr")]
mod application_list;
#[cfg(feature = "ssr")]
mod calls;
#[cfg(feature = "ssr")]
mod filter;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod merging;
#[cfg(feature = "ssr")]
mod newcomer;
#[cfg(feature = "ssr")]
mod profile;
#[cfg(feature = "ssr")]
mod row;

#[cfg(feature = "ssr")]
pub use filter::stage_word;
#[cfg(feature = "ssr")]
pub use list::list;
pub use one::CandidatePage;
