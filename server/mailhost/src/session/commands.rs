//! What each command does, in the order clients give them.

use std::borrow::Cow;

use smtp_proto::{Error, MAIL_BODY_BINARYMIME, MAIL_REQUIRETLS, MAIL_SMTPUTF8, MailFrom, Request};
use types::Fault;

use crate::{
    Account, MAIL_MAX_BYTES,
    options::is_address,
    session::{
        Act, Envelope, Session, State,
        body::Body,
        say,
        sign_in::{Next, SignIn},
    },
};

/// Recipients of one mail, the least that RFC 5321 section 4.5.3.1.8 allows as a limit.
const RECIPIENTS_MAX: usize = 100;
/// Failed sign-ins after which a conversation ends.
const FAILED_SIGN_INS_MAX: usize = 3;

/// `{"status":"invalid_token","schemes":"bearer"}` in base64.
const INVALID_TOKEN: &str = "eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIiwic2NoZW1lcyI6ImJlYXJlciJ9";

/// A command as smtp-proto reads it.
type Command<'a> = Request<Cow<'a, str>>;

impl Session {
    pub(super) fn command(&mut self, line: &[u8], out: &mut Vec<u8>) -> Option<Act> {
        let command = match Command::parse(&mut line.iter()) {
            Ok(command) => command,
            Err(error) => return self.refuse(out, unreadable(&error)),
        };
        match command {
            Request::Ehlo { host } => self.ehlo(&host, out),
            Request::Helo { host } => self.helo(&host, out),
            Request::StartTls => self.start_tls(out),
            Request::Auth { mechanism, initial_response } => self.auth(mechanism, &initial_response, out),
            Request::Mail { from } => self.mail(&from, out),
            Request::Rcpt { to } => self.rcpt(&to.address, out),
            Request::Data => self.data(out),
            Request::Rset => {
                self.envelope = None;
                self.agree(out, "250 2.0.0 Ok")
            }
            Request::Noop { .. } => self.agree(out, "250 2.0.0 Ok"),
            Request::Vrfy { .. } => self.agree(out, "252 2.5.0 Send some mail and see"),
            Request::Help { .. } => self.agree(out, "214 2.0.0 See RFC 5321"),
            Request::Quit => self.quit(out),
            _ => self.refuse(out, "502 5.5.1 Command not implemented"),
        }
    }

    fn agree(&self, out: &mut Vec<u8>, reply: &str) -> Option<Act> {
        say(out, reply);
        None
    }

    fn ehlo(&mut self, host: &str, out: &mut Vec<u8>) -> Option<Act> {
        if self.fault == Fault::NoAnswer {
            return Some(Act::Hold);
        }
        self.greeted_as = Some(host.to_owned());
        self.envelope = None;
        say(out, &format!("250-{}", self.options.host_name));
        say(out, "250-PIPELINING");
        say(out, &format!("250-SIZE {MAIL_MAX_BYTES}"));
        if self.offers_start_tls() {
            say(out, "250-STARTTLS");
        }
        if self.is_encrypted && self.fault != Fault::SignInNotOffered {
            let bearer = if self.access_tokens.are_offered() { " OAUTHBEARER XOAUTH2" } else { "" };
            say(out, &format!("250-AUTH PLAIN LOGIN{bearer}"));
        }
        say(out, "250-8BITMIME");
        self.agree(out, "250 ENHANCEDSTATUSCODES")
    }

    fn helo(&mut self, host: &str, out: &mut Vec<u8>) -> Option<Act> {
        if self.fault == Fault::NoAnswer {
            return Some(Act::Hold);
        }
        self.greeted_as = Some(host.to_owned());
        self.envelope = None;
        say(out, &format!("250 {}", self.options.host_name));
        None
    }

    fn offers_start_tls(&self) -> bool {
        !self.is_encrypted && self.fault != Fault::StartTlsNotOffered
    }

    fn start_tls(&mut self, out: &mut Vec<u8>) -> Option<Act> {
        if !self.offers_start_tls() {
            return self.refuse(out, "502 5.5.1 STARTTLS is not offered");
        }
        say(out, "220 2.0.0 Ready to start TLS");
        Some(Act::Encrypt)
    }

    fn auth(&mut self, mechanism: u64, initial_response: &str, out: &mut Vec<u8>) -> Option<Act> {
        if !self.is_encrypted {
            return self.refuse(out, "538 5.7.11 Encryption is required to sign in");
        }
        if self.fault == Fault::SignInNotOffered {
            return self.refuse(out, "502 5.5.1 AUTH is not offered");
        }
        if self.greeted_as.is_none() || self.account.is_some() || self.envelope.is_some() {
            return self.refuse(out, "503 5.5.1 AUTH is not possible now");
        }
        let are_tokens_offered = self.access_tokens.are_offered();
        self.sign_in_goes_on(SignIn::start(mechanism, initial_response, are_tokens_offered), out)
    }

    pub(super) fn sign_in_goes_on(&mut self, next: Next, out: &mut Vec<u8>) -> Option<Act> {
        match next {
            Next::Ask(question, waiting) => {
                self.state = State::SignIn(waiting);
                self.agree(out, &format!("334 {question}"))
            }
            Next::Credentials { account, password } => {
                let known = self.options.sign_in(&account, &password).cloned();
                self.sign_in(known, out)
            }
            Next::Token { account, token } => self.sign_in_by_token(&account, &token, out),
            Next::Dismissed => self.sign_in(None, out),
            Next::Cancelled => self.refuse(out, "501 5.7.0 Cancelled"),
            Next::Malformed => self.refuse(out, "501 5.5.2 Cannot read these credentials"),
            Next::UnknownMechanism => self.refuse(out, "504 5.5.4 Use PLAIN or LOGIN"),
        }
    }

