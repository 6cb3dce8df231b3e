//! Signing in by access tokens, at a real Dovecot that asks whether they are good.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use types::{Cause, Encryption};

use crate::{
    Clock, Credential, FetchCause, Reach, Secret,
    imap::Session,
    probe::tests::authority::NOW,
    smtp::{MailServer, Protection},
    tests::World,
};

use super::{
    dovecot::{ACCOUNT, Dovecot},
    reaching_options,
};

/// Tells whose a token is, as Google's endpoint does.
async fn tell_tokens(listener: TcpListener) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let mut asked = vec![0; 4_096];
        let n = stream.read(&mut asked).await.unwrap_or_default();
        let is_good = String::from_utf8_lossy(&asked[..n]).contains("access_token=good");
        let (status, body) = match is_good {
            true => ("200 OK", format!(r#"{{"email":"{ACCOUNT}","expires_in":3600}}"#)),
            false => ("400 Bad Request", r#"{"error":"invalid_token"}"#.to_owned()),
        };
        let answer = format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        _ = stream.write_all(answer.as_bytes()).await;
        _ = stream.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_are_taken_or_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let Some(dovecot) = Dovecot::start(Some(listener.local_addr().unwrap().port())) else { return };
    let telling = tokio::spawn(tell_tokens(listener));
    let world = World::open("sqlite".into()).await;
    let reach: Reach = reaching_options((world.options)()).reach;
    let typed = dovecot.typed(Encryption::Tls);
    for (token, expected) in [("good", None), ("bad", Some(FetchCause::Server(Cause::OauthRefused)))] {
        let server = MailServer {
            host: typed.host.clone(),
            port: typed.port.parse().unwrap(),
            protection: Protection::Tls,
            account: Some((ACCOUNT.into(), Credential::AccessToken(Secret::new(token.into())))),
        };
        let opened = Session::open(&reach, &Clock::manual(NOW), &server).await;
        assert_eq!(opened.as_ref().err().map(|failure| failure.cause), expected, "{token}\n{}", dovecot.log());
        if let Ok(mut session) = opened {
            assert_eq!(session.open_folder("INBOX").await.unwrap().n_messages, 0);
        }
    }
    telling.abort();
}
