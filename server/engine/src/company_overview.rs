//! All companies beside each other: what is in force at each, what is known to work, and what deserves a look.

use std::collections::HashMap;

use types::{Badge, CompanyId, CompanyLine, CompanyWarning, Inheritance, Problem, Timestamp, Verdict};

use crate::{Company, Engine, Result, db::read, inheritance::InForce};

/// Tests looked at for one that came back as it should; a run of others longer than this has been told about.
const TESTS_LOOKED_AT: i64 = 100;

type Moments = HashMap<CompanyId, Timestamp>;

impl Engine {
    /// A line for every company, the main company first.
    pub(crate) async fn company_overview(&self) -> Result<Vec<CompanyLine>> {
        let companies = self.companies().await?.ok_or(Problem::NotFound)?;
        let last_out = self.last_mails_out(companies.main.id).await?;
        let mut lines = Vec::new();
        for company in companies.all() {
            lines.push(self.company_line(company, &last_out).await?);
        }
        Ok(lines)
    }

    async fn company_line(&self, company: &Company, last_out: &Moments) -> Result<CompanyLine> {
        let in_force = self.settings_in_force(company).await?;
        let badge = self.badge(in_force.owner.id, &in_force.stored).await?;
        let is_inherited = matches!(in_force.inheritance, Inheritance::Inherited { .. });
        // What is wrong with inherited values is said once, at the company they are from.
        let warnings = if is_inherited { Vec::new() } else { self.warnings(&in_force, badge).await? };
        Ok(CompanyLine {
            id: company.id,
            name: company.name.clone(),
            is_main: company.is_main(),
            is_retired: company.is_retired,
            recruiting_address: company.recruiting_address(&self.inner.mail_domain)?,
            sending: self.sending(company.id).await?,
            is_inherited,
            last_passed_at: self.last_proven_at(in_force.owner.id, &in_force.stored.fingerprint).await?,
            last_in_at: self.last_mail_at(company.id).await?,
            last_out_at: last_out.get(&company.id).copied(),
            warnings,
        })
    }

    async fn warnings(&self, in_force: &InForce, badge: Badge) -> Result<Vec<CompanyWarning>> {
        let smtp = &in_force.stored.smtp;
        let Some(address) = in_force.stored.sender.address().ok().flatten() else { return Ok(Vec::new()) };
        if !smtp.use_for_sending {
            return Ok(vec![CompanyWarning::SendingOff]);
        }
        if !in_force.stored.is_complete() {
            return Ok(vec![CompanyWarning::Incomplete]);
        }
        match badge {
            Badge::SignInEnded { .. } => return Ok(vec![CompanyWarning::SignInEnded]),
            Badge::SignInEnds { .. } => return Ok(vec![CompanyWarning::SignInEnds]),
            _ => {}
        }
        let is_proven = matches!(badge, Badge::SendingWorks | Badge::LoopWorks { .. });
        let is_refused = matches!(badge, Badge::Failing { .. }) && self.is_sender_refused(in_force).await?;
        let mut warnings = Vec::new();
        if is_refused || (smtp.account_differs(&address) && !is_proven) {
            warnings.push(CompanyWarning::MayNotSendAs);
        }
        if badge == Badge::NotTested {
            warnings.push(CompanyWarning::NeverTested);
        }
        Ok(warnings)
    }

    /// Whether the newest test of these values ended because the server does not let the login send as the address.
    async fn is_sender_refused(&self, in_force: &InForce) -> Result<bool> {
        let id: Option<Vec<u8>> = read!(self.inner.db, pool => {
            sqlx::query_scalar(
                "SELECT id FROM connection_test WHERE company_id = $1 AND fingerprint = $2 AND state = 'failed'
                 ORDER BY started_at DESC LIMIT 1",
            )
            .bind(in_force.owner.id.as_bytes().as_slice())
            .bind(&in_force.stored.fingerprint)
            .fetch_optional(pool)
            .await?
        });
        let Some(id) = id.and_then(|id| types::TestId::from_slice(&id)) else { return Ok(false) };
        let test = self.connection_test(id).await?;
        Ok(test.failure().is_some_and(|(_, cause)| cause.is_sender_refusal()))
    }

    /// When a test of these values last showed that candidates' mails come in as theirs.
    pub(crate) async fn last_proven_at(&self, company: CompanyId, fingerprint: &[u8]) -> Result<Option<Timestamp>> {
        let rows: Vec<(i64, Option<String>)> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT ended_at, verdict FROM connection_test
                 WHERE company_id = $1 AND fingerprint = $2 AND state = 'passed' AND ended_at IS NOT NULL AND NOT is_elsewhere
                 ORDER BY started_at DESC LIMIT $3",
            )
            .bind(company.as_bytes().as_slice())
            .bind(fingerprint)
            .bind(TESTS_LOOKED_AT)
            .fetch_all(pool)
            .await?
        });
        let proves = |verdict: &Option<String>| {
            verdict.as_deref().and_then(Verdict::from_stored).is_some_and(Verdict::proves_loop)
        };
        Ok(rows.into_iter().find(|(_, verdict)| proves(verdict)).map(|(at, _)| Timestamp(at)))
    }

    /// When a message about a position of each company was last sent. Those about no position count as the main
    /// company's.
    async fn last_mails_out(&self, main: CompanyId) -> Result<Moments> {
        let rows: Vec<(Vec<u8>, Option<i64>)> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT p.company_id, MAX((SELECT MAX(o.ended_at) FROM outgoing o WHERE o.position_id = p.id AND o.state = 'sent'))
                 FROM position p GROUP BY p.company_id",
            )
            .fetch_all(pool)
            .await?
        });
        let about_none: Option<i64> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT MAX(ended_at) FROM outgoing WHERE position_id IS NULL AND state = 'sent'").fetch_one(pool).await?
        });
        let mut moments = Moments::new();
        let found = rows.into_iter().map(|(id, at)| (CompanyId::from_slice(&id), at));
        for (company, at) in found.chain([(Some(main), about_none)]) {
            if let (Some(company), Some(at)) = (company, at.map(Timestamp)) {
                let newest = moments.entry(company).or_insert(at);
                *newest = at.max(*newest);
            }
        }
        Ok(moments)
    }
}
