//! The recruiting email settings as stored.

mod stored;

use types::{
    Badge, CompanyId, Encryption, InputFault, InputField, OauthConnection, RecruitingEmail, SenderForm, SignInWith,
    TestId, TestState, Timestamp, Topic, TypedSmtp, Verdict,
};

use crate::{
    Company, Engine, Error, Result, Secret,
    db::{read, write},
    inheritance::InForce,
    keys::Keys,
};

pub(crate) use stored::{SettingsRow, StoredSettings};

/// Longest text kept in a field, in bytes: a domain has 255, an address 320.
const FIELD_MAX_BYTES: usize = 500;
/// So many tests decide the badge; an unbroken run longer than this says the same.
const TESTS_FOR_BADGE: i64 = 200;

impl Engine {
    /// The settings of this company as its admin sees them.
    pub(crate) async fn recruiting_email(&self, company: &Company) -> Result<RecruitingEmail> {
        let InForce { owner, stored, inheritance } = self.settings_in_force(company).await?;
        Ok(RecruitingEmail {
            company: company.id,
            company_name: company.name.clone(),
            inheritance,
            recruiting_address: company.recruiting_address(&self.inner.mail_domain)?,
            badge: self.badge(owner.id, &stored).await?,
            last_mail_at: self.last_mail_at(company.id).await?,
            latest_test: self.latest_test(owner.id).await?,
            is_stored: !stored.fingerprint.is_empty(),
            password_stored: stored.password.is_some(),
            is_password_elsewhere: stored.password.is_none() && stored.sealed.is_some(),
            oauth: stored.oauth,
            sender: stored.sender,
            smtp: stored.smtp,
        })
    }

    /// The company's own settings; empty when it has none.
    pub(crate) async fn stored_settings(&self, company: CompanyId) -> Result<StoredSettings> {
        Ok(self.own_settings(company).await?.unwrap_or_default())
    }

