//! What goes on by itself.

use crate::{Authenticator, Committer, Courier, Fetcher, Finder, Herald, Indexer, Renewer, Sorter, Tester};

/// What must go on by itself while an engine is open.
#[derive(Debug)]
pub struct Loops {
    /// Writes incoming messages: without it nothing is accepted.
    pub committer: Committer,
    /// Puts accepted messages where they belong.
    pub sorter: Sorter,
    /// Runs connection tests.
    pub tester: Tester,
    /// Sends what is in the outbox.
    pub courier: Courier,
    /// Looks for settings.
    pub finder: Finder,
    /// Looks at who sent what came in.
    pub authenticator: Authenticator,
    /// Keeps companies connected with their providers.
    pub renewer: Renewer,
    /// Tells webhooks of new messages.
    pub herald: Herald,
    /// Makes messages findable.
    pub indexer: Indexer,
    /// Fetches mail from companies' mailboxes.
    pub fetcher: Fetcher,
}
