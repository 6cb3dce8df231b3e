//! Bytes ↔ session: reads from the connection, lets the session take what it can, does what it asks, and writes all
//! replies of a batch at once. It bounds how long everything may take and knows nothing of SMTP.

use std::{io, sync::Arc};

use rustls::ServerConfig;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, timeout, timeout_at},
};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use super::{
    Acceptor, Limits,
    memory::Share,
    session::{Action, Fault, Session},
};

/// What is read at once. Two dozen system calls for a message of 1 MB; five hundred connections take 16 MB.
const READ_BUFFER_BYTES: usize = 32 << 10;

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
}

/// Leads a conversation from greeting to close, over TLS from where the client asks for it.
pub async fn converse<A: Acceptor>(
    mut stream: TcpStream,
    mut session: Session,
    tls: Option<Arc<ServerConfig>>,
    surroundings: Surroundings<A>,
) {
    let tls_handshake = surroundings.limits.tls_handshake;
    let asked = surroundings.stop.asked.clone();
    let mut wire = Wire::new(surroundings);
    session.greet(&mut wire.output);
    if !matches!(wire.talk(&mut stream, &mut session).await, Ok(End::StartTls)) {
        return;
    }
    let Some(tls) = tls else { return };
    let handshake = timeout(tls_handshake, TlsAcceptor::from(tls).accept(stream));
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
    input: Box<[u8]>,
    filled: usize,
    output: Vec<u8>,
    /// The session's steps when the client last got on, and when that was.
    got_on: (u64, Instant),
}

impl<A: Acceptor> Wire<A> {
    fn new(around: Surroundings<A>) -> Self {
        Self {
            around,
            input: vec![0; READ_BUFFER_BYTES].into(),
            filled: 0,
            output: Vec::new(),
            got_on: (0, Instant::now()),
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
                Action::Read | Action::AskRecipient(_) | Action::Accept(_) => {
                    self.flush(stream).await?;
                    self.read(stream, session).await?;
                }
            }
        }
    }

    /// Lets the session take all it can of what was read.
    async fn digest(&mut self, session: &mut Session) -> Action {
        let mut rest = &self.input[..self.filled];
        let action = loop {
            match session.advance(&mut rest, &mut self.output) {
                Action::AskRecipient(address) => {
                    let answer = self.around.acceptor.knows_recipient(&address).await;
                    let answer =
                        answer.inspect_err(|error| tracing::error!(%error, "a recipient could not be looked up"));
                    session.recipient_answered(answer.ok(), &mut self.output);
                }
                Action::Accept(incoming) => {
                    let answer = self.around.acceptor.accept(incoming).await;
                    let answer = answer.inspect_err(|error| tracing::error!(%error, "a mail could not be stored"));
                    session.mail_answered(answer.ok(), &mut self.output);
                }
                action => break action,
            }
        };
        let left = self.filled - rest.len()..self.filled;
        self.filled = left.len();
        self.input.copy_within(left, 0);
        if !self.around.share.hold(session.held_bytes()) {
            session.out_of_memory();
            self.around.share.hold(0);
        }
        action
    }

    /// Reads what there is; when there is nothing in time, or no time left, the session says so and ends.
    async fn read<S: AsyncRead + Unpin>(&mut self, stream: &mut S, session: &mut Session) -> io::Result<()> {
        let limits = &self.around.limits;
        let stop = &self.around.stop;
        let in_message = session.is_in_message();
        if self.got_on.0 != session.n_steps() {
            self.got_on = (session.n_steps(), Instant::now());
        }
        let deadline = if in_message {
            (self.got_on.1 + limits.data_whole).min(Instant::now() + limits.data_block)
        } else {
            self.got_on.1 + limits.command
        };
        let fault = tokio::select! {
            biased;
            () = stop.asked.cancelled(), if !in_message => Fault::Stopping,
            () = stop.now.cancelled() => Fault::Stopping,
            read = timeout_at(deadline, stream.read(&mut self.input[self.filled..])) => match read {
                Ok(Ok(0)) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(Ok(n_bytes)) => {
                    self.filled += n_bytes;
                    return Ok(());
                }
                Ok(Err(error)) => return Err(error),
                Err(_) => Fault::TimedOut,
            },
        };
        session.refuse(fault, &mut self.output);
        Ok(())
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
