//! The outbox as it is listed and opened.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use types::{
    CandidateId, CompanyId, Counts, FileId, OutboxCounts, OutboxView, OutgoingFile, OutgoingId, OutgoingPage,
    OutgoingReason, OutgoingRecipient, OutgoingRow, OutgoingState, OutgoingView, OutgoingWord, Problem, RecipientState,
    Timestamp,
};

use crate::{
    Engine, Error, Result,
    db::{read, row},
};

use super::queue::stored_mailboxes;

/// Lines of one page.
const PAGE_ROWS: usize = 50;
/// Companies to choose from; more belong into a search.
const COMPANIES_MAX: i64 = 200;
/// Messages of one candidate that are opened at once.
const OF_CANDIDATE_MAX: i64 = 200;

row! {
    struct Row {
        id: Vec<u8>,
        candidate_id: Option<Vec<u8>>,
        candidate_name: Option<String>,
        recipients: String,
        cc: String,
        subject: String,
        created_at: i64,
        state: String,
        reason: String,
        server_words: String,
        queue_id: String,
        not_before: i64,
        ended_at: Option<i64>,
        n_attempts: i64,
        from_address: String,
        settled_at: Option<i64>,
        replaced_by: Option<Vec<u8>>,
    }
}

/// The columns of [`Row`].
macro_rules! select_rows {
    ($company:literal, $condition:literal) => {
        concat!(
            select_rows!("WHERE "),
            $company,
            " AND ",
            $condition,
            " AND (o.created_at, o.id) < ($2, $3) ORDER BY o.created_at DESC, o.id DESC LIMIT $4"
        )
    };
    ($rest:literal) => {
        concat!(
            "SELECT o.id, o.candidate_id, c.name AS candidate_name, o.recipients, o.cc, o.subject, o.created_at, o.state, ",
            "o.reason, o.server_words, o.queue_id, o.not_before, o.ended_at, o.n_attempts, o.from_address, o.settled_at, ",
            "o.replaced_by ",
            "FROM outgoing o LEFT JOIN candidate c ON c.id = o.candidate_id ",
            $rest
        )
    };
}

/// The query of one page, with and without a company; `$1` is that company.
macro_rules! page {
    ($condition:literal, $has_company:expr) => {
        if $has_company { page!(@ "o.company_id = $1", $condition) } else { page!(@ "$1 IS NULL", $condition) }
    };
    (@ $company:literal, $condition:literal) => {
        select_rows!($company, $condition)
    };
}

impl Engine {
    /// A page of the outbox, newest first, from `before` (a page's `next`) on; without a company that of all.
    pub(crate) async fn outbox(
        &self,
        view: OutboxView,
        company: Option<CompanyId>,
        before: Option<&str>,
    ) -> Result<OutgoingPage> {
        self.outbox_page(view, company, before, PAGE_ROWS).await
    }

    /// A page of at most `n` messages from `before` on.
    pub(crate) async fn outbox_page(
        &self,
        view: OutboxView,
        company: Option<CompanyId>,
        before: Option<&str>,
        n: usize,
    ) -> Result<OutgoingPage> {
        let (at, id) = before.map(parse_cursor).transpose()?.unwrap_or((i64::MAX, vec![0xff; 16]));
        let has_company = company.is_some();
        let query = match view {
            OutboxView::All => page!("o.id IS NOT NULL", has_company),
            OutboxView::NeedsYou => {
                page!("o.state IN ('refused', 'unclear', 'bounced') AND o.settled_at IS NULL", has_company)
            }
            OutboxView::OnItsWay => page!("o.state IN ('waiting', 'sending', 'delayed')", has_company),
            OutboxView::Sent => page!("o.state = 'sent'", has_company),
            OutboxView::Cancelled => page!("o.state = 'cancelled'", has_company),
        };
        let rows: Vec<Row> = read!(self.inner.db, pool => {
            sqlx::query_as(query)
                .bind(company.map(|company| company.as_bytes().to_vec()))
                .bind(at)
                .bind(id)
                .bind(i64::try_from(n + 1).unwrap_or(i64::MAX))
                .fetch_all(pool)
                .await?
        });
        let has_more = rows.len() > n;
        let rows = rows.iter().take(n).map(|row| row.listed(self.now())).collect::<Result<Vec<_>>>()?;
        let next = rows.last().filter(|_| has_more).map(cursor);
        Ok(OutgoingPage { rows, next, companies: self.companies_to_choose().await? })
    }

