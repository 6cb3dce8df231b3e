//! The recruiting email settings: their summary at *Settings > Recruiting > Recruiting*, and the wizard.

pub mod calls;
mod inheritance;
mod inherited;
mod redirection;
mod sender;
mod smtp;
mod test;
mod wizard;

#[cfg(feature = "ssr")]
mod findings;
#[cfg(feature = "ssr")]
mod flow;
#[cfg(feature = "ssr")]
mod known;
#[cfg(feature = "ssr")]
mod stages;
#[cfg(feature = "ssr")]
mod summary;
#[cfg(feature = "ssr")]
mod test_view;

#[cfg(feature = "ssr")]
pub use summary::page;
#[cfg(feature = "ssr")]
pub use test_view::test_page;
pub use wizard::WizardPage;
#[cfg(feature = "ssr")]
pub use wizard::wizard_link;
