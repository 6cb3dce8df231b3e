//! A server's words made fit to be kept and shown: bounded, printable, without secrets.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use types::{Fact, SentLine, ShownCertificate, StageRecord};
use zeroize::Zeroizing;

use crate::Secret;

/// Longest line kept, in characters; RFC 5321 section 4.5.3.1.5 allows 512 octets.
const LINE_MAX_CHARS: usize = 512;
/// Most lines kept of one stage; Exchange's longest answers have about twenty.
const LINES_MAX: usize = 40;
/// An echo that is cut short is masked from this length on: shorter ones are ordinary words by chance.
const ECHO_MIN_CHARS: usize = 8;
/// What stands for a secret.
const MASK: &str = "•••";

/// Knows what must not be repeated.
pub(crate) struct Censor {
    secrets: Vec<Zeroizing<Vec<char>>>,
}

impl Censor {
    /// Of a sign-in with this account and password.
    pub(crate) fn of_password(account: &str, password: &Secret) -> Self {
        let plain = password.expose();
        let encoded = Zeroizing::new(STANDARD.encode(plain));
        let whole = Zeroizing::new(STANDARD.encode(Zeroizing::new(format!("\0{account}\0{plain}")).as_bytes()));
        Self::of([plain, encoded.trim_end_matches('='), whole.trim_end_matches('=')])
    }

    /// Of a sign-in with this access token, which is said in one of these responses.
    pub(crate) fn of_token(token: &Secret, responses: &[Zeroizing<String>; 2]) -> Self {
        Self::of([token.expose(), responses[0].trim_end_matches('='), responses[1].trim_end_matches('=')])
    }

    fn of(secrets: [&str; 3]) -> Self {
        let secrets = secrets.into_iter().filter(|secret| !secret.is_empty());
        Self { secrets: secrets.map(|secret| Zeroizing::new(secret.chars().collect())).collect() }
    }

    /// Of a dialogue without a secret.
    pub(crate) const fn nothing() -> Self {
        Self { secrets: Vec::new() }
    }

    /// The lines of one stage.
    pub(crate) fn lines(&self, lines: &[String]) -> Vec<String> {
        let mut kept: Vec<String> = lines.iter().take(LINES_MAX).map(|line| self.line(line)).collect();
        if lines.len() > LINES_MAX {
            kept.push("…".to_owned());
        }
        kept
    }

    /// What else is kept of a stage.
    pub(crate) fn record(&self, record: StageRecord) -> StageRecord {
        let shown = |shown: ShownCertificate| ShownCertificate {
            subject: self.line(&shown.subject),
            issuer: self.line(&shown.issuer),
            ..shown
        };
        StageRecord {
            from: record.from,
            chain: record.chain.into_iter().map(shown).collect(),
            sent: record.sent.into_iter().map(|sent| SentLine { line: self.line(&sent.line), ..sent }).collect(),
        }
    }

    /// A fact whose texts come from the server.
    pub(crate) fn fact(&self, fact: Fact) -> Fact {
        match fact {
            Fact::Addresses(addresses) => Fact::Addresses(addresses),
            Fact::ConnectedTo(address) => Fact::ConnectedTo(address),
            Fact::Certificate { protocol, names, issuer, valid_until } => {
                Fact::Certificate { protocol, names: self.lines(&names), issuer: self.line(&issuer), valid_until }
            }
            Fact::Mechanism(mechanism) => Fact::Mechanism(mechanism),
            Fact::Offered(mechanisms) => Fact::Offered(self.lines(&mechanisms)),
            Fact::QueueId(id) => Fact::QueueId(self.line(&id)),
        }
    }

    fn line(&self, line: &str) -> String {
        let chars: Vec<char> = line.chars().collect();
        let mut shown = String::new();
        let mut at = 0;
        let mut n_shown = 0;
        while at < chars.len() {
            if n_shown == LINE_MAX_CHARS {
                shown.push('…');
                break;
            }
            // The code of a reply is no echo, however short the password.
            let is_code = at < 4 && chars.first().is_some_and(char::is_ascii_digit);
            match self.secret_at(&chars[at..]) {
                Some(length) if !is_code => {
                    shown.push_str(MASK);
                    at += length;
                }
                _ => {
                    push_visible(&mut shown, chars[at]);
                    at += 1;
                }
            }
            n_shown += 1;
        }
        shown
    }

    /// How many of these characters repeat a secret, or the beginning of one. Some servers repeat a command they do
    /// not know in capitals, or the first part of it.
    fn secret_at(&self, chars: &[char]) -> Option<usize> {
        let repeated = self.secrets.iter().filter_map(|secret| {
            let n_same = secret.iter().zip(chars).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
            (n_same == secret.len() || n_same >= ECHO_MIN_CHARS).then_some(n_same)
        });
        repeated.max()
    }
}

/// Control characters as their pictures, and what would turn or hide text as its number.
fn push_visible(shown: &mut String, c: char) {
    match c {
        '\t' => shown.push(' '),
        '\0'..='\x1f' => shown.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('?')),
        '\x7f' => shown.push('\u{2421}'),
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => shown.extend(c.escape_unicode()),
        _ => shown.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::Censor;
    use crate::Secret;

    fn shown(password: &str, line: &str) -> String {
        Censor::of_password("jobs@acme.de", &Secret::new(password.to_owned())).line(line)
    }

    #[test]
    fn masks_every_echo() {
        let (plain, encoded) = ("s3cret-Passw0rd", "czNjcmV0LVBhc3N3MHJk");
        let whole = "AGpvYnNAYWNtZS5kZQBzM2NyZXQtUGFzc3cwcmQ=";
        for (line, expected) in [
            (format!("535 bad password {plain}!"), "535 bad password •••!"),
            (format!("500 unknown command {encoded}"), "500 unknown command •••"),
            (format!("500 AUTH PLAIN {whole}"), "500 AUTH PLAIN •••="),
            (format!("500 {}", whole.to_uppercase()), "500 •••="),
            (format!("500 {}...", &whole[..30]), "500 •••..."),
            (format!("500 {}...", &encoded[..9]), "500 •••..."),
            (format!("500 {plain}{plain}"), "500 ••••••"),
            ("235 signed in as jobs@acme.de".to_owned(), "235 signed in as jobs@acme.de"),
        ] {
            assert_eq!(shown(plain, &line), expected, "{line}");
        }
        assert_eq!(shown("5", "535 5.7.8 no"), "535 •••.7.8 no");
    }

    #[test]
    fn shows_what_is_hidden() {
        assert_eq!(shown("x-y-z", "250 a\x1b[31m\tb\x7f\u{202e}c\u{85}"), "250 a␛[31m b␡\\u{202e}c\\u{85}");
        assert_eq!(shown("x-y-z", &"ä".repeat(600)).chars().count(), 513);
    }
}
