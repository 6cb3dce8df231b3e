//! Whether a server is there: it greets, its certificate is good for its name, and it says what it offers. Nobody signs
//! in.

use std::time::Duration;

use types::{Encryption, FoundServer, ServerAnswer, TypedSmtp};

use crate::{
    Engine, Reach,
    smtp::{Journal, MailServer, Protection, Session, SmtpLimits},
};

/// Shorter than those of a connection test: a server that is slower can still be chosen and tested.
const LIMITS: SmtpLimits = SmtpLimits {
    lookup: Duration::from_secs(2),
    connect: Duration::from_secs(2),
    greeting: Duration::from_secs(3),
    handshake: Duration::from_secs(2),
    answer: Duration::from_secs(2),
    opening: Duration::from_secs(8),
    data: Duration::from_secs(2),
    whole: Duration::from_secs(5),
};

impl Engine {
    /// Whether this may be a mail server at all: a host name, and a port of mail servers.
    pub(super) fn may_be_asked(&self, server: &FoundServer) -> bool {
        let ports = self.inner.discovery.ports;
        let typed = TypedSmtp { host: server.host.clone(), port: server.port.to_string(), ..TypedSmtp::default() };
        let is_wrong =
            |field| typed.check(true).err().is_some_and(|faults| faults.iter().any(|fault| fault.field == field));
        (ports.is_empty() || ports.contains(&server.port))
            && !is_wrong(types::Field::Host)
            && !is_wrong(types::Field::Port)
    }

    /// Asks a server.
    pub(super) async fn ask_server(&self, server: &FoundServer) -> ServerAnswer {
        let reach = Reach { limits: LIMITS, ..self.inner.reach.clone() };
        let server = MailServer {
            host: server.host.clone(),
            port: server.port,
            protection: match server.encryption {
                Encryption::Tls => Protection::Tls,
                Encryption::StartTls => Protection::StartTls,
            },
            account: None,
        };
        let mut journal = Journal::new(|_| (), server.censor());
        let opened = Session::open(&reach, &self.inner.clock, &server, &self.inner.mail_domain, &mut journal).await;
        match opened {
            Ok(session) => {
                let mechanisms = session.mechanisms().to_vec();
                session.quit().await;
                ServerAnswer::Ready(mechanisms)
            }
            Err(cause) => ServerAnswer::Failed(cause),
        }
    }
}
