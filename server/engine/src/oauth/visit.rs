//! An admin's visit at a provider: begun here, ended by the way back (RFC 6749 section 4.1).

use sha2::{Digest, Sha256};
use types::{CompanyId, OauthFault, OauthProvider, Problem, Timestamp};

use crate::{
    Company, Engine, Error, Result, Secret, SessionToken,
    db::{row, write},
    random,
};

use super::{
    pkce::challenge,
    token_endpoint::{Refusal, Tokens, fault_of_error, words},
};

/// How long somebody may take to sign in, in seconds.
const VISIT_SECS: i64 = 10 * 60;
/// Longest parameter of a return that is looked at, in bytes.
const PARAMETER_MAX_BYTES: usize = 8 * 1024;

/// What somebody signs in at a provider for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OauthPurpose {
    /// Sending through the company's own server.
    Sending,
    /// Fetching from the company's mailbox, and sending.
    Fetching,
}

/// Who is connected now, and what for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OauthReturned {
    /// The company.
    pub company: Company,
    /// What for.
    pub purpose: OauthPurpose,
}

/// What a provider sends back, as it stands in the address.
#[derive(Clone, Default)]
pub struct OauthReturn {
    /// Which visit.
    pub state: String,
    /// What is exchanged for tokens.
    pub code: Option<Secret>,
    /// Why there is no code.
    pub error: Option<String>,
    /// The same for a person.
    pub error_description: String,
    /// Who answers (RFC 9207).
    pub iss: Option<String>,
}

/// Why nobody was connected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReturnFault {
    /// Why.
    pub fault: OauthFault,
    /// The provider's own words; possibly empty.
    pub words: String,
    /// Whose settings it was about, when that is known; nothing at the main company.
    pub subcompany: Option<CompanyId>,
    /// At whom, when that is known.
    pub provider: Option<OauthProvider>,
    /// What for.
    pub purpose: OauthPurpose,
}

row! {
    struct Row {
        company_id: Vec<u8>,
        provider: String,
        sealed_verifier: Vec<u8>,
        begun_at: i64,
        for_mailbox: bool,
    }
}

struct Visit {
    company: Company,
    provider: OauthProvider,
    verifier: Secret,
    purpose: OauthPurpose,
}

