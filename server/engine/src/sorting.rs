//! Reads what has arrived and puts each message where it belongs, with the reason. Runs after `250`, again after a
//! crash, and twice without harm.

mod arrived;
mod storing;

use std::{
    collections::{HashMap, HashSet},
    sync::atomic::Ordering,
    time::Duration,
};

use tokio_util::sync::CancellationToken;
use types::{CompanyId, MessageId, MessageKind, MessageState, Reason, TestId, Timestamp, Topic};

use crate::{
    Engine, Error, Reading, Result,
    company::Companies,
    db::row,
    delivery_reports::Arrival,
    incoming::{self, BACKLOG_MAX_MESSAGES},
    matching::{self, Facts, OwnDomains, Place},
    reading,
    redirection::{self, Returned},
};

/// Messages read and stored together at most.
const BATCH_MESSAGES: usize = 100;
/// Bytes read together at most; a single larger message is read alone.
const BATCH_BYTES: i64 = 4 << 20;
/// How often the store is looked at unasked: for what another process has put there.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A pause after the store has failed, so that its log stays readable.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(5);
/// A pause while mail comes in faster than it can be sorted beside that.
const PAUSE_UNDER_PRESSURE: Duration = Duration::from_millis(150);
/// Servers that a message passes at most. RFC 5321 section 6.3 wants at least 100; a long way through gateways has 20.
const HOPS_MAX: u32 = 100;
/// How often one message is tried that cannot be sorted for what is in it.
const TRIES: u32 = 3;

/// Sorts what has arrived; one of the [`crate::Loops`].
#[derive(Debug)]
pub struct Sorter {
    pub(crate) engine: Engine,
}

row! {
    /// A message as it came.
    struct ArrivedRow {
        id: Vec<u8>,
        received_at: i64,
        mail_from: String,
        recipients: String,
        bytes: Vec<u8>,
    }
}

/// A message, read, and what follows from it.
struct Sorted {
    id: MessageId,
    digest: Vec<u8>,
    /// What decides whose it is; nothing when its place is certain without that.
    facts: Option<Facts>,
    place: Place,
    reading: Reading,
    returned: Option<Returned>,
    /// The test that a returned mail is of.
    test: Option<TestId>,
    company: Option<CompanyId>,
    /// Whether the envelope names no sender.
    is_from_nobody: bool,
}

impl Sorter {
    /// Sorts until `stop`.
    pub async fn run(self, stop: CancellationToken) {
        let mut n_accepted = 0;
        let mut failures = HashMap::new();
        loop {
            if self.engine.lets_accept_first() {
                tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(PAUSE_UNDER_PRESSURE) => {} }
            }
            match self.engine.sort_arrived().await {
                Ok(0) => {}
                Ok(_) => continue,
                Err(error) => {
                    tracing::error!(%error, "arrived messages could not be sorted, each is tried alone");
                    self.each_alone(&mut failures).await;
                    tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(PAUSE_AFTER_FAILURE) => {} }
                }
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.engine.inner.arrived.notified() => {}
                () = tokio::time::sleep(LOOK_EVERY) => self.notice_others(&mut n_accepted).await,
            }
        }
    }

    /// Sorts each message of a batch by itself, so that one that cannot be sorted holds none of the others up. It is held
    /// back after some tries, with its raw form; not while it is the store that fails: then it waits.
    pub(crate) async fn each_alone(&self, failures: &mut HashMap<Vec<u8>, u32>) {
        let Ok(ids) = self.engine.arrived_ids().await else { return };
        failures.retain(|id, _| ids.iter().any(|(still, _)| still == id));
        for (id, size_bytes) in ids {
            let Err(error) = self.engine.sort_these(vec![(id.clone(), size_bytes)]).await else { continue };
            if !error.is_about_the_data() {
                tracing::error!(%error, message.id = ?MessageId::from_slice(&id), "a message could not be sorted, it waits for the store");
                continue;
            }
            let n = failures.entry(id.clone()).or_default();
            *n += 1;
            if *n >= TRIES {
                tracing::error!(%error, message.id = ?MessageId::from_slice(&id), "a message could not be sorted, it is held back");
                if let Err(error) = self.engine.hold_back_unreadable(&id).await {
                    tracing::error!(%error, "and that could not be stored");
                }
            }
        }
    }

    /// Another process, such as the command `ingest`, sorts for itself; open pages learn of it here.
    async fn notice_others(&self, n_accepted: &mut i64) {
        if let Ok(n) = self.engine.n_accepted().await
            && n != *n_accepted
        {
            *n_accepted = n;
            self.engine.publish(Topic::Messages);
        }
    }
}

impl Engine {
    /// Sorts one batch of what has arrived; how many there were.
    pub async fn sort_arrived(&self) -> Result<usize> {
        let ids = self.arrived_ids().await?;
        if ids.is_empty() {
            self.inner.unsorted.store(0, Ordering::Relaxed);
            return Ok(0);
        }
        self.sort_these(ids).await
    }

