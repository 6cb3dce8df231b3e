//! The way from a TCP connection to a server that has introduced itself.

use std::net::SocketAddr;

use tokio::{
    net::TcpStream,
    time::{Instant, timeout},
};
use types::{Cause, Stage, StageName};

use crate::Clock;

use super::{
    MailServer, Protection, Reach, connect,
    encryption::{self, Encrypted, Handshake, LOOK_LIMIT},
    greeting::{self, Offer},
    journal::{Journal, Open},
    old_tls,
    session::{Channel, Session},
    wire::Wire,
};

/// What it takes to get in.
pub(super) struct Door<'a> {
    pub(super) reach: &'a Reach,
    pub(super) clock: &'a Clock,
    pub(super) server: &'a MailServer,
    pub(super) hello_name: &'a str,
    /// When the server must have let us in.
    pub(super) until: Instant,
}

impl Door<'_> {
    /// TLS from the first byte (RFC 8314 section 3.3).
    pub(super) async fn encrypted_from_the_start<F: FnMut(Stage) + Send>(
        &self,
        journal: &mut Journal<F>,
        stream: TcpStream,
        address: SocketAddr,
    ) -> Result<Session, Cause> {
        let mut stage = journal.begin(StageName::Encryption);
        let encrypted = self.handshake().at_once(stream, &mut stage).await;
        let encrypted = self.or_too_old(encrypted, address).await;
        let mut wire = Wire::new(journal.end(stage, encrypted).map(channel)?);
        wire.wait_until(Some(self.until));

        let mut stage = journal.begin(StageName::Greeting);
        let offer = async {
            let offer = greeting::greet(&mut wire, self.hello_name, &self.reach.limits, &mut stage).await?;
            let is_enough = self.lets_in(&offer);
            greeting::judged(&mut wire, offer, is_enough, &mut stage).await
        };
        let offer = offer.await;
        match journal.end(stage, offer) {
            Ok(offer) => Ok(Session { wire, offer }),
            Err(cause) => {
                wire.quit().await;
                Err(cause)
            }
        }
    }

    /// A plain greeting, then TLS (RFC 3207); and whether it came to that.
    pub(super) async fn upgraded<F: FnMut(Stage) + Send>(
        &self,
        journal: &mut Journal<F>,
        stream: TcpStream,
        address: SocketAddr,
    ) -> Result<(Session, bool), Cause> {
        let mut wire = Wire::new(stream);
        // Time is kept to find out what a silent server waits for.
        wire.wait_until(self.until.checked_sub(LOOK_LIMIT));
        let mut stage = journal.begin(StageName::Greeting);
        let offer = async {
            let offer = greeting::greet(&mut wire, self.hello_name, &self.reach.limits, &mut stage).await?;
            let is_enough = offer.start_tls || self.may_stay_plain();
            greeting::judged(&mut wire, offer, is_enough, &mut stage).await
        };
        let mut offer = offer.await;
        wire.wait_until(Some(self.until));
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
        if self.server.protection == Protection::StartTlsWhenOffered && !offer.start_tls {
            return Ok((Session { wire: wire.boxed(), offer }, false));
        }

        let mut stage = journal.begin(StageName::Encryption);
        let encrypted = self.upgrade(wire, &offer, &mut stage).await;
        let encrypted = self.or_too_old(encrypted, address).await;
        journal.end(stage, encrypted).map(|session| (session, true))
    }

    async fn upgrade(&self, mut wire: Wire<TcpStream>, offer: &Offer, stage: &mut Open) -> Result<Session, Cause> {
        let limits = &self.reach.limits;
        if let Err(cause) = encryption::start_tls(&mut wire, offer, limits, stage).await {
            wire.quit().await;
            return Err(cause);
        }
        let encrypted = self.handshake().after_start_tls(wire.into_stream(), stage).await?;
        let mut wire = Wire::new(channel(encrypted));
        wire.wait_until(Some(self.until));
        // What was offered in the clear may have been written by anybody (RFC 3207 section 4.2).
        let offer = greeting::hello(&mut wire, self.hello_name, limits, stage).await?;
        let is_enough = self.lets_in(&offer);
        let offer = greeting::judged(&mut wire, offer, is_enough, stage).await?;
        Ok(Session { wire, offer })
    }

    /// Some servers that know old versions of TLS only say no more than that nothing fits: they are asked for one.
    async fn or_too_old<T>(&self, encrypted: Result<T, Cause>, address: SocketAddr) -> Result<T, Cause> {
        match encrypted {
            Err(Cause::TlsNoCipher) if self.speaks_old_tls_only(address).await => Err(Cause::TlsTooOld),
            encrypted => encrypted,
        }
    }

    /// Whether the server agrees to a version of TLS that is no longer used, on a new connection.
    async fn speaks_old_tls_only(&self, address: SocketAddr) -> bool {
        let limit = LOOK_LIMIT.min(self.until.saturating_duration_since(Instant::now()));
        let looking = async {
            let mut stream = connect::open(address, limit).await.ok()?;
            if self.server.protection != Protection::Tls {
                let mut wire = Wire::new(stream);
                wire.reply(limit).await.ok()?;
                wire.exchange(format!("EHLO {}\r\n", self.hello_name).as_bytes(), limit).await.ok()?;
                let agreed = wire.exchange(b"STARTTLS\r\n", limit).await.ok()?;
                stream = Some(wire.into_stream()).filter(|_| agreed.is_done())?;
            }
            old_tls::is_accepted(&mut stream, &self.server.host).await.ok()
        };
        timeout(limit, looking).await.ok().flatten().unwrap_or(false)
    }

    /// Whether somebody who has to sign in can do so.
    fn lets_in(&self, offer: &Offer) -> bool {
        self.server.account.is_none() || !offer.mechanisms.is_empty()
    }

    /// Whether nothing needs to be protected.
    fn may_stay_plain(&self) -> bool {
        self.server.protection == Protection::StartTlsWhenOffered && self.server.account.is_none()
    }

    fn handshake(&self) -> Handshake<'_> {
        let limit = self.reach.limits.handshake.min(self.until.saturating_duration_since(Instant::now()));
        Handshake { reach: self.reach, clock: self.clock, host: &self.server.host, limit }
    }
}

fn channel(encrypted: Encrypted) -> Channel {
    Box::new(encrypted)
}