impl Engine {
    /// Begins a visit, and tells the page to go to. Of several in one session for one company the last one counts.
    pub(crate) async fn begin_oauth(
        &self,
        company: &Company,
        provider: OauthProvider,
        session: &SessionToken,
        purpose: OauthPurpose,
    ) -> Result<String> {
        let client = self.inner.oauth.client(provider).ok_or(Problem::NotFound)?;
        // A subcompany that inherits gets settings of its own by asking for them, and by nothing else.
        let is_for_mailbox = purpose == OauthPurpose::Fetching;
        if !is_for_mailbox && !company.is_main() && self.own_settings(company.id).await?.is_none() {
            return Err(Problem::BadRequest.into());
        }
        let (state, verifier) = (random::token()?, Secret::new(random::token()?));
        let state_hash = hash(&state);
        let sealed = self.inner.keys.seal(&place(&state_hash), &verifier)?;
        let now = self.now();
        write!(self.inner.db, tx => {
            sqlx::query("DELETE FROM oauth_visit WHERE begun_at < $1 OR (session_hash = $2 AND company_id = $3)")
                .bind(now.plus_secs(-VISIT_SECS).0)
                .bind(session.hash())
                .bind(company.id.as_bytes().as_slice())
                .execute(&mut *tx)
                .await?;
            sqlx::query(
                "INSERT INTO oauth_visit (state_hash, session_hash, company_id, provider, sealed_verifier, begun_at, for_mailbox)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(&state_hash)
            .bind(session.hash())
            .bind(company.id.as_bytes().as_slice())
            .bind(provider.as_str())
            .bind(&sealed)
            .bind(now.0)
            .bind(is_for_mailbox)
            .execute(&mut *tx)
            .await?;
        });
        let reads_mail = is_for_mailbox || self.fetches_by(company.id, provider).await?;
        Ok(client.page(&self.inner.oauth.clients.return_url, &state, &challenge(&verifier), reads_mail).into())
    }

    /// Ends a visit: exchanges the code, and has the company sign in by it from now on.
    pub(crate) async fn end_oauth(
        &self,
        session: &SessionToken,
        back: OauthReturn,
    ) -> Result<std::result::Result<OauthReturned, ReturnFault>> {
        let Some(visit) = self.take_visit(session, &back.state).await? else {
            return Ok(Err(ReturnFault {
                fault: OauthFault::StateUnknown,
                words: String::new(),
                subcompany: None,
                provider: None,
                purpose: OauthPurpose::Sending,
            }));
        };
        let exchanged = self.exchanged(&visit, &back).await;
        let exchanged = exchanged.and_then(|tokens| match tokens.refresh.clone() {
            Some(_) if visit.purpose == OauthPurpose::Fetching && !tokens.reads_mail => {
                Err(OauthFault::ScopeRefused.into())
            }
            Some(refresh) => Ok((tokens, refresh)),
            None => Err(OauthFault::NotLasting.into()),
        });
        match exchanged {
            Ok((tokens, refresh)) => {
                let lock = self.inner.oauth.lock_of(visit.company.id);
                let _turn = lock.lock().await;
                self.store_grant(visit.company.id, visit.provider, &tokens, &refresh).await?;
                match visit.purpose {
                    OauthPurpose::Sending => {
                        self.sign_in_by(visit.company.id, visit.provider, tokens.account.as_deref()).await?;
                    }
                    // The settings for sending stay what they are.
                    OauthPurpose::Fetching => {
                        self.connected_for_mailbox(visit.company.id, tokens.account.as_deref()).await?
                    }
                }
                Ok(Ok(OauthReturned { company: visit.company, purpose: visit.purpose }))
            }
            Err(Refusal { fault, words }) => {
                let subcompany = (!visit.company.is_main()).then_some(visit.company.id);
                let purpose = visit.purpose;
                Ok(Err(ReturnFault { fault, words, subcompany, provider: Some(visit.provider), purpose }))
            }
        }
    }

    /// Forgets a company's connection, at the provider too where that is possible; whether the provider agreed.
    pub(crate) async fn disconnect_oauth(&self, company: &Company) -> Result<bool> {
        let lock = self.inner.oauth.lock_of(company.id);
        let _turn = lock.lock().await;
        let Some(grant) = self.grant(company.id).await? else { return Ok(true) };
        let is_revoked = match self.inner.oauth.client(grant.connection.provider) {
            Some(client) => self.token_endpoint(client).revoke(&grant.refresh).await,
            None => false,
        };
        self.delete_grant(company.id).await?;
        let stored = self.stored_settings(company.id).await?;
        self.store_settings(company.id, stored).await?;
        Ok(is_revoked)
    }

    /// The visit with this state, which is then over; nothing when it is none of this session's, or too old.
    async fn take_visit(&self, session: &SessionToken, state: &str) -> Result<Option<Visit>> {
        let state_hash = hash(state);
        let row: Option<Row> = write!(self.inner.db, tx => {
            sqlx::query_as(
                "DELETE FROM oauth_visit WHERE state_hash = $1 AND session_hash = $2
                 RETURNING company_id, provider, sealed_verifier, begun_at, for_mailbox",
            )
            .bind(&state_hash)
            .bind(session.hash())
            .fetch_optional(&mut *tx)
            .await?
        });
        let Some(row) = row.filter(|row| Timestamp(row.begun_at) > self.now().plus_secs(-VISIT_SECS)) else {
            return Ok(None);
        };
        let company = CompanyId::from_slice(&row.company_id).ok_or(Error::Stored("company id"))?;
        Ok(Some(Visit {
            company: self.company(company).await?,
            provider: OauthProvider::from_stored(&row.provider).ok_or(Error::Stored("oauth provider"))?,
            verifier: self.inner.keys.unseal(&place(&state_hash), &row.sealed_verifier)?,
            purpose: if row.for_mailbox { OauthPurpose::Fetching } else { OauthPurpose::Sending },
        }))
    }

    async fn exchanged(&self, visit: &Visit, back: &OauthReturn) -> std::result::Result<Tokens, Refusal> {
        let oauth = &self.inner.oauth;
        let client = oauth.client(visit.provider).ok_or(OauthFault::NotOffered)?;
        if back.iss.as_deref().is_some_and(|issuer| !client.is_issuer(issuer)) {
            return Err(OauthFault::IssuerUnexpected.into());
        }
        if let Some(error) = &back.error {
            return Err(Refusal { fault: fault_of_error(error), words: words(&back.error_description) });
        }
        let code = back.code.as_ref().filter(|code| !code.is_empty() && code.expose().len() <= PARAMETER_MAX_BYTES);
        let code = code.ok_or(OauthFault::Unreadable)?;
        let endpoint = self.token_endpoint(client);
        let exchanged = endpoint.exchange(code.expose(), &visit.verifier, &oauth.clients.return_url).await;
        exchanged.map_err(|refusal| match refusal.fault {
            // A code holds for some minutes and once.
            OauthFault::GrantEnded => Refusal { fault: OauthFault::StateUnknown, ..refusal },
            _ => refusal,
        })
    }

    /// Has a company sign in by its new grant; the account is who signed in, unless one is there already.
    async fn sign_in_by(&self, company: CompanyId, provider: OauthProvider, account: Option<&str>) -> Result<()> {
        let mut stored = self.stored_settings(company).await?;
        stored.smtp.sign_in_with = provider.into();
        if stored.smtp.account.trim().is_empty() {
            stored.smtp.account = account.unwrap_or_default().to_owned();
        }
        self.store_settings(company, stored).await
    }
}

fn hash(state: &str) -> Vec<u8> {
    Sha256::digest(state.as_bytes()).to_vec()
}

fn place(state_hash: &[u8]) -> String {
    let id: String = state_hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("oauth_visit.verifier/{id}")
}
