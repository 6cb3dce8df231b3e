//! What deserves a look before mail stops.

use types::{Badge, CompanyId, Fact, OauthFault, TestId, Timestamp};

use crate::{Company, Engine, FetchCause, FetchHealth, Result, db::read, recruiting_email::StoredSettings};

use super::SettingsVersion;

/// How long before its end a certificate is told about, in seconds.
const SOON_SECS: i64 = 14 * 24 * 60 * 60;
/// Stages with [`Fact::Certificate`] as they are stored. A server's words cannot look so: quotes in them are escaped.
const HAS_CERTIFICATE: &str = r#"%"fact":{"Certificate":%"#;
/// Settings changed since then may be why sending fails, in seconds: failures come with the next message.
const JUST_CHANGED_SECS: i64 = 7 * 24 * 60 * 60;
/// Messages whose gaps tell what is usual.
const GAPS_OF_MESSAGES: i64 = 60;
/// Fewer messages tell nothing.
const MESSAGES_MIN: usize = 10;
/// A silence is unusual when it is so many times as long as nearly every gap before.
const UNUSUAL_TIMES: i64 = 3;
/// And longer than this, in seconds: over a long weekend nobody applies.
const SILENCE_SECS_MIN: i64 = 4 * 24 * 60 * 60;

/// Something that deserves a look.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Warning {
    /// The certificate of the company's server ends soon.
    CertificateEnds {
        /// The server.
        host: String,
        /// Its last moment.
        at: Timestamp,
    },
    /// The sign-in at the provider ends soon.
    SignInEnds {
        /// Its last moment.
        at: Timestamp,
    },
    /// The sign-in at the provider has ended: nothing can be sent.
    SignInEnded {
        /// When that was noticed.
        since: Timestamp,
    },
    /// The sign-in at the provider was not renewed the last time; it still holds, or is tried again.
    NotRenewed {
        /// Why.
        fault: OauthFault,
    },
    /// No mail has come for unusually long.
    Silent {
        /// When the last one came.
        since: Timestamp,
        /// The longest usual gap, in seconds.
        usual_secs: i64,
    },
    /// The test mails no longer come back as they should.
    LoopBroken {
        /// When they last did.
        worked_at: Timestamp,
    },
    /// Sending fails, and has never worked with these settings.
    Failing {
        /// The first of these failures.
        since: Timestamp,
    },
    /// Something is missing in the settings of the own server: messages wait.
    Incomplete,
    /// There is neither an own server nor a relay: messages wait.
    NoServer,
    /// The mailbox cannot be fetched from.
    NotFetched {
        /// The account whose mailbox it is.
        account: String,
        /// Since when.
        since: Timestamp,
        /// Why.
        cause: FetchCause,
    },
    /// Sending fails since the settings were changed.
    FailsAfterChange {
        /// When they were.
        changed_at: Timestamp,
        /// Settings of before that worked.
        back_to: SettingsVersion,
    },
}

impl Engine {
    /// What deserves a look at a company with settings of its own.
    pub(super) async fn warnings_of(&self, company: &Company, stored: &StoredSettings) -> Result<Vec<Warning>> {
        let mut warnings = Vec::new();
        let tested = self.tested(company.id, &stored.fingerprint).await?;
        let badge = tested.with_connection(stored.connection_in_use(), self.now());
        let worked_at = self.last_proven_at(company.id, &stored.fingerprint).await?;
        let changed = self.fails_after_change(company.id, tested, worked_at).await?;
        match tested {
            Badge::Failing { since } if worked_at.is_none() && changed.is_none() => {
                warnings.push(Warning::Failing { since });
            }
            _ => warnings.extend(changed),
        }
        if let (Badge::SendingWorks | Badge::Failing { .. }, Some(worked_at)) = (tested, worked_at) {
            warnings.push(Warning::LoopBroken { worked_at });
        }
        warnings.extend(self.certificate_ends(company.id, &stored.fingerprint).await?);
        warnings.extend(match (badge, stored.connection_in_use().and_then(|connection| connection.fault)) {
            (Badge::SignInEnded { since }, _) => Some(Warning::SignInEnded { since }),
            (_, Some(fault)) => Some(Warning::NotRenewed { fault }),
            (Badge::SignInEnds { at }, None) => Some(Warning::SignInEnds { at }),
            _ => None,
        });
        Ok(warnings)
    }

    /// Whether the mailbox cannot be fetched from, and that does not pass by itself.
    pub(super) fn not_fetched(&self, health: &FetchHealth) -> Option<Warning> {
        let (since, cause) = health.failing.filter(|_| health.is_worth_a_look(self.now()))?;
        Some(Warning::NotFetched { account: health.account.clone(), since, cause })
    }

