//! A connection to an IMAP server: from a host name to a signed-in session, and commands one after the other.

use std::{net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use types::{Cause, StageName};

use crate::{
    Clock, Reach, SmtpLimits,
    network::IMAP_PORTS,
    smtp::{Censor, Channel, Handshake, Journal, MailServer, Open, Protection, connect, look_up, nothing_to_censor},
};

use super::{
    cause::{FetchCause, farewell_cause},
    heard::{Heard, Response, Status, code},
    sign_in::sign_in,
    wire::{Wire, WireFault},
};

/// Longest response in bytes, unless more was asked for: lists of capabilities and flags stay far below.
pub(super) const LINE_MAX_BYTES: usize = 64 << 10;
/// How long a server may take to say goodbye; nobody needs to hear it.
const LOGOUT_LIMIT: Duration = Duration::from_secs(1);

/// Why it went no further, and what the server said about that, fit to be shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Failure {
    pub(crate) cause: FetchCause,
    pub(crate) said: String,
}

/// The same with the server's words as they came.
#[derive(Debug)]
pub(super) struct Stop {
    pub(super) cause: FetchCause,
    pub(super) words: String,
}

impl From<Cause> for Stop {
    fn from(cause: Cause) -> Self {
        Self { cause: cause.into(), words: String::new() }
    }
}

impl From<WireFault> for Stop {
    fn from(fault: WireFault) -> Self {
        match fault {
            WireFault::TimedOut => Cause::AnswerTimedOut.into(),
            WireFault::Dropped => Cause::ConnectionDropped.into(),
            WireFault::TooLarge | WireFault::SpeaksTls => Self { cause: FetchCause::NotImap, words: String::new() },
        }
    }
}

/// How a command ended.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) status: Status,
    pub(super) text: String,
}

/// Commands and responses over one connection.
pub(super) struct Talk<S> {
    pub(super) wire: Wire<S>,
    /// What the server can, in capitals.
    pub(super) capabilities: Vec<String>,
    n_commands: u32,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Talk<S> {
    fn new(stream: S) -> Self {
        Self { wire: Wire::new(stream), capabilities: Vec::new(), n_commands: 0 }
    }

    pub(super) fn can(&self, capability: &str) -> bool {
        self.capabilities.iter().any(|known| known == capability)
    }

    /// Sends a command; its tag.
    pub(super) async fn begin(&mut self, command: &str, limit: Duration) -> Result<String, Stop> {
        self.n_commands += 1;
        let tag = format!("p{}", self.n_commands);
        let line = zeroize::Zeroizing::new(format!("{tag} {command}\r\n"));
        self.wire.send(line.as_bytes(), limit).await?;
        Ok(tag)
    }

    /// Hears the next response; what the server can and that it leaves is noted here.
    pub(super) async fn hear(&mut self, limit: Duration, max_bytes: usize) -> Result<(Heard, Response), Stop> {
        let heard = self.wire.next(limit, max_bytes).await?;
        let response = heard.response();
        match &response {
            Response::Said { status: Status::Bye, text } => {
                return Err(Stop { cause: farewell_cause(text).into(), words: text.clone() });
            }
            Response::Said { text, .. } | Response::Done { text, .. } => self.learn(text),
            Response::Data(values) => {
                let words = values.iter().filter_map(super::folder::word);
                let mut words = words.map(str::to_ascii_uppercase);
                if words.next().as_deref() == Some("CAPABILITY") {
                    self.capabilities = words.collect();
                }
            }
            _ => {}
        }
        Ok((heard, response))
    }

    /// Servers tell what they can along with other things (RFC 9051 section 7.1).
    fn learn(&mut self, text: &str) {
        if let Some((word, more)) = code(text)
            && word.eq_ignore_ascii_case("CAPABILITY")
        {
            self.capabilities = more.split_whitespace().map(str::to_ascii_uppercase).collect();
        }
    }

    /// Runs a command to its end; what comes on the way goes to `on`.
    pub(super) async fn run(
        &mut self,
        command: &str,
        limit: Duration,
        max_bytes: usize,
        mut on: impl FnMut(Heard, Response),
    ) -> Result<Done, Stop> {
        let tag = self.begin(command, limit).await?;
        loop {
            let (heard, response) = self.hear(limit, max_bytes).await?;
            match response {
                Response::Done { tag: ended, status, text } if ended == tag => return Ok(Done { status, text }),
                // Nobody asked for anything to go on with.
                Response::Continue(_) => return Err(Cause::AnswersEarly.into()),
                response => on(heard, response),
            }
        }
    }

    async fn ask_capabilities(&mut self, limit: Duration) -> Result<(), Stop> {
        if self.capabilities.is_empty() {
            self.run("CAPABILITY", limit, LINE_MAX_BYTES, |_, _| {}).await?;
        }
        Ok(())
    }
}

/// A server that has let us in.
pub(crate) struct Session {
    pub(super) talk: Talk<Channel>,
    pub(super) limits: SmtpLimits,
    censor: Censor,
}

impl Session {
    /// From a host name to a signed-in session.
    pub(crate) async fn open(reach: &Reach, clock: &Clock, server: &MailServer) -> Result<Self, Failure> {
        let mut stage = Journal::new(|_| {}, nothing_to_censor()).begin(StageName::Lookup);
        let opened = Door { reach, clock, server }.open(&mut stage).await;
        let censor = server.censor();
        match opened {
            Ok(talk) => Ok(Self { talk, limits: reach.limits, censor }),
            Err(stop) => {
                let words = if stop.words.is_empty() { stage.heard().join(" ") } else { stop.words };
                Err(Failure { cause: stop.cause, said: censor.lines(&[words]).concat() })
            }
        }
    }

