//! A company's mailbox as its admin sets it up.

use types::{
    CompanyId, EmailAddress, Encryption, OauthConnection, OauthProvider, SettingsFault, SignInWith, SmtpSettings,
    TypedSmtp,
};

use crate::{
    Company, Engine, Error, Result, Secret,
    db::{read, row},
    keys::Keys,
};

use super::{FetchHealth, FetchTest, SkippedMail};

/// The folder that new mail comes into at every server (RFC 9051 section 5.1).
const INBOX: &str = "INBOX";

/// What is typed; kept even when it cannot be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TypedMailbox {
    /// *Host*.
    pub host: String,
    /// *Port*.
    pub port: String,
    /// *Encryption*.
    pub encryption: Encryption,
    /// *Sign in with*.
    pub sign_in_with: SignInWith,
    /// *Account*.
    pub account: String,
    /// *Folder*.
    pub folder: String,
}

impl Default for TypedMailbox {
    fn default() -> Self {
        Self {
            host: String::new(),
            port: "993".into(),
            encryption: Encryption::Tls,
            sign_in_with: SignInWith::default(),
            account: String::new(),
            folder: INBOX.into(),
        }
    }
}

/// Everything that the page shows.
#[derive(Clone, Debug)]
pub struct FetchSettings {
    /// Whose mailbox it is.
    pub company: CompanyId,
    /// Its name.
    pub company_name: String,
    /// Whether it is the main company.
    pub is_main: bool,
    /// What mail counts as sent to.
    pub recruiting_address: EmailAddress,
    /// The fields; a proposal while nothing is stored.
    pub typed: TypedMailbox,
    /// Whether anything is stored.
    pub is_stored: bool,
    /// Whether a password is. It never leaves the server.
    pub password_stored: bool,
    /// The connection with Google or Microsoft, when there is one.
    pub oauth: Option<OauthConnection>,
    /// What keeps the fields from being used, in their order.
    pub faults: Vec<SettingsFault>,
    /// How fetching goes; nothing while it is off.
    pub health: Option<FetchHealth>,
    /// What the newest test has shown.
    pub test: Option<FetchTest>,
    /// What was left in the mailbox, newest first.
    pub skipped: Vec<SkippedMail>,
}

impl FetchSettings {
    /// Whether a test has worked and all that is left to do is to switch fetching on.
    pub fn waits_for_the_switch(&self) -> bool {
        self.health.is_none() && self.test.as_ref().is_some_and(|test| test.outcome.is_ok())
    }
}

row! {
    struct Row {
        host: String,
        port: String,
        encryption: String,
        sign_in_with: String,
        account: String,
        sealed_password: Option<Vec<u8>>,
        folder: String,
        is_on: bool,
        version: i64,
    }
}

/// A mailbox with what never leaves the server.
#[derive(Clone, Debug)]
pub(super) struct StoredMailbox {
    pub(super) typed: TypedMailbox,
    /// When it was typed for this host.
    pub(super) password: Option<Secret>,
    /// As stored.
    pub(super) sealed: Option<Vec<u8>>,
    pub(super) is_on: bool,
    pub(super) version: i64,
}

impl TypedMailbox {
    /// The server, when every field can be used; otherwise what is wrong.
    pub(super) fn check(&self, is_provided: bool) -> std::result::Result<SmtpSettings, Vec<SettingsFault>> {
        let server = TypedSmtp {
            use_for_sending: true,
            host: self.host.clone(),
            port: self.port.clone(),
            encryption: self.encryption,
            sign_in_with: self.sign_in_with,
            account: self.account.clone(),
        };
        server.check(is_provided)
    }

    /// The folder's name; the usual one when none is typed.
    pub(super) fn folder_name(&self) -> &str {
        match self.folder.trim() {
            "" => INBOX,
            name => name,
        }
    }
}

