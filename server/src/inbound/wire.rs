//! Bytes ↔ session: reads from the connection, lets the session take what it can, does what it asks, and writes all
//! replies of a batch at once. It bounds how long everything may take and knows nothing of SMTP.

mod arrival;
mod patience;

use std::{io, net::IpAddr, sync::Arc};

use engine::{Incoming, Spool};
use rustls::ServerConfig;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use types::MessageId;

use super::{
    Acceptor, Disk, Limits,
    certificate::Certificate,
    memory::Share,
    rates::Rates,
    session::{Action, Fault, Session},
};
pub use arrival::{Arrival, arrive, keeps_quiet};
use patience::Patience;

/// What is read at once of a message. Two dozen system calls for a message of 1 MB.
const MESSAGE_BUFFER_BYTES: usize = 32 << 10;
/// What is read at once otherwise: two lines of the longest. A thousand idle connections take 2 MB.
const COMMAND_BUFFER_BYTES: usize = 2 << 10;

/// How a stop reaches the sessions.
#[derive(Clone, Debug)]
pub struct Stop {
    /// Sessions that are not in the middle of a message end.
    pub asked: CancellationToken,
    /// All sessions end.
    pub now: CancellationToken,
}

/// What a connection needs besides its stream and its session.
#[derive(Debug)]
pub struct Surroundings<A> {
    /// Who answers for recipients and takes mail.
    pub acceptor: A,
    /// How long things may take.
    pub limits: Limits,
    /// Told when to end.
    pub stop: Stop,
    /// What this connection holds of the memory for messages.
    pub share: Share,
    /// Where large messages wait for their end.
    pub disk: Disk,
    /// How many messages come from each client; nothing for those who may send any number.
    pub rates: Option<Rates>,
    /// Who the client is.
    pub client: IpAddr,
}

/// Leads a conversation from greeting to close, over TLS from where the client asks for it. `input` is what the client
/// has said already.
pub async fn converse<A: Acceptor>(
    mut stream: TcpStream,
    mut session: Session,
    tls: Option<Arc<Certificate>>,
    surroundings: Surroundings<A>,
    input: &[u8],
) {
    let tls_handshake = surroundings.limits.tls_handshake;
    let asked = surroundings.stop.asked.clone();
    let mut wire = Wire::new(surroundings, input);
    session.greet(&mut wire.output);
    if !matches!(wire.talk(&mut stream, &mut session).await, Ok(End::StartTls)) {
        return;
    }
    let Some(tls) = tls else { return };
    let config: Arc<ServerConfig> = tls.current();
    let handshake = timeout(tls_handshake, TlsAcceptor::from(config).accept(stream));
    let stream = tokio::select! {
        stream = handshake => stream,
        () = asked.cancelled() => return,
    };
    let Ok(Ok(mut stream)) = stream else { return };
    session.tls_started();
    // How it ends is for the client to know: either it was told, or it is gone.
    let _ = wire.talk(&mut stream, &mut session).await;
}

/// How a conversation over one stream ends well.
enum End {
    /// It goes on over TLS.
    StartTls,
    /// It is over.
    Closed,
}

struct Wire<A> {
    around: Surroundings<A>,
    input: Vec<u8>,
    filled: usize,
    output: Vec<u8>,
    patience: Patience,
    /// The beginning of a large message.
    spool: Option<Spool>,
}

impl<A: Acceptor> Wire<A> {
    fn new(around: Surroundings<A>, input: &[u8]) -> Self {
        let mut buffer = vec![0; COMMAND_BUFFER_BYTES.max(input.len())];
        buffer[..input.len()].copy_from_slice(input);
        Self {
            patience: Patience::new(&around.limits),
            around,
            input: buffer,
            filled: input.len(),
            output: Vec::new(),
            spool: None,
        }
    }

