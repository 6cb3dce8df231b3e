//! What goes on by itself.

use tokio::sync::mpsc::Receiver;

use crate::{
    Authenticator, Committer, Courier, Engine, Extractor, Fetcher, Finder, Herald, Indexer, Renewer, Scanner, Sorter,
    Tester, discovery::SearchJob, incoming::Handover, oauth::Renewal, tester::TestJob,
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

impl Loops {
    /// All of them, for this engine and what is handed to it.
    pub(crate) fn of(
        engine: &Engine,
        handovers: Receiver<Handover>,
        tests: Receiver<TestJob>,
        searches: Receiver<SearchJob>,
        renewals: Receiver<Renewal>,
    ) -> Self {
        Self {
            committer: Committer { engine: engine.clone(), queue: handovers },
            sorter: Sorter { engine: engine.clone() },
            tester: Tester { engine: engine.clone(), queue: tests, opened_at: engine.now() },
            courier: Courier { engine: engine.clone() },
            finder: Finder { engine: engine.clone(), queue: searches },
            authenticator: Authenticator { engine: engine.clone() },
            renewer: Renewer { engine: engine.clone(), queue: renewals },
            herald: Herald { engine: engine.clone() },
            indexer: Indexer { engine: engine.clone() },
            extractor: Extractor { engine: engine.clone() },
            scanner: Scanner { engine: engine.clone() },
            fetcher: Fetcher { engine: engine.clone() },
        }
    }
}
