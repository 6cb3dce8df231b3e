//! A mail of a test that came: kept with its test, which is judged anew.

use types::{EmailAddress, MessageId, MessageKind, TestId, TestState, TestedSettings, Timestamp};

use crate::{
    Engine, Error, Reading, Result,
    connection_test::{json, parsed},
    db::{read, row, write},
    reading::{self, Came},
};

use super::{Found, Half, HandOver, SentMail, Standing, loop_mail, standing};

/// Arrivals kept with one test: a circle would bring them without end.
const MAX_ARRIVALS: i64 = 12;
/// Longest words kept of an answer, in characters.
const MAX_SAID_CHARS: usize = 600;

/// A mail of a test that came.
pub(crate) struct Returned {
    pub test: TestId,
    pub half: Half,
    pub token: String,
    pub message: MessageId,
    pub at: Timestamp,
    pub mail_from: String,
    pub recipients: Vec<String>,
    pub kind: MessageKind,
    /// What it says, when it is a report or an answer.
    pub said: String,
    pub came: Came,
}

row! {
    /// What a test is judged by.
    pub(super) struct Row {
        state: String,
        sent: String,
        ended_at: Option<i64>,
    }
}

/// Takes a test's row for this transaction: two at once must not judge it without each other.
macro_rules! lock {
    ($tx:ident, $test:expr) => {
        sqlx::query("UPDATE connection_test SET state = state WHERE id = $1")
            .bind($test.as_bytes().as_slice())
            .execute(&mut *$tx)
            .await?
    };
}

/// Judges a test anew, within the transaction in which something of it came or was looked at.
macro_rules! judge_anew {
    ($tx:ident, $test:expr, $now:expr) => {{
        let row: $crate::redirection::returned::Row =
            sqlx::query_as("SELECT state, sent, ended_at FROM connection_test WHERE id = $1")
                .bind($test.as_bytes().as_slice())
                .fetch_one(&mut *$tx)
                .await?;
        let kept: Vec<String> =
            sqlx::query_scalar("SELECT found FROM test_arrival WHERE test_id = $1 ORDER BY received_at, message_id")
                .bind($test.as_bytes().as_slice())
                .fetch_all(&mut *$tx)
                .await?;
        let judged = $crate::redirection::returned::judged(row, &kept, $now)?;
        sqlx::query(
            "UPDATE connection_test SET state = $2, verdict = $3, is_elsewhere = $4, ended_at = $5 WHERE id = $1",
        )
        .bind($test.as_bytes().as_slice())
        .bind(judged.standing.state.as_str())
        .bind(judged.standing.verdict.map(types::Verdict::as_str))
        .bind(judged.standing.is_elsewhere)
        .bind(judged.ended_at)
        .execute(&mut *$tx)
        .await?;
    }};
}

pub(super) use {judge_anew, lock};

/// Where a test stands, and when it ended.
pub(super) struct Ended {
    pub standing: Standing,
    pub ended_at: Option<i64>,
}

/// Judges what is stored of a test.
pub(super) fn judged(row: Row, kept: &[String], now: Timestamp) -> Result<Ended> {
    let before = TestState::from_stored(&row.state).ok_or(Error::Stored("test state"))?;
    let arrivals = kept.iter().map(|text| parsed(text)).collect::<Result<Vec<Found>>>()?;
    let standing = standing(before, &parsed::<Vec<SentMail>>(&row.sent)?, &arrivals, now);
    let came_last = arrivals.iter().map(|found| found.arrival.at.0).max();
    let ended_at = if standing.state == before { row.ended_at } else { came_last };
    Ok(Ended { standing, ended_at })
}

