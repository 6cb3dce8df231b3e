//! TLS and the certificate: what was agreed on, or why nothing was.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use rustls::{AlertDescription, CertificateError, PeerIncompatible, pki_types::ServerName};
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::{TlsConnector, client::TlsStream};
use types::{Cause, StageName};

use crate::{
    Clock,
    dns::ascii_host,
    trust::{Presented, certificate_fact, is_self_signed},
};

use super::{
    Reach, SmtpLimits, connect,
    greeting::Offer,
    journal::Open,
    reply::{is_tls_record, not_smtp, reply_line},
    tap::{FirstBytes, Tap},
    wire::Wire,
};

/// How long it takes to find out whether TLS is what a silent server waits for: such a server answers at once.
pub(crate) const LOOK_LIMIT: Duration = Duration::from_secs(2);

/// An encrypted connection.
pub(crate) type Encrypted = TlsStream<Tap<TcpStream>>;

/// What a handshake needs.
pub(crate) struct Handshake<'a> {
    /// Trust and limits.
    pub(crate) reach: &'a Reach,
    /// When it is.
    pub(crate) clock: &'a Clock,
    /// The name that the certificate must be for.
    pub(crate) host: &'a str,
    /// How long it may take.
    pub(crate) limit: Duration,
}

/// Everything that a handshake leaves.
struct Attempt {
    /// Its end, unless the limit passed before.
    end: Option<io::Result<Encrypted>>,
    presented: Presented,
    first: FirstBytes,
}

impl Handshake<'_> {
    /// TLS from the first byte of a connection.
    pub(crate) async fn at_once(&self, stream: TcpStream, stage: &mut Open) -> Result<Encrypted, Cause> {
        let attempt = self.attempt(stream, self.limit).await?;
        let first = attempt.first.get();
        if attempt.end.is_none() && first.is_empty() {
            return Err(Cause::GreetingTimedOut);
        }
        let is_plain = !first.is_empty() && !is_tls_record(&first);
        match attempt.finish(stage) {
            Err(_) if is_plain => {
                let text = String::from_utf8_lossy(&first);
                let line = text.lines().next().unwrap_or_default();
                stage.hear(line.to_owned());
                Err(if reply_line(line).is_some() { Cause::TlsOnPlaintextPort } else { not_smtp(line) })
            }
            finished => finished,
        }
    }

    /// TLS after the server has agreed to it.
    pub(crate) async fn after_start_tls(&self, stream: TcpStream, stage: &mut Open) -> Result<Encrypted, Cause> {
        self.attempt(stream, self.limit).await?.finish(stage)
    }

    /// Whether TLS is what a new connection to this address expects.
    pub(crate) async fn is_answered(&self, address: SocketAddr) -> bool {
        let limit = LOOK_LIMIT.min(self.limit);
        let looking = async {
            let stream = connect::open(address, limit).await?;
            self.attempt(stream, limit).await
        };
        timeout(limit, looking).await.is_ok_and(|seen| seen.is_ok_and(|seen| is_tls_record(&seen.first.get())))
    }

    async fn attempt(&self, stream: TcpStream, limit: Duration) -> Result<Attempt, Cause> {
        let name = server_name(self.host).ok_or(Cause::TlsFailed)?;
        let (config, presented) = self.reach.trust.client(self.clock).map_err(|_| Cause::TlsFailed)?;
        let (tap, first) = Tap::new(stream);
        let handshake = TlsConnector::from(Arc::new(config)).connect(name, tap);
        let end = timeout(limit, handshake).await.ok();
        Ok(Attempt { end, presented, first })
    }
}

impl Attempt {
    /// Notes the certificate, accepted or not.
    fn finish(self, stage: &mut Open) -> Result<Encrypted, Cause> {
        let protocol = match &self.end {
            Some(Ok(stream)) => match stream.get_ref().1.protocol_version() {
                Some(rustls::ProtocolVersion::TLSv1_3) => "TLSv1.3",
                _ => "TLSv1.2",
            },
            _ => "",
        };
        stage.note(self.presented.end_entity().and_then(|end_entity| certificate_fact(protocol, end_entity)));
        stage.is_shown(self.presented.chain());
        match self.end {
            None => Err(Cause::AnswerTimedOut),
            Some(Ok(stream)) => Ok(stream),
            Some(Err(error)) => Err(cause(&error, &self.presented)),
        }
    }
}

/// Asks for TLS on a plain connection (RFC 3207 section 4).
pub(crate) async fn start_tls(
    wire: &mut Wire<TcpStream>,
    offer: &Offer,
    limits: &SmtpLimits,
    stage: &mut Open,
) -> Result<(), Cause> {
    match offer {
        Offer { start_tls: true, .. } => {}
        Offer { is_blotted: true, .. } => return Err(Cause::StartTlsStripped),
        _ => return Err(Cause::StartTlsNotOffered),
    }
    stage.say("STARTTLS");
    let reply = stage.answer(wire.exchange(b"STARTTLS\r\n", limits.answer).await)?;
    if reply.code == 220 {
        return Ok(());
    }
    if !reply.is_refusal() && stage.hears_more(wire).await {
        return Err(Cause::AnswersEarly);
    }
    Err(reply.cause(StageName::Encryption))
}

fn server_name(host: &str) -> Option<ServerName<'static>> {
    match host.parse::<std::net::IpAddr>() {
        Ok(address) => Some(ServerName::from(address)),
        Err(_) => ServerName::try_from(ascii_host(host)?).ok(),
    }
}

fn cause(error: &io::Error, presented: &Presented) -> Cause {
    let is_self_signed = || presented.end_entity().is_some_and(is_self_signed);
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::InvalidCertificate(error)) => certificate_cause(error, is_self_signed),
        Some(rustls::Error::NoCertificatesPresented) => Cause::CertificateInvalid,
        Some(rustls::Error::AlertReceived(alert)) => alert_cause(*alert),
        Some(rustls::Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig
            | PeerIncompatible::Tls12NotOffered
            | PeerIncompatible::Tls12NotOfferedOrEnabled,
        )) => Cause::TlsTooOld,
        Some(rustls::Error::PeerIncompatible(_)) => Cause::TlsNoCipher,
        Some(_) => Cause::TlsFailed,
        None => Cause::DroppedAtEncryption,
    }
}

/// What a server says by an alert (RFC 8446 section 6.2).
pub(crate) fn alert_cause(alert: AlertDescription) -> Cause {
    match alert {
        AlertDescription::ProtocolVersion => Cause::TlsTooOld,
        AlertDescription::HandshakeFailure | AlertDescription::InsufficientSecurity => Cause::TlsNoCipher,
        AlertDescription::CertificateRequired | AlertDescription::NoCertificate => Cause::TlsClientCertificate,
        AlertDescription::UnrecognisedName => Cause::TlsNameRefused,
        _ => Cause::TlsFailed,
    }
}

fn certificate_cause(error: &CertificateError, is_self_signed: impl Fn() -> bool) -> Cause {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => Cause::CertificateExpired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Cause::CertificateNotYetValid,
        CertificateError::Revoked => Cause::CertificateRevoked,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Cause::CertificateWrongName
        }
        // A server that shows its own authority is turned down for that before anybody asks who vouches for it.
        CertificateError::UnknownIssuer | CertificateError::Other(_) if is_self_signed() => {
            Cause::CertificateSelfSigned
        }
        CertificateError::UnknownIssuer => Cause::CertificateUnknownIssuer,
        _ => Cause::CertificateInvalid,
    }
}
