//! One mail transaction: from MAIL to the end of the message (RFC 5321 section 3.3).

use crate::inbound::Limits;

use super::{command::Mail, content::Content, fault::Fault};

/// A sender, the recipients accepted so far, and the message as far as it has come.
#[derive(Debug)]
pub struct Transaction {
    /// MAIL FROM; empty for `<>`.
    pub mail_from: String,
    /// Whether addresses beyond ASCII may come.
    pub utf8: bool,
    /// The recipients that are ours, each once.
    pub recipients: Vec<String>,
    /// How often a recipient was accepted, repetitions among them.
    pub n_accepted: usize,
    /// The message.
    pub content: Content,
    /// Whether it comes by BDAT; then DATA and RCPT are out of order.
    pub is_chunked: bool,
    declared_bytes: u64,
}

impl Transaction {
    /// A transaction that has begun.
    pub fn new(mail: Mail<'_>, limits: &Limits) -> Self {
        Self {
            mail_from: mail.from.to_owned(),
            utf8: mail.utf8,
            recipients: Vec::new(),
            n_accepted: 0,
            content: Content::new(limits),
            is_chunked: false,
            declared_bytes: mail.declared_bytes,
        }
    }

    /// Adds a recipient; one that is named twice still gets one message.
    pub fn add_recipient(&mut self, address: String) {
        self.n_accepted += 1;
        if !self.recipients.contains(&address) {
            self.recipients.push(address);
        }
    }

    /// Whether the message may come.
    pub fn ready(&mut self) -> Result<(), Fault> {
        if self.recipients.is_empty() {
            return Err(Fault::NoRecipient);
        }
        self.content.reserve(std::mem::take(&mut self.declared_bytes));
        Ok(())
    }
}
