//! What the product does. Knows neither the web nor the screen; starts no tasks and reads no environment: it is
//! handed its clock, its store, its resolver and its limits, and does one unit of work per call. What must go on by
//! itself are [`Loops`], run by whoever opened the engine.

mod clock;
mod cursor;
mod db;
mod error;
mod events;
mod keys;
mod loops;
mod options;
mod random;
mod secret;

mod company;
mod person;
mod positions;
mod session;
mod set_up;
mod sign_in;
mod subcompanies;

mod company_overview;
mod connection_test;
mod continuity;
mod inheritance;
mod it_report;
mod pace;
mod recruiting_email;
mod redirection;
mod sending_way;
mod test_token;
mod tester;

mod authentication;
mod discovery;
mod disk;
mod dns;
mod explain;
mod http;
mod imap;
mod network;
mod oauth;
mod probe;
mod smtp;
mod trust;

mod candidates;
mod delivery_reports;
mod file_texts;
mod phone;
mod scanning;

mod fetching;
mod incoming;
mod matching;
mod messages;
mod outbox;
mod outgoing_id;
mod readers;
mod reading;
mod sorting;
mod statistics;
mod triage;

mod answers;
mod conversation;
mod drafts;
mod search;
mod templates;

mod practice;

mod desk;
mod hatch;
mod tokens;
mod webhooks;

#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
};

use tokio::sync::{Notify, RwLock, Semaphore, broadcast, mpsc};
use tokio_util::sync::CancellationToken;
use types::{Changed, TestId, Timestamp};

pub use authentication::Authenticator;
pub use clock::Clock;
pub use company::Company;
pub use continuity::{CompanyStatus, SettingsVersion, Status, Warning};
pub use conversation::Said;
pub use desk::Desk;
pub use discovery::{DiscoveryOptions, Finder};
pub use disk::Disk;
pub use dns::{Dns, LookupFault};
pub use error::{Error, Result};
pub use events::{Changes, Heard};
pub use explain::{Answer, Explained, explain, explain_pasted};
pub use fetching::{
    FetchHealth, FetchLimits, FetchSettings, FetchTest, Fetcher, SkippedMail, SkippedWhy, TypedMailbox,
};
pub use file_texts::{Extractor, FileReader};
pub use hatch::{Hatch, Paging};
pub use imap::FetchCause;
pub use incoming::{Committer, Incoming, Spool};
pub use it_report::{NotSent, ReportLink};
pub use loops::Loops;
pub use messages::{EveryFile, KnownFiles, WholeMessage, WholePage};
pub use network::{MAIL_PORTS, Network, NotANetwork};
pub use oauth::{OauthClient, OauthClients, OauthPurpose, OauthReturn, OauthReturned, Renewer, ReturnFault};
pub use options::Options;
pub use outbox::{Courier, SendingLimits};
pub use person::NewPerson;
pub use practice::Practice;
pub use probe::{Further, Probe, look_further, probe};
pub use reading::{
    Action, AttachmentFile, FileText, Opened, Reading, ReportedRecipient, Transcript, TranscriptFile, Unreadable,
    attachment, file_text, files, html, read, return_path, tame_pdf, transcript, view,
};
pub use redirection::{ComparedRow, HopRow, MailWords, VerdictWords};
pub use scanning::{ClamdAddress, NotAClamdAddress, Scanner};
pub use search::{Indexed, Indexer};
pub use secret::Secret;
pub use session::SessionToken;
pub use set_up::SetUp;
pub use smtp::{Credential, MailServer, Protection, Reach, SmtpLimits};
pub use sorting::Sorter;
pub use statistics::Statistics;
pub use tester::Tester;
pub use tokens::{Admission, NewToken, Token};
pub use trust::{Trust, TrustFault};
pub use webhooks::{Herald, Webhook};

use crate::{
    company::Companies,
    db::Db,
    discovery::{SearchJob, Searches},
    fetching::Fetching,
    incoming::Handover,
    keys::Keys,
    oauth::Oauth,
    outbox::Outbox,
    pace::Pace,
    tester::TestJob,
};

/// Passwords hashed at once: each takes a processor for tens of milliseconds and 19 MiB.
const PASSWORDS_AT_ONCE: usize = 2;
/// Passwords that wait for that at most: looking at them takes a few seconds.
const PASSWORDS_WAITING_MAX: usize = 64;

