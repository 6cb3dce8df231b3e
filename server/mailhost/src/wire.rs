//! A conversation on a socket: reads, writes, encrypts, and does what the session asks for.

use std::{io, net::IpAddr, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};
use types::{Encryption, Fault};

use crate::{
    MailHost,
    received::Arrival,
    session::{Act, Session, Submission},
};

/// How long a peer may take for its next command or piece of text, RFC 5321 section 4.5.3.2.7.
const READ_TIMEOUT: Duration = Duration::from_secs(5 * 60);
/// How long a peer may take to read a reply, or to say goodbye.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a TLS handshake may take.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(30);
/// Room for octets read at once; a TLS record carries as many.
const READ_BYTES: usize = 16 * 1024;

/// How a conversation on a stream went out.
enum Ended {
    /// The connection is closed, or to be closed without a word.
    Closed,
    /// The stream is to be encrypted.
    Encrypt,
}

/// Leads a whole conversation. Errors are the peer's affair: it left, or did not keep to the rules.
pub(crate) async fn converse(
    host: &MailHost,
    socket: TcpStream,
    encryption: Encryption,
    fault: Fault,
) -> io::Result<()> {
    if fault == Fault::DropAtConnect {
        return Ok(());
    }
    socket.set_nodelay(true)?;
    let peer = socket.peer_addr()?.ip();
    let session = Session::new(host.options(), fault).with_access_tokens(host.access_tokens());
    let mut conversation = Conversation { host, peer, session, out: Vec::new() };
    let mut socket = socket;
    if encryption == Encryption::StartTls {
        let begin = conversation.session.greet(&mut conversation.out);
        match conversation.go_on(&mut socket, begin).await? {
            Ended::Closed => return Ok(()),
            Ended::Encrypt => {}
        }
    }
    let handshake = host.certificates().acceptor(fault).accept(socket);
    let mut stream = timeout(HANDSHAKE_TIMEOUT, handshake).await??;
    conversation.session.encrypted();
    let begin = match encryption {
        Encryption::Tls => conversation.session.greet(&mut conversation.out),
        Encryption::StartTls => Act::Read,
    };
    conversation.go_on(&mut stream, begin).await?;
    Ok(())
}

struct Conversation<'a> {
    host: &'a MailHost,
    peer: IpAddr,
    session: Session,
    out: Vec<u8>,
}

impl Conversation<'_> {
    async fn go_on<S>(&mut self, stream: &mut S, begin: Act) -> io::Result<Ended>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        // What is left in here when encryption begins is dropped, because it could be anybody's (RFC 3207 section 6).
        let mut input = Vec::new();
        let mut act = begin;
        loop {
            timeout(WRITE_TIMEOUT, stream.write_all(&self.out)).await??;
            timeout(WRITE_TIMEOUT, stream.flush()).await??;
            self.out.clear();
            match act {
                Act::Read => {
                    if timeout(READ_TIMEOUT, read_more(stream, &mut input)).await?? == 0 {
                        return Ok(Ended::Closed);
                    }
                }
                Act::Keep(submission) => {
                    let queue_id = self.keep(submission).await;
                    self.session.queued(&queue_id, &mut self.out);
                }
                Act::KeepAndDrop(submission) => {
                    self.keep(submission).await;
                    return Ok(Ended::Closed);
                }
                Act::Encrypt => return Ok(Ended::Encrypt),
                Act::Drop => return Ok(Ended::Closed),
                Act::Hold => return hold(stream).await,
                Act::Close => {
                    timeout(WRITE_TIMEOUT, stream.shutdown()).await??;
                    return Ok(Ended::Closed);
                }
            }
            act = self.session.advance(&mut input, &mut self.out);
        }
    }

    async fn keep(&self, submission: Submission) -> String {
        let Submission { mail_from, recipients, raw, greeted_as } = submission;
        let arrival = Arrival { greeted_as, peer: Some(self.peer), protocol: "ESMTPSA" };
        self.host.take_in(mail_from, recipients, raw, &arrival).await
    }
}

async fn read_more(stream: &mut (impl AsyncRead + Unpin), input: &mut Vec<u8>) -> io::Result<usize> {
    input.reserve(READ_BYTES);
    stream.read_buf(input).await
}

/// Silent until the peer leaves.
async fn hold(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Ended> {
    let mut ignored = Vec::new();
    while read_more(stream, &mut ignored).await? > 0 {
        ignored.clear();
    }
    Ok(Ended::Closed)
}
