//! The server's introduction: 220, EHLO and what it offers (RFC 5321 sections 3.1 and 4.1.1.1).

use tokio::io::{AsyncRead, AsyncWrite};
use types::{Cause, StageName};

use super::{
    SmtpLimits,
    journal::Open,
    reply::{Reply, WireFault},
    wire::Wire,
};

/// What a server offers, as far as it matters here.
#[derive(PartialEq, Eq, Debug, Default)]
pub(crate) struct Offer {
    /// RFC 3207.
    pub(crate) start_tls: bool,
    /// Whether a firewall has written X over an extension, as Cisco's do with STARTTLS.
    pub(crate) is_blotted: bool,
    /// Addresses with letters beyond ASCII (RFC 6531).
    pub(crate) smtp_utf8: bool,
    /// Ways of signing in, in capitals (RFC 4954).
    pub(crate) mechanisms: Vec<String>,
}

/// Waits for 220, then introduces us.
pub(crate) async fn greet<S: AsyncRead + AsyncWrite + Unpin>(
    wire: &mut Wire<S>,
    hello_name: &str,
    limits: &SmtpLimits,
    stage: &mut Open,
) -> Result<Offer, Cause> {
    let greeting = wire.reply(limits.greeting).await;
    match greeting {
        Err(WireFault::TimedOut) => return Err(Cause::GreetingTimedOut),
        Err(WireFault::Dropped) => return Err(Cause::DroppedAtGreeting),
        _ => {}
    }
    let greeting = stage.answer(greeting)?;
    match greeting.code {
        220 => hello(wire, hello_name, limits, stage).await,
        400..=599 => Err(greeting.cause(StageName::Greeting)),
        _ => Err(Cause::NotSmtp),
    }
}

/// Introduces us, and hears what the server offers.
pub(crate) async fn hello<S: AsyncRead + AsyncWrite + Unpin>(
    wire: &mut Wire<S>,
    hello_name: &str,
    limits: &SmtpLimits,
    stage: &mut Open,
) -> Result<Offer, Cause> {
    let hello = format!("EHLO {hello_name}\r\n");
    stage.say(hello.trim_end());
    let reply = stage.answer(wire.exchange(hello.as_bytes(), limits.answer).await)?;
    match reply.code {
        250 => Ok(Offer::read(&reply)),
        // FTP servers greet with 220 too, and know no EHLO. Every server for submission does (RFC 6409 section 7).
        500 | 502 => Err(Cause::NotSmtp),
        400..=599 => Err(match reply.cause(StageName::Greeting) {
            Cause::GreetingRefused => Cause::HelloRefused,
            cause => cause,
        }),
        _ => Err(Cause::NotSmtp),
    }
}

/// An offer that is enough, or the reason why it is so little: who answers before being asked has not made it yet.
pub(crate) async fn judged<S: AsyncRead + AsyncWrite + Unpin>(
    wire: &mut Wire<S>,
    offer: Offer,
    is_enough: bool,
    stage: &mut Open,
) -> Result<Offer, Cause> {
    if is_enough || !stage.hears_more(wire).await { Ok(offer) } else { Err(Cause::AnswersEarly) }
}

impl Offer {
    fn read(reply: &Reply) -> Self {
        let mut offer = Self::default();
        for text in reply.texts().skip(1) {
            let line = text.to_ascii_uppercase();
            // `AUTH=LOGIN` is how servers of the last century said it, and some still say it beside the other.
            let mut words = line.split([' ', '=']).filter(|word| !word.is_empty());
            match words.next() {
                Some("STARTTLS") => offer.start_tls = true,
                Some("SMTPUTF8") => offer.smtp_utf8 = true,
                Some(word) if word.len() >= 8 && word.starts_with("XXXX") => offer.is_blotted = true,
                Some("AUTH") => offer.mechanisms.extend(words.map(str::to_owned)),
                _ => {}
            }
        }
        offer.mechanisms.sort();
        offer.mechanisms.dedup();
        offer
    }
}

#[cfg(test)]
mod tests {
    use super::{Offer, Reply};

    #[test]
    fn reads_offers() {
        let lines = ["250-AUTH PLAIN", "250-starttls", "250-AUTH LOGIN plain", "250-AUTH=LOGIN", "250 SMTPUTF8"];
        let offer = Offer::read(&Reply { code: 250, lines: lines.map(str::to_owned).to_vec() });
        let mechanisms = ["LOGIN", "PLAIN"].map(str::to_owned).to_vec();
        assert_eq!(offer, Offer { start_tls: true, smtp_utf8: true, mechanisms, ..Offer::default() });
        let lines = ["250-mail", "250 XXXXXXXA"].map(str::to_owned).to_vec();
        assert_eq!(Offer::read(&Reply { code: 250, lines }), Offer { is_blotted: true, ..Offer::default() });
    }
}
