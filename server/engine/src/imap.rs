//! An IMAP client (RFC 9051, RFC 3501) for what fetching needs: sign in, open a folder, look for messages, read them
//! without a trace, put a mark on them, wait for more. It speaks to whatever a person names, so every answer has a
//! limit in bytes and in time, nothing is ever deleted, and nothing is marked as seen.

mod cause;
mod folder;
mod heard;
mod idle;
mod literal;
mod message;
mod name;
mod session;
mod sign_in;
mod wire;

pub use cause::FetchCause;
pub(crate) use folder::Folder;
pub(crate) use message::{Fetched, Listed, Mark};
pub(crate) use session::{Failure, Session};

#[cfg(test)]
mod tests;
