//! The staged SMTP probe: from a host name to a test mail that the company's server has taken over.
//!
//! Every stage is reported when it begins and when it ends. Waiting for the mail to come back is not done here.

mod connect;
mod encryption;
mod envelope;
mod greeting;
mod journal;
mod queue_id;
mod sign_in;
mod tap;
mod wire;
mod words;

use std::{net::SocketAddr, time::Duration};

use tokio::net::TcpStream;
use types::{Cause, Encryption, Stage, StageName, TestedSettings};

use crate::{Clock, Dns, Network, Secret, Trust};

use encryption::Encrypted;
use envelope::Envelope;
use greeting::Offer;
use journal::Journal;
use wire::Wire;
use words::Censor;

/// What is tried.
pub struct Probe {
    /// The values under test.
    pub settings: TestedSettings,
    /// The password that goes with the account.
    pub password: Secret,
    /// The whole test mail (RFC 5322), lines ended by CRLF, not dot-stuffed.
    pub message: Vec<u8>,
    /// How Postroom introduces itself in EHLO: a host name or an address literal.
    pub hello_name: String,
}

/// How far a probe reaches.
#[derive(Clone, Debug)]
pub struct Reach {
    /// Where addresses come from.
    pub dns: Dns,
    /// Which of them may be connected to.
    pub network: Network,
    /// Whose certificates are believed.
    pub trust: Trust,
    /// How long everything may take.
    pub limits: ProbeLimits,
}

/// How long each step may take: short enough for somebody who waits at a screen. The outbox has its own.
#[derive(Clone, Copy, Debug)]
pub struct ProbeLimits {
    /// Name to addresses.
    pub lookup: Duration,
    /// TCP, for each address.
    pub connect: Duration,
    /// From the connection to 220: some servers let the impatient trip by pausing for several seconds.
    pub greeting: Duration,
    /// The TLS handshake.
    pub handshake: Duration,
    /// A command and its answer.
    pub answer: Duration,
    /// The message itself and the answer to it: many servers scan it in between.
    pub data: Duration,
}

impl Default for ProbeLimits {
    fn default() -> Self {
        Self {
            lookup: Duration::from_secs(15),
            connect: Duration::from_secs(10),
            greeting: Duration::from_secs(15),
            handshake: Duration::from_secs(15),
            answer: Duration::from_secs(30),
            data: Duration::from_secs(60),
        }
    }
}

/// Probes the settings up to the moment when the company's server takes over the test mail, or tells why it did not.
///
/// `on_stage` gets each stage twice: running, and ended with its outcome. Dropping the future ends the probe at
/// once and closes its connection; the stage that was running is then not reported again.
pub async fn probe(
    reach: &Reach,
    clock: &Clock,
    probe: &Probe,
    on_stage: impl FnMut(Stage) + Send,
) -> Result<(), Cause> {
    let smtp = &probe.settings.smtp;
    let mut journal = Journal::new(on_stage, Censor::new(&smtp.account, &probe.password));

    let mut stage = journal.begin(StageName::Lookup);
    let found = connect::look_up(reach, &smtp.host, smtp.port, &mut stage).await;
    let addresses = journal.end(stage, found)?;

    let mut stage = journal.begin(StageName::Connect);
    let connected = connect::connect(&addresses, reach.limits.connect, &mut stage).await;
    let (stream, address) = journal.end(stage, connected)?;

    let door = Door { reach, clock, probe };
    let (mut wire, offer) = match smtp.encryption {
        Encryption::Tls => door.encrypted_from_the_start(&mut journal, stream).await?,
        Encryption::StartTls => door.upgraded(&mut journal, stream, address).await?,
    };
    let handed_over = hand_over(reach, probe, &mut journal, &mut wire, &offer).await;
    wire.quit().await;
    handed_over
}

/// The way from a TCP connection to an encrypted one whose server has introduced itself.
struct Door<'a> {
    reach: &'a Reach,
    clock: &'a Clock,
    probe: &'a Probe,
}

