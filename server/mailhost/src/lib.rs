//! A company mail server for practice and tests: submission with login, mailboxes in memory, a redirection of the
//! recruiting mailbox that can be switched, and faults that can be selected. It is no server for real mail: nothing
//! outlives the process, and mail for other places is only recorded.

mod access_tokens;
mod error;
mod options;

mod host;
mod wire;

mod certificates;
mod mailbox;
mod session;

mod received;
mod redirection;

#[cfg(test)]
mod tests;

pub use error::Error;
pub use host::MailHost;
pub use mailbox::{MAIL_MAX_BYTES, MAILBOX_MAX_BYTES, MAILBOX_MAX_MAILS, StoredMail};
pub use options::{ANYBODY, Account, Options, RedirectTarget};
pub use redirection::Tally;