    async fn sort_these(&self, ids: Vec<(Vec<u8>, i64)>) -> Result<usize> {
        let arrived = self.arrived(ids).await?;
        let n = arrived.len();
        let (engine, own, companies) = (self.clone(), self.own_domains().await?, self.companies().await?);
        let sort = move || {
            arrived.into_iter().filter_map(|row| engine.sort(row, &own, companies.as_deref())).collect::<Vec<_>>()
        };
        let sorting = tokio::task::spawn_blocking(sort).await;
        let mut sorted =
            sorting.map_err(|fault| if fault.is_panic() { Error::Stored("message") } else { Error::Stopping })?;
        let known = self.known(&sorted.iter().filter_map(|message| message.facts.as_ref()).collect::<Vec<_>>()).await?;
        for message in &mut sorted {
            if let Some(facts) = &message.facts {
                message.place = matching::decide(facts, &known);
            }
            if message.reading.kind == MessageKind::Report {
                let arrival =
                    Arrival { message: message.id, is_from_nobody: message.is_from_nobody, company: message.company };
                if let Some(about) = self.file_report(&message.reading, &arrival).await? {
                    message.place = about.place();
                }
            }
        }
        for message in &mut sorted {
            if let Some(returned) = message.returned.take() {
                message.test = Some(returned.test);
                if self.keep_returned(returned, &message.digest).await? {
                    // Nobody waits for it, and each day one more would bury what people look for.
                    message.place = Place::nobodys(MessageState::HeldBack, Reason::ConnectionTest);
                }
            }
        }
        let overtaken = self.store_sorted(&sorted).await?;
        self.inner.unsorted.fetch_sub(i64::try_from(n).unwrap_or(i64::MAX), Ordering::Relaxed);
        self.inner.filed.notify_one();
        self.publish(Topic::Messages);
        if sorted.iter().any(|message| message.reading.kind == MessageKind::Confirmation) {
            // The wizard shows it while the admin waits for it.
            self.publish(Topic::Settings);
        }
        let candidates: HashSet<_> = sorted.iter().filter_map(|message| message.place.candidate).collect();
        candidates.into_iter().for_each(|candidate| self.publish_candidate(candidate));
        self.give_back_overtaken(overtaken).await?;
        Ok(n)
    }

    /// Whether reading and all that follows stands back, as long as what waits for it is bounded.
    pub(crate) fn lets_accept_first(&self) -> bool {
        self.inner.pressure.is_high() && self.inner.unsorted.load(Ordering::Relaxed) < BACKLOG_MAX_MESSAGES / 2
    }

    fn sort(&self, row: ArrivedRow, own: &OwnDomains, companies: Option<&Companies>) -> Option<Sorted> {
        let id = MessageId::from_slice(&row.id)?;
        let recipients: Vec<String> = serde_json::from_str(&row.recipients).unwrap_or_default();
        let company = companies.map(|companies| companies.of_recipients(&recipients, &self.inner.mail_domain).id);
        let digest = incoming::digest(&row.recipients, &row.bytes);
        let is_from_nobody = row.mail_from.is_empty();
        let read = reading::read(&row.bytes, &row.mail_from);
        let Ok(reading) = read else {
            let place = Place::nobodys(MessageState::HeldBack, Reason::Unreadable);
            return Some(Sorted {
                id,
                digest,
                facts: None,
                place,
                reading: Reading::default(),
                returned: None,
                test: None,
                company,
                is_from_nobody,
            });
        };
        if self.is_loop(&reading) {
            let place = Place::nobodys(MessageState::HeldBack, Reason::Loop);
            return Some(Sorted {
                id,
                digest,
                facts: None,
                place,
                reading,
                returned: None,
                test: None,
                company,
                is_from_nobody,
            });
        }
        let at = Timestamp(row.received_at);
        let returned = self.returned(&reading, &row.bytes, id, at, &row.mail_from, &recipients);
        let is_about_tests =
            recipients.iter().all(|recipient| redirection::is_ours(recipient, &self.inner.mail_domain));
        let facts = (returned.is_none() && !is_about_tests).then(|| self.facts(&reading, &row.bytes, own));
        let place = match returned {
            Some(_) => Place::nobodys(MessageState::Unassigned, Reason::ConnectionTest),
            // What else comes to the address that test mails are sent from is no candidate's.
            None => Place::nobodys(MessageState::HeldBack, Reason::UnmatchedReport),
        };
        let reading = if returned.is_some() { Reading { kind: MessageKind::Test, ..reading } } else { reading };
        Some(Sorted { id, digest, facts, place, reading, returned, test: None, company, is_from_nobody })
    }

    /// Whether a message goes round in circles: it has passed more servers than mail does, or it is one that we sent.
    fn is_loop(&self, reading: &Reading) -> bool {
        let is_ours = reading.message_id.as_deref().is_some_and(|id| self.outgoing_of_message_id(id).is_some());
        reading.n_hops > HOPS_MAX || is_ours
    }
}
