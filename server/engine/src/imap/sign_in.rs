//! Signing in (RFC 9051 sections 6.2.2 and 6.2.3), only ever over TLS: by password, or by an access token as
//! OAUTHBEARER (RFC 7628) or XOAUTH2.

use std::time::Duration;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use types::Cause;
use zeroize::Zeroizing;

use crate::{
    Credential,
    smtp::{Channel, MailServer, oauthbearer, xoauth2},
};

use super::{
    cause::sign_in_cause,
    heard::{Response, Status},
    session::{Done, LINE_MAX_BYTES, Stop, Talk},
};

/// Most times that a server may ask for more.
const CHALLENGES_MAX: usize = 2;

/// Signs in with what there is.
pub(super) async fn sign_in(talk: &mut Talk<Channel>, server: &MailServer, limit: Duration) -> Result<(), Stop> {
    let Some((account, credential)) = &server.account else { return Err(Cause::SignInDemanded.into()) };
    let (done, is_password) = match credential {
        Credential::Missing(cause) => return Err((*cause).into()),
        Credential::Password(password) => {
            let plain = Zeroizing::new(format!("\0{account}\0{}", password.expose()));
            if talk.can("AUTH=PLAIN") {
                let response = Zeroizing::new(BASE64_STANDARD.encode(plain.as_bytes()));
                (authenticate(talk, "PLAIN", &response, "", limit).await?, true)
            } else if talk.can("LOGINDISABLED") {
                return Err(Cause::SignInNotOffered.into());
            } else {
                let command = Zeroizing::new(format!("LOGIN {} {}", *quoted(account), *quoted(password.expose())));
                (talk.run(&command, limit, LINE_MAX_BYTES, |_, _| {}).await?, true)
            }
        }
        Credential::AccessToken(token) => {
            if talk.can("AUTH=OAUTHBEARER") {
                let response = oauthbearer(account, token, &server.host, server.port);
                // RFC 7628 section 3.2.3.
                (authenticate(talk, "OAUTHBEARER", &response, "AQ==", limit).await?, false)
            } else if talk.can("AUTH=XOAUTH2") {
                (authenticate(talk, "XOAUTH2", &xoauth2(account, token), "", limit).await?, false)
            } else {
                return Err(Cause::OauthNotOffered.into());
            }
        }
    };
    match done.status {
        Status::Ok => {
            // What it can may have changed; unless the answer told, it is asked anew.
            if !done.text.to_ascii_uppercase().starts_with("[CAPABILITY") {
                talk.capabilities.clear();
            }
            Ok(())
        }
        _ => Err(Stop { cause: sign_in_cause(&server.host, &done.text, is_password), words: done.text }),
    }
}

/// Names the mechanism with the response, or sends that when the server asks (RFC 4959). A second question is the
/// reason for a refusal, and is dismissed.
async fn authenticate(
    talk: &mut Talk<Channel>,
    mechanism: &str,
    response: &str,
    dismissal: &str,
    limit: Duration,
) -> Result<Done, Stop> {
    let mut is_said = talk.can("SASL-IR");
    let command =
        if is_said { format!("AUTHENTICATE {mechanism} {response}") } else { format!("AUTHENTICATE {mechanism}") };
    let tag = talk.begin(&Zeroizing::new(command), limit).await?;
    let mut n_challenges = 0;
    loop {
        match talk.hear(limit, LINE_MAX_BYTES).await?.1 {
            Response::Continue(_) if n_challenges == CHALLENGES_MAX => return Err(Cause::AnswersEarly.into()),
            Response::Continue(_) => {
                n_challenges += 1;
                let line = if is_said { dismissal } else { response };
                is_said = true;
                talk.wire.send(Zeroizing::new(format!("{line}\r\n")).as_bytes(), limit).await?;
            }
            Response::Done { tag: ended, status, text } if ended == tag => return Ok(Done { status, text }),
            _ => {}
        }
    }
}

/// A quoted text. Line ends cannot stand in it, and in no password either.
fn quoted(text: &str) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(text.len() + 2));
    out.push('"');
    for c in text.chars().filter(|c| !matches!(c, '\r' | '\n' | '\0')) {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}
