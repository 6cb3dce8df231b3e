//! Mail that was taken in, in memory and bounded: when a mailbox is full its oldest mail goes.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{Options, options::is_same};

/// Largest mail in octets: 25 MB of attachments, which is what large providers take, after base64.
pub const MAIL_MAX_BYTES: usize = 35 * 1024 * 1024;
/// Mails in one mailbox, more than any story or burst of the tests has.
pub const MAILBOX_MAX_MAILS: usize = 10_000;
/// Octets in one mailbox; some mails of the largest size, and little enough for a laptop.
pub const MAILBOX_MAX_BYTES: usize = 4 * MAIL_MAX_BYTES;

/// A mail with its envelope.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredMail {
    /// The name under which it was queued.
    pub queue_id: String,
    /// The envelope sender, empty for `<>`.
    pub mail_from: String,
    /// All envelope recipients, here and elsewhere.
    pub recipients: Vec<String>,
    /// The octets as they came, without dot-stuffing.
    pub raw: Vec<u8>,
}

/// All mailboxes of a server, and what left it.
pub(crate) struct Mailboxes {
    by_address: HashMap<String, Mutex<Mailbox>>,
    outgoing: Mutex<Mailbox>,
}

#[derive(Default)]
struct Mailbox {
    mails: VecDeque<Arc<StoredMail>>,
    n_bytes: usize,
}

impl Mailboxes {
    /// An empty mailbox for each address that has one.
    pub(crate) fn new(options: &Options) -> Self {
        let by_address = options.addresses().map(|address| (address.to_lowercase(), Mutex::default())).collect();
        Self { by_address, outgoing: Mutex::default() }
    }

    /// Whether mail for `address` stays here.
    pub(crate) fn has(&self, address: &str) -> bool {
        self.by_address.contains_key(&address.to_lowercase())
    }

    /// Puts a mail into the mailbox of each recipient, once, and among the outgoing ones if any recipient is
    /// elsewhere.
    pub(crate) fn keep(&self, mail: &Arc<StoredMail>) {
        for (n, recipient) in mail.recipients.iter().enumerate() {
            let is_repeated = mail.recipients.iter().take(n).any(|earlier| is_same(earlier, recipient));
            if let (Some(mailbox), false) = (self.by_address.get(&recipient.to_lowercase()), is_repeated) {
                lock(mailbox).push(Arc::clone(mail));
            }
        }
        if mail.recipients.iter().any(|recipient| !self.has(recipient)) {
            lock(&self.outgoing).push(Arc::clone(mail));
        }
    }

    /// What is in a mailbox, oldest first.
    pub(crate) fn mails(&self, address: &str) -> Vec<StoredMail> {
        self.by_address.get(&address.to_lowercase()).map(|mailbox| lock(mailbox).all()).unwrap_or_default()
    }

    /// What went to other places, oldest first.
    pub(crate) fn outgoing(&self) -> Vec<StoredMail> {
        lock(&self.outgoing).all()
    }
}

impl Mailbox {
    fn push(&mut self, mail: Arc<StoredMail>) {
        self.n_bytes += mail.raw.len();
        self.mails.push_back(mail);
        while self.mails.len() > MAILBOX_MAX_MAILS || self.n_bytes > MAILBOX_MAX_BYTES {
            let Some(oldest) = self.mails.pop_front() else { return };
            self.n_bytes -= oldest.raw.len();
        }
    }

    fn all(&self) -> Vec<StoredMail> {
        self.mails.iter().map(|mail| StoredMail::clone(mail)).collect()
    }
}

/// A mailbox is whole between any two statements, so a panic elsewhere does not spoil it.
fn lock(mailbox: &Mutex<Mailbox>) -> MutexGuard<'_, Mailbox> {
    mailbox.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{MAIL_MAX_BYTES, MAILBOX_MAX_BYTES, MAILBOX_MAX_MAILS, Mailbox, StoredMail};

    fn mail(queue_id: usize, n_bytes: usize) -> Arc<StoredMail> {
        let raw = vec![b'x'; n_bytes];
        Arc::new(StoredMail { queue_id: queue_id.to_string(), mail_from: String::new(), recipients: Vec::new(), raw })
    }

    #[test]
    fn the_oldest_goes_when_there_are_too_many() {
        let mut mailbox = Mailbox::default();
        (0..MAILBOX_MAX_MAILS + 2).for_each(|n| mailbox.push(mail(n, 1)));
        assert_eq!((mailbox.mails.len(), mailbox.n_bytes), (MAILBOX_MAX_MAILS, MAILBOX_MAX_MAILS));
        assert_eq!(mailbox.mails[0].queue_id, "2");
    }

    #[test]
    fn the_oldest_goes_when_they_are_too_large() {
        let mut mailbox = Mailbox::default();
        let large = mail(7, MAIL_MAX_BYTES);
        mailbox.push(mail(0, 1));
        (0..MAILBOX_MAX_BYTES / MAIL_MAX_BYTES).for_each(|_| mailbox.push(Arc::clone(&large)));
        assert_eq!(mailbox.n_bytes, MAILBOX_MAX_BYTES);
        assert_eq!(mailbox.mails[0].queue_id, "7");
    }
}
