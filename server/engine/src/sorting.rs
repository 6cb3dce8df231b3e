//! Reads what has arrived and puts each message where it belongs, with the reason. Runs after `250`, again after a
//! crash, and twice without harm.

use std::{collections::HashSet, sync::atomic::Ordering, time::Duration};

use tokio_util::sync::CancellationToken;
use types::{CompanyId, MessageId, MessageKind, MessageState, Reason, TestId, Timestamp, Topic};

use crate::{
    Engine, Error, Reading, Result,
    company::Companies,
    db::{read, row, write_redoable},
    drafts::{Stopped, stop_overtaken},
    incoming::{self, BACKLOG_MAX_MESSAGES},
    matching::{self, Facts, OwnDomains, Place},
    reading,
    redirection::{self, Returned},
    webhooks::queue_notices,
};

/// Messages read and stored together at most.
const BATCH_MESSAGES: usize = 100;
/// Bytes read together at most; a single larger message is read alone.
const BATCH_BYTES: i64 = 16 << 20;
/// How often the store is looked at unasked: for what another process has put there.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A pause after the store has failed, so that its log stays readable.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(5);
/// A pause while mail comes in faster than it can be sorted beside that.
const PAUSE_UNDER_PRESSURE: Duration = Duration::from_millis(150);
/// Servers that a message passes at most. RFC 5321 section 6.3 wants at least 100; a long way through gateways has 20.
const HOPS_MAX: u32 = 100;
/// Longest text of a column of the list, in characters.
const COLUMN_MAX_CHARS: usize = 300;

/// Sorts what has arrived; one of the [`crate::Loops`].
#[derive(Debug)]
pub struct Sorter {
    pub(crate) engine: Engine,
}

row! {
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
}

