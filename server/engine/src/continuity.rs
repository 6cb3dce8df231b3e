//! That it stays connected: a test each day, what deserves a look before mail stops, settings to go back to, and the
//! page that shows all of it in one look.

mod daily;
mod status;
mod versions;
mod warnings;

#[cfg(test)]
pub(crate) use daily::KEPT_TESTS;
pub use status::{CompanyStatus, Status};
pub use versions::SettingsVersion;
pub use warnings::Warning;
