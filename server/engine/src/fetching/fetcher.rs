//! The loop that keeps looking into every mailbox that is switched on: side by side, so that one that is stuck holds
//! nobody else up.

use std::{collections::HashSet, time::Duration};

use futures_util::{StreamExt, future::BoxFuture, stream::FuturesUnordered};
use tokio_util::sync::CancellationToken;
use types::{Cause, CompanyId};

use crate::{Engine, random};

use super::{
    place::Holder,
    settings::StoredMailbox,
    visit::{Ended, Memory, Visit, is_ordinary},
};

/// How often it is looked for mailboxes that nobody holds: others may have stopped, or crashed.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// How often a mailbox is held anew, and its settings are compared: another process may have changed them.
const HOLD_EVERY: Duration = Duration::from_secs(30);
/// The wait after a refused sign-in: providers lock accounts after some of them.
const SIGN_IN_WAIT: Duration = Duration::from_secs(5 * 60);

/// Fetches mail from companies' mailboxes; one of the [`crate::Loops`].
#[derive(Debug)]
pub struct Fetcher {
    pub(crate) engine: Engine,
}

impl Fetcher {
    /// Fetches until `stop`. What is being accepted then is either accepted or fetched again.
    pub async fn run(self, stop: CancellationToken) {
        let engine = &self.engine;
        let Ok(holder) = random::bytes::<16>() else { return tracing::error!("there is no randomness") };
        let mut changed = engine.inner.fetching.changed.subscribe();
        let mut held = HashSet::new();
        let mut work = FuturesUnordered::<BoxFuture<'_, CompanyId>>::new();
        while !stop.is_cancelled() {
            changed.mark_unchanged();
            match engine.mailboxes_on(&holder).await {
                Ok(companies) => {
                    for company in companies.into_iter().filter(|company| held.insert(*company)) {
                        let (holder, stop) = (&holder, &stop);
                        work.push(Box::pin(async move {
                            keep(engine, company, holder, stop).await;
                            company
                        }));
                    }
                }
                Err(error) => tracing::error!(%error, "the mailboxes could not be looked at"),
            }
            tokio::select! {
                () = stop.cancelled() => {}
                Some(company) = work.next(), if !work.is_empty() => {
                    held.remove(&company);
                }
                _ = changed.changed() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
        while work.next().await.is_some() {}
    }
}

/// Looks into one mailbox as long as it is held and its settings stay what they are.
async fn keep(engine: &Engine, company: CompanyId, holder: &Holder, stop: &CancellationToken) {
    let stored = match engine.stored_mailbox(company).await {
        Ok(Some(stored)) if stored.is_on => stored,
        Ok(_) => return,
        Err(error) => return tracing::error!(%error, "a mailbox could not be looked up"),
    };
    match engine.hold_mailbox(company, holder, stored.version).await {
        Ok(true) => {}
        Ok(false) => return,
        Err(error) => return tracing::error!(%error, "a mailbox could not be held"),
    }
    tokio::select! {
        biased;
        () = stop.cancelled() => {}
        () = until_lost(engine, company, holder, stored.version) => {}
        () = visits(engine, company, holder, &stored) => {}
    }
    if let Err(error) = engine.release_mailbox(company, holder).await {
        tracing::error!(%error, "a mailbox could not be given back");
    }
}

/// Holds a mailbox until somebody else does, or until its settings are others.
async fn until_lost(engine: &Engine, company: CompanyId, holder: &Holder, version: i64) {
    let mut changed = engine.inner.fetching.changed.subscribe();
    loop {
        tokio::select! {
            _ = changed.changed() => {}
            () = tokio::time::sleep(HOLD_EVERY) => {}
        }
        match engine.hold_mailbox(company, holder, version).await {
            Ok(true) => {}
            Ok(false) => return,
            // It holds for some more minutes; a store that is away stops everything else too.
            Err(error) => tracing::error!(%error, "a mailbox could not be held"),
        }
    }
}

/// Visit after visit, with growing waits in between.
async fn visits(engine: &Engine, company: CompanyId, holder: &Holder, stored: &StoredMailbox) {
    let limits = engine.inner.fetching.limits;
    let mut memory = Memory::default();
    loop {
        let Err(ended) = Visit { engine, company, holder, stored }.run(&mut memory).await;
        memory.n_failures = memory.n_failures.saturating_add(1);
        let mut wait = limits.first_wait.saturating_mul(1 << (memory.n_failures - 1).min(16)).min(limits.longest_wait);
        match ended {
            Ended::Lost => return,
            Ended::Broken(error) => tracing::error!(%error, "mail could not be fetched"),
            Ended::Failed(failure) => {
                // The server's words may name people, so they are not logged.
                tracing::warn!(
                    cause = failure.cause.id(),
                    n_failures = memory.n_failures,
                    "a mailbox could not be read"
                );
                if failure.cause == Cause::OauthRefused.into() {
                    log(engine.check_grant(company).await);
                }
                if memory.n_failures > 1 || !is_ordinary(&failure) {
                    log(engine.note_fetch_failure(company, holder, &failure).await);
                }
                if failure.cause.needs_a_person() {
                    wait = wait.max(SIGN_IN_WAIT.min(limits.longest_wait));
                }
            }
        }
        tokio::time::sleep(wait).await;
    }
}

fn log(outcome: crate::Result<()>) {
    if let Err(error) = outcome {
        tracing::error!(%error, "how a mailbox is doing could not be written down");
    }
}
