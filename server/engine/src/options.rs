//! What the engine is handed.

use std::path::PathBuf;

use crate::{
    ClamdAddress, Clock, DiscoveryOptions, Disk, FetchLimits, FileReader, MailServer, OauthClients, Practice, Reach,
    Secret, SendingLimits,
};

/// What the engine is handed.
#[derive(Debug)]
pub struct Options {
    /// `sqlite` for a file in the data folder, or the URL of a database.
    pub database_url: String,
    /// Folder of the database.
    pub data_dir: PathBuf,
    /// File with the key that seals secrets; made when it is missing.
    pub key_file: PathBuf,
    /// Domain of company recruiting addresses, in lower case.
    pub mail_domain: String,
    /// Opens the set-up page.
    pub setup_token: Secret,
    /// How connection tests reach other servers.
    pub reach: Reach,
    /// Where the time comes from.
    pub clock: Clock,
    /// Subject of the mail of a connection test.
    pub test_mail_subject: String,
    /// Text of the mail of a connection test.
    pub test_mail_text: String,
    /// The practice mail server, when there is one.
    pub practice: Option<Practice>,
    /// The server for companies that have none of their own.
    pub relay: Option<MailServer>,
    /// How much is sent at once.
    pub sending: SendingLimits,
    /// How mail is fetched from companies' mailboxes.
    pub fetching: FetchLimits,
    /// Where settings are looked for.
    pub discovery: DiscoveryOptions,
    /// Providers that companies may sign in to their servers by.
    pub oauth: OauthClients,
    /// Who reads the texts of files.
    pub file_reader: FileReader,
    /// The disk that mail goes to, as far as it lies on this machine.
    pub disk: Disk,
    /// The virus scanner, when there is one.
    pub clamd: Option<ClamdAddress>,
}
