//! One command line, read (RFC 5321 section 4.1.1). Knows nothing of the order in which commands come.

use super::{fault::Fault, path};

/// Most digits of SIZE, RFC 1870 section 3.
const SIZE_MAX_DIGITS: usize = 20;
/// Longest name in HELO and EHLO, as long as a domain (RFC 5321 section 4.5.3.1.2).
const NAME_MAX_BYTES: usize = 255;

/// What the client wants.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Command<'a> {
    /// HELO.
    Helo(&'a str),
    /// EHLO.
    Ehlo(&'a str),
    /// LHLO (RFC 2033 section 4.1).
    Lhlo(&'a str),
    /// MAIL FROM.
    Mail(Mail<'a>),
    /// RCPT TO: a mailbox, or `postmaster` alone.
    Rcpt(&'a str),
    /// DATA.
    Data,
    /// BDAT (RFC 3030 section 2).
    Bdat {
        /// How many bytes follow.
        bytes: usize,
        /// Whether the message ends with them.
        last: bool,
    },
    /// RSET.
    Rset,
    /// NOOP.
    Noop,
    /// VRFY.
    Vrfy,
    /// HELP.
    Help,
    /// STARTTLS (RFC 3207).
    StartTls,
    /// QUIT.
    Quit,
}

/// MAIL with its parameters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mail<'a> {
    /// The sender; empty for `<>`.
    pub from: &'a str,
    /// SIZE (RFC 1870): the length the message will have, 0 when not said.
    pub declared_bytes: u64,
    /// SMTPUTF8 (RFC 6531).
    pub utf8: bool,
}

impl<'a> Command<'a> {
    /// Reads a line, given without its CR LF.
    pub fn parse(line: &'a [u8]) -> Result<Self, Fault> {
        if line.iter().any(|&byte| byte < b' ' && byte != b'\t' || byte == 127) {
            return Err(Fault::NotText);
        }
        let line = std::str::from_utf8(line).map_err(|_| Fault::NotText)?.trim_end_matches(' ');
        let (verb, arguments) = line.split_once(' ').unwrap_or((line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => name(arguments).map(Self::Ehlo),
            "LHLO" => name(arguments).map(Self::Lhlo),
            "HELO" => name(arguments).map(Self::Helo),
            "MAIL" => mail(arguments).map(Self::Mail),
            "RCPT" => rcpt(arguments).map(Self::Rcpt),
            "DATA" => alone(arguments, Self::Data),
            "BDAT" => bdat(arguments),
            "RSET" => alone(arguments, Self::Rset),
            "NOOP" => Ok(Self::Noop),
            "VRFY" if arguments.is_empty() => Err(Fault::Arguments),
            "VRFY" => Ok(Self::Vrfy),
            "HELP" => Ok(Self::Help),
            "STARTTLS" => alone(arguments, Self::StartTls),
            "QUIT" => alone(arguments, Self::Quit),
            "AUTH" | "ATRN" | "BURL" | "ETRN" | "EXPN" | "SAML" | "SEND" | "SOML" | "TURN" => {
                Err(Fault::NotImplemented)
            }
            // A web page can make a browser post lines of its choice to this port: not one of them is obeyed.
            "CONNECT" | "DELETE" | "GET" | "HEAD" | "OPTIONS" | "POST" | "PUT" => Err(Fault::OtherProtocol),
            _ => Err(Fault::Unknown),
        }
    }
}

fn alone<'a>(arguments: &str, command: Command<'a>) -> Result<Command<'a>, Fault> {
    if arguments.is_empty() { Ok(command) } else { Err(Fault::Arguments) }
}

/// The name after HELO or EHLO. Anything without blanks: what it says decides nothing, and many clients do not know
/// their own.
fn name(arguments: &str) -> Result<&str, Fault> {
    let name = arguments.trim_start_matches(' ');
    let fits = (1..=NAME_MAX_BYTES).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_graphic());
    if fits { Ok(name) } else { Err(Fault::Arguments) }
}

/// What follows `FROM:` or `TO:`. A blank after the colon is wrong but common.
fn behind<'a>(keyword: &str, arguments: &'a str) -> Result<&'a str, Fault> {
    match arguments.trim_start_matches(' ').split_at_checked(keyword.len()) {
        Some((word, rest)) if word.eq_ignore_ascii_case(keyword) => Ok(rest.trim_start_matches(' ')),
        _ => Err(Fault::Arguments),
    }
}