impl StoredMailbox {
    /// What keeps it from being used.
    pub(super) fn faults(&self, oauth: Option<&OauthConnection>) -> Vec<SettingsFault> {
        let is_provided = self.typed.sign_in_with.is_provided(self.password.is_some(), oauth);
        self.typed.check(is_provided).err().unwrap_or_default()
    }
}

impl Engine {
    /// The mailbox of this company as its admin sees it.
    pub(crate) async fn fetch_settings(&self, company: &Company) -> Result<FetchSettings> {
        let stored = self.stored_mailbox(company.id).await?;
        let oauth = self.oauth_connection(company.id).await?;
        let is_stored = stored.is_some();
        let proposed = match &stored {
            Some(stored) => stored.typed.clone(),
            None => self.proposed_mailbox(company).await?,
        };
        Ok(FetchSettings {
            company: company.id,
            company_name: company.name.clone(),
            is_main: company.is_main(),
            recruiting_address: company.recruiting_address(&self.inner.mail_domain)?,
            typed: proposed,
            is_stored,
            password_stored: stored.as_ref().is_some_and(|stored| stored.password.is_some()),
            faults: stored.as_ref().map(|stored| stored.faults(oauth.as_ref())).unwrap_or_default(),
            oauth,
            health: self.fetch_health(company.id).await?,
            test: self.fetch_test(company.id).await?,
            skipped: self.skipped_mails(company.id).await?,
        })
    }

    /// Most providers' servers for reading have the name of those for sending, but for its beginning.
    async fn proposed_mailbox(&self, company: &Company) -> Result<TypedMailbox> {
        let settings = self.settings_in_force(company).await?.stored;
        let smtp_host = settings.smtp.host.trim().to_lowercase();
        let host = match smtp_host.as_str() {
            "smtp.office365.com" | "smtp-mail.outlook.com" => "outlook.office365.com".to_owned(),
            "mail.gmx.net" => "imap.gmx.net".to_owned(),
            other => other.strip_prefix("smtp.").map_or_else(|| other.to_owned(), |domain| format!("imap.{domain}")),
        };
        let account = match settings.smtp.account.trim() {
            "" => settings.sender.custom_address.trim(),
            account => account,
        };
        Ok(TypedMailbox { host, account: account.to_owned(), ..TypedMailbox::default() })
    }

    /// Whether a company's mailbox is fetched from with this provider's sign-in.
    pub(crate) async fn fetches_by(&self, company: CompanyId, provider: OauthProvider) -> Result<bool> {
        let stored = self.stored_mailbox(company).await?;
        Ok(stored.is_some_and(|stored| stored.is_on && stored.typed.sign_in_with.provider() == Some(provider)))
    }

    /// A mailbox with its password.
    pub(super) async fn stored_mailbox(&self, company: CompanyId) -> Result<Option<StoredMailbox>> {
        let row: Option<Row> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT host, port, encryption, sign_in_with, account, sealed_password, folder, is_on, version
                 FROM mailbox WHERE company_id = $1",
            )
            .bind(company.as_bytes().as_slice())
            .fetch_optional(pool)
            .await?
        });
        let Some(row) = row else { return Ok(None) };
        let place = password_place(company, &row.host);
        Ok(Some(StoredMailbox {
            password: self.inner.keys.opened(&place, row.sealed_password.as_deref()),
            sealed: row.sealed_password,
            typed: TypedMailbox {
                host: row.host,
                port: row.port,
                encryption: row.encryption.parse().map_err(|_| Error::Stored("encryption"))?,
                sign_in_with: SignInWith::from_stored(&row.sign_in_with).ok_or(Error::Stored("sign-in"))?,
                account: row.account,
                folder: row.folder,
            },
            is_on: row.is_on,
            version: row.version,
        }))
    }
}

/// Where the password is sealed.
pub(super) fn password_place(company: CompanyId, host: &str) -> String {
    Keys::place_at_host("mailbox.password", company, host)
}