impl Sorter {
    /// Sorts until `stop`.
    pub async fn run(self, stop: CancellationToken) {
        let mut n_accepted = 0;
        loop {
            if self.engine.lets_accept_first() {
                tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(PAUSE_UNDER_PRESSURE) => {} }
            }
            match self.engine.sort_arrived().await {
                Ok(0) => {}
                Ok(_) => continue,
                Err(error) => {
                    tracing::error!(%error, "arrived messages could not be sorted");
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
        let arrived = self.arrived().await?;
        if arrived.is_empty() {
            self.inner.unsorted.store(0, Ordering::Relaxed);
            return Ok(0);
        }
        let n = arrived.len();
        let (engine, own, companies) = (self.clone(), self.own_domains().await?, self.companies().await?);
        let sort = move || {
            arrived.into_iter().filter_map(|row| engine.sort(row, &own, companies.as_deref())).collect::<Vec<_>>()
        };
        let mut sorted = tokio::task::spawn_blocking(sort).await.map_err(|_| Error::Stopping)?;
        let known = self.known(&sorted.iter().filter_map(|message| message.facts.as_ref()).collect::<Vec<_>>()).await?;
        for message in &mut sorted {
            if let Some(facts) = &message.facts {
                message.place = matching::decide(facts, &known);
            }
            if message.reading.kind == MessageKind::Report
                && let Some(about) = self.file_report(&message.reading).await?
            {
                message.place = about.place();
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

    async fn arrived(&self) -> Result<Vec<ArrivedRow>> {
        let sizes: Vec<(Vec<u8>, i64)> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT id, size_bytes FROM message WHERE reason = 'arrived' ORDER BY received_at LIMIT $1")
                .bind(i64::try_from(BATCH_MESSAGES).unwrap_or(i64::MAX))
                .fetch_all(pool)
                .await?
        });
        let mut rows = Vec::new();
        let mut n_bytes = 0;
        for (id, size_bytes) in sizes {
            n_bytes += size_bytes;
            if n_bytes > BATCH_BYTES && !rows.is_empty() {
                break;
            }
            let row: Option<ArrivedRow> = read!(self.inner.db, pool => {
                sqlx::query_as(
                    "SELECT m.id, m.received_at, m.mail_from, m.recipients, r.bytes FROM message m
                     JOIN raw_message r ON r.message_id = m.id WHERE m.id = $1",
                )
                .bind(&id)
                .fetch_optional(pool)
                .await?
            });
            rows.extend(row);
        }
        Ok(rows)
    }

    fn sort(&self, row: ArrivedRow, own: &OwnDomains, companies: Option<&Companies>) -> Option<Sorted> {
        let id = MessageId::from_slice(&row.id)?;
        let recipients: Vec<String> = serde_json::from_str(&row.recipients).unwrap_or_default();
        let company = companies.map(|companies| companies.of_recipients(&recipients, &self.inner.mail_domain).id);
        let digest = incoming::digest(&row.recipients, &row.bytes);
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
            });
        };
        if self.is_loop(&reading) {
            let place = Place::nobodys(MessageState::HeldBack, Reason::Loop);
            return Some(Sorted { id, digest, facts: None, place, reading, returned: None, test: None, company });
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
        Some(Sorted { id, digest, facts, place, reading, returned, test: None, company })
    }

    /// Whether a message goes round in circles: it has passed more servers than mail does, or it is one that we sent.
    fn is_loop(&self, reading: &Reading) -> bool {
        let is_ours = reading.message_id.as_deref().is_some_and(|id| self.outgoing_of_message_id(id).is_some());
        reading.n_hops > HOPS_MAX || is_ours
    }

    /// Stores what was sorted; the answers that it comes before.
    async fn store_sorted(&self, sorted: &[Sorted]) -> Result<Vec<Stopped>> {
        let (now, mut overtaken) = (self.now(), Vec::new());
        let is_noticed = write_redoable!(self.inner.db, tx => {
            for message in sorted {
                let has_id = message.reading.message_id.is_some();
                let twin: Option<i64> = sqlx::query_scalar("SELECT received_at FROM message WHERE digest = $1 AND id <> $2 LIMIT 1")
                    .bind(&message.digest)
                    .bind(message.id.as_bytes().as_slice())
                    .fetch_optional(&mut *tx)
                    .await?;
                // Without a Message-ID two equal mails may well be two mails.
                let is_duplicate = twin.is_some() && has_id;
                let second = Place::nobodys(MessageState::HeldBack, Reason::Duplicate);
                let place = if is_duplicate { &second } else { &message.place };
                let from = message.reading.from.first().cloned().unwrap_or_default();
                sqlx::query(
                    "UPDATE message SET state = $2, reason = $3, kind = $4, digest = $5, message_id = $6, from_name = $7,
                        from_address = $8, subject = $9, first_words = $10, n_attachments = $11, test_id = $12,
                        reply_to_address = $13, in_reply_to = $14, reason_detail = $15, position_id = $16, outgoing_id = $17,
                        company_id = $19,
                        authenticate_at = CASE WHEN client = '' THEN NULL ELSE received_at END,
                        candidate_id = (SELECT COALESCE(c.merged_into, c.id) FROM candidate c WHERE c.id = $18)
                     WHERE id = $1 AND reason = 'arrived'",
                )
                .bind(message.id.as_bytes().as_slice())
                .bind(place.state.as_str())
                .bind(place.reason.as_str())
                .bind(message.reading.kind.as_str())
                .bind(&message.digest)
                .bind(column(message.reading.message_id.as_deref().unwrap_or_default()))
                .bind(column(&from.name))
                .bind(column(&from.address))
                .bind(column(&message.reading.subject))
                .bind(column(&message.reading.first_words))
                .bind(i64::from(message.reading.n_attachments))
                .bind(message.test.map(|test| test.as_bytes().to_vec()))
                .bind(column(message.reading.reply_to.first().map_or("", |mailbox| &mailbox.address)))
                .bind(column(message.reading.in_reply_to.first().map_or("", String::as_str)))
                .bind(column(&place.detail))
                .bind(place.position.map(|id| id.as_bytes().to_vec()))
                .bind(place.outgoing.map(|id| id.as_bytes().to_vec()))
                .bind(place.candidate.map(|id| id.as_bytes().to_vec()))
                .bind(message.company.map(|company| company.as_bytes().to_vec()))
                .execute(&mut *tx)
                .await?;
                if place.candidate.is_some() {
                    // The candidate may be gone since the look-up: then it is a stranger's message again.
                    sqlx::query("UPDATE message SET state = 'unassigned', reason = 'unknown_sender' WHERE id = $1 AND state = 'candidate' AND candidate_id IS NULL")
                        .bind(message.id.as_bytes().as_slice())
                        .execute(&mut *tx)
                        .await?;
                    sqlx::query(
                        "UPDATE candidate SET last_message_at = m.received_at FROM message m
                         WHERE m.id = $1 AND candidate.id = m.candidate_id AND candidate.last_message_at < m.received_at",
                    )
                    .bind(message.id.as_bytes().as_slice())
                    .execute(&mut *tx)
                    .await?;
                    overtaken.extend(stop_overtaken!(tx, message.id, now));
                }
            }
            queue_notices!(tx, sorted.iter().map(|message| message.id), now.0)
        });
        if is_noticed {
            self.inner.noticed.notify_one();
        }
        Ok(overtaken)
    }
}

/// A text as the list keeps it: of bounded length, and without the one character that PostgreSQL cannot hold.
fn column(text: &str) -> String {
    text.chars().filter(|c| *c != '\0').take(COLUMN_MAX_CHARS).collect()
}
