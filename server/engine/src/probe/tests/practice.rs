//! Every fault of the practice mail server, as the probe tells it.

use std::{net::SocketAddr, time::Duration};

use mailhost::{Account, MailHost};
use tokio::{net::TcpListener, sync::watch};
use tokio_util::sync::CancellationToken;
use types::{Cause, Encryption, Fault, PracticeState, StageName};

use crate::{Clock, Dns, Network, Trust};

use super::{PASSWORD, Reach, SmtpLimits, probe, sample};

const HOST: &str = "mail.acme.localhost";
const MAILBOX: &str = "jobs@acme.test";
const SHORT: Duration = Duration::from_millis(300);

/// The cause and its stage with either encryption; nothing when the mail is handed over.
type Expected = Option<(Cause, StageName)>;

fn expected(fault: Fault, encryption: Encryption) -> Expected {
    let is_tls = encryption == Encryption::Tls;
    let first = if is_tls { StageName::Encryption } else { StageName::Greeting };
    Some(match fault {
        Fault::None => return None,
        Fault::StartTlsNotOffered if is_tls => return None,
        Fault::DropAtConnect if is_tls => (Cause::DroppedAtEncryption, first),
        Fault::DropAtConnect => (Cause::DroppedAtGreeting, first),
        Fault::NoGreeting => (Cause::GreetingTimedOut, StageName::Greeting),
        Fault::GreetingRefused => (Cause::GreetingRefused, StageName::Greeting),
        Fault::NoAnswer => (Cause::AnswerTimedOut, StageName::Greeting),
        Fault::CertificateExpired => (Cause::CertificateExpired, StageName::Encryption),
        Fault::CertificateWrongName => (Cause::CertificateWrongName, StageName::Encryption),
        Fault::CertificateUnknownIssuer => (Cause::CertificateUnknownIssuer, StageName::Encryption),
        Fault::StartTlsNotOffered => (Cause::StartTlsNotOffered, StageName::Encryption),
        Fault::SignInNotOffered => (Cause::SignInNotOffered, StageName::SignIn),
        Fault::SignInRefused => (Cause::SignInRefused, StageName::SignIn),
        Fault::SignInUnavailable => (Cause::SignInUnavailable, StageName::SignIn),
        Fault::SenderRefused => (Cause::SenderNotOwned, StageName::Sender),
        Fault::RecipientRefused => (Cause::RecipientUnknown, StageName::Recipient),
        Fault::MessageRefused => (Cause::MessageRefused, StageName::HandOver),
        Fault::RefusedForNow => (Cause::RefusedForNow, StageName::HandOver),
        Fault::DropAtMail => (Cause::ConnectionDropped, StageName::Sender),
        Fault::DropInData | Fault::DropAfterData => (Cause::DroppedAfterMessage, StageName::HandOver),
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
            let found = result.err().map(|cause| (cause, last.as_ref().unwrap().name));
            assert_eq!(found, expected(fault, encryption), "{fault:?} {encryption}: {last:?}");
        }
    }
    shutdown.cancel();
    serving.await.unwrap();
}