    async fn companies_to_choose(&self) -> Result<Vec<(CompanyId, String)>> {
        let rows: Vec<(Vec<u8>, String)> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT id, name FROM company ORDER BY CASE WHEN main_id IS NULL THEN 0 ELSE 1 END, name LIMIT $1")
                .bind(COMPANIES_MAX)
                .fetch_all(pool)
                .await?
        });
        if rows.len() < 2 {
            return Ok(Vec::new());
        }
        let read =
            |(id, name): (Vec<u8>, String)| Ok((CompanyId::from_slice(&id).ok_or(Error::Stored("company id"))?, name));
        rows.into_iter().map(read).collect()
    }

    /// How many messages are where.
    pub(crate) async fn outbox_counts(&self) -> Result<OutboxCounts> {
        let max = i64::from(Counts::MAX);
        let (needs_you, on_its_way): (i64, i64) = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT
                    (SELECT COUNT(*) FROM (SELECT 1 FROM outgoing WHERE state IN ('refused', 'unclear', 'bounced') AND settled_at IS NULL LIMIT $1) AS a),
                    (SELECT COUNT(*) FROM (SELECT 1 FROM outgoing WHERE state IN ('waiting', 'sending', 'delayed') LIMIT $1) AS b)",
            )
            .bind(max)
            .fetch_one(pool)
            .await?
        });
        let count = |n: i64| u32::try_from(n).unwrap_or(Counts::MAX);
        Ok(OutboxCounts { needs_you: count(needs_you), on_its_way: count(on_its_way) })
    }

    /// A message, opened.
    pub(crate) async fn outgoing(&self, id: OutgoingId) -> Result<OutgoingView> {
        let row: Option<Row> = read!(self.inner.db, pool => {
            sqlx::query_as(select_rows!("WHERE o.id = $1")).bind(id.as_bytes().as_slice()).fetch_optional(pool).await?
        });
        self.opened(row.ok_or(Problem::NotFound)?.listed(self.now())?).await
    }

    /// What was written to a candidate, oldest first, with what became of it; of many the newest.
    pub(crate) async fn outgoing_of_candidate(&self, candidate: CandidateId) -> Result<Vec<OutgoingView>> {
        let rows: Vec<Row> = read!(self.inner.db, pool => {
            sqlx::query_as(select_rows!("WHERE o.candidate_id = $1 ORDER BY o.created_at DESC, o.id DESC LIMIT $2"))
                .bind(candidate.as_bytes().as_slice())
                .bind(OF_CANDIDATE_MAX)
                .fetch_all(pool)
                .await?
        });
        let mut views = Vec::with_capacity(rows.len());
        for row in rows.iter().rev() {
            views.push(self.opened(row.listed(self.now())?).await?);
        }
        Ok(views)
    }

    async fn opened(&self, row: OutgoingRow) -> Result<OutgoingView> {
        let id = row.id.as_bytes().to_vec();
        let body: String = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT body FROM outgoing WHERE id = $1").bind(&id).fetch_one(pool).await?
        });
        let recipients: Vec<(String, String, String, String, i64)> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT address, state, status, words, changed_at FROM outgoing_recipient WHERE outgoing_id = $1 ORDER BY address")
                .bind(&id)
                .fetch_all(pool)
                .await?
        });
        let files: Vec<(Vec<u8>, String, i64)> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT id, name, size_bytes FROM outgoing_file WHERE outgoing_id = $1 ORDER BY place, id")
                .bind(&id)
                .fetch_all(pool)
                .await?
        });
        let recipients = recipients.into_iter().map(|(address, state, status, words, changed_at)| {
            Ok(OutgoingRecipient {
                address: address.parse().map_err(|_| Error::Stored("recipient"))?,
                state: RecipientState::from_stored(&state).ok_or(Error::Stored("recipient state"))?,
                status,
                words: lines(&words),
                changed_at: Timestamp(changed_at),
            })
        });
        let files = files.into_iter().map(|(id, name, size_bytes)| {
            let id = FileId::from_slice(&id).ok_or(Error::Stored("file id"))?;
            Ok(OutgoingFile { id, name, size_bytes: u64::try_from(size_bytes).unwrap_or_default() })
        });
        Ok(OutgoingView {
            row,
            body,
            recipients: recipients.collect::<Result<_>>()?,
            files: files.collect::<Result<_>>()?,
        })
    }
}

impl Row {
    fn listed(&self, now: Timestamp) -> Result<OutgoingRow> {
        let is_queued = self.reason == OutgoingWord::Queued.as_str();
        let state = OutgoingState::from_stored(&self.state).ok_or(Error::Stored("outgoing state"))?;
        Ok(OutgoingRow {
            id: OutgoingId::from_slice(&self.id).ok_or(Error::Stored("outgoing id"))?,
            candidate: self.candidate_id.as_deref().and_then(CandidateId::from_slice),
            candidate_name: self.candidate_name.clone().unwrap_or_default(),
            to: stored_mailboxes(&self.recipients)?,
            cc: stored_mailboxes(&self.cc)?,
            subject: self.subject.clone(),
            created_at: Timestamp(self.created_at),
            state,
            reason: OutgoingReason::from_stored(&self.reason).ok_or(Error::Stored("outgoing reason"))?,
            server_words: lines(&self.server_words),
            queue_id: self.queue_id.clone(),
            not_before: Timestamp(self.not_before),
            ended_at: self.ended_at.map(Timestamp),
            n_attempts: u32::try_from(self.n_attempts).unwrap_or_default(),
            from_address: self.from_address.clone(),
            is_scheduled: state == OutgoingState::Waiting && is_queued && self.not_before > now.0,
            is_open: state.needs_a_person() && self.settled_at.is_none(),
            replaced_by: self.replaced_by.as_deref().and_then(OutgoingId::from_slice),
        })
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

fn cursor(row: &OutgoingRow) -> String {
    BASE64_URL_SAFE_NO_PAD.encode([&row.created_at.0.to_be_bytes()[..], row.id.as_bytes()].concat())
}

fn parse_cursor(text: &str) -> Result<(i64, Vec<u8>)> {
    let bytes =
        BASE64_URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() == 24).ok_or(Problem::BadRequest)?;
    let (at, id) = bytes.split_at(8);
    Ok((i64::from_be_bytes(at.try_into().map_err(|_| Problem::BadRequest)?), id.to_vec()))
}
