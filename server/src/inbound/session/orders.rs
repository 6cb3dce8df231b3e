//! What each command does, and in which order they may come (RFC 5321 section 4.1.4).

use engine::Incoming;

use super::{Action, Fault, Protocol, Session, State, Turn, command, data::DataScanner, transaction::Transaction};

impl Session {
    /// HELO and EHLO: both begin anew.
    pub(super) fn hello(&mut self, name: &str) -> Result<(), Fault> {
        self.count_idle()?;
        self.helo = Some(name.to_owned());
        self.transaction = None;
        Ok(())
    }

    /// MAIL begins a transaction, when the driver has nothing against it.
    pub(super) fn mail(&mut self, mail: command::Mail<'_>) -> Result<Turn, Fault> {
        if self.helo.is_none() {
            return Err(Fault::NoHello);
        }
        if self.transaction.is_some() {
            return Err(Fault::OutOfOrder);
        }
        if mail.declared_bytes > self.rules.limits.message_bytes as u64 {
            return Err(Fault::TooLarge);
        }
        self.state = State::Beginning(Box::new(Transaction::new(mail, &self.rules.limits)));
        Ok(Turn::Do(Action::AskMail))
    }

    /// RCPT: whether the address is ours is asked outside.
    pub(super) fn rcpt(&mut self, to: &str) -> Result<Turn, Fault> {
        let n_max = self.rules.limits.recipients;
        let transaction = self.transaction()?;
        if transaction.is_chunked {
            return Err(Fault::OutOfOrder);
        }
        if !transaction.utf8 && !to.is_ascii() {
            return Err(Fault::NeedsUtf8);
        }
        // Those who repeat themselves get one message, but an answer each time.
        if transaction.recipients.len() >= n_max || transaction.n_accepted >= 4 * n_max {
            return Err(Fault::TooManyRecipients);
        }
        // RFC 5321 section 4.5.1: without a domain it is this domain's.
        let address = if to.contains('@') { to.to_owned() } else { format!("{to}@{}", self.rules.domain) };
        self.state = State::Asking(address.clone());
        Ok(Turn::Do(Action::AskRecipient(address)))
    }

    /// DATA: from now on it is the message that comes.
    pub(super) fn data(&mut self) -> Result<(), Fault> {
        let transaction = self.transaction()?;
        if transaction.is_chunked {
            return Err(Fault::OutOfOrder);
        }
        transaction.ready()?;
        self.state = State::Data(DataScanner::default());
        Ok(())
    }

    /// BDAT. Its bytes come whether or not it is in order, because nobody waits for an answer (RFC 3030 section 2).
    pub(super) fn bdat(&mut self, bytes: usize, last: bool) -> Turn {
        let idle = if bytes == 0 && !last { self.count_idle().err() } else { None };
        let refused = match self.transaction() {
            _ if idle.is_some() => idle,
            Ok(transaction) => transaction.ready().err(),
            Err(fault) => Some(fault),
        };
        if let (None, Some(transaction)) = (refused, &mut self.transaction) {
            transaction.is_chunked = true;
        }
        self.state = State::Chunk { left_bytes: bytes, last, refused };
        Turn::Next
    }

    /// STARTTLS. Nothing of what comes behind it in plaintext may count.
    pub(super) fn start_tls(&mut self, out: &mut Vec<u8>) -> Result<Turn, Fault> {
        if self.over_tls {
            return Err(Fault::TlsAlready);
        }
        if !self.rules.offers_tls {
            return Err(Fault::NotImplemented);
        }
        if self.helo.is_none() {
            return Err(Fault::NoHello);
        }
        self.state = State::StartingTls;
        out.extend_from_slice(b"220 2.0.0 Ready for TLS\r\n");
        Ok(Turn::Do(Action::StartTls))
    }

    /// Takes what came of a message sent by DATA.
    pub(super) fn take_data(&mut self, input: &mut &[u8], out: &mut Vec<u8>) -> Result<Turn, Fault> {
        let (State::Data(scanner), Some(transaction)) = (&mut self.state, &mut self.transaction) else {
            return Ok(Turn::Starved);
        };
        let content = &mut transaction.content;
        if scanner.scan(input, |bytes| content.push(bytes)) {
            return Ok(self.message_ended(out));
        }
        if content.is_endless() {
            return Err(Fault::TooLargeEndless);
        }
        Ok(content.take_full().map_or(Turn::Starved, |bytes| Turn::Do(Action::Spool(bytes))))
    }

    /// Takes what came of a chunk.
    pub(super) fn take_chunk(&mut self, input: &mut &[u8], out: &mut Vec<u8>) -> Result<Turn, Fault> {
        let State::Chunk { left_bytes, last, refused } = &mut self.state else { return Ok(Turn::Starved) };
        let (bytes, rest) = input.split_at((*left_bytes).min(input.len()));
        *input = rest;
        *left_bytes -= bytes.len();
        match (*refused, &mut self.transaction) {
            (None, Some(transaction)) => {
                transaction.content.push(bytes);
                if transaction.content.is_endless() {
                    return Err(Fault::TooLargeEndless);
                }
            }
            // Without a transaction that would count it, the chunk itself is what is bounded.
            _ if *left_bytes > self.rules.limits.message_bytes => return Err(Fault::ChunkUnreadable),
            _ => (),
        }
        if *left_bytes > 0 {
            let full = self.transaction.as_mut().and_then(|transaction| transaction.content.take_full());
            return Ok(full.map_or(Turn::Starved, |bytes| Turn::Do(Action::Spool(bytes))));
        }
        let (last, refused) = (*last, *refused);
        self.state = State::Command;
        match (refused, &self.transaction) {
            (Some(fault), _) => Err(fault),
            (None, Some(transaction)) if last || transaction.content.refused().is_some() => Ok(self.message_ended(out)),
            (None, _) => {
                out.extend_from_slice(b"250 2.0.0 Chunk ok\r\n");
                let full = self.transaction.as_mut().and_then(|transaction| transaction.content.take_full());
                Ok(full.map_or(Turn::Next, |bytes| Turn::Do(Action::Spool(bytes))))
            }
        }
    }

    /// The transaction is over: its mail goes to be stored, or is refused.
    fn message_ended(&mut self, out: &mut Vec<u8>) -> Turn {
        self.state = State::Command;
        let Some(transaction) = self.transaction.take() else { return Turn::Next };
        // RFC 2033 section 4.2: one for each RCPT that was accepted, in their order.
        let n_answers = match self.rules.protocol {
            Protocol::Smtp => 1,
            Protocol::Lmtp => transaction.n_accepted,
        };
        if let Some(fault) = transaction.content.refused() {
            self.refuse_message(fault, n_answers, out);
            return Turn::Next;
        }
        self.state = State::Storing { n_answers };
        Turn::Do(Action::Accept(Incoming {
            mail_from: transaction.mail_from,
            recipients: transaction.recipients,
            client: Some(self.client),
            helo: self.helo.clone().unwrap_or_default(),
            over_tls: self.over_tls,
            raw: transaction.content.into_raw(),
        }))
    }

    fn transaction(&mut self) -> Result<&mut Transaction, Fault> {
        if self.helo.is_none() {
            return Err(Fault::NoHello);
        }
        self.transaction.as_mut().ok_or(Fault::NoMail)
    }

    /// Counts a command that brings no message nearer.
    pub(super) fn count_idle(&mut self) -> Result<(), Fault> {
        self.n_idle_commands += 1;
        if self.n_idle_commands > self.rules.limits.idle_commands { Err(Fault::TooManyCommands) } else { Ok(()) }
    }
}
