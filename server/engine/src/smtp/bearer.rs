//! Signing in with an access token: OAUTHBEARER (RFC 7628), or XOAUTH2, which Google and Microsoft speak
//! (<https://developers.google.com/workspace/gmail/imap/xoauth2-protocol>).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use types::{Cause, Fact, StageName};
use zeroize::Zeroizing;

use crate::Secret;

use super::{SmtpLimits, greeting::Offer, journal::Open, reply::Reply, session::Channel, wire::Wire};

/// Longest command with the response in it, in bytes (RFC 4954 section 4 with RFC 5321 section 4.5.3.1.4): Microsoft's
/// tokens have two thousand, so they are sent after the server has asked.
const COMMAND_MAX_BYTES: usize = 512;
/// Most characters kept of a server's reason.
const REASON_MAX_CHARS: usize = 400;

/// Where and as whom.
pub(crate) struct Bearer<'a> {
    /// The mailbox: the signed-in person's own, or a shared one that they may send from.
    pub(crate) account: &'a str,
    pub(crate) token: &'a Secret,
    pub(crate) host: &'a str,
    pub(crate) port: u16,
}

impl Bearer<'_> {
    /// Signs in by the standard's way where it is offered.
    pub(crate) async fn sign_in(
        &self,
        wire: &mut Wire<Channel>,
        offer: &Offer,
        limits: &SmtpLimits,
        stage: &mut Open,
    ) -> Result<(), Cause> {
        let offers = |mechanism: &str| offer.mechanisms.iter().any(|offered| offered == mechanism);
        // What a client says to the reason for a refusal: RFC 7628 section 3.2.3, and nothing at all.
        let (mechanism, response, dismissal) = if offers("OAUTHBEARER") {
            ("OAUTHBEARER", oauthbearer(self.account, self.token, self.host, self.port), "AQ==\r\n")
        } else if offers("XOAUTH2") {
            ("XOAUTH2", xoauth2(self.account, self.token), "\r\n")
        } else {
            stage.note(Some(Fact::Offered(offer.mechanisms.clone())));
            return Err(Cause::OauthNotOffered);
        };
        stage.note(Some(Fact::Mechanism(mechanism.to_owned())));
        let mut reply = begin(wire, mechanism, &response, limits, stage).await?;
        if reply.wants_more() {
            hear_reason(&reply, stage);
            stage.say(dismissal.trim_end());
            reply = stage.answer(wire.exchange(dismissal.as_bytes(), limits.answer).await)?;
            if reply.is_done() {
                // A server that has said why not and then agrees has lost its way.
                return Err(Cause::OauthRefused);
            }
        }
        match reply.code {
            235 => Ok(()),
            200..=399 if stage.hears_more(wire).await => Err(Cause::AnswersEarly),
            200..=299 => Ok(()),
            400..=499 => Err(Cause::SignInUnavailable),
            // Offered, but not known, not permitted or not this way (RFC 4954 section 4).
            500 | 502..=504 => {
                stage.note(Some(Fact::Offered(offer.mechanisms.clone())));
                Err(Cause::OauthNotOffered)
            }
            _ => Err(match reply.cause(StageName::SignIn) {
                // What is said about passwords is not meant.
                cause @ (Cause::MicrosoftTenantOff
                | Cause::MicrosoftMailboxOff
                | Cause::MicrosoftAccessPolicy
                | Cause::OauthExpired) => cause,
                _ => Cause::OauthRefused,
            }),
        }
    }
}

/// Everything that is said of this token, for whoever must not repeat it.
pub(crate) fn responses(account: &str, token: &Secret, host: &str, port: u16) -> [Zeroizing<String>; 2] {
    [xoauth2(account, token), oauthbearer(account, token, host, port)]
}

/// Names the mechanism, with the response where it fits, else after being asked for it.
async fn begin(
    wire: &mut Wire<Channel>,
    mechanism: &str,
    response: &str,
    limits: &SmtpLimits,
    stage: &mut Open,
) -> Result<Reply, Cause> {
    let command = Zeroizing::new(format!("AUTH {mechanism} {response}\r\n"));
    if command.len() <= COMMAND_MAX_BYTES {
        stage.say(format!("AUTH {mechanism} •••"));
        return stage.answer(wire.exchange(command.as_bytes(), limits.answer).await);
    }
    stage.say(format!("AUTH {mechanism}"));
    let asked = stage.answer(wire.exchange(format!("AUTH {mechanism}\r\n").as_bytes(), limits.answer).await)?;
    if !asked.wants_more() {
        // Signed in without having shown anything is not signed in.
        return if asked.is_done() { Err(Cause::OauthRefused) } else { Ok(asked) };
    }
    let line = Zeroizing::new(format!("{response}\r\n"));
    stage.say("•••");
    stage.answer(wire.exchange(line.as_bytes(), limits.answer).await)
}

/// A refusal begins with 334 and a reason: JSON in base64 (RFC 7628 section 3.2.2).
fn hear_reason(reply: &Reply, stage: &mut Open) {
    let encoded: String = reply.texts().collect();
    let Ok(reason) = STANDARD.decode(encoded.trim()) else { return };
    let reason: String = String::from_utf8_lossy(&reason).chars().take(REASON_MAX_CHARS).collect();
    if !reason.trim().is_empty() {
        stage.hear(format!("334 {}", reason.trim()));
    }
}

/// What is said to sign in by XOAUTH2.
pub(crate) fn xoauth2(account: &str, token: &Secret) -> Zeroizing<String> {
    let plain = Zeroizing::new(format!("user={account}\x01auth=Bearer {}\x01\x01", token.expose()));
    Zeroizing::new(STANDARD.encode(plain.as_bytes()))
}

/// The same by OAUTHBEARER: RFC 7628 section 3.1, with the channel-binding header of RFC 5801 section 4.
pub(crate) fn oauthbearer(account: &str, token: &Secret, host: &str, port: u16) -> Zeroizing<String> {
    let account = account.replace('=', "=3D").replace(',', "=2C");
    let plain = Zeroizing::new(format!(
        "n,a={account},\x01host={host}\x01port={port}\x01auth=Bearer {}\x01\x01",
        token.expose()
    ));
    Zeroizing::new(STANDARD.encode(plain.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::{oauthbearer, xoauth2};
    use crate::Secret;

    #[test]
    fn writes_what_the_documents_show() {
        // Google's page on XOAUTH2, and RFC 7628 section 4.1 with another host.
        let google = Secret::new("vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg==".into());
        assert_eq!(
            *xoauth2("someuser@example.com", &google),
            "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB2RjlkZnQ0cW1UYzJOdmIzUmxja0JoZEhSaGRtbHpkR0V1WTI5dENnPT0BAQ=="
        );
        assert_eq!(
            *oauthbearer("user@example.com", &google, "server.example.com", 143),
            "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2c9PQEB"
        );
    }
}