impl Engine {
    /// The mail of a test that this message is; nothing when it carries no token of ours.
    pub(crate) fn returned(
        &self,
        reading: &Reading,
        raw: &[u8],
        message: MessageId,
        at: Timestamp,
        mail_from: &str,
        recipients: &[String],
    ) -> Option<Returned> {
        let of_token = |token: &String| Some((token.clone(), self.test_of_token(token)?));
        let (token, (test, half)) = reading.test_tokens.iter().find_map(of_token)?;
        let came = reading::came(raw, &token).ok()?;
        let (kind, mail_from, recipients) = (reading.kind, mail_from.to_owned(), recipients.to_vec());
        Some(Returned { test, half, token, message, at, mail_from, recipients, kind, said: said(reading), came })
    }

    /// Keeps what came with its test and judges that anew; whether that is a daily one. Twice without harm.
    pub(crate) async fn keep_returned(&self, returned: Returned, digest: &[u8]) -> Result<bool> {
        let (test, message, at) = (returned.test, returned.message, returned.at);
        let settings: Option<(String, String, bool)> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT settings, sent, is_daily FROM connection_test WHERE id = $1")
                .bind(test.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        let Some((settings, sent, is_daily)) = settings else { return Ok(false) };
        let (settings, sent): (TestedSettings, Vec<SentMail>) = (parsed(&settings)?, parsed(&sent)?);
        let Some(mail) = sent.iter().find(|mail| mail.half == returned.half) else { return Ok(is_daily) };
        let token = returned.token.clone();
        let text = &self.inner.test_mail_text;
        let found = Found::new(mail, &token, text, &settings.custom_address, &settings.recruiting_address, returned);
        let now = self.now();
        write!(self.inner.db, tx => {
            lock!(tx, test);
            sqlx::query(
                "INSERT INTO test_arrival (message_id, test_id, received_at, digest, found)
                 SELECT $1, $2, $3, $4, $5 WHERE (SELECT COUNT(*) FROM test_arrival WHERE test_id = $2) < $6
                    AND NOT EXISTS (SELECT 1 FROM test_arrival WHERE test_id = $2 AND digest = $4)
                 ON CONFLICT (message_id) DO NOTHING",
            )
            .bind(message.as_bytes().as_slice())
            .bind(test.as_bytes().as_slice())
            .bind(at.0)
            .bind(digest)
            .bind(json(&found)?)
            .bind(MAX_ARRIVALS)
            .execute(&mut *tx)
            .await?;
            judge_anew!(tx, test, now);
        });
        self.test_changed(test);
        Ok(is_daily)
    }

    /// What has come of a test's mails, in the order it came.
    pub(crate) async fn test_arrivals(&self, test: TestId) -> Result<Vec<Found>> {
        let kept: Vec<String> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT found FROM test_arrival WHERE test_id = $1 ORDER BY received_at, message_id")
                .bind(test.as_bytes().as_slice())
                .fetch_all(pool)
                .await?
        });
        kept.iter().map(|text| parsed(text)).collect()
    }

    /// Sends the mail from outside, after the company's server has taken the first.
    pub(crate) async fn send_outside(&self, test: TestId, sent: &mut [SentMail], to: &EmailAddress) {
        let planned = |mail: &&mut SentMail| mail.half == Half::Outside && mail.hand_over == HandOver::Planned;
        let Some(mail) = sent.iter_mut().find(planned) else { return };
        // A company's own server may take mail for anybody: nobody shall fill a stranger's mailbox through the relay.
        if !self.may_send_outside(to) {
            return;
        }
        let token = self.test_token(test, Half::Outside);
        let raw = loop_mail(mail, to, &token, &self.inner.test_mail_text, self.now());
        mail.hand_over = match self.hand_to_relay(&mail.from, to, &raw).await {
            Ok(()) => HandOver::Done(self.now()),
            Err(cause) => HandOver::Refused(cause),
        };
    }
}

/// What a report or an answer says, on one line.
fn said(reading: &Reading) -> String {
    let reported = reading.reported.iter().map(|recipient| format!("{} {}", recipient.status, recipient.words));
    let said = if reading.kind == MessageKind::Report { reported.collect::<Vec<_>>().join(" ") } else { String::new() };
    let said = if said.trim().is_empty() { reading.subject.clone() } else { said };
    said.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MAX_SAID_CHARS).collect()
}