    /// A token that is not good gets a reason first (RFC 7628 section 3.2.2), and is refused when that was heard.
    fn sign_in_by_token(&mut self, account: &str, token: &str, out: &mut Vec<u8>) -> Option<Act> {
        let known = self.access_tokens.sign_in(&self.options, account, token).cloned();
        if known.is_some() || self.fault == Fault::SignInUnavailable {
            return self.sign_in(known, out);
        }
        self.state = State::SignIn(SignIn::Dismissal);
        self.agree(out, &format!("334 {INVALID_TOKEN}"))
    }

    fn sign_in(&mut self, known: Option<Account>, out: &mut Vec<u8>) -> Option<Act> {
        if self.fault == Fault::SignInUnavailable {
            return self.refuse(out, "454 4.7.0 Temporary authentication failure");
        }
        self.account = known.filter(|_| self.fault != Fault::SignInRefused);
        if self.account.is_some() {
            return self.agree(out, "235 2.7.0 Authentication successful");
        }
        self.n_failed_sign_ins += 1;
        if self.n_failed_sign_ins < FAILED_SIGN_INS_MAX {
            return self.refuse(out, "535 5.7.8 Authentication credentials invalid");
        }
        say(out, "535 5.7.8 Authentication credentials invalid");
        say(out, "421 4.7.0 Too many failed sign-ins");
        Some(Act::Close)
    }

    fn mail(&mut self, from: &MailFrom<Cow<'_, str>>, out: &mut Vec<u8>) -> Option<Act> {
        if self.fault == Fault::DropAtMail {
            return Some(Act::Drop);
        }
        if self.greeted_as.is_none() || self.envelope.is_some() {
            return self.refuse(out, "503 5.5.1 MAIL is not possible now");
        }
        let Some(account) = &self.account else {
            let reply = match self.offers_start_tls() {
                true => "530 5.7.0 Must issue a STARTTLS command first",
                false => "530 5.7.0 Authentication required",
            };
            return self.refuse(out, reply);
        };
        let is_allowed = account.may_send_as(&from.address) && self.fault != Fault::SenderRefused;
        let is_readable = from.address.is_empty() || is_address(&from.address);
        if !is_readable {
            return self.refuse(out, "553 5.1.7 The sender's address is not valid");
        }
        if !is_allowed {
            return self.refuse(out, "553 5.7.1 Sender address rejected: not owned by user");
        }
        if from.flags & (MAIL_SMTPUTF8 | MAIL_BODY_BINARYMIME | MAIL_REQUIRETLS) != 0 {
            return self.refuse(out, "555 5.5.4 A parameter is not implemented");
        }
        if from.size > MAIL_MAX_BYTES {
            return self.refuse(out, "552 5.3.4 Message too large");
        }
        self.envelope = Some(Envelope { mail_from: from.address.to_string(), recipients: Vec::new() });
        self.agree(out, "250 2.1.0 Ok")
    }

    fn rcpt(&mut self, address: &str, out: &mut Vec<u8>) -> Option<Act> {
        // smtp-proto reads <postmaster>, which every server takes (RFC 5321 section 4.5.1), as an empty address.
        let recipient = match address {
            "" => format!("postmaster@{}", self.options.host_name),
            address => address.to_owned(),
        };
        let Some(envelope) = &mut self.envelope else {
            return self.refuse(out, "503 5.5.1 RCPT is not possible now");
        };
        if !is_address(&recipient) {
            return self.refuse(out, "553 5.1.3 The recipient's address is not valid");
        }
        if self.fault == Fault::RecipientRefused {
            return self.refuse(out, "550 5.1.1 Recipient address rejected: user unknown");
        }
        if envelope.recipients.len() == RECIPIENTS_MAX {
            return self.refuse(out, "452 4.5.3 Too many recipients");
        }
        envelope.recipients.push(recipient);
        self.agree(out, "250 2.1.5 Ok")
    }

    fn data(&mut self, out: &mut Vec<u8>) -> Option<Act> {
        let reply = match &self.envelope {
            None => "503 5.5.1 DATA is not possible now",
            Some(envelope) if envelope.recipients.is_empty() => "554 5.5.1 No valid recipients",
            Some(_) => {
                self.state = State::Body(Body::default());
                return self.agree(out, "354 End data with <CR><LF>.<CR><LF>");
            }
        };
        self.refuse(out, reply)
    }
}

fn unreadable(error: &Error) -> &'static str {
    match error {
        Error::UnknownCommand => "500 5.5.2 Command not recognized",
        Error::InvalidSenderAddress => "553 5.1.7 The sender's address is not valid",
        Error::InvalidRecipientAddress => "553 5.1.3 The recipient's address is not valid",
        Error::UnsupportedParameter { .. } => "555 5.5.4 A parameter is not implemented",
        Error::InvalidParameter { .. } | Error::SyntaxError { .. } => "501 5.5.4 Syntax error in parameters",
        _ => "500 5.5.2 Cannot read this command",
    }
}
