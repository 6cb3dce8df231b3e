//! Sends messages of one company one after the other, over one connection.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio_util::sync::CancellationToken;
use types::{Cause, CompanyId, EmailAddress, OutgoingWord, Route, Timestamp};

use crate::{
    Engine, Error, MailServer, Reach, Result,
    outbox::{
        attempt::{Attempt, Hand, LastWords, told},
        lane::{Lane, LaneKey, OpenSession},
        lease::{LEASE_SECS, Lease, Leased},
        letter::letter,
        outcome::{Told, Verdict},
        trouble::ServerTold,
    },
    smtp::Session,
};

use super::{BATCH_MESSAGES, log};

/// How often a holder says that it is alive: twice may be missed.
const RENEW_EVERY: Duration = Duration::from_secs((LEASE_SECS / 3).cast_unsigned());

/// How old the settings may be that a message leaves by, among those taken at once. Within it they would be as old by the
/// time the server answers.
const WAY_AGE_MAX: Duration = Duration::from_millis(250);
/// Files of so many bytes are encoded beside the dialogues of others: twenty megabytes take a while.
const LARGE_FILES_BYTES: usize = 256 << 10;

/// Who does it.
pub(super) struct Worker {
    pub(super) engine: Engine,
    pub(super) company: CompanyId,
    pub(super) key: LaneKey,
    pub(super) lane: Arc<Lane>,
    pub(super) lease: Lease,
    pub(super) stop: CancellationToken,
    /// Where its messages went last, and since when that is known.
    pub(super) last_way: LastWay,
}

/// Where messages went last.
pub(super) type LastWay = Mutex<Option<(Instant, Arc<Way>)>>;

/// Where a message goes, as the settings are at this moment.
pub(super) struct Way {
    server: MailServer,
    reach: Reach,
    from: EmailAddress,
    from_name: String,
    route: Route,
    owner: CompanyId,
}

impl Way {
    /// What an attempt on this way came to, which ended at this moment.
    fn attempt(&self, told: Vec<Told>, queue_id: String, server: ServerTold, ended_at: Timestamp) -> Arc<Attempt> {
        let Self { owner, route, from, .. } = self;
        Arc::new(Attempt { told, queue_id, server, owner: *owner, route: *route, from: from.clone(), ended_at })
    }
}

/// Whether the worker goes on.
enum Next {
    GoOn,
    Stop,
}

impl Worker {
    /// Sends this batch and what else is due, then gives back what is left.
    pub(super) async fn run(self, batch: Vec<Leased>) {
        tokio::select! {
            () = self.work(batch) => {}
            () = self.stay_alive() => {}
        }
        log(self.engine.give_back(&self.lease).await);
    }

    async fn stay_alive(&self) {
        loop {
            tokio::time::sleep(RENEW_EVERY).await;
            log(self.engine.renew(&self.lease).await);
        }
    }

