//! Connection tests as stored: begun, followed stage by stage, cancelled, ended by the mail's return or by time.

mod last_stages;

use types::{
    ARRIVAL_WAIT_SECS, CompanyId, ConnectionTest, InputField, PersonId, Problem, SenderForm, SettingsFault, Stage,
    StageName, TestId, TestState, TestedSettings, Timestamp, Topic, TypedSmtp, Verdict,
};
use uuid::Uuid;

use crate::{
    Company, Engine, Error, Result, Secret,
    db::{read, row, write},
    recruiting_email::StoredSettings,
    redirection::{Found, Half, SentMail, Standing, standing, verdict},
    tester::TestJob,
};

use last_stages::draw_return;

row! {
    struct Row {
        company_id: Vec<u8>,
        started_at: i64,
        ended_at: Option<i64>,
        state: String,
        fingerprint: Vec<u8>,
        settings: String,
        stages: String,
        sent: String,
    }
}

/// Why a test is begun.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Occasion {
    /// This person asked for it and waits.
    Asked(PersonId),
    /// A day has passed.
    Daily,
}

/// A test with everything that is known of it.
pub(crate) struct Known {
    pub test: ConnectionTest,
    pub company: CompanyId,
    pub sent: Vec<SentMail>,
    pub arrivals: Vec<Found>,
}

impl Engine {
    /// Begins a test of these values, or of the stored ones; an empty password means the stored one.
    pub(crate) async fn begin_test(
        &self,
        company: &Company,
        typed: Option<TypedSmtp>,
        password: Secret,
        occasion: Occasion,
    ) -> Result<TestId> {
        let mut stored = self.stored_settings(company.id).await?;
        let smtp = typed.unwrap_or_else(|| stored.smtp.clone());
        stored.password = match password.is_empty() {
            true => self.password_for(company.id, &smtp.host, stored.sealed.as_deref()),
            false => Some(password),
        };
        let is_elsewhere = stored.password.is_none() && stored.sealed.is_some();
        let is_provided = stored.provides(smtp.sign_in_with);
        let StoredSettings { sender, password, oauth, .. } = stored;
        let invalid = |fault: SettingsFault| Error::invalid(InputField::Settings(fault.field), fault.fault);
        let used = SenderForm { use_custom: true, ..sender };
        let custom_address = used.address().map_err(invalid)?.ok_or(Problem::BadRequest)?;
        let checked = smtp.check(is_provided).map_err(|faults| invalid(faults[0].or_elsewhere(is_elsewhere)))?;
        let recruiting_address = company.recruiting_address(&self.inner.mail_domain)?;
        let settings = TestedSettings { custom_address, recruiting_address, smtp: checked };
        let fingerprint = self.fingerprint(&used, &smtp, password.as_ref(), oauth.as_ref());
        let turn = match occasion {
            Occasion::Asked(by) => Some(self.inner.test_pace.begin(by, self.now())?),
            Occasion::Daily => None,
        };
        let place = self.place_in_queue(occasion).await?;
        let id = TestId::new(Uuid::now_v7());
        let sent = self.loop_mails(id, &settings, self.now());
        self.store_test(company.id, id, &fingerprint, &settings, &sent, occasion).await?;
        place.send(TestJob { id, company: company.id, settings, password, sent, turn });
        self.publish(Topic::Settings);
        Ok(id)
    }