    async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        stream: &mut S,
        session: &mut Session,
    ) -> io::Result<End> {
        loop {
            match self.digest(session).await {
                Action::Close => {
                    self.part(stream).await;
                    return Ok(End::Closed);
                }
                Action::StartTls => {
                    self.flush(stream).await?;
                    self.filled = 0;
                    return Ok(End::StartTls);
                }
                _ => {
                    self.flush(stream).await?;
                    self.read(stream, session).await?;
                }
            }
        }
    }

    /// Lets the session take all it can of what was read; what the connection has to do then.
    async fn digest(&mut self, session: &mut Session) -> Action {
        let mut taken = 0;
        let action = loop {
            let mut rest = &self.input[taken..self.filled];
            let action = session.advance(&mut rest, &mut self.output);
            taken = self.filled - rest.len();
            match action {
                Action::AskMail => {
                    // Whatever was left of an earlier message is of no use any more.
                    self.spool = None;
                    session.mail_allowed(self.against_mail(), &mut self.output);
                }
                Action::AskRecipient(address) => {
                    let answer = self.around.acceptor.knows_recipient(&address).await;
                    let answer =
                        answer.inspect_err(|error| tracing::error!(%error, "a recipient could not be looked up"));
                    session.recipient_answered(answer.ok(), &mut self.output);
                }
                Action::Spool(bytes) => {
                    let buffer = self.spool(bytes).await;
                    session.spooled(buffer);
                }
                Action::Accept(incoming) => {
                    let answer = self.accept(incoming).await;
                    session.mail_answered(answer, &mut self.output);
                }
                action => break action,
            }
        };
        self.input.copy_within(taken..self.filled, 0);
        self.filled -= taken;
        self.hold(session).await;
        action
    }

    /// Accounts for what is held. Where all sessions together hold too much, it goes to the disk early.
    async fn hold(&mut self, session: &mut Session) {
        if self.around.share.hold(session.held_bytes()) {
            return;
        }
        if let Some(bytes) = session.take_held() {
            session.spooled(self.spool(bytes).await.map(|_| Vec::new()));
        }
        self.around.share.hold(session.held_bytes());
    }

    /// Why no message may come at this moment, if it may not.
    fn against_mail(&self) -> Option<Fault> {
        if !self.around.disk.has_room() {
            return Some(Fault::DiskLow);
        }
        if self.around.acceptor.is_behind() {
            return Some(Fault::Behind);
        }
        let within = self.around.rates.as_ref().is_none_or(|rates| rates.take(self.around.client));
        (!within).then_some(Fault::TooManyMessages)
    }

    /// Puts bytes of a message onto the disk; their buffer, when it took them.
    async fn spool(&mut self, bytes: Vec<u8>) -> Result<Vec<u8>, Fault> {
        if !self.around.disk.has_room() {
            return Err(Fault::DiskLow);
        }
        let (spool, folder) = (self.spool.take(), self.around.disk.folder().to_owned());
        let written = tokio::task::spawn_blocking(move || {
            let mut spool = spool.map_or_else(|| Spool::create(&folder), Ok)?;
            spool.push(&bytes).map(|()| (spool, bytes))
        });
        match written.await.map_err(io::Error::other).flatten() {
            Ok((spool, bytes)) => {
                self.spool = Some(spool);
                Ok(bytes)
            }
            Err(error) => {
                tracing::error!(%error, "a large message could not be put onto the disk");
                Err(Fault::TryLater)
            }
        }
    }

    async fn accept(&mut self, incoming: Incoming) -> Option<MessageId> {
        let answer = self.around.acceptor.accept(incoming, self.spool.take()).await;
        answer.inspect_err(|error| tracing::error!(%error, "a mail could not be stored")).ok()
    }

    /// Reads what there is; when there is nothing in time, or no time left, the session says so and ends.
    async fn read<S: AsyncRead + Unpin>(&mut self, stream: &mut S, session: &mut Session) -> io::Result<()> {
        let in_message = session.is_in_message();
        self.fit_buffer(in_message);
        let stop = &self.around.stop;
        let deadline = self.patience.deadline(session.n_steps(), in_message);
        let fault = tokio::select! {
            biased;
            () = stop.asked.cancelled(), if !in_message => Fault::Stopping,
            () = stop.now.cancelled() => Fault::Stopping,
            read = tokio::time::timeout_at(deadline, stream.read(&mut self.input[self.filled..])) => match read {
                Ok(Ok(0)) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(Ok(n_bytes)) => {
                    self.filled += n_bytes;
                    self.patience.heard(n_bytes);
                    return Ok(());
                }
                Ok(Err(error)) => return Err(error),
                Err(_) => Fault::TimedOut,
            },
        };
        session.refuse(fault, &mut self.output);
        Ok(())
    }

    /// Messages are read in large pieces; whoever waits holds little.
    fn fit_buffer(&mut self, in_message: bool) {
        if in_message && self.input.len() < MESSAGE_BUFFER_BYTES {
            self.input.resize(MESSAGE_BUFFER_BYTES, 0);
        } else if !in_message && self.filled == 0 && self.input.len() > COMMAND_BUFFER_BYTES {
            self.input = vec![0; COMMAND_BUFFER_BYTES];
        }
    }

    async fn flush<S: AsyncWrite + Unpin>(&mut self, stream: &mut S) -> io::Result<()> {
        if self.output.is_empty() {
            return Ok(());
        }
        let write = async {
            stream.write_all(&self.output).await?;
            stream.flush().await
        };
        tokio::select! {
            biased;
            written = timeout(self.around.limits.reply, write) => written??,
            () = self.around.stop.now.cancelled() => return Err(io::ErrorKind::Interrupted.into()),
        }
        self.output.clear();
        Ok(())
    }

    /// Says the last words and lets the client read them: closing while bytes of its are unread would reset the
    /// connection, and the words could be lost.
    async fn part<S: AsyncRead + AsyncWrite + Unpin>(&mut self, stream: &mut S) {
        let parting = async {
            stream.write_all(&self.output).await?;
            stream.shutdown().await?;
            while stream.read(&mut self.input).await? > 0 {}
            io::Result::Ok(())
        };
        // A client that does not listen, or is gone already, needs no more than this.
        let _ = timeout(self.around.limits.parting, parting).await;
    }
}