    /// The company's own settings, when it has any.
    pub(crate) async fn own_settings(&self, company: CompanyId) -> Result<Option<StoredSettings>> {
        let row: Option<SettingsRow> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT changed_at, use_custom, custom_address, use_for_sending, host, port, encryption, sign_in_with, account,
                    sealed_password, fingerprint FROM recruiting_email WHERE company_id = $1 AND given_back_at IS NULL",
            )
            .bind(company.as_bytes().as_slice())
            .fetch_optional(pool)
            .await?
        });
        let Some(row) = row else { return Ok(None) };
        let oauth = self.oauth_connection(company).await?;
        let place = password_place(company, row.host());
        row.opened(&self.inner.keys, &place, oauth).map(Some)
    }

    pub(crate) async fn save_sender(&self, company: CompanyId, sender: SenderForm) -> Result<()> {
        let _turn = self.inner.saving.lock().await;
        let stored = self.stored_settings(company).await?;
        self.store_settings(company, StoredSettings { sender, ..stored }).await
    }

    /// An empty password keeps the stored one; but that is good for the host it was typed for and for no other, so that
    /// whoever types a host learns no password.
    pub(crate) async fn save_smtp(&self, company: CompanyId, smtp: TypedSmtp, password: Secret) -> Result<()> {
        // Each step of the wizard is saved by itself: two at once must not write over each other.
        let _turn = self.inner.saving.lock().await;
        let stored = self.stored_settings(company).await?;
        let password = match password.is_empty() {
            true => self.password_for(company, &smtp.host, stored.sealed.as_deref()),
            false => Some(password),
        };
        self.store_settings(company, StoredSettings { smtp, password, ..stored }).await
    }

    /// The stored password, when it was typed for this host.
    pub(crate) fn password_for(&self, company: CompanyId, host: &str, sealed: Option<&[u8]>) -> Option<Secret> {
        self.inner.keys.opened(&password_place(company, host), sealed)
    }

    pub(crate) async fn store_settings(&self, company: CompanyId, new: StoredSettings) -> Result<()> {
        check_lengths(&new)?;
        let place = password_place(company, &new.smtp.host);
        let sealed = match &new.password {
            Some(password) => Some(self.inner.keys.seal(&place, password)?),
            None => new.sealed,
        };
        let fingerprint = self.fingerprint(&new.sender, &new.smtp, new.password.as_ref(), new.oauth.as_ref());
        self.keep_version(company, &fingerprint).await?;
        let now = self.now();
        write!(self.inner.db, tx => {
            sqlx::query(
                "INSERT INTO recruiting_email (company_id, use_custom, custom_address, use_for_sending, host, port, encryption,
                    account, sealed_password, fingerprint, changed_at, sign_in_with) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                 ON CONFLICT (company_id) DO UPDATE SET use_custom = $2, custom_address = $3, use_for_sending = $4, host = $5,
                    port = $6, encryption = $7, account = $8, sealed_password = $9, fingerprint = $10, changed_at = $11, sign_in_with = $12,
                    given_back_at = NULL",
            )
            .bind(company.as_bytes().as_slice())
            .bind(new.sender.use_custom)
            .bind(&new.sender.custom_address)
            .bind(new.smtp.use_for_sending)
            .bind(&new.smtp.host)
            .bind(&new.smtp.port)
            .bind(new.smtp.encryption.as_str())
            .bind(&new.smtp.account)
            .bind(sealed)
            .bind(fingerprint.as_slice())
            .bind(now.0)
            .bind(new.smtp.sign_in_with.as_str())
            .execute(&mut *tx)
            .await?;
        });
        self.settings_changed();
        self.sending_changed(company).await
    }

    /// Tells that settings changed: the settings to admins, and who sends to everybody who looks at a position.
    pub(crate) fn settings_changed(&self) {
        self.publish(Topic::Settings);
        self.publish(Topic::Positions);
    }

    /// Tells whether two sets of values are the same without keeping the password in the clear. Access tokens change
    /// all the time and say nothing: what counts is who
    /// signed in where and when.
    pub(crate) fn fingerprint(
        &self,
        sender: &SenderForm,
        smtp: &TypedSmtp,
        password: Option<&Secret>,
        oauth: Option<&OauthConnection>,
    ) -> [u8; 32] {
        let encryption = match smtp.encryption {
            Encryption::Tls => "tls",
            Encryption::StartTls => "start_tls",
        };
        let connected =
            oauth.map(|connection| format!("{} {}", connection.connected_at.0, connection.account)).unwrap_or_default();
        let proof = match smtp.sign_in_with {
            SignInWith::Password => password.map(Secret::expose).unwrap_or_default(),
            // A line break stands in no password that was typed into a field.
            SignInWith::Google => &format!("google\n{connected}"),
            SignInWith::Microsoft => &format!("microsoft\n{connected}"),
        };
        self.inner.keys.digest(
            "settings",
            &[
                sender.custom_address.trim(),
                &smtp.host.trim().to_lowercase(),
                smtp.port.trim(),
                encryption,
                smtp.account.trim(),
                proof,
            ],
        )
    }

    /// What the tests of these very values have shown. A mail that came back changed proves that sending works, and
    /// not that a candidate's mail would come in as theirs.
    pub(crate) async fn badge(&self, company: CompanyId, stored: &StoredSettings) -> Result<Badge> {
        let tested = self.tested(company, &stored.fingerprint).await?;
        Ok(tested.with_connection(stored.connection_in_use(), self.now()))
    }

    /// The same without what is known of a connection with a provider: whether the loop works is another question.
    pub(crate) async fn tested(&self, company: CompanyId, fingerprint: &[u8]) -> Result<Badge> {
        let rows: Vec<(String, i64, Option<i64>, Option<String>)> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT state, started_at, ended_at, CASE WHEN is_elsewhere THEN NULL ELSE verdict END FROM connection_test
                 WHERE company_id = $1 AND fingerprint = $2 ORDER BY started_at DESC LIMIT $3",
            )
            .bind(company.as_bytes().as_slice())
            .bind(fingerprint)
            .bind(TESTS_FOR_BADGE)
            .fetch_all(pool)
            .await?
        });
        Ok(Badge::from_tests(rows.into_iter().filter_map(|(state, started_at, ended_at, verdict)| {
            let state = TestState::from_stored(&state)?;
            let verdict = verdict.as_deref().and_then(Verdict::from_stored);
            let is_proven = verdict.is_some_and(Verdict::proves_loop);
            let state = if state == TestState::Passed && !is_proven { TestState::NotReturned } else { state };
            Some((state, Timestamp(ended_at.unwrap_or(started_at))))
        })))
    }

    async fn latest_test(&self, company: CompanyId) -> Result<Option<TestId>> {
        let id: Option<Vec<u8>> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT id FROM connection_test WHERE company_id = $1 ORDER BY started_at DESC LIMIT 1")
                .bind(company.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        Ok(id.and_then(|id| TestId::from_slice(&id)))
    }

    /// When a mail to this company last came in.
    pub(crate) async fn last_mail_at(&self, company: CompanyId) -> Result<Option<Timestamp>> {
        let at: Option<i64> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT received_at FROM message WHERE company_id = $1 ORDER BY received_at DESC LIMIT 1")
                .bind(company.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        Ok(at.map(Timestamp))
    }
}

fn password_place(company: CompanyId, host: &str) -> String {
    Keys::place_at_host("recruiting_email.password", company, host)
}

fn check_lengths(settings: &StoredSettings) -> Result<()> {
    use types::Field;
    let password = settings.password.as_ref().map(Secret::expose).unwrap_or_default();
    for (text, field) in [
        (settings.sender.custom_address.as_str(), Field::CustomAddress),
        (&settings.smtp.host, Field::Host),
        (&settings.smtp.port, Field::Port),
        (&settings.smtp.account, Field::Account),
        (password, Field::Password),
    ] {
        if text.len() > FIELD_MAX_BYTES {
            return Err(Error::invalid(InputField::Settings(field), InputFault::TooLong));
        }
    }
    Ok(())
}