impl Door<'_> {
    /// TLS from the first byte (RFC 8314 section 3.3).
    async fn encrypted_from_the_start<F: FnMut(Stage) + Send>(
        &self,
        journal: &mut Journal<F>,
        stream: TcpStream,
    ) -> Result<(Wire<Encrypted>, Offer), Cause> {
        let mut stage = journal.begin(StageName::Encryption);
        let handshake = self.handshake();
        let encrypted = handshake.at_once(stream, &mut stage).await;
        let mut wire = Wire::new(journal.end(stage, encrypted)?);

        let mut stage = journal.begin(StageName::Greeting);
        let limits = &self.reach.limits;
        let offer = greeting::greet(&mut wire, &self.probe.hello_name, limits, &mut stage).await;
        match journal.end(stage, offer) {
            Ok(offer) => Ok((wire, offer)),
            Err(cause) => {
                wire.quit().await;
                Err(cause)
            }
        }
    }

    /// A plain greeting, then TLS (RFC 3207).
    async fn upgraded<F: FnMut(Stage) + Send>(
        &self,
        journal: &mut Journal<F>,
        stream: TcpStream,
        address: SocketAddr,
    ) -> Result<(Wire<Encrypted>, Offer), Cause> {
        let limits = &self.reach.limits;
        let mut wire = Wire::new(stream);
        let mut stage = journal.begin(StageName::Greeting);
        let mut offer = greeting::greet(&mut wire, &self.probe.hello_name, limits, &mut stage).await;
        if offer.is_err() && !stage.has_heard() && self.handshake().is_answered(address).await {
            offer = Err(Cause::PlaintextOnTlsPort);
        }
        let offer = match journal.end(stage, offer) {
            Ok(offer) => offer,
            Err(cause) => {
                wire.quit().await;
                return Err(cause);
            }
        };

        let mut stage = journal.begin(StageName::Encryption);
        let encrypted = self.upgrade(wire, &offer, &mut stage).await;
        journal.end(stage, encrypted)
    }

    async fn upgrade(
        &self,
        mut wire: Wire<TcpStream>,
        offer: &Offer,
        stage: &mut journal::Open,
    ) -> Result<(Wire<Encrypted>, Offer), Cause> {
        let limits = &self.reach.limits;
        if let Err(cause) = encryption::start_tls(&mut wire, offer, limits, stage).await {
            wire.quit().await;
            return Err(cause);
        }
        let encrypted = self.handshake().after_start_tls(wire.into_stream(), stage).await?;
        let mut wire = Wire::new(encrypted);
        // What was offered in the clear may have been written by anybody (RFC 3207 section 4.2).
        let offer = greeting::hello(&mut wire, &self.probe.hello_name, limits, stage).await?;
        Ok((wire, offer))
    }

    fn handshake(&self) -> encryption::Handshake<'_> {
        encryption::Handshake { reach: self.reach, clock: self.clock, host: &self.probe.settings.smtp.host }
    }
}

/// From signing in to the answer that takes responsibility for the message.
async fn hand_over<F: FnMut(Stage) + Send>(
    reach: &Reach,
    probe: &Probe,
    journal: &mut Journal<F>,
    wire: &mut Wire<Encrypted>,
    offer: &Offer,
) -> Result<(), Cause> {
    let limits = &reach.limits;
    let mut stage = journal.begin(StageName::SignIn);
    let account = &probe.settings.smtp.account;
    let signed_in = sign_in::sign_in(wire, offer, account, &probe.password, limits, &mut stage).await;
    journal.end(stage, signed_in)?;

    let envelope = Envelope::new(&probe.settings.custom_address, offer);
    let mut stage = journal.begin(StageName::Sender);
    let accepted = envelope.sender(wire, limits, &mut stage).await;
    journal.end(stage, accepted)?;

    let mut stage = journal.begin(StageName::Recipient);
    let accepted = envelope.recipient(wire, limits, &mut stage).await;
    journal.end(stage, accepted)?;

    let mut stage = journal.begin(StageName::HandOver);
    let taken = envelope::data(wire, &probe.message, limits, &mut stage).await;
    journal.end(stage, taken)
}

#[cfg(test)]
mod tests;
