//! Runs connection tests: several at once, each until it is handed over, failed or cancelled.

use std::time::Duration;

use futures_util::{StreamExt, stream::FuturesUnordered};
use tokio::sync::mpsc::{self, Permit, error::TrySendError};
use tokio_util::sync::CancellationToken;
use types::{Cause, CompanyId, Outcome, Problem, Stage, StageName, TestId, TestedSettings, Timestamp};

use crate::{
    Credential, Engine, Error, Probe, Result, Secret,
    connection_test::Occasion,
    db::read,
    look_further,
    pace::Turn,
    probe,
    redirection::{Half, HandOver, SentMail, loop_mail},
};

/// Tests that run at once; each holds one connection for a minute at most.
const TESTS_AT_ONCE: usize = 8;
/// Tests of one person that run or wait for their turn at once.
pub(crate) const AT_ONCE: usize = 4;
/// Tests that one person may begin within a minute: more than anybody reads, and too few to look for open ports or
/// passwords.
pub(crate) const A_MINUTE: usize = 60;
/// Tests that may wait for their turn.
pub(crate) const QUEUE_TESTS: usize = 32;
/// What is waited for when all of those places are taken, in seconds: each test takes a minute at most.
const FULL_WAIT_SECS: u32 = 60;
/// How often waiting tests are looked at; they wait for a quarter of an hour.
const SWEEP_EVERY: Duration = Duration::from_secs(5);

/// How often it is looked for daily tests that are due.
const LOOK_FOR_DAILY_EVERY: Duration = Duration::from_secs(10 * 60);

/// A test that is about to run.
#[derive(Debug)]
pub(crate) struct TestJob {
    pub id: TestId,
    pub company: CompanyId,
    pub settings: TestedSettings,
    pub password: Option<Secret>,
    /// Its mails as they were stored with it: what comes back is compared with these.
    pub sent: Vec<SentMail>,
    /// Held until the test has ended, by who asked for it; nothing for a daily one.
    pub turn: Option<Turn>,
}

/// Runs tests; one of the [`crate::Loops`].
#[derive(Debug)]
pub struct Tester {
    pub(crate) engine: Engine,
    pub(crate) queue: mpsc::Receiver<TestJob>,
    /// When the engine was opened.
    pub(crate) opened_at: Timestamp,
}

impl Tester {
    /// Runs tests until `stop`; those that are talking to a server then count as interrupted.
    pub async fn run(mut self, stop: CancellationToken) {
        let engine = &self.engine;
        // Not what was asked for since: it waits in the queue.
        log(engine.end_interrupted(Timestamp(self.opened_at.0 - 1)).await);
        let mut running = FuturesUnordered::new();
        // Beside the others: it waits while their queue is full.
        let daily = look_for_daily(engine);
        // Beside them too: on a busy store it may wait long for the writer's turn, and nobody's test waits with it.
        let sweep = sweep(engine);
        tokio::pin!(daily, sweep);
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                Some(job) = self.queue.recv(), if running.len() < TESTS_AT_ONCE => running.push(engine.run_test(job)),
                Some(()) = running.next() => {}
                () = &mut daily => {}
                () = &mut sweep => {}
            }
        }
        drop(running);
        log(engine.end_interrupted(engine.now()).await);
    }
}

