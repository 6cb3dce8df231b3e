//! How many files the process may have open: each connection is one.

use rustix::process::{Resource, getrlimit, setrlimit};

/// More than all connections and the store's files together; a table of so many costs nothing until it is used.
const WANTED_FILES: u64 = 16_384;

/// Raises the limit as far as the system lets an ordinary user. Many systems begin with 1,024, because of programs from
/// the last century that we are not.
pub(crate) fn raise_limit() {
    let mut limit = getrlimit(Resource::Nofile);
    let wanted = limit.maximum.unwrap_or(WANTED_FILES).min(WANTED_FILES);
    if limit.current.is_some_and(|current| current < wanted) {
        limit.current = Some(wanted);
        if let Err(error) = setrlimit(Resource::Nofile, limit) {
            tracing::warn!(%error, "the limit of open files stays as it is");
        }
    }
}
