//! The server as a whole: its door for connections, its door for mail, and what tests and the program ask it.

use std::{fmt, io, sync::Arc, time::Duration};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use types::{Encryption, Fault, PracticeState};
use uuid::Uuid;

use crate::{
    Error, MAIL_MAX_BYTES, Options, RedirectTarget, StoredMail, Tally,
    access_tokens::AccessTokens,
    certificates::Certificates,
    mailbox::Mailboxes,
    options::{is_address, is_same},
    received::Arrival,
    redirection::Redirection,
    wire,
};

/// Conversations at once; those beyond wait to be accepted.
const CONVERSATIONS_MAX: usize = 256;
/// How long no connection is accepted after the system could not give one (no file handles left, for example).
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Characters of a queue id: 48 random bits, so that ten thousand mails do not share one.
const QUEUE_ID_CHARS: usize = 12;

/// A company mail server for practice and tests. Clones are the same server.
#[derive(Clone)]
pub struct MailHost(Arc<Inner>);

struct Inner {
    options: Arc<Options>,
    switches: watch::Receiver<PracticeState>,
    certificates: Certificates,
    mailboxes: Mailboxes,
    access_tokens: AccessTokens,
    redirection: Redirection,
    tally: watch::Sender<Tally>,
}

impl MailHost {
    /// A server with empty mailboxes and new certificates. The switches count for what begins after they are turned:
    /// the fault for a connection, the redirection for a mail.
    pub fn new(options: Options, switches: watch::Receiver<PracticeState>) -> Result<Self, Error> {
        let target = options.redirect_to.iter().map(|target| &target.address);
        if !options.addresses().chain(target.map(String::as_str)).all(is_address) {
            return Err(Error::Address);
        }
        let tally = watch::Sender::default();
        Ok(Self(Arc::new(Inner {
            certificates: Certificates::new(&options.host_name)?,
            mailboxes: Mailboxes::new(&options),
            access_tokens: AccessTokens::default(),
            redirection: Redirection::new(&options, tally.clone()),
            options: Arc::new(options),
            switches,
            tally,
        })))
    }

    /// The practice authority, in PEM; who trusts it trusts the server while no certificate fault is selected.
    pub fn authority_pem(&self) -> &str {
        self.certificates().authority_pem()
    }

    /// Accepts connections until `shutdown`, then closes them all and returns. Mail that is being redirected goes on.
    pub async fn serve(&self, tls: TcpListener, starttls: TcpListener, shutdown: CancellationToken) {
        let conversations = TaskTracker::new();
        let places = Arc::new(Semaphore::new(CONVERSATIONS_MAX));
        let listen = |listener, encryption| self.listen(listener, encryption, &places, &conversations, &shutdown);
        let both = async { tokio::join!(listen(tls, Encryption::Tls), listen(starttls, Encryption::StartTls)) };
        shutdown.run_until_cancelled(both).await;
        conversations.close();
        conversations.wait().await;
    }

    /// Takes in a mail as from the internet: into the recipient's mailbox, and redirected as the switches say.
    pub async fn deliver(&self, mail_from: &str, recipient: &str, raw: Vec<u8>) -> Result<(), Error> {
        if !mail_from.is_empty() && !is_address(mail_from) {
            return Err(Error::Address);
        }
        if !self.0.mailboxes.has(recipient) {
            return Err(Error::NoSuchMailbox);
        }
        if raw.len() > MAIL_MAX_BYTES {
            return Err(Error::TooLarge);
        }
        let greeted_as = mail_from.rsplit_once('@').map(|(_, domain)| domain.to_owned()).unwrap_or_default();
        let arrival = Arrival { greeted_as, peer: None, protocol: "ESMTPS" };
        self.take_in(mail_from.to_owned(), vec![recipient.to_owned()], raw, &arrival).await;
        Ok(())
    }

    /// What is in a mailbox, oldest first; nothing if there is no such mailbox.
    pub fn mailbox(&self, address: &str) -> Vec<StoredMail> {
        self.0.mailboxes.mails(address)
    }

    /// What was submitted for other places, oldest first. It is recorded and goes nowhere.
    pub fn outgoing(&self) -> Vec<StoredMail> {
        self.0.mailboxes.outgoing()
    }

    /// How many mails came in and went on, to wait for: a mail is counted after it was put where it belongs.
    pub fn tally(&self) -> watch::Receiver<Tally> {
        self.0.tally.subscribe()
    }

    /// Changes where the recruiting mailbox is redirected to.
    pub fn set_redirect_to(&self, target: Option<RedirectTarget>) {
        self.0.redirection.set_target(target);
    }

    /// Sends on at once what is being held up.
    pub fn release(&self) {
        self.0.redirection.release();
    }

    /// Which access tokens are taken at this moment, each with the account that it opens. From the first call on
    /// OAUTHBEARER and XOAUTH2 are offered.
    pub fn set_access_tokens(&self, tokens: Vec<(String, String)>) {
        self.0.access_tokens.set(tokens);
    }

    pub(crate) fn access_tokens(&self) -> AccessTokens {
        self.0.access_tokens.clone()
    }

    pub(crate) fn options(&self) -> Arc<Options> {
        Arc::clone(&self.0.options)
    }

    pub(crate) fn certificates(&self) -> &Certificates {
        &self.0.certificates
    }

    /// Keeps a mail, sends it on if it is for the recruiting mailbox, and says under which name.
    pub(crate) async fn take_in(
        &self,
        mail_from: String,
        recipients: Vec<String>,
        raw: Vec<u8>,
        arrival: &Arrival,
    ) -> String {
        let queue_id = queue_id();
        let mail = Arc::new(StoredMail { queue_id: queue_id.clone(), mail_from, recipients, raw });
        let switched = self.0.switches.borrow().redirection;
        self.0.mailboxes.keep(&mail);
        self.0.tally.send_modify(|tally| tally.taken_in += 1);
        if mail.recipients.iter().any(|recipient| is_same(recipient, &self.0.options.mailbox)) {
            self.0.redirection.send_on(switched, mail, arrival).await;
        }
        queue_id
    }

    async fn listen(
        &self,
        listener: TcpListener,
        encryption: Encryption,
        places: &Arc<Semaphore>,
        conversations: &TaskTracker,
        shutdown: &CancellationToken,
    ) {
        // The semaphore is never closed, so this ends with its caller.
        while let Ok(place) = Arc::clone(places).acquire_owned().await {
            match listener.accept().await {
                Ok((socket, _)) => {
                    let fault = self.0.switches.borrow().fault;
                    let conversation = self.clone().converse(socket, encryption, fault, shutdown.clone(), place);
                    conversations.spawn(conversation);
                }
                Err(error) => {
                    tracing::warn!(%error, "no connection could be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }

    async fn converse(
        self,
        socket: TcpStream,
        encryption: Encryption,
        fault: Fault,
        shutdown: CancellationToken,
        _place: OwnedSemaphorePermit,
    ) {
        let ended: Option<io::Result<()>> =
            shutdown.run_until_cancelled(wire::converse(&self, socket, encryption, fault)).await;
        if let Some(Err(error)) = ended {
            tracing::debug!(%error, "a conversation broke off");
        }
    }
}

impl fmt::Debug for MailHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MailHost").field(&self.0.options.host_name).finish()
    }
}

fn queue_id() -> String {
    let mut id = Uuid::new_v4().simple().to_string().to_uppercase();
    id.truncate(QUEUE_ID_CHARS);
    id
}
