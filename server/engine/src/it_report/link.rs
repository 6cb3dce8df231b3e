//! Links to reports: unguessable, kept as a hash only, ended by time or by hand.

use sha2::{Digest, Sha256};
use types::{InputFault, InputField, ItReport, TestId, Timestamp, text::Lang};

use crate::{
    Engine, Error, Result, Secret,
    db::{read, row, write},
    random,
};

/// How long a link opens, in seconds: fourteen days, so that somebody who is on holiday finds it open.
const LINK_SECS: i64 = 14 * 86_400;
/// Most links of one test that open at the same time.
const LINKS_MAX: i64 = 10;

/// A link that still opens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReportLink {
    /// What it is revoked by; opens nothing.
    pub id: String,
    /// The language of its report.
    pub lang: Lang,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
}

row! {
    struct Row {
        token_hash: Vec<u8>,
        lang: String,
        made_at: i64,
        ends_at: i64,
    }
}

impl Engine {
    /// Makes a link: its token, which is shown once.
    pub(crate) async fn make_report_link(&self, test: TestId, lang: Lang) -> Result<Secret> {
        // Only of a test that is there.
        self.connection_test(test).await?;
        let token = Secret::new(random::token()?);
        let now = self.now();
        let is_made = write!(self.inner.db, tx => {
            sqlx::query("DELETE FROM report_link WHERE ends_at <= $1 OR revoked_at IS NOT NULL")
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
            let n_links: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM report_link WHERE test_id = $1")
                .bind(test.as_bytes().as_slice())
                .fetch_one(&mut *tx)
                .await?;
            if n_links < LINKS_MAX {
                sqlx::query("INSERT INTO report_link (token_hash, test_id, lang, made_at, ends_at) VALUES ($1, $2, $3, $4, $5)")
                    .bind(hash(token.expose()))
                    .bind(test.as_bytes().as_slice())
                    .bind(lang.code())
                    .bind(now.0)
                    .bind(now.plus_secs(LINK_SECS).0)
                    .execute(&mut *tx)
                    .await?;
            }
            n_links < LINKS_MAX
        });
        if is_made { Ok(token) } else { Err(Error::invalid(InputField::Title, InputFault::TooMany)) }
    }

    /// The links of a test that still open, the newest first.
    pub(crate) async fn report_links(&self, test: TestId) -> Result<Vec<ReportLink>> {
        let now = self.now();
        let rows: Vec<Row> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT token_hash, lang, made_at, ends_at FROM report_link
                 WHERE test_id = $1 AND ends_at > $2 AND revoked_at IS NULL ORDER BY made_at DESC LIMIT $3",
            )
            .bind(test.as_bytes().as_slice())
            .bind(now.0)
            .bind(LINKS_MAX)
            .fetch_all(pool)
            .await?
        });
        let link = |row: Row| {
            Ok(ReportLink {
                id: hex(&row.token_hash),
                lang: row.lang.parse().map_err(|_| Error::Stored("language"))?,
                made_at: Timestamp(row.made_at),
                ends_at: Timestamp(row.ends_at),
            })
        };
        rows.into_iter().map(link).collect()
    }

    /// Ends a link; nothing happens when there is none.
    pub(crate) async fn revoke_report_link(&self, test: TestId, id: &str) -> Result<()> {
        let now = self.now();
        write!(self.inner.db, tx => {
            sqlx::query("UPDATE report_link SET revoked_at = $3 WHERE test_id = $1 AND token_hash = $2")
                .bind(test.as_bytes().as_slice())
                .bind(from_hex(id))
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
        });
        Ok(())
    }

    /// The report behind a link, for whoever has it; nothing when it does not open.
    pub async fn linked_report(&self, token: &str) -> Result<Option<ItReport>> {
        let now = self.now();
        let row: Option<(Vec<u8>, String)> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT test_id, lang FROM report_link WHERE token_hash = $1 AND ends_at > $2 AND revoked_at IS NULL")
                .bind(hash(token))
                .bind(now.0)
                .fetch_optional(pool)
                .await?
        });
        let Some((test, lang)) = row else { return Ok(None) };
        let test = TestId::from_slice(&test).ok_or(Error::Stored("test id"))?;
        let lang = lang.parse().map_err(|_| Error::Stored("language"))?;
        self.it_report(test, lang).await.map(Some)
    }
}

fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes; none when the text is something else, which is no link's id.
fn from_hex(text: &str) -> Vec<u8> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    digits.unwrap_or_default().chunks_exact(2).map(|pair| pair[0] * 16 + pair[1]).collect()
}
