//! One misconfiguration of a real server, and what must be told about it.

use std::{
    collections::HashMap,
    fs,
    net::{IpAddr, Ipv4Addr},
    path::Path,
    time::Duration,
};

use types::{Encryption, StageName};

use super::super::{SmtpLimits, authority::HOST, follow, reach, table::Expected};
use crate::Dns;
use Encryption::{StartTls, Tls};

/// How long a server that holds everybody up is waited for here: nobody wants to wait in a test as long as at a screen.
const PATIENCE: Duration = Duration::from_secs(3);
/// How much of a log is shown, from its end, in bytes.
const LOG_BYTES: usize = 6_000;

/// One misconfiguration.
#[derive(Clone, Copy)]
pub(super) struct Fault<S> {
    /// What is wrong, in words.
    what: &'static str,
    /// How the server is told so.
    pub(super) set: S,
    pub(super) encryption: Encryption,
    expected: Expected,
    is_tarpit: bool,
}

/// A fault with the encryption that is tested and what must be told.
pub(super) const fn fault<S>(
    what: &'static str,
    set: S,
    encryption: Encryption,
    id: &'static str,
    field: &'static str,
    stage: StageName,
) -> Fault<S> {
    Fault { what, set, encryption, expected: Expected { id, field, stage }, is_tarpit: false }
}

/// The same of a server that holds everybody up for longer than is waited for.
pub(super) const fn held_up<S: Copy>(fault: Fault<S>) -> Fault<S> {
    Fault { is_tarpit: true, ..fault }
}

/// What can be set wrongly at every server that is told so by a word.
#[rustfmt::skip]
const EVERYWHERE: &[Fault<&str>] = &[
    fault("wrong password", "wrong_password", Tls, "sign_in_refused", "password", StageName::SignIn),
    fault("wrong password, STARTTLS", "wrong_password", StartTls, "sign_in_refused", "password", StageName::SignIn),
    fault("no TLS", "no_tls", StartTls, "starttls_not_offered", "encryption", StageName::Encryption),
    fault("STARTTLS on the SSL/TLS port", "swapped", StartTls, "plaintext_on_tls_port", "encryption", StageName::Greeting),
    fault("SSL/TLS on the STARTTLS port", "swapped", Tls, "tls_on_plaintext_port", "encryption", StageName::Encryption),
    fault("certificate expired", "Expired", Tls, "certificate_expired", "host", StageName::Encryption),
    fault("certificate for another name", "WrongName", StartTls, "certificate_wrong_name", "host", StageName::Encryption),
    fault("certificate of another authority", "UnknownIssuer", Tls, "certificate_unknown_issuer", "host", StageName::Encryption),
    fault("certificate of its own", "OwnAuthority", StartTls, "certificate_self_signed", "host", StageName::Encryption),
];

/// These and what can be set wrongly everywhere.
pub(super) fn with_those_of_all(own: &[Fault<&'static str>]) -> Vec<Fault<&'static str>> {
    [EVERYWHERE, own].concat()
}

impl Fault<&'static str> {
    /// Whether its server speaks TLS from the first byte.
    pub(super) fn is_wrapped(&self) -> bool {
        (self.encryption == Tls) != (self.set == "swapped")
    }

    /// The certificate that its server shows, as the name of its files.
    pub(super) fn certificate(&self) -> &'static str {
        let is_shown = ["Expired", "WrongName", "UnknownIssuer", "OwnAuthority"].contains(&self.set);
        if is_shown { self.set } else { "Good" }
    }
}

/// Tests each fault at its port; what differs from the table.
pub(super) async fn differences<S>(server: &str, faults: &[Fault<S>], ports: &[u16]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (fault, port) in faults.iter().zip(ports) {
        wrong.extend(difference(server, fault, Ipv4Addr::LOCALHOST.into(), *port).await);
    }
    wrong
}

/// Tests one fault; what differs from the table.
pub(super) async fn difference<S>(server: &str, fault: &Fault<S>, address: IpAddr, port: u16) -> Option<String> {
    let limits = SmtpLimits::default();
    let mut reach = reach(if fault.is_tarpit {
        SmtpLimits { greeting: PATIENCE, handshake: PATIENCE, answer: PATIENCE, ..limits }
    } else {
        limits
    });
    reach.dns = Dns::Fixed(HashMap::from([(HOST.to_owned(), Ok(vec![address]))]));
    let told = follow(&reach, fault.encryption, port).await;
    fault.expected.differs(&told).map(|differs| format!("{server}, {}: {differs}", fault.what))
}

/// Nothing may differ; where something does, the end of the server's log is shown, too.
pub(super) fn expect_none(wrong: &[String], log: &Path) {
    let log = fs::read_to_string(log).unwrap_or_default();
    let end = log.floor_char_boundary(log.len().saturating_sub(LOG_BYTES));
    assert!(wrong.is_empty(), "{wrong:#?}\n{}", &log[end..]);
}
