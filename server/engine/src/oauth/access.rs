//! The access token of this moment: the stored one, or a new one before it ends.

use tokio::sync::oneshot;
use types::{Cause, CompanyId, OauthFault, OauthProvider, SmtpSettings};

use crate::{Credential, Engine, Error, Result, Secret};

use super::{grant::Grant, renewer::Renewal, token_endpoint::Refusal};

/// So long before an access token ends it is not used any more, in seconds: a dialogue with a slow server takes minutes.
const SPARE_SECS: i64 = 5 * 60;

impl Engine {
    /// What a company's account proves itself with at its server at this moment.
    pub(crate) async fn credential(
        &self,
        company: CompanyId,
        smtp: &SmtpSettings,
        password: Option<Secret>,
    ) -> Result<Credential> {
        let Some(provider) = smtp.sign_in_with.provider() else {
            return Ok(password.map_or(Credential::Missing(Cause::SignInRefused), Credential::Password));
        };
        // Whoever types a host learns no token.
        if self.inner.oauth.client(provider).is_some_and(|client| !client.is_shown_to(&smtp.host)) {
            return Ok(Credential::Missing(Cause::OauthOtherServer));
        }
        let token = self.access_token(company, provider, SPARE_SECS).await?;
        Ok(token.map_or_else(Credential::Missing, Credential::AccessToken))
    }

    /// Renews a company's access token at once, because a server did not take it: a grant that was taken back shows.
    pub(crate) async fn check_grant(&self, company: CompanyId) -> Result<()> {
        if let Some(connection) = self.oauth_connection(company).await? {
            self.doubt_access(company).await?;
            // Why it was not is noted with the grant.
            _ = self.access_token(company, connection.provider, SPARE_SECS).await?;
        }
        Ok(())
    }

    /// An access token that holds for this many seconds: the stored one, or what the [`super::Renewer`] gets, whether or
    /// not anybody still waits for it then.
    pub(super) async fn access_token(
        &self,
        company: CompanyId,
        provider: OauthProvider,
        spare_secs: i64,
    ) -> Result<Result<Secret, Cause>> {
        match self.usable(company, provider, spare_secs).await? {
            Ok(Usable::Token(token)) => return Ok(Ok(token)),
            Ok(Usable::Renew(_)) => {}
            Err(cause) => return Ok(Err(cause)),
        }
        let (answer, answered) = oneshot::channel();
        let renewal = Renewal { company, provider, spare_secs, answer };
        self.inner.oauth.renewals.send(renewal).await.map_err(|_| Error::Stopping)?;
        answered.await.map_err(|_| Error::Stopping)?
    }

    /// The same, renewed when it has to be: by one at a time. Not to be given up once it has begun.
    pub(super) async fn renewed_token(
        &self,
        company: CompanyId,
        provider: OauthProvider,
        spare_secs: i64,
    ) -> Result<Result<Secret, Cause>> {
        let lock = self.inner.oauth.lock_of(company);
        let _turn = lock.lock().await;
        // Whoever had the turn before may have renewed it.
        match self.usable(company, provider, spare_secs).await? {
            Ok(Usable::Token(token)) => Ok(Ok(token)),
            Ok(Usable::Renew(grant)) => self.renew_grant(company, provider, *grant).await,
            Err(cause) => Ok(Err(cause)),
        }
    }

    async fn usable(
        &self,
        company: CompanyId,
        provider: OauthProvider,
        spare_secs: i64,
    ) -> Result<Result<Usable, Cause>> {
        let grant = self.grant(company).await?.filter(|grant| grant.connection.provider == provider);
        let Some(grant) = grant else { return Ok(Err(Cause::OauthNotConnected)) };
        if grant.connection.ended_at.is_some() {
            return Ok(Err(Cause::OauthExpired));
        }
        let is_good = grant.connection.renewed_until > self.now().plus_secs(spare_secs);
        Ok(Ok(if is_good { Usable::Token(grant.access) } else { Usable::Renew(Box::new(grant)) }))
    }

    async fn renew_grant(
        &self,
        company: CompanyId,
        provider: OauthProvider,
        grant: Grant,
    ) -> Result<Result<Secret, Cause>> {
        let Some(client) = self.inner.oauth.client(provider) else {
            self.note_fault(company, &grant, OauthFault::NotOffered, false).await?;
            return Ok(Err(Cause::OauthClientRefused));
        };
        match self.token_endpoint(client).refresh(&grant.refresh).await {
            Ok(tokens) => {
                if !self.store_renewed(company, &grant, &tokens).await? {
                    // Somebody has connected anew meanwhile: that grant is asked the next time.
                    return Ok(Err(Cause::SignInUnavailable));
                }
                if grant.connection.fault.is_some() {
                    self.settings_changed();
                }
                Ok(Ok(tokens.access))
            }
            Err(refusal) => self.not_renewed(company, &grant, refusal).await,
        }
    }

    async fn not_renewed(&self, company: CompanyId, grant: &Grant, refusal: Refusal) -> Result<Result<Secret, Cause>> {
        let fault = refusal.fault;
        // Its words may name people, so they are not logged.
        tracing::warn!(
            provider = grant.connection.provider.as_str(),
            fault = fault.as_str(),
            "a grant was not renewed"
        );
        let is_over = matches!(fault, OauthFault::GrantEnded | OauthFault::ConsentNeeded | OauthFault::AccessDenied);
        self.note_fault(company, grant, fault, is_over).await?;
        if is_over {
            return Ok(Err(Cause::OauthExpired));
        }
        // A provider that is away for some minutes stops nothing.
        if grant.connection.renewed_until > self.now() {
            return Ok(Ok(grant.access.clone()));
        }
        Ok(Err(match fault {
            OauthFault::Unavailable => Cause::SignInUnavailable,
            // All else is between the provider and the operator; nobody's mailbox is to blame.
            _ => Cause::OauthClientRefused,
        }))
    }
}

/// What there is.
enum Usable {
    Token(Secret),
    Renew(Box<Grant>),
}
