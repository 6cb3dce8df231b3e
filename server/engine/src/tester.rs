//! Runs connection tests: several at once, each until it is handed over, failed or cancelled.

use std::time::Duration;

use futures_util::{StreamExt, stream::FuturesUnordered};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use types::{Cause, CompanyId, Stage, StageName, TestId, TestedSettings};

use crate::{Credential, Engine, Probe, Secret, probe, test_mail};

/// Tests that run at once; each holds one connection for a minute at most.
const TESTS_AT_ONCE: usize = 8;
/// Tests that may wait for their turn.
pub(crate) const QUEUE_TESTS: usize = 32;
/// How often waiting tests are looked at; they wait for a quarter of an hour.
const SWEEP_EVERY: Duration = Duration::from_secs(5);

/// A test that is about to run.
#[derive(Debug)]
pub(crate) struct TestJob {
    pub id: TestId,
    pub company: CompanyId,
    pub settings: TestedSettings,
    pub password: Option<Secret>,
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
        let mut sweep = tokio::time::interval(SWEEP_EVERY);
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                Some(job) = self.queue.recv(), if running.len() < TESTS_AT_ONCE => running.push(engine.run_test(job)),
                Some(()) = running.next() => {}
                _ = sweep.tick() => log(engine.end_waiting().await),
            }
        }
        drop(running);
        log(engine.end_interrupted().await);
    }
}

impl Engine {
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
        let token = self.test_token(id);
        let message_id = test_message_id(id, &self.inner.mail_domain);
        let (subject, text) = (self.inner.test_mail_subject.as_str(), self.inner.test_mail_text.as_str());
        let message = test_mail(&job.settings, &token, &message_id, subject, text, self.now());
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
        let probing = async move {
            let outcome = probe(&self.inner.reach, &self.inner.clock, &probed, |stage| _ = report.send(stage)).await;
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
        log(self.end_sending(id, &stages, outcome.is_ok()).await);
    }
}

/// The Message-ID of a test's mail, without angle brackets.
pub(crate) fn test_message_id(id: TestId, mail_domain: &str) -> String {
    format!("postroom-test.{id}@{mail_domain}")
}

fn log(outcome: crate::Result<()>) {
    if let Err(error) = outcome {
        tracing::error!(%error, "a connection test could not be stored");
    }
}
