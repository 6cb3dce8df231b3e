//! Runs connection tests: several at once, each until it is handed over, failed or cancelled.

use std::{
    fmt,
    sync::{MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::{StreamExt, stream::FuturesUnordered};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use types::{Cause, CompanyId, Outcome, PersonId, Stage, StageName, TestId, TestedSettings};

use crate::{
    Credential, Engine, Probe, Result, Secret, look_further, probe,
    redirection::{Half, HandOver, SentMail, loop_mail},
    test_pace::TestPace,
};

/// Tests that run at once; each holds one connection for a minute at most.
const TESTS_AT_ONCE: usize = 8;
/// Tests that may wait for their turn.
pub(crate) const QUEUE_TESTS: usize = 32;
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
    /// Its mails, as they are stored: what comes back is compared with them.
    pub sent: Vec<SentMail>,
    pub password: Option<Secret>,
    /// Held until the test has ended.
    /// Of who asked for it; nothing for a daily one.
    pub turn: Option<TestTurn>,
}

/// One of the tests that a person may have going on at once.
pub(crate) struct TestTurn {
    engine: Engine,
    person: PersonId,
}

impl Drop for TestTurn {
    fn drop(&mut self) {
        self.engine.test_pace().end(self.person);
    }
}

impl fmt::Debug for TestTurn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TestTurn").field(&self.person).finish()
    }
}

/// Runs tests; one of the [`crate::Loops`].
#[derive(Debug)]
pub struct Tester {
    pub(crate) engine: Engine,
    pub(crate) queue: mpsc::Receiver<TestJob>,
}

impl Tester {
    /// Runs tests until `stop`; those that are talking to a server then count as interrupted.
    pub async fn run(mut self, stop: CancellationToken) {
        let engine = &self.engine;
        log(engine.end_interrupted().await);
        let mut running = FuturesUnordered::new();
        // Beside the others: it waits while their queue is full.
        let daily = look_for_daily(engine);
        tokio::pin!(daily);
        let mut sweep = tokio::time::interval(SWEEP_EVERY);
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                Some(job) = self.queue.recv(), if running.len() < TESTS_AT_ONCE => running.push(engine.run_test(job)),
                Some(()) = running.next() => {}
                () = &mut daily => {}
                _ = sweep.tick() => log(engine.end_waiting().await),
            }
        }
        drop(running);
        log(engine.end_interrupted().await);
    }
}

impl Engine {
    fn test_pace(&self) -> MutexGuard<'_, TestPace> {
        self.inner.test_pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A turn for a test of this person, unless there are too many already.
    pub(crate) fn test_turn(&self, person: PersonId) -> Result<TestTurn> {
        self.test_pace().begin(person, self.now())?;
        Ok(TestTurn { engine: self.clone(), person })
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
            () = self.follow(job) => {}
        }
        sending().remove(&id);
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
        let credential = self.credential(company, job.settings.smtp.sign_in_with, job.password).await;
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