    /// Whether the server tells of new messages by itself (RFC 2177).
    pub(crate) fn can_idle(&self) -> bool {
        self.talk.can("IDLE")
    }

    /// The server's words made fit to be shown.
    pub(super) fn failure(&self, stop: Stop) -> Failure {
        Failure { cause: stop.cause, said: self.censor.lines(&[stop.words]).concat() }
    }

    /// Takes leave.
    pub(crate) async fn logout(mut self) {
        if self.talk.begin("LOGOUT", LOGOUT_LIMIT).await.is_ok() {
            _ = self.talk.hear(LOGOUT_LIMIT, LINE_MAX_BYTES).await;
        }
        self.talk.wire.close(LOGOUT_LIMIT).await;
    }
}

/// The way from a host name to a server that has let us in.
struct Door<'a> {
    reach: &'a Reach,
    clock: &'a Clock,
    server: &'a MailServer,
}

impl Door<'_> {
    async fn open(&self, stage: &mut Open) -> Result<Talk<Channel>, Stop> {
        let addresses = look_up(self.reach, &self.server.host, self.server.port, &IMAP_PORTS, stage).await?;
        let (stream, address) = connect(&addresses, self.reach.limits.connect, stage).await?;
        let mut talk = match self.server.protection {
            Protection::Tls => self.encrypted_from_the_start(stream, stage).await?,
            Protection::StartTls | Protection::StartTlsWhenOffered => self.upgraded(stream, address, stage).await?,
        };
        let answer = self.reach.limits.answer;
        talk.ask_capabilities(answer).await?;
        sign_in(&mut talk, self.server, answer).await?;
        talk.ask_capabilities(answer).await?;
        Ok(talk)
    }

    async fn encrypted_from_the_start(&self, stream: TcpStream, stage: &mut Open) -> Result<Talk<Channel>, Stop> {
        let encrypted = self.handshake().at_once(stream, stage).await.map_err(|cause| match cause {
            // It greets in the clear: as IMAP does, or as something else.
            Cause::MailboxServer if stage.heard().iter().any(|line| line.starts_with("* ")) => {
                FetchCause::Server(Cause::TlsOnPlaintextPort)
            }
            Cause::MailboxServer => FetchCause::Pop3Server,
            Cause::TlsOnPlaintextPort | Cause::NotSmtp => FetchCause::NotImap,
            cause => cause.into(),
        });
        let encrypted = encrypted.map_err(|cause| Stop { cause, words: String::new() })?;
        let mut talk = Talk::new(Box::new(encrypted) as Channel);
        greeting(&mut talk, self.reach.limits.greeting).await?;
        Ok(talk)
    }

    /// A plain greeting, then TLS or nothing (RFC 9051 section 6.2.1).
    async fn upgraded(&self, stream: TcpStream, address: SocketAddr, stage: &mut Open) -> Result<Talk<Channel>, Stop> {
        let limits = &self.reach.limits;
        let mut talk = Talk::new(stream);
        if let Err(stop) = greeting(&mut talk, limits.greeting).await {
            let is_silent = stop.words.is_empty();
            return Err(match is_silent && self.handshake().is_answered(address).await {
                true => Cause::PlaintextOnTlsPort.into(),
                false => stop,
            });
        }
        talk.ask_capabilities(limits.answer).await?;
        if !talk.can("STARTTLS") {
            return Err(Cause::StartTlsNotOffered.into());
        }
        let done = talk.run("STARTTLS", limits.answer, LINE_MAX_BYTES, |_, _| {}).await?;
        if done.status != Status::Ok {
            return Err(Stop { cause: Cause::StartTlsRefused.into(), words: done.text });
        }
        let plain = talk.wire.into_stream().ok_or(Cause::AnswersEarly)?;
        let encrypted = self.handshake().after_start_tls(plain, stage).await?;
        // What was offered in the clear may have been written by anybody.
        Ok(Talk::new(Box::new(encrypted) as Channel))
    }

    fn handshake(&self) -> Handshake<'_> {
        Handshake { reach: self.reach, clock: self.clock, host: &self.server.host, limit: self.reach.limits.handshake }
    }
}

/// Waits for the greeting (RFC 9051 section 7.1).
async fn greeting<S: AsyncRead + AsyncWrite + Unpin>(talk: &mut Talk<S>, limit: Duration) -> Result<(), Stop> {
    let heard = talk.wire.next(limit, LINE_MAX_BYTES).await;
    let heard = heard.map_err(|fault| {
        let words = talk.wire.first_line();
        match fault {
            _ if !words.is_empty() && fault != WireFault::SpeaksTls => Stop { cause: FetchCause::NotImap, words },
            WireFault::TimedOut => Cause::GreetingTimedOut.into(),
            WireFault::Dropped => Cause::DroppedAtGreeting.into(),
            WireFault::SpeaksTls => Cause::PlaintextOnTlsPort.into(),
            WireFault::TooLarge => Stop { cause: FetchCause::NotImap, words },
        }
    })?;
    let words = heard.line();
    let stop = |cause| Err(Stop { cause, words: words.clone() });
    match heard.response() {
        Response::Said { status: Status::Ok, text } => {
            talk.learn(&text);
            Ok(())
        }
        Response::Said { status: Status::Bye, text } => stop(match farewell_cause(&text) {
            Cause::ConnectionDropped => Cause::GreetingRefused.into(),
            cause => cause.into(),
        }),
        // Signed in as nobody knows whom.
        Response::Said { .. } => stop(Cause::AnswersEarly.into()),
        Response::Continue(text) if text.starts_with("OK") => stop(FetchCause::Pop3Server),
        _ => stop(FetchCause::NotImap),
    }
}
