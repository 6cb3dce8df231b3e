pub(crate) mod authority;
mod bearer;
mod causes;
mod dialogue;
mod further;
mod practice;
mod reaching;
pub(crate) mod real;
mod server;
mod silent;
mod table;
mod talk;

use std::{collections::HashMap, net::Ipv4Addr};

use types::{Cause, Encryption, Outcome, SignInWith, SmtpSettings, Stage, TestedSettings};

use crate::{Clock, Credential, Dns, Network, Reach, Secret, SmtpLimits, Trust};

use super::{Probe, probe};
use authority::{HOST, NOW};
use server::{Server, Step};

const ACCOUNT: &str = "jobs@acme.test";
const PASSWORD: &str = "s3cret-Passw0rd";

/// What a probe told.
struct Told {
    result: Result<(), Cause>,
    /// The stages that ended.
    stages: Vec<Stage>,
    /// What the server heard.
    heard: Vec<String>,
}

/// Probes a server that follows these scripts, one per connection, all of which must be played.
async fn run(encryption: Encryption, scripts: Vec<Vec<Step>>, limits: SmtpLimits) -> Told {
    let server = Server::start(scripts).await;
    let mut told = follow(&reach(limits), encryption, server.port).await;
    told.heard = server.heard().await;
    told
}

/// Probes, and checks that every stage is told twice: when it begins and when it ends.
async fn follow(reach: &Reach, encryption: Encryption, port: u16) -> Told {
    let mut stages: Vec<Stage> = Vec::new();
    let mut begun: Option<Stage> = None;
    let on_stage = |stage: Stage| match begun.take() {
        None => {
            assert_eq!(stage, Stage { outcome: Outcome::Running, ..Stage::todo(stage.name) });
            begun = Some(stage);
        }
        Some(running) => {
            assert_eq!(running.name, stage.name);
            assert!(stage.millis.is_some());
            stages.push(stage);
        }
    };
    let result = probe(reach, &Clock::manual(NOW), &sample(encryption, port), on_stage).await;
    assert!(begun.is_none());
    Told { result, stages, heard: Vec::new() }
}

fn reach(limits: SmtpLimits) -> Reach {
    Reach {
        dns: Dns::Fixed(HashMap::from([(HOST.to_owned(), Ok(vec![Ipv4Addr::LOCALHOST.into()]))])),
        network: Network::parse("127.0.0.0/8").unwrap(),
        trust: Trust::only(&[authority::trusted_pem()]).unwrap(),
        limits,
    }
}

fn sample(encryption: Encryption, port: u16) -> Probe {
    Probe {
        settings: TestedSettings {
            custom_address: "jobs@acme.test".parse().unwrap(),
            recruiting_address: "acme-jobs@in.example.com".parse().unwrap(),
            smtp: SmtpSettings {
                host: HOST.to_owned(),
                port,
                encryption,
                account: ACCOUNT.to_owned(),
                sign_in_with: SignInWith::Password,
            },
        },
        credential: Credential::Password(Secret::new(PASSWORD.to_owned())),
        message: b"Subject: Test\r\n\r\n.dot\r\nend\r\n".to_vec(),
        hello_name: "postroom.test".to_owned(),
    }
}
