//! What every measurement needs: an engine, and an admin.

use std::path::Path;

use engine::{
    Clock, Desk, DiscoveryOptions, Disk, Dns, Engine, FetchLimits, FileReader, Loops, MailServer, Network,
    OauthClients, Options, Reach, Secret, SendingLimits, SetUp, SmtpLimits, Trust,
};

/// How messages leave.
#[derive(Default)]
pub struct Sending {
    /// The operator's server.
    pub relay: Option<MailServer>,
    /// How much is sent at once.
    pub limits: SendingLimits,
    /// Certificate authorities of the servers, as PEM.
    pub authorities: Vec<String>,
}

/// An engine on this store.
pub async fn open(url: &str, folder: &Path, sending: Sending) -> (Engine, Loops) {
    Engine::open(Options {
        database_url: url.into(),
        data_dir: folder.into(),
        key_file: folder.join("secret.key"),
        mail_domain: "in.example".into(),
        setup_token: Secret::new("t".into()),
        reach: Reach {
            dns: Dns::system(),
            network: Network::parse("127.0.0.0/8,::1").unwrap(),
            trust: Trust::new(&sending.authorities).unwrap(),
            limits: SmtpLimits::default(),
        },
        clock: Clock::System,
        test_mail_subject: String::new(),
        test_mail_text: String::new(),
        practice: None,
        relay: sending.relay,
        sending: sending.limits,
        fetching: FetchLimits::default(),
        oauth: OauthClients::default(),
        file_reader: FileReader::in_this_process(),
        disk: Disk::new(folder.into(), 0),
        clamd: None,
        discovery: DiscoveryOptions::default(),
    })
    .await
    .unwrap()
}

/// Sets the engine up; its first admin.
pub async fn admin(engine: &Engine) -> Desk {
    let form = SetUp {
        token: Secret::new("t".into()),
        company_name: "Acme".into(),
        account_name: String::new(),
        person_name: "Ada".into(),
        address: "ada@acme.example".into(),
        password: Secret::new("correct horse battery".into()),
    };
    let token = engine.set_up(form).await.unwrap();
    engine.desk(&token).await.unwrap().unwrap()
}

/// Median, 95th and 99th percentile.
pub fn spread(millis: &mut [f64]) -> String {
    millis.sort_by(f64::total_cmp);
    let at = |share: f64| millis[((millis.len() as f64 * share) as usize).min(millis.len() - 1)];
    format!("median {:.2} ms, 95th percentile {:.2} ms, 99th {:.2} ms", at(0.5), at(0.95), at(0.99))
}
