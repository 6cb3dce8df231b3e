//! A test of a mailbox: signs in, opens the folder and counts. Nothing is fetched and nothing changes.

use tokio::time::timeout;
use types::{Cause, CompanyId, InputField, PersonId, Problem, Timestamp};

use crate::{
    Company, Engine, Error, FetchCause, MailServer, Result,
    db::{read, row, write},
    imap::{Failure, Session},
};

use super::settings::StoredMailbox;

/// What a test has shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FetchTest {
    /// When it was.
    pub at: Timestamp,
    /// Messages in the folder, or why it could not be opened.
    pub outcome: std::result::Result<u32, FetchCause>,
    /// What the server said about that; possibly empty.
    pub said: String,
}

row! {
    struct Row {
        tested_at: Option<i64>,
        test_fault: Option<String>,
        test_said: String,
        test_messages: i64,
    }
}

impl Engine {
    /// Tests the stored settings of this company's mailbox, and keeps what that has shown.
    pub(crate) async fn test_mailbox(&self, company: &Company, by: PersonId) -> Result<()> {
        let stored = self.stored_mailbox(company.id).await?.ok_or(Problem::NotFound)?;
        let _turn = self.inner.test_pace.begin(by, self.now())?;
        let server = match self.mailbox_server(company.id, &stored).await? {
            Ok(server) => server,
            Err(fault) => return Err(Error::invalid(InputField::Settings(fault.field), fault.fault)),
        };
        let (reach, clock) = (&self.inner.reach, &self.inner.clock);
        let looking = async {
            let mut session = Session::open(reach, clock, &server).await?;
            let folder = session.open_folder(stored.typed.folder_name()).await;
            session.logout().await;
            folder
        };
        let too_slow = Failure { cause: Cause::TooSlow.into(), said: String::new() };
        let outcome = timeout(reach.limits.whole, looking).await.unwrap_or(Err(too_slow));
        if outcome.as_ref().is_err_and(|failure| failure.cause == Cause::OauthRefused.into()) {
            self.check_grant(company.id).await?;
        }
        let (fault, said, n_messages) = match &outcome {
            Ok(folder) => (None, "", folder.n_messages),
            Err(failure) => (Some(failure.cause.id()), failure.said.as_str(), 0),
        };
        let now = self.now();
        write!(self.inner.db, tx => {
            sqlx::query(
                "UPDATE mailbox SET tested_at = $2, test_fault = $3, test_said = $4, test_messages = $5 WHERE company_id = $1 AND version = $6",
            )
            .bind(company.id.as_bytes().as_slice())
            .bind(now.0)
            .bind(fault)
            .bind(said.replace('\0', ""))
            .bind(i64::from(n_messages))
            .bind(stored.version)
            .execute(&mut *tx)
            .await?;
        });
        self.settings_changed();
        Ok(())
    }

    /// What the newest test has shown.
    pub(super) async fn fetch_test(&self, company: CompanyId) -> Result<Option<FetchTest>> {
        let row: Option<Row> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT tested_at, test_fault, test_said, test_messages FROM mailbox WHERE company_id = $1")
                .bind(company.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        let Some((row, at)) = row.and_then(|row| row.tested_at.map(|at| (row, at))) else { return Ok(None) };
        let cause = row.test_fault.as_deref().map(|id| FetchCause::from_id(id).ok_or(Error::Stored("fetch cause")));
        let outcome = match cause.transpose()? {
            Some(cause) => Err(cause),
            None => Ok(u32::try_from(row.test_messages).unwrap_or_default()),
        };
        Ok(Some(FetchTest { at: Timestamp(at), outcome, said: row.test_said }))
    }

    /// The server of a mailbox, with what its account proves itself with at this moment.
    pub(super) async fn mailbox_server(
        &self,
        company: CompanyId,
        stored: &StoredMailbox,
    ) -> Result<std::result::Result<MailServer, types::SettingsFault>> {
        let sign_in_with = stored.typed.sign_in_with;
        let oauth = self.oauth_connection(company).await?;
        let is_provided = sign_in_with.is_provided(stored.password.is_some(), oauth.as_ref());
        let settings = match stored.typed.check(is_provided) {
            Ok(settings) => settings,
            Err(faults) => return Ok(Err(faults[0])),
        };
        let credential = self.credential(company, &settings, stored.password.clone()).await?;
        Ok(Ok(MailServer::own(&settings, credential)))
    }
}
