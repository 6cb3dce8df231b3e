//! Servers that follow a script, for what no real one says.

use std::{collections::HashMap, net::Ipv4Addr, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
};
use types::Cause;

use crate::{
    Clock, Credential, Dns, Network, Reach, Secret, SmtpLimits, Trust,
    probe::tests::authority::{HOST, NOW, Shown, server_config, trusted_pem},
    smtp::{MailServer, Protection},
};

use super::{Failure, FetchCause, Fetched, Session};

const PASSWORD: &str = "s3cret-Passw0rd";

/// What a server says when it is greeted or spoken to; `§` stands for the tag of the command. An empty one hangs up.
type Script = &'static [&'static str];

async fn open(protection: Protection, script: Script, credential: Credential) -> Result<Session, Failure> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        match protection {
            Protection::Tls => {
                let acceptor = tokio_rustls::TlsAcceptor::from(server_config(Shown::Good));
                if let Ok(stream) = acceptor.accept(stream).await {
                    play(stream, script).await;
                }
            }
            _ => play(stream, script).await,
        }
    });
    let second = Duration::from_secs(2);
    let reach = Reach {
        dns: Dns::Fixed(HashMap::from([(HOST.to_owned(), Ok(vec![Ipv4Addr::LOCALHOST.into()]))])),
        network: Network::parse("127.0.0.0/8").unwrap(),
        trust: Trust::new(&[trusted_pem()]).unwrap(),
        limits: SmtpLimits { greeting: second, answer: second, data: second, ..SmtpLimits::default() },
    };
    let server =
        MailServer { host: HOST.into(), port, protection, account: Some(("jobs@acme.test".into(), credential)) };
    Session::open(&reach, &Clock::manual(NOW), &server).await
}

async fn play(stream: impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin, script: Script) {
    let (reader, mut writer) = tokio::io::split(stream);
    let mut lines = BufReader::new(reader).lines();
    let mut tag = String::new();
    for said in script {
        if said.is_empty() {
            break;
        }
        if writer.write_all(said.replace('§', &tag).as_bytes()).await.is_err() {
            return;
        }
        let Ok(Some(line)) = lines.next_line().await else { return };
        if let Some(sent) = line.split(' ').next().filter(|word| word.starts_with('p')) {
            sent.clone_into(&mut tag);
        }
    }
    _ = writer.shutdown().await;
}

fn password() -> Credential {
    Credential::Password(Secret::new(PASSWORD.into()))
}

const GREETING: &str = "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN IDLE] ready\r\n";
const SIGNED_IN: &str = "§ OK [CAPABILITY IMAP4rev1 IDLE] in\r\n";

#[tokio::test]
async fn strangers_are_named() {
    use Protection::{StartTls, Tls};
    let server = FetchCause::Server;
    let cases: &[(Protection, Script, FetchCause)] = &[
        (StartTls, &["220 mail.acme.test ESMTP\r\n"], FetchCause::NotImap),
        (StartTls, &["+OK POP3 ready\r\n"], FetchCause::Pop3Server),
        (StartTls, &["SSH-2.0-OpenSSH_9.2\r\n"], FetchCause::NotImap),
        (StartTls, &["* BYE too many connections\r\n"], server(Cause::ServerBusy)),
        (StartTls, &["* BYE go away\r\n"], server(Cause::GreetingRefused)),
        (StartTls, &["* PREAUTH welcome\r\n"], server(Cause::AnswersEarly)),
        (StartTls, &["* OK [CAPABILITY IMAP4rev1] ready\r\n"], server(Cause::StartTlsNotOffered)),
        (StartTls, &["* OK [CAPABILITY IMAP4rev1 STARTTLS] x\r\n", "§ NO later\r\n"], server(Cause::StartTlsRefused)),
        // What comes behind the agreement was written by somebody on the way.
        (
            StartTls,
            &["* OK [CAPABILITY STARTTLS] x\r\n", "§ OK\r\n* OK [CAPABILITY AUTH=PLAIN]\r\n"],
            server(Cause::AnswersEarly),
        ),
        (Tls, &["220 mail.acme.test ESMTP\r\n"], FetchCause::NotImap),
        (Tls, &["* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] x\r\n"], server(Cause::SignInNotOffered)),
        (Tls, &["* OK x\r\n", ""], server(Cause::ConnectionDropped)),
        (Tls, &[""], server(Cause::DroppedAtGreeting)),
        (Tls, &[GREETING, "§ NO [ALERT] Your account is not enabled for IMAP use.\r\n"], FetchCause::ImapOff),
        (Tls, &[GREETING, "+ \r\n", "+ \r\n", "+ \r\n"], server(Cause::AnswersEarly)),
    ];
    for (protection, script, expected) in cases {
        let failure = open(*protection, script, password()).await.err().unwrap();
        assert_eq!(failure.cause, *expected, "{script:?} {}", failure.said);
    }
}

