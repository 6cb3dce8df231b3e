//! From the operator's settings to an open engine.

use std::{fs, io::ErrorKind};

use engine::{
    Clock, DiscoveryOptions, Dns, Engine, FetchLimits, Loops, MailServer, Network, Options, Practice, Reach, Secret,
    SendingLimits, SmtpLimits, Trust,
};
use types::text::Lang;

use crate::{config::Config, failure::Failure, file_reader::file_reader, relay_url};

/// Thunderbird's database of mail providers; a domain follows.
const THUNDERBIRD: &str = "https://autoconfig.thunderbird.net/v1.1/";

/// What the practice server adds.
#[derive(Debug, Default)]
pub struct Extras {
    /// The practice mail server.
    pub practice: Option<Practice>,
    /// Its certificate authority, as PEM.
    pub authority_pem: Option<String>,
    /// Private hosts that may be reached because of it.
    pub allowed_private_hosts: String,
    /// The relay while the operator names none.
    pub relay: Option<MailServer>,
}

/// Opens the engine. Makes the data folder when it is missing.
pub async fn open(config: &Config, extras: Extras) -> Result<(Engine, Loops), Failure> {
    make_data_dir(config)?;
    let setup_token = match &config.setup_token {
        Some(token) => Secret::new(token.clone()),
        None => Engine::random_token()?,
    };
    let allowed = format!("{},{}", config.allowed_private_hosts, extras.allowed_private_hosts);
    let extra_authorities = extra_authorities(config, extras.authority_pem)?;
    let relay =
        config.relay_url.as_ref().filter(|url| !url.is_empty()).map(relay_url::parse).transpose()?.or(extras.relay);
    let texts = Lang::En.test_mail();
    let opened = Engine::open(Options {
        database_url: config.database_url.clone(),
        data_dir: config.data_dir.clone(),
        key_file: config.key_path(),
        mail_domain: config.mail_domain(),
        setup_token,
        reach: Reach {
            dns: if config.dns_servers.is_empty() { Dns::system() } else { Dns::servers(&config.dns_servers) },
            network: Network {
                allowed_ports: config.allowed_mail_ports.clone(),
                ..Network::parse(&allowed)
                    .map_err(|error| Failure(format!("POSTROOM_ALLOWED_PRIVATE_HOSTS: {error}")))?
            },
            trust: Trust::new(&extra_authorities)
                .map_err(|error| Failure(format!("certificate authorities: {error}")))?,
            limits: SmtpLimits::default(),
        },
        clock: Clock::System,
        test_mail_subject: texts.subject.to_owned(),
        test_mail_text: texts.text.to_owned(),
        practice: extras.practice,
        relay,
        sending: SendingLimits::default(),
        fetching: FetchLimits::default(),
        discovery: DiscoveryOptions {
            thunderbird: config.thunderbird_database.then(|| THUNDERBIRD.to_owned()),
            ..DiscoveryOptions::default()
        },
        oauth: config.oauth.clients(config.link("/oauth/return"))?,
        file_reader: file_reader(),
        disk: config.disk(),
        clamd: config.clamav_addr.clone(),
    });
    opened.await.map_err(|error| at_start(config, error))
}

fn make_data_dir(config: &Config) -> Result<(), Failure> {
    fs::create_dir_all(&config.data_dir).map_err(|error| {
        Failure(format!(
            "the data folder {} could not be made: {error}. Set POSTROOM_DATA_DIR to a folder that this user may write to.",
            config.data_dir.display()
        ))
    })
}

fn extra_authorities(config: &Config, practice: Option<String>) -> Result<Vec<String>, Failure> {
    let mut authorities = Vec::from_iter(practice);
    if let Some(path) = &config.extra_ca_file {
        let pem = fs::read_to_string(path).map_err(|error| {
            Failure(format!("POSTROOM_EXTRA_CA_FILE: {} could not be read: {error}", path.display()))
        })?;
        authorities.push(pem);
    }
    Ok(authorities)
}

fn at_start(config: &Config, error: engine::Error) -> Failure {
    let next = match &error {
        engine::Error::Store(_) | engine::Error::Migration(_) => {
            "Check POSTROOM_DATABASE_URL, and that the database is running and this user may use it."
        }
        engine::Error::File(file) if file.kind() == ErrorKind::PermissionDenied => {
            "Check the permissions of the data folder and the key file."
        }
        engine::Error::OtherKey => {
            "Put the key file back that lay beside this database, or name it in POSTROOM_KEY_FILE. Without it stored passwords do not open and answers do not find their messages; no new one is made."
        }
        engine::Error::Stored("key file") => "Check POSTROOM_KEY_FILE: it must be the file that Postroom made.",
        _ => "",
    };
    Failure(format!("Postroom could not open its data in {}: {error}. {next}", config.data_dir.display()))
}
