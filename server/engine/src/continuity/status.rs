//! The page that shows everybody in one look whether mail comes in and goes out.

use types::{Badge, CompanyLine, FailingServer, OauthProvider, OutboxCounts, Route, Timestamp};

use crate::{Engine, FetchHealth, Result};

use super::Warning;

/// How long before its end an operator's secret is told about, in seconds: whoever runs Postroom reads this page rarely,
/// and nobody of the provider's customers can sign in without it.
const SECRET_SOON_SECS: i64 = 30 * 24 * 60 * 60;

/// The whole system.
#[derive(Clone, Debug)]
pub struct Status {
    /// The moment it is of.
    pub now: Timestamp,
    /// Whether the disk is so full that mail is sent away.
    pub is_disk_low: bool,
    /// Whether mail of companies without a server of their own can leave.
    pub has_relay: bool,
    /// Messages on their way out.
    pub outbox: OutboxCounts,
    /// Servers that take nothing at the moment.
    pub failing: Vec<FailingServer>,
    /// The operator's secrets at providers that end soon, or have ended.
    pub secrets: Vec<(OauthProvider, Timestamp)>,
    /// The main company, then its subcompanies.
    pub companies: Vec<CompanyStatus>,
}

/// One company.
#[derive(Clone, Debug)]
pub struct CompanyStatus {
    /// What is in force and when something last went in or out.
    pub line: CompanyLine,
    /// What the tests of the settings in force have shown, whatever is known of a connection with a provider.
    pub tested: Badge,
    /// When the loop last worked.
    pub loop_worked_at: Option<Timestamp>,
    /// Whether it is tested daily; nothing for one with inherited settings, which are tested at their owner.
    pub is_tested_daily: Option<bool>,
    /// How fetching from its mailbox goes; nothing while that is off.
    pub fetching: Option<FetchHealth>,
    /// What deserves a look.
    pub warnings: Vec<Warning>,
}

impl Engine {
    /// The status as it is at this moment.
    pub(crate) async fn status(&self) -> Result<Status> {
        let mut companies = Vec::new();
        for line in self.company_overview().await? {
            if !line.is_retired {
                companies.push(self.company_status(line).await?);
            }
        }
        Ok(Status {
            now: self.now(),
            is_disk_low: !self.has_room(),
            has_relay: self.has_relay(),
            outbox: self.outbox_counts().await?,
            failing: self.failing_servers().await?,
            secrets: self.client_secrets_ending(self.now().plus_secs(SECRET_SOON_SECS)),
            companies,
        })
    }

    async fn company_status(&self, line: CompanyLine) -> Result<CompanyStatus> {
        let company = self.company(line.id).await?;
        let in_force = self.settings_in_force(&company).await?;
        let fingerprint = &in_force.stored.fingerprint;
        let mut warnings = Vec::new();
        if !line.is_inherited {
            warnings.extend(self.warnings_of(&company, &in_force.stored).await?);
            warnings.extend(match (&line.sending.host, line.sending.route) {
                (Some(_), _) => None,
                (None, Route::Relay) => (!self.has_relay()).then_some(Warning::NoServer),
                (None, _) => Some(Warning::Incomplete),
            });
        }
        let fetching = self.fetch_health(line.id).await?;
        warnings.extend(fetching.as_ref().and_then(|health| self.not_fetched(health)));
        warnings.extend(self.silence(line.id).await?);
        Ok(CompanyStatus {
            tested: self.tested(in_force.owner.id, fingerprint).await?,
            loop_worked_at: self.last_proven_at(in_force.owner.id, fingerprint).await?,
            is_tested_daily: if line.is_inherited { None } else { Some(self.is_tested_daily(line.id).await?) },
            fetching,
            warnings,
            line,
        })
    }
}
