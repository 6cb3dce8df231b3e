//! The recruiting email settings: their summary at *Settings > Recruiting > Recruiting*, and the wizard.

pub mod calls;
mod inheritance;
mod inherited;
#[cfg(feature = "ssr")]
mod oauth_card;
#[cfg(feature = "ssr")]
pub mod oauth_pages;
mod redirection;
mod sender;
mod smtp;
mod test;
mod wizard;

#[cfg(feature = "ssr")]
mod believed;
#[cfg(feature = "ssr")]
mod confirming;
#[cfg(feature = "ssr")]
mod findings;
#[cfg(feature = "ssr")]
mod flow;
#[cfg(feature = "ssr")]
mod found;
#[cfg(feature = "ssr")]
mod known;
#[cfg(feature = "ssr")]
mod stages;
#[cfg(feature = "ssr")]
mod summary;
#[cfg(feature = "ssr")]
mod test_view;
#[cfg(feature = "ssr")]
mod verdict;

#[cfg(feature = "ssr")]
pub use believed::believed_page;
#[cfg(feature = "ssr")]
pub use found::{found_page, provider_page};
#[cfg(feature = "ssr")]
pub use oauth_card::fault_words;
#[cfg(feature = "ssr")]
pub use redirection::percent;
#[cfg(feature = "ssr")]
pub use summary::page;
#[cfg(feature = "ssr")]
pub use test_view::test_page;
pub use wizard::WizardPage;
#[cfg(feature = "ssr")]
pub use wizard::{Step, redirection_link, wizard_link};
