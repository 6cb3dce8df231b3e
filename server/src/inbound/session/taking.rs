//! Takes commands from the input, one line each, and has them obeyed.

use super::{Command, Fault, LINE_MAX_BYTES, LINE_SKIPPED_MAX_BYTES, Session, State, Turn, rules::Protocol};

impl Session {
    pub(super) fn take_command(&mut self, input: &mut &[u8], out: &mut Vec<u8>) -> Result<Turn, Fault> {
        let bytes = *input;
        let within = &bytes[..bytes.len().min(LINE_MAX_BYTES)];
        let Some(end) = memchr::memchr(b'\n', within) else {
            if within.len() == LINE_MAX_BYTES {
                self.state = State::Overlong { skipped_bytes: 0 };
                return self.skip_line(input);
            }
            return Ok(Turn::Starved);
        };
        *input = &bytes[end + 1..];
        let line = bytes[..end].strip_suffix(b"\r").ok_or(Fault::BareLineEnd)?;
        let turn = Command::parse(line).and_then(|command| self.obey(command, out));
        let names_data = line.get(..4).is_some_and(|verb| verb.eq_ignore_ascii_case(b"DATA"));
        match turn {
            // The client did not wait for our answer: what it sent along is a message, and must not be obeyed.
            Err(fault) if names_data && !input.is_empty() => {
                self.refuse(fault, out);
                Err(Fault::EarlyData)
            }
            turn => turn,
        }
    }

    pub(super) fn skip_line(&mut self, input: &mut &[u8]) -> Result<Turn, Fault> {
        let State::Overlong { skipped_bytes } = &mut self.state else { return Ok(Turn::Next) };
        if let Some(end) = memchr::memchr(b'\n', input) {
            *input = &input[end + 1..];
            self.state = State::Command;
            return Err(Fault::LineTooLong);
        }
        *skipped_bytes += input.len();
        *input = &[];
        if *skipped_bytes > LINE_SKIPPED_MAX_BYTES { Err(Fault::LineEndless) } else { Ok(Turn::Starved) }
    }

    fn obey(&mut self, command: Command<'_>, out: &mut Vec<u8>) -> Result<Turn, Fault> {
        let reply: &[u8] = match command {
            // RFC 2033 section 4.1: neither protocol has the other's greeting.
            Command::Helo(_) | Command::Ehlo(_) if self.rules.protocol == Protocol::Lmtp => return Err(Fault::SayLhlo),
            Command::Lhlo(_) if self.rules.protocol == Protocol::Smtp => return Err(Fault::Unknown),
            Command::Helo(name) => {
                self.hello(name)?;
                self.rules.answer_helo(out);
                b""
            }
            Command::Ehlo(name) | Command::Lhlo(name) => {
                self.hello(name)?;
                self.rules.answer_ehlo(self.over_tls, out);
                b""
            }
            Command::Mail(mail) => return self.mail(mail),
            Command::Rcpt(to) => return self.rcpt(to),
            Command::Data => {
                self.data()?;
                b"354 Send the message, then a line with only a dot\r\n"
            }
            Command::Bdat { bytes, last } => return Ok(self.bdat(bytes, last)),
            Command::Rset => {
                self.count_idle()?;
                self.transaction = None;
                b"250 2.0.0 Forgotten\r\n"
            }
            Command::Noop => {
                self.count_idle()?;
                b"250 2.0.0 Still here\r\n"
            }
            Command::Vrfy => {
                self.count_idle()?;
                b"252 2.0.0 Addresses are not told, send the message\r\n"
            }
            Command::Help => {
                self.count_idle()?;
                b"214 2.0.0 EHLO HELO MAIL RCPT DATA BDAT RSET NOOP VRFY HELP STARTTLS QUIT, see RFC 5321\r\n"
            }
            Command::StartTls => return self.start_tls(out),
            Command::Quit => {
                self.state = State::Closed;
                b"221 2.0.0 Goodbye\r\n"
            }
        };
        out.extend_from_slice(reply);
        Ok(Turn::Next)
    }
}
