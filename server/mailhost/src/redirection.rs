//! What happens to mail for the recruiting mailbox besides being kept: sent on untouched, or forwarded in a new mail.
//! Runs in the background; what is not taken after a few tries is given up, and stays in the mailbox.

mod forwarding;
mod hand_over;

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
        }
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
        let write = move || match switched {
            types::Redirection::Forward => forwarding::forwarded(&mail, &mailbox, &target.address, &host_name),
            types::Redirection::Redirect | types::Redirection::Off => Some(redirected(&mail, received, target.address)),
        };
        // The semaphore is never closed.
        let Ok(place) = Arc::clone(&self.places).acquire_owned().await else { return };
        let host_name = self.host_name.clone();
        tokio::spawn(async move {
            // Parsing what anybody may have sent can be long, and must not take the server with it should it panic.
            match tokio::task::spawn_blocking(write).await {
                Ok(Some(letter)) => send(&host_name, target.server, &letter, &tally).await,
                Ok(None) | Err(_) => give_up("it could not be written", &tally),
            }
            drop(place);
        });
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