/// Everything the product does, without asking who is calling. People come in through [`Desk`].
#[derive(Clone, Debug)]
pub struct Engine {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    db: Db,
    keys: Keys,
    clock: Clock,
    mail_domain: String,
    setup_token: Secret,
    reach: Reach,
    test_mail_subject: String,
    test_mail_text: String,
    practice: Option<Practice>,
    companies: RwLock<Option<Arc<Companies>>>,
    events: broadcast::Sender<Changed>,
    accepting: mpsc::Sender<Handover>,
    arrived: Notify,
    filed: Notify,
    testing: mpsc::Sender<TestJob>,
    outbox: Outbox,
    fetching: Fetching,
    discovery: DiscoveryOptions,
    searching: mpsc::Sender<SearchJob>,
    searches: Mutex<Searches>,
    oauth: Oauth,
    sending: Mutex<HashMap<TestId, CancellationToken>>,
    outside_pace: Mutex<redirection::OutsidePace>,
    /// Held while a step of the settings is saved.
    saving: tokio::sync::Mutex<()>,
    test_pace: Pace,
    search_pace: Pace,
    password_permits: Semaphore,
    password_queue: Semaphore,
    readers: Mutex<readers::Readers>,
    paces: tokens::Paces,
    noticed: Notify,
    file_reader: FileReader,
    clamd: Option<ClamdAddress>,
    disk: Disk,
    /// Whether the virus scanner did not answer when it was last asked.
    is_clamd_away: AtomicBool,
    /// Messages that are accepted and not read yet, as far as this process knows.
    unsorted: AtomicI64,
    pressure: incoming::Pressure,
}

impl Engine {
    /// Opens the store and brings its layout up to date.
    pub async fn open(options: Options) -> Result<(Self, Loops)> {
        let db = Db::open(&options.database_url, &options.data_dir).await?;
        let keys = Keys::of_store(&db, &options.key_file).await?;
        let (accepting, handovers) = mpsc::channel(incoming::QUEUE_MESSAGES);
        let (testing, jobs) = mpsc::channel(tester::QUEUE_TESTS);
        let (searching, searches) = mpsc::channel(discovery::QUEUE_SEARCHES);
        let (renewing, renewals) = mpsc::channel(oauth::QUEUE_RENEWALS);
        let inner = Inner {
            db,
            keys,
            oauth: Oauth::new(options.oauth, renewing),
            clock: options.clock,
            mail_domain: options.mail_domain,
            setup_token: options.setup_token,
            outbox: Outbox::new(options.relay, options.sending, &options.reach),
            fetching: Fetching::new(options.fetching, &options.reach),
            reach: options.reach,
            test_mail_subject: options.test_mail_subject,
            test_mail_text: options.test_mail_text,
            practice: options.practice,
            companies: RwLock::default(),
            events: broadcast::Sender::new(events::BACKLOG),
            accepting,
            arrived: Notify::new(),
            filed: Notify::new(),
            testing,
            discovery: options.discovery,
            searching,
            searches: Mutex::default(),
            sending: Mutex::default(),
            outside_pace: Mutex::default(),
            saving: tokio::sync::Mutex::default(),
            test_pace: Pace::new(tester::AT_ONCE, tester::A_MINUTE),
            search_pace: Pace::new(discovery::AT_ONCE, discovery::A_MINUTE),
            password_permits: Semaphore::new(PASSWORDS_AT_ONCE),
            password_queue: Semaphore::new(PASSWORDS_WAITING_MAX),
            readers: Mutex::default(),
            paces: tokens::Paces::default(),
            noticed: Notify::new(),
            file_reader: options.file_reader,
            clamd: options.clamd,
            disk: options.disk,
            is_clamd_away: AtomicBool::new(false),
            unsorted: AtomicI64::new(0),
            pressure: incoming::Pressure::default(),
        };
        let engine = Self { inner: Arc::new(inner) };
        engine.inner.unsorted.store(engine.n_unsorted().await?, Ordering::Relaxed);
        let loops = Loops::of(&engine, handovers, jobs, searches, renewals);
        Ok((engine, loops))
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// Whether the disk has room for more mail.
    pub fn has_room(&self) -> bool {
        self.inner.disk.has_room()
    }

    /// The domain of company recruiting addresses.
    pub fn mail_domain(&self) -> &str {
        &self.inner.mail_domain
    }

    /// The token that opens the set-up page.
    pub fn setup_token(&self) -> &Secret {
        &self.inner.setup_token
    }

    /// A token of 256 bits that fits into a link.
    pub fn random_token() -> Result<Secret> {
        random::token().map(Secret::new)
    }

    /// Whether the store answers.
    pub async fn is_ready(&self) -> bool {
        self.n_accepted().await.is_ok()
    }

    /// Closes the store after the loops have ended.
    pub async fn close(&self) {
        self.inner.db.close().await;
    }
}