    async fn work(&self, mut batch: Vec<Leased>) {
        let mut open = None;
        'batches: while !batch.is_empty() {
            for leased in &batch {
                tokio::select! {
                    biased;
                    () = self.stop.cancelled() => break 'batches,
                    () = self.lane.pace.turn() => {}
                }
                match self.send(leased, &mut open).await {
                    Ok(Next::GoOn) => {}
                    Ok(Next::Stop) => break 'batches,
                    Err(error) => {
                        tracing::error!(%error, "a message could not be sent");
                        // Due again at once, it would meet the same fault.
                        log(self.engine.rest(&self.lease).await);
                        break 'batches;
                    }
                }
            }
            // Who has sent something after changing the settings means the new ones.
            *self.last_way() = None;
            batch = match self.engine.lease_due(self.company, &self.lease, BATCH_MESSAGES).await {
                Ok(batch) => batch,
                Err(error) => {
                    tracing::error!(%error, "the outbox could not be looked at");
                    break;
                }
            };
        }
        if let Some(done) = open.take().and_then(|open| self.lane.keep(open)) {
            done.session.quit().await;
        }
    }

    /// Tries one message and records how it went.
    async fn send(&self, leased: &Leased, open: &mut Option<OpenSession>) -> Result<Next> {
        let company = self.engine.company_of_position(leased.position).await?;
        if company != self.company {
            self.engine.hand_to_company(leased.id, company, &self.lease).await?;
            return Ok(Next::GoOn);
        }
        if leased.is_notice && !self.engine.has_relay() {
            self.engine.hold_leased(leased.id, &self.lease, OutgoingWord::NoServer).await?;
            return Ok(Next::GoOn);
        }
        // Other settings since the batch was begun: whoever looks next goes by them.
        let Some(way) = self.recent_way(leased).await? else { return Ok(Next::Stop) };
        let recipients = self.engine.pending_recipients(leased).await?;
        let mail = self.mail(leased, &way).await?;
        let opened = tokio::select! {
            biased;
            () = self.stop.cancelled() => return Ok(Next::Stop),
            opened = self.session(&way, open) => opened,
        };
        match opened {
            Ok(opened) => self.hand_over(leased, &way, &recipients, &mail, opened, open).await,
            Err((cause, words)) => self.not_let_in(leased, &way, &recipients, cause, words).await,
        }
    }

    /// Leads the dialogue about a message and records how it went; keeps the session for the next one.
    async fn hand_over(
        &self,
        leased: &Leased,
        way: &Way,
        recipients: &[EmailAddress],
        mail: &[u8],
        mut opened: OpenSession,
        at_hand: &mut Option<OpenSession>,
    ) -> Result<Next> {
        let hand =
            Hand { engine: &self.engine, reach: &way.reach, server: &way.server, lease: &self.lease, stop: &self.stop };
        let dialogue = hand.over(&mut opened.session, leased, &way.from, recipients, mail).await?;
        let Some(dialogue) = dialogue else { return Ok(Next::Stop) };
        opened.n_messages += 1;
        let server = match dialogue.sender_refused {
            Some((cause, words)) => ServerTold::Fails { cause, words },
            None => ServerTold::Works,
        };
        let attempt = way.attempt(dialogue.told, dialogue.queue_id, server, self.engine.now());
        self.engine.record(leased, &self.lease, &attempt).await?;
        if leased.is_notice || !opened.session.is_whole() {
            opened.session.quit().await;
        } else {
            *at_hand = Some(opened);
        }
        Ok(Next::GoOn)
    }

    /// Records that the server let nobody in, also for what else waits for it: one knock a minute is enough for all.
    async fn not_let_in(
        &self,
        leased: &Leased,
        way: &Way,
        recipients: &[EmailAddress],
        cause: Cause,
        words: Vec<String>,
    ) -> Result<Next> {
        let all = recipients.iter().map(|address| told(address, Verdict::ForNow(cause), &words)).collect();
        let failed = way.attempt(all, String::new(), ServerTold::Fails { cause, words }, self.engine.now());
        self.engine.record(leased, &self.lease, &failed).await?;
        if cause == Cause::OauthRefused {
            self.engine.check_grant(way.owner).await?;
        }
        if !leased.is_notice {
            self.engine.give_back(&self.lease).await?;
            self.engine.delay_due(self.company, leased.id, &failed).await?;
        }
        // Whoever changed the settings during this attempt has not found it waiting.
        if self.way(leased).await?.is_none_or(|now| now.server != way.server) {
            self.engine.due_again(Some(self.company)).await?;
        }
        Ok(Next::Stop)
    }

    fn last_way(&self) -> MutexGuard<'_, Option<(Instant, Arc<Way>)>> {
        self.last_way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// As the settings were a moment ago.
    async fn recent_way(&self, leased: &Leased) -> Result<Option<Arc<Way>>> {
        let recent = self.last_way().clone().filter(|(since, _)| since.elapsed() < WAY_AGE_MAX && !leased.is_notice);
        if let Some((_, way)) = recent {
            return Ok(Some(way));
        }
        let since = Instant::now();
        let way = self.way(leased).await?.map(Arc::new);
        *self.last_way() = way.clone().filter(|_| !leased.is_notice).map(|way| (since, way));
        Ok(way)
    }

    async fn way(&self, leased: &Leased) -> Result<Option<Way>> {
        let outbox = &self.engine.inner.outbox;
        if leased.is_notice {
            let Some(relay) = outbox.relay.clone() else { return Ok(None) };
            let main = self.engine.company(self.company).await?;
            return Ok(Some(Way {
                server: relay,
                reach: outbox.relay_reach.clone(),
                from: main.recruiting_address(self.engine.mail_domain())?,
                from_name: "Postroom".to_owned(),
                route: Route::Relay,
                owner: self.company,
            }));
        }
        let Ok((key, way)) = self.engine.way_to_server(self.company).await? else { return Ok(None) };
        let Some(server) = self.engine.server_of(&way).await? else { return Ok(None) };
        let reach = if key == LaneKey::Relay { &outbox.relay_reach } else { &outbox.reach };
        Ok((key == self.key).then(|| Way {
            server,
            reach: reach.clone(),
            from: way.from,
            from_name: way.from_name,
            route: way.route,
            owner: way.company,
        }))
    }

    async fn mail(&self, leased: &Leased, way: &Way) -> Result<Vec<u8>> {
        let files = self.engine.letter_files(leased).await?;
        let now = self.engine.now();
        if files.iter().map(|file| file.bytes.len()).sum::<usize>() < LARGE_FILES_BYTES {
            return Ok(letter(leased, &way.from, &way.from_name, files, now));
        }
        let (leased, from, from_name) = (leased.clone(), way.from.clone(), way.from_name.clone());
        tokio::task::spawn_blocking(move || letter(&leased, &from, &from_name, files, now))
            .await
            .map_err(|_| Error::Stopping)
    }

    /// A session with this server: the one at hand, one that was kept, or a new one.
    async fn session(&self, way: &Way, at_hand: &mut Option<OpenSession>) -> Result<OpenSession, (Cause, Vec<String>)> {
        let kept = match at_hand.take() {
            Some(open) if open.server == way.server => self.lane.keep(open),
            Some(other) => Some(other),
            None => None,
        };
        if let Some(done) = kept {
            done.session.quit().await;
        }
        while let Some(mut open) = self.lane.reuse(&way.server) {
            // A server may have hung up meanwhile; that says nothing about it.
            if open.session.reset(&way.reach).await {
                return Ok(open);
            }
        }
        let words = LastWords::default();
        let mut journal = words.journal(&way.server);
        let hello_name = self.engine.mail_domain();
        let session = Session::open(&way.reach, &self.engine.inner.clock, &way.server, hello_name, &mut journal).await;
        drop(journal);
        session.map(|session| OpenSession::new(session, way.server.clone())).map_err(|cause| (cause, words.get()))
    }
}