    fn is_soon(&self, at: Timestamp) -> bool {
        at < self.now().plus_secs(SOON_SECS)
    }

    /// Whether nothing has worked since the settings were changed, by a test or by messages that their server did not
    /// take, and there are some to go back to.
    async fn fails_after_change(
        &self,
        company: CompanyId,
        tested: Badge,
        worked_at: Option<Timestamp>,
    ) -> Result<Option<Warning>> {
        let changed_at = self.settings_changed_at(company).await?;
        let is_long_ago = changed_at < self.now().plus_secs(-JUST_CHANGED_SECS);
        if is_long_ago || worked_at.is_some_and(|at| at >= changed_at) || !self.is_failing(company, tested).await? {
            return Ok(None);
        }
        if self.has_sent_between(company, changed_at, self.now().plus_secs(1)).await? {
            return Ok(None);
        }
        let back_to = self.version_that_worked(company, changed_at).await?;
        Ok(back_to.map(|back_to| Warning::FailsAfterChange { changed_at, back_to }))
    }

    /// Whether the settings in force fail: by their newest test, or else by what became of messages.
    async fn is_failing(&self, company: CompanyId, tested: Badge) -> Result<bool> {
        match tested {
            Badge::Failing { .. } => Ok(true),
            Badge::LoopWorks { .. } | Badge::SendingWorks => Ok(false),
            // Its trouble is forgotten with every change.
            _ => self.is_own_server_failing(company).await,
        }
    }

    /// Of the settings of before the newest that worked and can be put back; of those that cannot, it is said why.
    async fn version_that_worked(&self, company: CompanyId, changed_at: Timestamp) -> Result<Option<SettingsVersion>> {
        let mut worked = Vec::new();
        let mut until = changed_at;
        for version in self.settings_versions(company).await? {
            let from = version.changed_at;
            if matches!(version.badge, Badge::LoopWorks { .. } | Badge::SendingWorks)
                || self.has_sent_between(company, from, until).await?
            {
                worked.push(version);
            }
            until = from;
        }
        worked.sort_by_key(|version| version.is_gone);
        Ok(worked.into_iter().next())
    }

    /// By the newest test of these values that was shown a certificate: others end before.
    async fn certificate_ends(&self, company: CompanyId, fingerprint: &[u8]) -> Result<Option<Warning>> {
        let id: Option<Vec<u8>> = read!(self.inner.db, pool => {
            sqlx::query_scalar(
                "SELECT id FROM connection_test WHERE company_id = $1 AND fingerprint = $2 AND stages LIKE $3
                 ORDER BY started_at DESC LIMIT 1",
            )
            .bind(company.as_bytes().as_slice())
            .bind(fingerprint)
            .bind(HAS_CERTIFICATE)
            .fetch_optional(pool)
            .await?
        });
        let Some(id) = id.and_then(|id| TestId::from_slice(&id)) else { return Ok(None) };
        let test = self.connection_test(id).await?;
        let ends = test.stages.iter().find_map(|stage| match &stage.fact {
            Some(Fact::Certificate { valid_until, .. }) => Some(*valid_until),
            _ => None,
        });
        let host = test.settings.smtp.host;
        Ok(ends.filter(|at| self.is_soon(*at)).map(|at| Warning::CertificateEnds { host, at }))
    }

    /// Whether it has been silent for longer than is usual at this company.
    pub(super) async fn silence(&self, company: CompanyId) -> Result<Option<Warning>> {
        let moments: Vec<i64> = read!(self.inner.db, pool => {
            sqlx::query_scalar(
                "SELECT received_at FROM message WHERE company_id = $1 AND kind = 'mail' ORDER BY received_at DESC LIMIT $2",
            )
            .bind(company.as_bytes().as_slice())
            .bind(GAPS_OF_MESSAGES)
            .fetch_all(pool)
            .await?
        });
        let Some(newest) = moments.first().copied().map(Timestamp).filter(|_| moments.len() >= MESSAGES_MIN) else {
            return Ok(None);
        };
        let mut gaps: Vec<i64> = moments.windows(2).map(|pair| (pair[0] - pair[1]) / 1_000_000).collect();
        gaps.sort_unstable();
        // Nine of ten are not longer.
        let usual_secs = gaps.get(gaps.len() * 9 / 10).copied().unwrap_or_default();
        let silent_secs = self.now().millis_since(newest) / 1_000;
        let is_unusual = silent_secs > SILENCE_SECS_MIN.max(usual_secs.saturating_mul(UNUSUAL_TIMES));
        Ok(is_unusual.then_some(Warning::Silent { since: newest, usual_secs }))
    }
}