#[tokio::test]
async fn a_password_is_never_repeated() {
    let script: Script = &[GREETING, "§ NO s3cret-Passw0rd is wrong\r\n"];
    let failure = open(Protection::Tls, script, password()).await.err().unwrap();
    assert_eq!(failure.said, "••• is wrong");
    let login: Script =
        &["* OK [CAPABILITY IMAP4rev1] x\r\n", "§ BAD LOGIN \"jobs@acme.test\" \"S3CRET-PASSW0RD\"\r\n"];
    let failure = open(Protection::Tls, login, password()).await.err().unwrap();
    assert_eq!(failure.said, "LOGIN \"jobs@acme.test\" \"•••\"");
}

#[tokio::test]
async fn tokens_are_refused_with_a_reason() {
    let script: Script = &[
        "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] x\r\n",
        "+ eyJzdGF0dXMiOiI0MDAifQ==\r\n",
        "§ NO AUTHENTICATE failed.\r\n",
    ];
    let token = Credential::AccessToken(Secret::new("t".into()));
    let failure = open(Protection::Tls, script, token.clone()).await.err().unwrap();
    assert_eq!(failure.cause, FetchCause::Server(Cause::OauthRefused));
    let failure = open(Protection::Tls, &["* OK [CAPABILITY IMAP4rev1] x\r\n"], token).await.err().unwrap();
    assert_eq!(failure.cause, FetchCause::Server(Cause::OauthNotOffered));
}

#[tokio::test]
async fn what_is_too_large_is_not_read() {
    let script: Script = &[GREETING, SIGNED_IN, "* 1 FETCH (UID 7 BODY[] {4000000000}\r\nx"];
    let mut session = open(Protection::Tls, script, password()).await.unwrap();
    assert!(session.read(7, 1_000).await.is_err());
    // More than any answer to this has.
    let script: Script = &[GREETING, SIGNED_IN, "* OK {90000}\r\nx"];
    let mut session = open(Protection::Tls, script, password()).await.unwrap();
    assert!(session.open_folder("INBOX").await.is_err());
}

#[tokio::test]
async fn messages_are_read_as_they_are() {
    let script: Script = &[
        GREETING,
        SIGNED_IN,
        "* 2 EXISTS\r\n* OK [UIDVALIDITY 3] x\r\n* OK [UIDNEXT 9] x\r\n* OK [PERMANENTFLAGS (\\Flagged)] x\r\n§ OK [READ-WRITE] x\r\n",
        "* SEARCH 9 7\r\n* SEARCH 8 7\r\n§ OK x\r\n",
        "* 1 FETCH (FLAGS (\\Seen) UID 7 RFC822.SIZE 3 INTERNALDATE \" 1-Nov-2026 00:00:00 +0000\" NEW (a (b \"c\")))\r\n* 2 EXPUNGE\r\n* 5 FETCH (UID 99 RFC822.SIZE 1)\r\n§ OK x\r\n",
        "* 1 FETCH (UID 8 BODY[] {1}\r\ny)\r\n* 1 FETCH (BODY[] {3}\r\na)\n UID 7)\r\n* 1 FETCH (FLAGS ())\r\n§ OK x\r\n",
        "* 1 FETCH (UID 7 BODY[] \"abc\")\r\n§ OK x\r\n",
        "* 1 FETCH (UID 7 BODY[] NIL)\r\n§ OK x\r\n",
        "§ NO cannot\r\n",
        "* 3 EXISTS\r\n+ idling\r\n",
        "§ OK done\r\n",
        "+ idling\r\n* OK Still here\r\n",
        "§ OK done\r\n",
    ];
    let mut session = open(Protection::Tls, script, password()).await.unwrap();
    assert!(session.can_idle());
    let folder = session.open_folder("INBOX").await.unwrap();
    assert_eq!((folder.n_messages, folder.uid_validity, folder.uid_next), (2, 3, Some(9)));
    assert_eq!(session.find_after(7).await.unwrap(), [8, 9]);
    let listed = session.list(&[7, 8]).await.unwrap();
    let [one] = listed.as_slice() else { panic!("{listed:?}") };
    assert_eq!((one.uid, one.n_bytes, one.came_at.is_some()), (7, 3, true));
    assert_eq!(session.read(7, 100).await.unwrap(), Fetched::Whole(b"a)\n".to_vec()));
    assert_eq!(session.read(7, 100).await.unwrap(), Fetched::Whole(b"abc".to_vec()));
    assert_eq!(session.read(7, 100).await.unwrap(), Fetched::Gone);
    assert_eq!(session.read(7, 100).await.unwrap(), Fetched::Refused("cannot".into()));
    assert!(session.idle(Duration::from_secs(60)).await.unwrap());
    assert!(!session.idle(Duration::from_millis(1)).await.unwrap());
}
