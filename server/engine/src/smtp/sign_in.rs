//! AUTH (RFC 4954), only ever over TLS. Keeps nothing of what we say here, only what the server answers.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use types::{Cause, Fact, StageName};
use zeroize::Zeroizing;

use crate::Secret;

use super::{SmtpLimits, greeting::Offer, journal::Open, reply::Reply, session::Channel, wire::Wire};

/// Signs in with PLAIN (RFC 4616), or with LOGIN where nothing better is offered.
pub(crate) async fn sign_in(
    wire: &mut Wire<Channel>,
    offer: &Offer,
    account: &str,
    password: &Secret,
    limits: &SmtpLimits,
    stage: &mut Open,
) -> Result<(), Cause> {
    let offers = |mechanism: &str| offer.mechanisms.iter().any(|offered| offered == mechanism);
    let reply = if offers("PLAIN") {
        stage.note(Some(Fact::Mechanism("PLAIN".to_owned())));
        plain(wire, account, password, limits, stage).await?
    } else if offers("LOGIN") {
        stage.note(Some(Fact::Mechanism("LOGIN".to_owned())));
        login(wire, account, password, limits, stage).await?
    } else {
        stage.note(Some(Fact::Offered(offer.mechanisms.clone())));
        return Err(Cause::SignInNotOffered);
    };
    match reply.code {
        235 => Ok(()),
        // Neither what is said to somebody who is let in, nor a refusal.
        200..=399 if stage.hears_more(wire).await => Err(Cause::AnswersEarly),
        200..=299 => Ok(()),
        _ => {
            let cause = reply.cause(StageName::SignIn);
            // Offered, but not known, not permitted or not this way (RFC 4954 section 4).
            if matches!(cause, Cause::SignInNotOffered | Cause::MechanismRefused) {
                stage.note(Some(Fact::Offered(offer.mechanisms.clone())));
            }
            Err(cause)
        }
    }
}

async fn plain(
    wire: &mut Wire<Channel>,
    account: &str,
    password: &Secret,
    limits: &SmtpLimits,
    stage: &mut Open,
) -> Result<Reply, Cause> {
    let response = Zeroizing::new(format!("\0{account}\0{}", password.expose()));
    let command = Zeroizing::new(format!("AUTH PLAIN {}\r\n", *encoded(&response)));
    stage.say("AUTH PLAIN •••");
    stage.answer(wire.exchange(command.as_bytes(), limits.answer).await)
}

async fn login(
    wire: &mut Wire<Channel>,
    account: &str,
    password: &Secret,
    limits: &SmtpLimits,
    stage: &mut Open,
) -> Result<Reply, Cause> {
    stage.say("AUTH LOGIN");
    let mut reply = stage.answer(wire.exchange(b"AUTH LOGIN\r\n", limits.answer).await)?;
    for answer in [account, password.expose()] {
        if !reply.wants_more() {
            // Signed in without having been asked for the password is not signed in.
            return if reply.is_done() { Err(Cause::AnswersEarly) } else { Ok(reply) };
        }
        let line = Zeroizing::new(format!("{}\r\n", *encoded(answer)));
        stage.say("•••");
        reply = stage.answer(wire.exchange(line.as_bytes(), limits.answer).await)?;
    }
    Ok(reply)
}

fn encoded(text: &str) -> Zeroizing<String> {
    Zeroizing::new(STANDARD.encode(text))
}