fn mail(arguments: &str) -> Result<Mail<'_>, Fault> {
    let (path, parameters) = path::split(behind("FROM:", arguments)?).ok_or(Fault::SenderSyntax)?;
    let from = if path.is_empty() { path } else { path::mailbox(path).ok_or(Fault::SenderSyntax)? };
    let mut mail = Mail { from, declared_bytes: 0, utf8: false };
    let (mut sized, mut bodied) = (false, false);
    for (key, value) in self::parameters(parameters)? {
        let again = match key.to_ascii_uppercase().as_str() {
            "SIZE" => {
                mail.declared_bytes = size(value.ok_or(Fault::Arguments)?)?;
                std::mem::replace(&mut sized, true)
            }
            "BODY" => {
                let value = value.ok_or(Fault::Arguments)?;
                if !value.eq_ignore_ascii_case("7BIT") && !value.eq_ignore_ascii_case("8BITMIME") {
                    return Err(Fault::Parameter);
                }
                std::mem::replace(&mut bodied, true)
            }
            "SMTPUTF8" if value.is_none() => std::mem::replace(&mut mail.utf8, true),
            "SMTPUTF8" => return Err(Fault::Arguments),
            _ => return Err(Fault::Parameter),
        };
        if again {
            return Err(Fault::Arguments);
        }
    }
    if mail.from.is_ascii() || mail.utf8 { Ok(mail) } else { Err(Fault::NeedsUtf8) }
}

fn rcpt(arguments: &str) -> Result<&str, Fault> {
    let (path, parameters) = path::split(behind("TO:", arguments)?).ok_or(Fault::RecipientSyntax)?;
    let to = if path.eq_ignore_ascii_case("postmaster") { Some(path) } else { path::mailbox(path) };
    let to = to.ok_or(Fault::RecipientSyntax)?;
    match self::parameters(parameters)?.next() {
        Some(_) => Err(Fault::Parameter),
        None => Ok(to),
    }
}

/// The parameters after a path: keys with or without a value.
fn parameters(text: &str) -> Result<impl Iterator<Item = (&str, Option<&str>)>, Fault> {
    if !text.is_empty() && !text.starts_with(' ') {
        return Err(Fault::Arguments);
    }
    let words = text.split(' ').filter(|word| !word.is_empty());
    Ok(words.map(|word| word.split_once('=').map_or((word, None), |(key, value)| (key, Some(value)))))
}

/// The value of SIZE. One that no number here can hold is too large anyway.
fn size(text: &str) -> Result<u64, Fault> {
    if text.is_empty() || text.len() > SIZE_MAX_DIGITS || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::Arguments);
    }
    Ok(text.parse().unwrap_or(u64::MAX))
}

fn bdat<'a>(arguments: &str) -> Result<Command<'a>, Fault> {
    let mut words = arguments.split(' ').filter(|word| !word.is_empty());
    let bytes = words.next().and_then(|word| size(word).ok()).and_then(|bytes| usize::try_from(bytes).ok());
    let bytes = bytes.ok_or(Fault::ChunkUnreadable)?;
    match (words.next(), words.next()) {
        (None, None) => Ok(Command::Bdat { bytes, last: false }),
        (Some(word), None) if word.eq_ignore_ascii_case("LAST") => Ok(Command::Bdat { bytes, last: true }),
        _ => Err(Fault::ChunkUnreadable),
    }
}

#[cfg(test)]
mod tests;
