//! The engine on a real store. Every test runs on SQLite and on PostgreSQL.

mod candidates;
mod companies;
mod continuity;
mod conversation;
mod fetching;
mod files;
mod incoming;
mod inheritance;
mod it_report;
mod merging;
mod oauth;
mod outbox;
mod people;
mod plans;
mod positions;
mod queueing;
mod rebinding;
mod redirection;
mod returning;
mod schema;
mod scripts;
mod searching;
mod settings;
mod sorting;
mod triage;
mod webhooks;

use std::sync::Arc;

use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use types::{Problem, Role, Timestamp};

use crate::{
    Clock, Desk, DiscoveryOptions, Disk, Dns, Engine, Error, FetchLimits, FileReader, Incoming, Loops, Network,
    NewPerson, OauthClients, Options, Reach, Secret, SendingLimits, SetUp, SmtpLimits, Trust,
};

/// The moment at which every test begins.
const START: Timestamp = Timestamp(1_795_460_801_000_000);
const PASSWORD: &str = "correct horse battery";

/// Runs a test once on each database. The body gets a fresh [`World`].
macro_rules! on_both {
    ($name:ident, |$world:ident| $body:block) => {
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                body($crate::tests::World::open("sqlite".into()).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                body($crate::tests::World::open($crate::testing::postgres_url().await).await).await;
            }

            async fn body($world: $crate::tests::World) $body
        }
    };
}
pub(crate) use {on_both, plans::plan};

/// One engine with its loops running.
pub(crate) struct World {
    pub engine: Engine,
    pub clock: Clock,
    pub options: Arc<dyn Fn() -> Options + Send + Sync>,
    stop: CancellationToken,
    running: tokio::task::JoinSet<()>,
    _folder: Arc<TempDir>,
}

impl World {
    pub async fn open(database_url: String) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let clock = Clock::manual(START);
        let options = {
            let (folder, clock) = (folder.clone(), clock.clone());
            Arc::new(move || options(&database_url, folder.path(), clock.clone()))
        };
        Self::start(options, clock, folder).await
    }

    async fn start(options: Arc<dyn Fn() -> Options + Send + Sync>, clock: Clock, folder: Arc<TempDir>) -> Self {
        let (engine, loops) = Engine::open(options()).await.unwrap();
        let Loops { committer, sorter, tester, courier, herald, finder, authenticator, renewer, indexer, .. } = loops;
        let Loops { extractor, scanner, fetcher, .. } = loops;
        let stop = CancellationToken::new();
        let mut running = tokio::task::JoinSet::new();
        running.spawn(committer.run(stop.clone()));
        running.spawn(sorter.run(stop.clone()));
        running.spawn(tester.run(stop.clone()));
        running.spawn(courier.run(stop.clone()));
        running.spawn(finder.run(stop.clone()));
        running.spawn(authenticator.run(stop.clone()));
        running.spawn(renewer.run(stop.clone()));
        running.spawn(herald.run(stop.clone()));
        running.spawn(indexer.run(stop.clone()));
        running.spawn(extractor.run(stop.clone()));
        running.spawn(scanner.run(stop.clone()));
        running.spawn(fetcher.run(stop.clone()));
        Self { engine, clock, options, stop, running, _folder: folder }
    }

    /// Stops the engine and opens it anew on the same store.
    pub async fn restart(mut self) -> Self {
        self.stop.cancel();
        while self.running.join_next().await.is_some() {}
        self.engine.close().await;
        Self::start(self.options.clone(), self.clock.clone(), self._folder.clone()).await
    }

    /// The same engine with nothing going on by itself.
    pub async fn at_rest(mut self) -> Self {
        self.stop.cancel();
        while self.running.join_next().await.is_some() {}
        self
    }

    /// The same world with other options.
    pub async fn reopened(mut self, change: Arc<dyn Fn(Options) -> Options + Send + Sync>) -> Self {
        let before = self.options.clone();
        self.options = Arc::new(move || change(before()));
        self.restart().await
    }

    /// Writes into the store what the engine itself would not: `sql` with the identity as `$1`, where it has that.
    pub async fn change_store(&self, sql: &'static str, id: Option<&[u8]>) {
        let changed: crate::Result<()> = async {
            crate::db::write!(self.engine.inner.db, tx => {
                let query = sqlx::query(sql);
                let query = match id {
                    Some(id) => query.bind(id),
                    None => query,
                };
                query.execute(&mut *tx).await?;
            });
            Ok(())
        }
        .await;
        changed.unwrap();
    }

    /// Waits until everything sorted or sent so far can be found: the indexer works by itself.
    pub async fn findable(&self) {
        let all = async {
            while self.engine.n_waiting_for_search().await.unwrap() > 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(20), all).await.expect("indexing takes too long");
    }

    /// The desk of the first admin, signed in anew.
    pub async fn signed_in(&self) -> Desk {
        let token = self.engine.sign_in("ada@acme.example", Secret::new(PASSWORD.into()), None).await.unwrap();
        self.engine.desk(&token).await.unwrap().unwrap()
    }

    /// The desk of the first admin, after setting up a company.
    pub async fn admin(&self) -> Desk {
        let token = self.engine.set_up(set_up_form()).await.unwrap();
        self.engine.desk(&token).await.unwrap().unwrap()
    }

    /// The desk of a recruiter.
    pub async fn recruiter(&self) -> Desk {
        let person = NewPerson {
            name: "Rita".into(),
            address: "rita@acme.example".into(),
            role: Role::Recruiter,
            password: Secret::new(PASSWORD.into()),
        };
        self.engine.add_person(person).await.unwrap();
        let token = self.engine.sign_in("rita@acme.example", Secret::new(PASSWORD.into()), None).await.unwrap();
        self.engine.desk(&token).await.unwrap().unwrap()
    }

    /// Waits until everything accepted so far has been sorted.
    pub async fn sorted(&self) {
        let mut changes = self.engine.changes();
        while self.engine.n_unsorted().await.unwrap() > 0 {
            _ = tokio::time::timeout(std::time::Duration::from_secs(20), changes.next())
                .await
                .expect("sorting takes too long");
        }
    }
}

