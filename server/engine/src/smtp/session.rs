//! A connection to a server that is ready to take messages over.

use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::Instant,
};
use types::{Cause, Stage, StageName};

use crate::{Clock, network::MAIL_PORTS};

use super::{
    Credential, MailServer, Protection, Reach,
    bearer::Bearer,
    connect,
    door::Door,
    envelope::{self, Path, Taken},
    greeting::Offer,
    journal::Journal,
    sign_in::sign_in,
    stopped::Stopped,
    wire::Wire,
};

/// Both directions of a connection, encrypted or not.
pub(crate) trait Duplex: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Duplex for S {}

/// A connection whose kind no longer matters.
pub(crate) type Channel = Box<dyn Duplex>;

/// A server that has introduced itself and, where that was asked for, has let us in.
pub(crate) struct Session {
    pub(super) wire: Wire<Channel>,
    pub(super) offer: Offer,
}

impl Session {
    /// From a host name to a session, stage by stage. `hello_name` is how Postroom introduces itself in EHLO: a host
    /// name or an address literal.
    pub(crate) async fn open<F: FnMut(Stage) + Send>(
        reach: &Reach,
        clock: &Clock,
        server: &MailServer,
        hello_name: &str,
        journal: &mut Journal<F>,
    ) -> Result<Self, Cause> {
        let until = Instant::now() + reach.limits.opening;
        let mut stage = journal.begin(StageName::Lookup);
        let found = connect::look_up(reach, &server.host, server.port, &MAIL_PORTS, &mut stage).await;
        let addresses = journal.end(stage, found)?;

        let mut stage = journal.begin(StageName::Connect);
        let limit = reach.limits.connect.min(until.saturating_duration_since(Instant::now()));
        let connected = connect::connect(&addresses, limit, &mut stage).await;
        let (stream, address) = journal.end(stage, connected)?;

        let door = Door { reach, clock, server, hello_name, until };
        let (mut session, is_encrypted) = match server.protection {
            Protection::Tls => (door.encrypted_from_the_start(journal, stream, address).await?, true),
            Protection::StartTls | Protection::StartTlsWhenOffered => door.upgraded(journal, stream, address).await?,
        };
        match session.sign_in(reach, server, is_encrypted, journal).await {
            Ok(()) => {
                session.wire.wait_until(None);
                Ok(session)
            }
            Err(cause) => {
                session.quit().await;
                Err(cause)
            }
        }
    }

    async fn sign_in<F: FnMut(Stage) + Send>(
        &mut self,
        reach: &Reach,
        server: &MailServer,
        is_encrypted: bool,
        journal: &mut Journal<F>,
    ) -> Result<(), Cause> {
        let Some((account, credential)) = &server.account else { return Ok(()) };
        let mut stage = journal.begin(StageName::SignIn);
        let signed_in = match credential {
            Credential::Missing(cause) => Err(*cause),
            _ if !is_encrypted => Err(Cause::StartTlsNotOffered),
            Credential::Password(password) => {
                sign_in(&mut self.wire, &self.offer, account, password, &reach.limits, &mut stage).await
            }
            Credential::AccessToken(token) => {
                let bearer = Bearer { account, token, host: &server.host, port: server.port };
                bearer.sign_in(&mut self.wire, &self.offer, &reach.limits, &mut stage).await
            }
        };
        journal.end(stage, signed_in)
    }

    /// Begins a message: says from whom. `needs_utf8` when an address of it has letters beyond ASCII before its @.
    pub(crate) async fn sender<F: FnMut(Stage) + Send>(
        &mut self,
        reach: &Reach,
        path: &Path,
        needs_utf8: bool,
        journal: &mut Journal<F>,
    ) -> Result<(), Stopped> {
        let mut stage = journal.begin(StageName::Sender);
        let accepted = envelope::sender(&mut self.wire, &self.offer, path, needs_utf8, &reach.limits, &mut stage).await;
        journal.end(stage, accepted)
    }

    /// Says to whom.
    pub(crate) async fn recipient<F: FnMut(Stage) + Send>(
        &mut self,
        reach: &Reach,
        path: &Path,
        journal: &mut Journal<F>,
    ) -> Result<(), Stopped> {
        let mut stage = journal.begin(StageName::Recipient);
        let accepted = envelope::recipient(&mut self.wire, path, &reach.limits, &mut stage).await;
        journal.end(stage, accepted)
    }

    /// Asks to hand the message over.
    pub(crate) async fn data<F: FnMut(Stage) + Send>(
        &mut self,
        reach: &Reach,
        journal: &mut Journal<F>,
    ) -> Result<(), Stopped> {
        let mut stage = journal.begin(StageName::HandOver);
        let asked = envelope::data(&mut self.wire, &reach.limits, &mut stage).await;
        journal.end(stage, asked)
    }

    /// Hands the message over, after [`Self::data`].
    pub(crate) async fn content<F: FnMut(Stage) + Send>(
        &mut self,
        reach: &Reach,
        message: &[u8],
        journal: &mut Journal<F>,
    ) -> Result<Taken, Stopped> {
        let mut stage = journal.begin(StageName::HandOver);
        let taken = envelope::content(&mut self.wire, message, &reach.limits, &mut stage).await;
        journal.end(stage, taken)
    }

    /// Asks and hands over as one stage.
    pub(crate) async fn hand_over<F: FnMut(Stage) + Send>(
        &mut self,
        reach: &Reach,
        message: &[u8],
        journal: &mut Journal<F>,
    ) -> Result<(), Stopped> {
        let mut stage = journal.begin(StageName::HandOver);
        let taken = async {
            envelope::data(&mut self.wire, &reach.limits, &mut stage).await?;
            envelope::content(&mut self.wire, message, &reach.limits, &mut stage).await
        };
        let taken = taken.await;
        journal.end(stage, taken).map(|_| ())
    }

    /// Forgets a message that was begun, and finds out whether anybody is still there (RFC 5321 section 4.1.1.5).
    pub(crate) async fn reset(&mut self, reach: &Reach) -> bool {
        self.wire.exchange(b"RSET\r\n", reach.limits.answer).await.is_ok_and(|reply| reply.is_done())
    }

    /// Whether addresses with letters beyond ASCII can be named.
    pub(crate) const fn offers_utf8(&self) -> bool {
        self.offer.smtp_utf8
    }

    /// The ways of signing in that are offered, in capitals.
    pub(crate) fn mechanisms(&self) -> &[String] {
        &self.offer.mechanisms
    }

    /// Whether the connection can still be used.
    pub(crate) const fn is_whole(&self) -> bool {
        !self.wire.is_broken()
    }

    /// Takes leave.
    pub(crate) async fn quit(mut self) {
        self.wire.quit().await;
    }
}