    async fn store_test(
        &self,
        company: CompanyId,
        id: TestId,
        fingerprint: &[u8],
        settings: &TestedSettings,
        sent: &[SentMail],
        occasion: Occasion,
    ) -> Result<()> {
        let stages = StageName::in_order(settings.smtp.encryption).map(Stage::todo);
        let now = self.now();
        write!(self.inner.db, tx => {
            sqlx::query(
                "INSERT INTO connection_test (id, company_id, started_at, state, fingerprint, settings, stages, sent, is_daily) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(id.as_bytes().as_slice())
            .bind(company.as_bytes().as_slice())
            .bind(now.0)
            .bind(TestState::Sending.as_str())
            .bind(fingerprint)
            .bind(json(settings)?)
            .bind(json(&stages)?)
            .bind(json(&sent)?)
            .bind(occasion == Occasion::Daily)
            .execute(&mut *tx)
            .await?;
        });
        Ok(())
    }

    /// A test as it stands.
    pub(crate) async fn connection_test(&self, id: TestId) -> Result<ConnectionTest> {
        Ok(self.known_test(id).await?.test)
    }

    /// A test with what was sent and what came.
    pub(crate) async fn known_test(&self, id: TestId) -> Result<Known> {
        let row: Option<Row> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT company_id, started_at, ended_at, state, fingerprint, settings, stages, sent FROM connection_test WHERE id = $1",
            )
            .bind(id.as_bytes().as_slice())
            .fetch_optional(pool)
            .await?
        });
        let row = row.ok_or(Problem::NotFound)?;
        let company = CompanyId::from_slice(&row.company_id).ok_or(Error::Stored("company id"))?;
        let is_saved = self.stored_settings(company).await?.fingerprint == row.fingerprint;
        let state = TestState::from_stored(&row.state).ok_or(Error::Stored("test state"))?;
        let (sent, arrivals): (Vec<SentMail>, _) = (parsed(&row.sent)?, self.test_arrivals(id).await?);
        let judged = verdict(&sent, &arrivals, self.now());
        let decisive = judged.as_ref().and_then(|judged| arrivals.get(judged.decisive?));
        let mut test = ConnectionTest {
            id,
            started_at: Timestamp(row.started_at),
            ended_at: row.ended_at.map(Timestamp),
            state,
            settings: parsed(&row.settings)?,
            is_saved,
            stages: parsed(&row.stages)?,
            arrival: decisive.map(|found| found.arrival.clone()),
            verdict: judged.map(|judged| judged.verdict),
            is_half: !sent.iter().any(|mail| mail.half == Half::Outside && mail.taken_at().is_some()),
        };
        draw_return(&mut test);
        Ok(Known { test, company, sent, arrivals })
    }

    /// Stores the stages so far, as long as the test has not been ended otherwise.
    pub(crate) async fn store_stages(&self, id: TestId, stages: &[Stage]) -> Result<()> {
        write!(self.inner.db, tx => {
            sqlx::query("UPDATE connection_test SET stages = $2 WHERE id = $1 AND state = 'sending'")
                .bind(id.as_bytes().as_slice())
                .bind(json(&stages)?)
                .execute(&mut *tx)
                .await?;
        });
        self.publish(Topic::Test(id));
        Ok(())
    }

    /// Ends the part of the test that talks to servers. A fast redirection may have brought the mails already.
    pub(crate) async fn end_sending(
        &self,
        id: TestId,
        stages: &[Stage],
        sent: &[SentMail],
        is_handed_over: bool,
    ) -> Result<()> {
        let now = self.now();
        write!(self.inner.db, tx => {
            // Takes the row's lock: what comes at this moment must not be judged without this.
            let n_open = sqlx::query("UPDATE connection_test SET stages = $2, sent = $3 WHERE id = $1 AND state = 'sending'")
                .bind(id.as_bytes().as_slice())
                .bind(json(&stages)?)
                .bind(json(&sent)?)
                .execute(&mut *tx)
                .await?
                .rows_affected();
            let kept: Vec<String> = sqlx::query_scalar("SELECT found FROM test_arrival WHERE test_id = $1 ORDER BY received_at, message_id")
                .bind(id.as_bytes().as_slice())
                .fetch_all(&mut *tx)
                .await?;
            let arrivals = kept.iter().map(|text| parsed(text)).collect::<Result<Vec<Found>>>()?;
            let begun = if is_handed_over { TestState::Waiting } else { TestState::Failed };
            let Standing { state, verdict, is_elsewhere } = standing(begun, sent, &arrivals, now);
            if n_open > 0 {
                sqlx::query("UPDATE connection_test SET state = $2, verdict = $3, is_elsewhere = $4, ended_at = $5 WHERE id = $1")
                    .bind(id.as_bytes().as_slice())
                    .bind(state.as_str())
                    .bind(verdict.map(Verdict::as_str))
                    .bind(is_elsewhere)
                    .bind((state != TestState::Waiting).then_some(now.0))
                    .execute(&mut *tx)
                    .await?;
            }
        });
        self.test_changed(id);
        Ok(())
    }

    /// Ends a test that runs or waits.
    pub(crate) async fn cancel_test(&self, id: TestId) -> Result<()> {
        let now = self.now();
        write!(self.inner.db, tx => {
            sqlx::query(
                "UPDATE connection_test SET state = 'cancelled', ended_at = $2
                 WHERE id = $1 AND state IN ('sending', 'waiting')",
            )
            .bind(id.as_bytes().as_slice())
            .bind(now.0)
            .execute(&mut *tx)
            .await?;
        });
        self.stop_sending(id);
        self.test_changed(id);
        Ok(())
    }

    /// Ends the tests that have waited long enough. One whose mail from outside came as it should has shown what it was
    /// for, although the other did not come.
    pub(crate) async fn end_waiting(&self) -> Result<()> {
        let now = self.now();
        self.end_tests("waiting", TestState::NotReturned, now.plus_secs(-ARRIVAL_WAIT_SECS)).await
    }

    /// Ends the tests begun until then that a stopped process left behind in the middle of talking to a server.
    pub(crate) async fn end_interrupted(&self, begun_until: Timestamp) -> Result<()> {
        self.end_tests("sending", TestState::Interrupted, begun_until).await
    }

    async fn end_tests(&self, from: &str, to: TestState, started_before: Timestamp) -> Result<()> {
        let now = self.now();
        // Looked up first: ending tests is rare, and looking should not take the writer's turn.
        let waiting: i64 = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT COUNT(*) FROM connection_test WHERE state = $1 AND started_at <= $2")
                .bind(from)
                .bind(started_before.0)
                .fetch_one(pool)
                .await?
        });
        if waiting == 0 {
            return Ok(());
        }
        let [untouched, rewritten, held_up, twice] = Verdict::PROVING;
        let ended: Vec<Vec<u8>> = write!(self.inner.db, tx => {
            sqlx::query_scalar(
                "UPDATE connection_test SET ended_at = $4,
                    state = CASE WHEN state = 'waiting' AND verdict IN ($5, $6, $7, $8) THEN 'passed' ELSE $3 END
                 WHERE state = $1 AND started_at <= $2 RETURNING id",
            )
            .bind(from)
            .bind(started_before.0)
            .bind(to.as_str())
            .bind(now.0)
            .bind(untouched.as_str())
            .bind(rewritten.as_str())
            .bind(held_up.as_str())
            .bind(twice.as_str())
            .fetch_all(&mut *tx)
            .await?
        });
        ended.iter().filter_map(|id| TestId::from_slice(id)).for_each(|id| self.test_changed(id));
        Ok(())
    }

    pub(crate) fn test_changed(&self, id: TestId) {
        self.publish(Topic::Test(id));
        self.publish(Topic::Settings);
    }
}

pub(crate) fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|_| Error::Stored("test"))
}

pub(crate) fn parsed<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| Error::Stored("test"))
}