impl Engine {
    /// Taken before the test is stored: whoever asks is told at once that too many wait; a daily test has time.
    pub(crate) async fn place_in_queue(&self, occasion: Occasion) -> Result<Permit<'_, TestJob>> {
        let queue = &self.inner.testing;
        match occasion {
            Occasion::Daily => queue.reserve().await.map_err(|_| Error::Stopping),
            Occasion::Asked(_) => queue.try_reserve().map_err(|fault| match fault {
                TrySendError::Full(()) => Problem::TooManyTests { wait_secs: FULL_WAIT_SECS }.into(),
                TrySendError::Closed(()) => Error::Stopping,
            }),
        }
    }

    /// Ends a test that is talking to a server at this moment.
    pub(crate) fn stop_sending(&self, id: TestId) {
        if let Some(token) = self.inner.sending.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).get(&id) {
            token.cancel();
        }
    }

    async fn run_test(&self, job: TestJob) {
        let id = job.id;
        let cancelled = CancellationToken::new();
        let sending = || self.inner.sending.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        sending().insert(id, cancelled.clone());
        tokio::select! {
            () = cancelled.cancelled() => {}
            // Only now: whoever cancels from here on finds the token.
            wanted = self.is_still_wanted(id) => match wanted {
                Ok(true) => tokio::select! { () = cancelled.cancelled() => {} () = self.follow(job) => {} },
                other => log(other.map(|_| ())),
            },
        }
        sending().remove(&id);
    }

    /// Whether this test has not been cancelled while it waited for its turn.
    async fn is_still_wanted(&self, id: TestId) -> Result<bool> {
        let n: i64 = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT COUNT(*) FROM connection_test WHERE id = $1 AND state = 'sending'")
                .bind(id.as_bytes().as_slice())
                .fetch_one(pool)
                .await?
        });
        Ok(n > 0)
    }

    /// Runs the probe and stores each stage as it begins and ends.
    async fn follow(&self, job: TestJob) {
        let (id, company) = (job.id, job.company);
        let _turn = job.turn;
        let custom = job.settings.custom_address.clone();
        let mut sent = job.sent;
        let token = self.test_token(id, Half::Own);
        let message = loop_mail(&sent[0], &custom, &token, &self.inner.test_mail_text, self.now());
        let mut stages = StageName::in_order(job.settings.smtp.encryption).map(Stage::todo);
        let credential = self.credential(company, &job.settings.smtp, job.password).await;
        let probed = Probe {
            settings: job.settings,
            credential: credential.unwrap_or_else(|error| {
                tracing::error!(%error, "there is nothing to sign in with");
                Credential::Missing(Cause::SignInUnavailable)
            }),
            message,
            hello_name: self.inner.mail_domain.clone(),
        };
        let (report, mut reports) = mpsc::unbounded_channel::<Stage>();
        let probed = &probed;
        let probing = async move {
            let outcome = probe(&self.inner.reach, &self.inner.clock, probed, |stage| _ = report.send(stage)).await;
            // Ends the storing beside it.
            drop(report);
            outcome
        };
        let storing = async {
            while let Some(stage) = reports.recv().await {
                if let Some(place) = stages.iter_mut().find(|place| place.name == stage.name) {
                    *place = stage;
                }
                log(self.store_stages(id, &stages).await);
            }
        };
        let (outcome, ()) = tokio::join!(probing, storing);
        if outcome == Err(Cause::OauthRefused) {
            log(self.check_grant(company).await);
        }
        sent[0].hand_over = match outcome {
            Ok(()) => HandOver::Done(self.now()),
            Err(cause) => HandOver::Refused(cause),
        };
        if outcome.is_ok() {
            // Only when the first was taken: nobody shall write to strangers through the relay.
            self.send_outside(id, &mut sent, &custom).await;
        }
        if let Err(cause) = outcome {
            self.look_further(probed, cause, &mut stages).await;
        }
        log(self.end_sending(id, &stages, &sent, outcome.is_ok()).await);
    }

    /// Adds to the stage that failed what else is found out about the server.
    async fn look_further(&self, probed: &Probe, cause: Cause, stages: &mut [Stage]) {
        let Some(failed) = stages.iter_mut().find(|stage| stage.outcome == Outcome::Failed(cause)) else { return };
        let (reach, clock, smtp) = (&self.inner.reach, &self.inner.clock, &probed.settings.smtp);
        let further = look_further(reach, clock, smtp, &probed.hello_name, failed, cause).await;
        failed.outcome = Outcome::Failed(further.cause);
        failed.findings = further.findings;
    }
}

async fn sweep(engine: &Engine) {
    let mut sweep = tokio::time::interval(SWEEP_EVERY);
    loop {
        sweep.tick().await;
        log(engine.end_waiting().await);
    }
}

async fn look_for_daily(engine: &Engine) {
    let mut look = tokio::time::interval(LOOK_FOR_DAILY_EVERY);
    loop {
        look.tick().await;
        log(engine.begin_daily_tests().await.map(|_| ()));
    }
}

fn log(outcome: Result<()>) {
    if let Err(error) = outcome {
        tracing::error!(%error, "a connection test could not be stored");
    }
}
