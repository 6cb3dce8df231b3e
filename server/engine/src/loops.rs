//! What goes on by itself.

use crate::{
    Authenticator, Committer, Courier, Extractor, Fetcher, Finder, Herald, Indexer, Renewer, Scanner, Sorter, Tester,
};

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
    /// Reads the texts of files.
    pub extractor: Extractor,
    /// Looks through files for viruses.
    pub scanner: Scanner,
    /// Fetches mail from companies' mailboxes.
    pub fetcher: Fetcher,
}
