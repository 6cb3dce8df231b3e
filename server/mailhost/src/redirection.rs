//! What happens to mail for the recruiting mailbox besides being kept: sent on untouched, or in one of the ways that
//! servers get it wrong. Runs in the background; what is not taken after a few tries is given up, and stays in the
//! mailbox.

mod forwarding;
mod hand_over;
mod rewriting;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::{Semaphore, watch};

use crate::{
    Options, RedirectTarget, StoredMail,
    options::is_address,
    received::Arrival,
    redirection::hand_over::{Letter, NotTaken, hand_over},
};

/// Mails being sent on at once; a mail beyond is taken in only when one of them is done.
const SENT_AT_ONCE_MAX: usize = 64;
/// Waits between tries. A real server waits for half an hour (RFC 5321 section 4.5.4.1), a newcomer does not.
const RETRY_WAITS: [Duration; 4] =
    [Duration::from_millis(50), Duration::from_millis(250), Duration::from_secs(1), Duration::from_secs(4)];

/// How long a mail is held up that is to be sent on late, unless it is released: longer than any server needs that does
/// not greylist.
const HELD_UP: Duration = Duration::from_secs(75);

/// How many mails came in and went on since the server was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// Put into a mailbox or among the outgoing ones.
    pub taken_in: usize,
    /// Redirected or forwarded, and taken by the receiver.
    pub sent_on: usize,
    /// To be redirected or forwarded, but not taken by the receiver.
    pub given_up: usize,
}

/// The rule at the recruiting mailbox.
pub(crate) struct Redirection {
    host_name: String,
    mailbox: String,
    target: Mutex<Option<RedirectTarget>>,
    places: Arc<Semaphore>,
    tally: watch::Sender<Tally>,
    /// How often held up mails were released.
    released: watch::Sender<u32>,
}

impl Redirection {
    /// The rule of a new server.
    pub(crate) fn new(options: &Options, tally: watch::Sender<Tally>) -> Self {
        Self {
            host_name: options.host_name.clone(),
            mailbox: options.mailbox.clone(),
            target: Mutex::new(options.redirect_to.clone()),
            places: Arc::new(Semaphore::new(SENT_AT_ONCE_MAX)),
            tally,
            released: watch::Sender::default(),
        }
    }

    /// Sends on at once what is held up.
    pub(crate) fn release(&self) {
        self.released.send_modify(|n| *n += 1);
    }

    /// Changes where mail goes; a target whose address cannot be one counts as none.
    pub(crate) fn set_target(&self, target: Option<RedirectTarget>) {
        *self.target.lock().unwrap_or_else(PoisonError::into_inner) =
            target.filter(|target| is_address(&target.address));
    }

    /// Sends a mail on as switched; returns when that has begun.
    pub(crate) async fn send_on(&self, switched: types::Redirection, mail: Arc<StoredMail>, arrival: &Arrival) {
        let target = self.target.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(target) = target.filter(|_| switched != types::Redirection::Off) else { return };
        let (host_name, mailbox, tally) = (self.host_name.clone(), self.mailbox.clone(), self.tally.clone());
        let received = arrival.received_line(&host_name, &mail.queue_id, &mailbox);
        let recipient = target.address;
        let write = move || written(switched, &mail, &mailbox, recipient, &host_name, received);
        // The semaphore is never closed.
        let Ok(place) = Arc::clone(&self.places).acquire_owned().await else { return };
        let host_name = self.host_name.clone();
        let mut released = self.released.subscribe();
        tokio::spawn(async move {
            if switched == types::Redirection::Delayed {
                _ = tokio::time::timeout(HELD_UP, released.changed()).await;
            }
            // Parsing what anybody may have sent can be long, and must not take the server with it should it panic.
            match tokio::task::spawn_blocking(write).await {
                Ok(letters) if !letters.is_empty() => {
                    for letter in letters {
                        send(&host_name, target.server, &letter, &tally).await;
                    }
                }
                Ok(_) | Err(_) => give_up("it could not be written", &tally),
            }
            drop(place);
        });
    }
}

/// What is sent on of a mail; nothing when it cannot be written.
fn written(
    switched: types::Redirection,
    mail: &StoredMail,
    mailbox: &str,
    recipient: String,
    host_name: &str,
    received: String,
) -> Vec<Letter> {
    use types::Redirection;
    match switched {
        Redirection::Off => Vec::new(),
        Redirection::Redirect | Redirection::Delayed => vec![redirected(mail, received, recipient)],
        Redirection::Srs => {
            let mail_from = rewriting::srs(&mail.mail_from, host_name);
            vec![Letter { mail_from, ..redirected(mail, received, recipient) }]
        }
        Redirection::Twice => {
            // By two rules: each has its own number for the mail.
            let second = received.replacen(&mail.queue_id, &format!("{}B", mail.queue_id), 1);
            vec![redirected(mail, received, recipient.clone()), redirected(mail, second, recipient)]
        }
        Redirection::Circle => rewriting::circling(mail, mailbox, &recipient, &received),
        Redirection::Via => vec![rewriting::via(mail, mailbox, &recipient)],
        Redirection::Damaged => vec![rewriting::damaged(mail, &recipient, host_name)],
        Redirection::Forward => Vec::from_iter(forwarding::forwarded(mail, mailbox, &recipient, host_name)),
        Redirection::Attachment => Vec::from_iter(forwarding::attached(mail, mailbox, &recipient, host_name)),
    }
}

/// The mail as it is, from whom it came, behind one more trace line.
fn redirected(mail: &StoredMail, received: String, recipient: String) -> Letter {
    let mut raw = received.into_bytes();
    raw.extend_from_slice(&mail.raw);
    Letter { mail_from: mail.mail_from.clone(), recipient, raw }
}

async fn send(host_name: &str, server: SocketAddr, letter: &Letter, tally: &watch::Sender<Tally>) {
    let mut waits = RETRY_WAITS.into_iter();
    loop {
        match hand_over(host_name, server, letter).await {
            Ok(()) => return tally.send_modify(|tally| tally.sent_on += 1),
            Err(NotTaken::ForNow(reason)) => match waits.next() {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return give_up(&reason, tally),
            },
            Err(NotTaken::ForGood(reason)) => return give_up(&reason, tally),
        }
    }
}

fn give_up(reason: &str, tally: &watch::Sender<Tally>) {
    tracing::warn!(reason, "a mail for the recruiting mailbox could not be sent on");
    tally.send_modify(|tally| tally.given_up += 1);
}
