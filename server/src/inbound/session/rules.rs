//! What is the same for all sessions: our name, the limits, and the replies made of them.

use crate::inbound::Limits;

/// What is spoken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Protocol {
    /// SMTP, RFC 5321.
    #[default]
    Smtp,
    /// LMTP, RFC 2033: for those who have a mail server of their own in front. One answer for each recipient.
    Lmtp,
}

/// What the receiver calls itself, offers and allows.
#[derive(Debug)]
pub struct Rules {
    /// The mail domain, which is also our name in the greeting.
    pub domain: String,
    /// What clients may ask.
    pub limits: Limits,
    /// Whether there is a certificate for STARTTLS.
    pub offers_tls: bool,
    /// What is spoken.
    pub protocol: Protocol,
}

impl Rules {
    /// `220`, RFC 5321 section 4.3.1.
    pub fn greet(&self, out: &mut Vec<u8>) {
        let name = match self.protocol {
            Protocol::Smtp => " ESMTP Postroom\r\n",
            Protocol::Lmtp => " LMTP Postroom\r\n",
        };
        self.say(out, &["220 ", &self.domain, name]);
    }

    /// `250` to HELO.
    pub fn answer_helo(&self, out: &mut Vec<u8>) {
        self.say(out, &["250 ", &self.domain, "\r\n"]);
    }

    /// `250` to EHLO and LHLO with the extensions there are (RFC 5321 section 4.1.1.1).
    pub fn answer_ehlo(&self, over_tls: bool, out: &mut Vec<u8>) {
        let size = self.limits.message_bytes.to_string();
        self.say(out, &["250-", &self.domain, "\r\n250-PIPELINING\r\n250-SIZE ", &size, "\r\n250-8BITMIME\r\n"]);
        if self.offers_tls && !over_tls {
            self.say(out, &["250-STARTTLS\r\n"]);
        }
        self.say(out, &["250-CHUNKING\r\n250-ENHANCEDSTATUSCODES\r\n250 SMTPUTF8\r\n"]);
    }

    fn say(&self, out: &mut Vec<u8>, words: &[&str]) {
        for word in words {
            out.extend_from_slice(word.as_bytes());
        }
    }
}
