//! Signing in with an access token, against a server that follows a script.

use types::{Cause, Encryption, Outcome, Stage, StageName};

use super::{
    probe, reach, sample,
    server::{
        Server,
        Step::{self, Hear},
        say,
    },
    talk,
};
use crate::{Clock, Credential, Probe, Secret, SmtpLimits};

/// `{"status":"401","schemes":"Bearer"}`.
const REASON: &str = "334 eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiQmVhcmVyIn0=\r\n";

async fn sign_in(credential: Credential, offer: &str, rest: Vec<Step>) -> (Result<(), Cause>, Stage, Vec<String>) {
    let server = Server::start(vec![[talk::encrypted_hello(offer), rest].concat()]).await;
    let mut stages = Vec::new();
    let probed = Probe { credential, ..sample(Encryption::Tls, server.port) };
    let clock = Clock::manual(super::NOW);
    let result = probe(&reach(SmtpLimits::default()), &clock, &probed, |stage| stages.push(stage)).await;
    let ended = |stage: &Stage| stage.name == StageName::SignIn && stage.outcome != Outcome::Running;
    (result, stages.into_iter().find(ended).unwrap(), server.heard().await)
}

fn token(text: &str) -> Credential {
    Credential::AccessToken(Secret::new(text.to_owned()))
}

#[tokio::test]
async fn every_answer_has_its_cause() {
    let quit = || [Hear("QUIT"), say("221 bye\r\n")];
    let xoauth2 = |answer: &str| [vec![Hear("AUTH XOAUTH2 dXNlcj1q"), say(answer)], quit().to_vec()].concat();
    let dismissed = |mechanism, dismissal, answer: &str| {
        [vec![Hear(mechanism), say(REASON), Hear(dismissal), say(answer)], quit().to_vec()].concat()
    };
    for (what, offer, rest, expected) in [
        ("none offered", "AUTH PLAIN LOGIN", quit().to_vec(), Cause::OauthNotOffered),
        ("535", "AUTH XOAUTH2", xoauth2("535 5.7.3 no\r\n"), Cause::OauthRefused),
        ("454", "AUTH XOAUTH2", xoauth2("454 4.7.0 later\r\n"), Cause::SignInUnavailable),
        ("504", "AUTH XOAUTH2", xoauth2("504 5.5.4 no\r\n"), Cause::OauthNotOffered),
        ("reason", "AUTH XOAUTH2", dismissed("AUTH XOAUTH2 ", "\r\n", "535 no\r\n"), Cause::OauthRefused),
        ("agrees after all", "AUTH XOAUTH2", dismissed("AUTH XOAUTH2 ", "\r\n", "235 in\r\n"), Cause::OauthRefused),
        (
            "the standard's way first",
            "AUTH OAUTHBEARER XOAUTH2",
            dismissed("AUTH OAUTHBEARER bixhPWpvYn", "AQ==\r\n", "535 no\r\n"),
            Cause::OauthRefused,
        ),
    ] {
        let (result, stage, _) = sign_in(token("t0ken"), offer, rest).await;
        assert_eq!((result, stage.outcome), (Err(expected), Outcome::Failed(expected)), "{what}");
    }
}

#[tokio::test]
async fn tells_the_reason_and_not_the_token() {
    let echo = "535 5.7.3 your t0ken-t0ken is bad\r\n";
    let rest = vec![Hear("AUTH XOAUTH2 "), say(REASON), Hear("\r\n"), say(echo), Hear("QUIT"), say("221 bye\r\n")];
    let (_, stage, heard) = sign_in(token("t0ken-t0ken"), "AUTH XOAUTH2", rest).await;
    assert!(stage.said.iter().any(|line| line.contains(r#"{"status":"401""#)), "{:?}", stage.said);
    assert!(stage.said.iter().any(|line| line == "535 5.7.3 your ••• is bad"), "{:?}", stage.said);
    assert!(heard.iter().any(|line| line.starts_with("AUTH XOAUTH2 ")), "{heard:?}");
}

#[tokio::test]
async fn a_long_token_waits_for_the_question() {
    let rest = [vec![Hear("AUTH XOAUTH2\r\n"), say("334 \r\n"), Hear("dXNlcj1q"), say("235 in\r\n")], talk::taken()];
    let (result, stage, _) = sign_in(token(&"t".repeat(2_000)), "AUTH XOAUTH2", rest.concat()).await;
    assert_eq!((result, stage.outcome), (Ok(()), Outcome::Passed));
}

#[tokio::test]
async fn without_a_token_nothing_is_said() {
    let rest = vec![Hear("QUIT"), say("221 bye\r\n")];
    let (result, stage, heard) = sign_in(Credential::Missing(Cause::OauthExpired), "AUTH XOAUTH2", rest).await;
    assert_eq!((result, stage.outcome), (Err(Cause::OauthExpired), Outcome::Failed(Cause::OauthExpired)));
    assert!(!heard.iter().any(|line| line.starts_with("AUTH")), "{heard:?}");
}
