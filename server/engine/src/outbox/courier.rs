//! Sends what is due: the loop that finds it, and workers that each hold one connection.

mod worker;

use std::time::Duration;

use futures_util::{StreamExt, future::BoxFuture, stream::FuturesUnordered};
use tokio_util::sync::CancellationToken;
use types::{CompanyId, OutgoingWord, Route};

use crate::{Engine, MailServer, Result, sending_way::SendingWay};

use super::{
    lane::{LaneKey, Lanes},
    lease::{Lease, Leased},
};
use worker::{LastWay, Worker};

/// Messages that one worker takes at once: few, so that others find work too.
const BATCH_MESSAGES: usize = 8;
/// How often the store is looked at unasked: for what another process has put there.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A pause after the store has failed, so that its log stays readable.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Sends what is in the outbox; one of the [`crate::Loops`].
#[derive(Debug)]
pub struct Courier {
    pub(crate) engine: Engine,
}

type Work = BoxFuture<'static, ()>;

impl Courier {
    /// Sends until `stop`. What is being handed over then is finished, everything else given back.
    pub async fn run(self, stop: CancellationToken) {
        let engine = &self.engine;
        log(engine.due_again(None).await);
        let mut lanes = Lanes::default();
        let mut work = FuturesUnordered::<Work>::new();
        while !stop.is_cancelled() {
            let begun = {
                let mut beginning = std::pin::pin!(self.begin(&mut lanes, &stop));
                loop {
                    tokio::select! {
                        begun = &mut beginning => break begun,
                        Some(()) = work.next(), if !work.is_empty() => {}
                    }
                }
            };
            let pause = match begun {
                Ok((begun, pause)) => {
                    work.extend(begun);
                    pause
                }
                Err(error) => {
                    tracing::error!(%error, "the outbox could not be looked at");
                    PAUSE_AFTER_FAILURE
                }
            };
            work.extend(lanes.take_idle().into_iter().map(|open| -> Work { Box::pin(open.session.quit()) }));
            tokio::select! {
                () = stop.cancelled() => {}
                Some(()) = work.next(), if !work.is_empty() => {}
                () = engine.inner.outbox.due.notified() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
        while work.next().await.is_some() {}
        futures_util::future::join_all(lanes.take_all().into_iter().map(|open| open.session.quit())).await;
    }

    /// Begins what is due, as far as there are connections for it; and how long there is nothing to look for. What cannot
    /// be begun of one company holds no other one up.
    async fn begin(&self, lanes: &mut Lanes, stop: &CancellationToken) -> Result<(Vec<Work>, Duration)> {
        let engine = &self.engine;
        engine.end_abandoned().await?;
        let (companies, next) = engine.due_companies().await?;
        let mut begun: Vec<Work> = Vec::new();
        for company in companies {
            let key = match self.key(company).await {
                Ok(key) => key,
                Err(reason) => {
                    log(engine.hold_due(company, reason).await);
                    // Whoever changed the settings meanwhile has found nothing on hold.
                    if self.key(company).await != Err(reason) {
                        log(engine.due_again(Some(company)).await);
                    }
                    continue;
                }
            };
            let lane = lanes.lane(key, &engine.inner.outbox.limits);
            while let Some(place) = lane.place() {
                let Some((lease, batch)) = self.batch(company).await else { break };
                engine.outbox_changed(None);
                let is_last = batch.len() < BATCH_MESSAGES;
                let (engine, lane, stop) = (engine.clone(), lane.clone(), stop.clone());
                let worker = Worker { engine, company, key, lane, lease, stop, last_way: LastWay::default() };
                begun.push(Box::pin(async move {
                    worker.run(batch).await;
                    drop(place);
                }));
                if is_last {
                    break;
                }
            }
        }
        let now = engine.now();
        let pause = next.map(|next| Duration::from_millis(u64::try_from(next.millis_since(now) + 1).unwrap_or(1)));
        Ok((begun, pause.unwrap_or(LOOK_EVERY).min(LOOK_EVERY)))
    }

    /// Through which server this company's messages leave, or why they have to wait. Settings that cannot be read are
    /// as good as none.
    async fn key(&self, company: CompanyId) -> Result<LaneKey, OutgoingWord> {
        match self.engine.way_to_server(company).await {
            Ok(way) => way.map(|(key, _)| key),
            Err(error) => {
                tracing::error!(%error, %company, "the settings for sending cannot be read");
                Err(OutgoingWord::SettingsIncomplete)
            }
        }
    }

    /// What is due of this company, held by a new holder; nothing when nothing is.
    async fn batch(&self, company: CompanyId) -> Option<(Lease, Vec<Leased>)> {
        let lease = Lease::new();
        let leased = match &lease {
            Ok(lease) => self.engine.lease_due(company, lease, BATCH_MESSAGES).await,
            Err(_) => Ok(Vec::new()),
        };
        match (lease, leased) {
            (Ok(lease), Ok(batch)) => (!batch.is_empty()).then_some((lease, batch)),
            (Err(error), _) | (_, Err(error)) => {
                tracing::error!(%error, "the outbox could not be looked at");
                None
            }
        }
    }
}

impl Engine {
    /// Through whose server this company's messages leave at this moment, or why they have to wait.
    async fn way_to_server(&self, company: CompanyId) -> Result<Result<(LaneKey, SendingWay), OutgoingWord>> {
        let way = self.sending_way(company).await?;
        Ok(match (way.route, &way.own_server) {
            (Route::Relay, _) if !self.has_relay() => Err(OutgoingWord::NoServer),
            (Route::Relay, _) => Ok((LaneKey::Relay, way)),
            (_, None) => Err(OutgoingWord::SettingsIncomplete),
            (_, Some(_)) => Ok((LaneKey::Company(way.company), way)),
        })
    }

    /// The server of this way, with what its account proves itself with: an access token may have to be renewed for it.
    async fn server_of(&self, way: &SendingWay) -> Result<Option<MailServer>> {
        let Some(own) = &way.own_server else { return Ok(self.inner.outbox.relay.clone()) };
        let credential = self.credential(way.company, &own.settings, own.password.clone()).await?;
        Ok(Some(MailServer::own(&own.settings, credential)))
    }
}

fn log(outcome: Result<()>) {
    if let Err(error) = outcome {
        tracing::error!(%error, "the outbox could not be written to");
    }
}
