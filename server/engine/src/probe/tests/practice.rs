//! Every fault of the practice mail server, as the probe tells it.

use std::{net::SocketAddr, time::Duration};

use mailhost::{Account, MailHost};
use tokio::{net::TcpListener, sync::watch};
use tokio_util::sync::CancellationToken;
use types::{Encryption, Fault, PracticeState, StageName};

use crate::{Clock, Dns, Network, Trust};

use super::{PASSWORD, Reach, SmtpLimits, probe, sample};

const HOST: &str = "mail.acme.localhost";
const MAILBOX: &str = "jobs@acme.test";
const SHORT: Duration = Duration::from_millis(300);

/// The cause's id, the field at fault and the stage; nothing when the mail is handed over.
type Told = Option<(&'static str, &'static str, StageName)>;

fn expected(fault: Fault, encryption: Encryption) -> Told {
    let is_tls = encryption == Encryption::Tls;
    let first = if is_tls { StageName::Encryption } else { StageName::Greeting };
    Some(match fault {
        Fault::None => return None,
        Fault::StartTlsNotOffered if is_tls => return None,
        Fault::DropAtConnect if is_tls => ("dropped_at_encryption", "encryption", first),
        Fault::DropAtConnect => ("dropped_at_greeting", "port", first),
        Fault::NoGreeting => ("greeting_timed_out", "port", StageName::Greeting),
        Fault::GreetingRefused => ("greeting_refused", "host", StageName::Greeting),
        Fault::NoAnswer => ("answer_timed_out", "-", StageName::Greeting),
        Fault::CertificateExpired => ("certificate_expired", "host", StageName::Encryption),
        Fault::CertificateWrongName => ("certificate_wrong_name", "host", StageName::Encryption),
        Fault::CertificateUnknownIssuer => ("certificate_unknown_issuer", "host", StageName::Encryption),
        Fault::StartTlsNotOffered => ("starttls_not_offered", "encryption", StageName::Encryption),
        Fault::SignInNotOffered => ("sign_in_not_offered", "port", StageName::SignIn),
        Fault::SignInRefused => ("sign_in_refused", "password", StageName::SignIn),
        Fault::SignInUnavailable => ("sign_in_unavailable", "-", StageName::SignIn),
        Fault::SenderRefused => ("sender_not_owned", "custom_address", StageName::Sender),
        Fault::RecipientRefused => ("recipient_unknown", "custom_address", StageName::Recipient),
        Fault::MessageRefused => ("message_refused", "-", StageName::HandOver),
        Fault::RefusedForNow => ("refused_for_now", "-", StageName::HandOver),
        Fault::DropAtMail => ("connection_dropped", "-", StageName::Sender),
        Fault::DropInData | Fault::DropAfterData => ("dropped_after_message", "-", StageName::HandOver),
    })
}

fn limits(fault: Fault, encryption: Encryption) -> SmtpLimits {
    let limits = SmtpLimits::default();
    match fault {
        Fault::NoGreeting if encryption == Encryption::Tls => SmtpLimits { greeting: SHORT, ..limits },
        // The handshake is the one that is tried in vain.
        Fault::NoGreeting => SmtpLimits { greeting: SHORT, handshake: SHORT, ..limits },
        Fault::NoAnswer => SmtpLimits { answer: SHORT, ..limits },
        _ => limits,
    }
}

async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

#[tokio::test]
async fn every_fault() {
    let (switches, watched) = watch::channel(PracticeState::default());
    let account = Account { account: MAILBOX.into(), password: PASSWORD.into(), may_send_as: vec![] };
    let options = mailhost::Options {
        host_name: HOST.into(),
        accounts: vec![account],
        mailbox: MAILBOX.into(),
        redirect_to: None,
    };
    let host = MailHost::new(options, watched).unwrap();
    let ((tls, tls_at), (start_tls, start_tls_at)) = (listen().await, listen().await);
    let shutdown = CancellationToken::new();
    let serving = tokio::spawn({
        let (host, shutdown) = (host.clone(), shutdown.clone());
        async move { host.serve(tls, start_tls, shutdown).await }
    });

    for fault in Fault::ALL {
        switches.send_modify(|state| state.fault = fault);
        for (encryption, address) in [(Encryption::Tls, tls_at), (Encryption::StartTls, start_tls_at)] {
            let reach = Reach {
                dns: Dns::Fixed(Default::default()),
                network: Network::parse(HOST).unwrap(),
                trust: Trust::only(&[host.authority_pem().to_owned()]).unwrap(),
                limits: limits(fault, encryption),
            };
            let mut probed = sample(encryption, address.port());
            probed.settings.smtp.host = HOST.to_owned();
            let mut last = None;
            let result = probe(&reach, &Clock::System, &probed, |stage| last = Some(stage)).await;
            let found = result
                .err()
                .map(|cause| (cause.id(), cause.field().map_or("-", types::Field::id), last.as_ref().unwrap().name));
            assert_eq!(found, expected(fault, encryption), "{fault:?} {encryption}: {last:?}");
        }
    }
    shutdown.cancel();
    serving.await.unwrap();
}
