//! *Send to IT*: the report as a mail through the operator's relay, to an address that an admin types. Few an hour, so
//! that nobody makes a mail gun of it.

use types::{
    BODY_MAX_BYTES, EmailAddress, InputFault, InputField, ItReport, Mailbox, Me, NewOutgoing, TestId, text::Lang,
};
use uuid::Uuid;

use crate::{Engine, Error, Result, db::write};

/// The time in which reports are counted, in seconds: an hour.
const WINDOW_SECS: i64 = 3_600;
/// Reports that one person may send in that time.
const PER_PERSON: i64 = 5;
/// Reports that all may send in that time.
const FOR_ALL: i64 = 20;
/// How long a sent report is remembered, in seconds: ninety days.
const KEPT_SECS: i64 = 90 * 86_400;

/// Why a report was not sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotSent {
    /// The operator has no relay.
    NoRelay,
    /// There were enough of them for now.
    TooMany,
}

impl Engine {
    /// Queues the report for this address.
    pub(crate) async fn send_report(
        &self,
        me: &Me,
        test: TestId,
        lang: Lang,
        address: &str,
    ) -> Result<std::result::Result<EmailAddress, NotSent>> {
        let fault = Error::invalid(InputField::Recipients, InputFault::NotAnAddress);
        let address: EmailAddress = address.trim().parse().map_err(|_| fault)?;
        let report = self.it_report(test, lang).await?;
        if !self.has_relay() {
            return Ok(Err(NotSent::NoRelay));
        }
        if !self.may_send_report(me, test, &address).await? {
            return Ok(Err(NotSent::TooMany));
        }
        let mail = NewOutgoing {
            to: vec![Mailbox { name: String::new(), address: address.to_string() }],
            body: body(&report, me),
            subject: report.title,
            ..NewOutgoing::default()
        };
        self.queue_outgoing(mail, None).await?;
        Ok(Ok(address))
    }

    /// Writes down that a report is sent, unless there were enough of them.
    async fn may_send_report(&self, me: &Me, test: TestId, address: &EmailAddress) -> Result<bool> {
        let now = self.now();
        let since = now.plus_secs(-WINDOW_SECS);
        Ok(write!(self.inner.db, tx => {
            sqlx::query("DELETE FROM report_mail WHERE sent_at < $1")
                .bind(now.plus_secs(-KEPT_SECS).0)
                .execute(&mut *tx)
                .await?;
            let (mine, all): (i64, i64) = sqlx::query_as(
                "SELECT COUNT(CASE WHEN person_id = $1 THEN 1 END), COUNT(*) FROM report_mail WHERE sent_at > $2",
            )
            .bind(me.id.as_bytes().as_slice())
            .bind(since.0)
            .fetch_one(&mut *tx)
            .await?;
            let may_send = mine < PER_PERSON && all < FOR_ALL;
            if may_send {
                sqlx::query("INSERT INTO report_mail (id, test_id, person_id, address, sent_at) VALUES ($1, $2, $3, $4, $5)")
                    .bind(Uuid::now_v7().as_bytes().as_slice())
                    .bind(test.as_bytes().as_slice())
                    .bind(me.id.as_bytes().as_slice())
                    .bind(address.as_str())
                    .bind(now.0)
                    .execute(&mut *tx)
                    .await?;
            }
            may_send
        }))
    }
}

/// Who asks, and the report.
fn body(report: &ItReport, me: &Me) -> String {
    let t = report.lang.it_report();
    let mut body = format!("{}\n\n{}", t.mail_text(&me.name, &me.company_name, &me.address), report.text());
    let mut end = body.len().min(BODY_MAX_BYTES);
    while !body.is_char_boundary(end) {
        end -= 1;
    }
    body.truncate(end);
    body
}