pub(crate) fn set_up_form() -> SetUp {
    SetUp {
        token: Secret::new("the token".into()),
        company_name: "Acme GmbH".into(),
        account_name: String::new(),
        person_name: "Ada".into(),
        address: "Ada@Acme.example".into(),
        password: Secret::new(PASSWORD.into()),
    }
}

pub(crate) fn mail(raw: impl Into<Vec<u8>>) -> Incoming {
    Incoming {
        mail_from: "carla@example.org".into(),
        recipients: vec!["acme-jobs@in.example".into()],
        client: None,
        helo: "client.example".into(),
        over_tls: false,
        raw: raw.into(),
    }
}

/// The problem inside an error; anything else fails the test.
pub(crate) fn problem<T: std::fmt::Debug>(result: crate::Result<T>) -> Problem {
    match result {
        Err(Error::Problem(problem)) => problem,
        other => panic!("expected a problem, found {other:?}"),
    }
}

fn options(database_url: &str, folder: &std::path::Path, clock: Clock) -> Options {
    Options {
        database_url: database_url.into(),
        data_dir: folder.into(),
        key_file: folder.join("secret.key"),
        mail_domain: "in.example".into(),
        setup_token: Secret::new("the token".into()),
        reach: Reach {
            dns: Dns::system(),
            network: Network::parse("127.0.0.0/8").unwrap(),
            trust: Trust::new(&[]).unwrap(),
            limits: SmtpLimits::default(),
        },
        clock,
        test_mail_subject: "Connection test".into(),
        test_mail_text: "A test.".into(),
        practice: None,
        relay: None,
        sending: SendingLimits::default(),
        fetching: FetchLimits::default(),
        discovery: DiscoveryOptions::default(),
        oauth: OauthClients::default(),
        // The same work, without the process around it.
        file_reader: FileReader::in_this_process(),
        disk: Disk::new(folder.into(), 0),
        clamd: None,
    }
}
