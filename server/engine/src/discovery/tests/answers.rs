//! Servers that are there, and what they learn about us: nothing.

use mailhost::{Account, MailHost};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
    sync::{mpsc, watch},
};
use tokio_util::sync::CancellationToken;
use types::{Cause, FoundBy, PracticeState, SenderForm, ServerAnswer};

use super::Place;
use crate::testing::dns::{Answers, serve};

/// Its certificate is for this name, and every name below `localhost` leads to this machine.
const HOST: &str = "mail.acme.localhost";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_that_answer_come_first() {
    let (_switches, watched) = watch::channel(PracticeState::default());
    let account = Account { account: "jobs@acme.example".into(), password: "x".into(), may_send_as: vec![] };
    let options = mailhost::Options {
        host_name: HOST.into(),
        accounts: vec![account],
        mailbox: "jobs@acme.example".into(),
        redirect_to: None,
    };
    let host = MailHost::new(options, watched).unwrap();
    let (tls, start_tls) =
        (TcpListener::bind("127.0.0.1:0").await.unwrap(), TcpListener::bind("127.0.0.1:0").await.unwrap());
    let ports = (tls.local_addr().unwrap().port(), start_tls.local_addr().unwrap().port());
    let mut answers = Answers::default();
    answers.srv("_submissions._tcp.acme.example", 0, 1, HOST);
    answers.srv("_submissions._tcp.acme.example", 1, ports.0, HOST);
    answers.srv("_submissions._tcp.acme.example", 2, ports.1, HOST);
    answers.srv("_submissions._tcp.acme.example", 3, ports.0, "wrong-name.localhost");
    answers.srv("_submission._tcp.acme.example", 0, ports.1, HOST);
    answers.srv("_submission._tcp.acme.example", 1, 587, "private.acme.example");
    answers.address("private.acme.example", "10.0.0.1".parse().unwrap());
    let authority = host.authority_pem().to_owned();
    let stop = CancellationToken::new();
    let serving = tokio::spawn({
        let (host, stop) = (host.clone(), stop.clone());
        async move { host.serve(tls, start_tls, stop).await }
    });
    let place = Place::open(answers, Vec::new(), "127.0.0.0/8,::1", vec![authority]).await;
    let found = place.found("jobs@acme.example").await;
    let ways = vec!["LOGIN".to_owned(), "PLAIN".to_owned()];
    let answer = |name: &str, port: u16, way: types::Encryption| {
        let is_it = |p: &&types::Proposal| p.server.host == name && p.server.port == port && p.server.encryption == way;
        found.proposals.iter().find(is_it).map(|proposal| proposal.answer.clone())
    };
    let (tls, start_tls) = (types::Encryption::Tls, types::Encryption::StartTls);
    assert_eq!(answer(HOST, ports.0, tls), Some(ServerAnswer::Ready(ways.clone())), "{found:#?}");
    assert_eq!(answer(HOST, ports.1, start_tls), Some(ServerAnswer::Ready(ways)));
    assert_eq!(answer(HOST, 1, tls), Some(ServerAnswer::Failed(Cause::ConnectionRefused)));
    assert_eq!(answer(HOST, ports.1, tls), Some(ServerAnswer::Failed(Cause::TlsOnPlaintextPort)));
    let wrong = answer("wrong-name.localhost", ports.0, tls);
    assert_eq!(wrong, Some(ServerAnswer::Failed(Cause::CertificateWrongName)));
    let private = answer("private.acme.example", 587, start_tls);
    assert_eq!(private, Some(ServerAnswer::Failed(Cause::HostNotAllowed)));
    assert!(found.proposals[..2].iter().all(|proposal| matches!(proposal.answer, ServerAnswer::Ready(_))));
    stop.cancel();
    serving.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_learns_account_or_password() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (heard, mut lines) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let heard = heard.clone();
            tokio::spawn(async move {
                let mut stream = BufReader::new(stream);
                _ = stream.write_all(b"220 hello\r\n").await;
                let mut line = String::new();
                while stream.read_line(&mut line).await.is_ok_and(|n| n > 0) {
                    _ = heard.send(std::mem::take(&mut line));
                    _ = stream.write_all(b"250-hello\r\n250 AUTH PLAIN LOGIN\r\n").await;
                }
            });
        }
    });
    let mut answers = Answers::default();
    answers.srv("_submission._tcp.acme.example", 0, port, "eager.localhost");
    let place = Place::open(answers, Vec::new(), "127.0.0.0/8,::1", Vec::new()).await;
    let found = place.found("jobs@acme.example").await;
    // It offers to sign in without encryption, and is not good enough to be proposed as working.
    assert_eq!(found.proposals[0].answer, ServerAnswer::Failed(Cause::StartTlsNotOffered), "{found:?}");
    let mut said = Vec::new();
    while let Ok(line) = lines.try_recv() {
        said.push(line);
    }
    assert!(said.iter().all(|line| line.starts_with("EHLO ") || line.starts_with("QUIT")), "{said:?}");
    assert!(said.iter().any(|line| line.starts_with("EHLO in.example")), "{said:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_can_be_ended_and_begun_again() {
    // A server that takes connections and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut answers = Answers::default();
    answers.srv("_submissions._tcp.acme.example", 0, silent.local_addr().unwrap().port(), "silent.localhost");
    let place = Place::open(answers, Vec::new(), "127.0.0.0/8,::1", Vec::new()).await;
    let form = SenderForm { use_custom: true, custom_address: "jobs@acme.example".into() };
    place.desk.save_sender(None, form).await.unwrap();
    let mut changes = place.world.engine.changes();
    loop {
        let found = place.desk.discovery(None).await.unwrap().unwrap();
        if !found.proposals.is_empty() {
            assert!(!found.is_done);
            break;
        }
        changes.next().await;
    }
    place.desk.stop_search(None).await.unwrap();
    let found = place.found("jobs@acme.example").await;
    assert_eq!(found.proposals[0].answer, ServerAnswer::NotAsked);
    assert_eq!(found.proposals[0].sources, [FoundBy::Services]);
    place.desk.search_again(None).await.unwrap();
    let again = place.desk.discovery(None).await.unwrap().unwrap();
    assert!(!again.is_done);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn silent_name_servers_are_said_to_be_silent() {
    let mut answers = Answers::default();
    answers.fails("acme.example");
    let place = Place::open(answers, Vec::new(), "127.0.0.0/8", Vec::new()).await;
    let found = place.found("jobs@acme.example").await;
    assert!(found.is_dns_silent && found.proposals.is_empty(), "{found:?}");
    // What takes the mail is known, and nothing else.
    let mut answers = Answers::default();
    answers.fails("_submissions._tcp.acme.example");
    let place = Place::open(answers, Vec::new(), "127.0.0.0/8", Vec::new()).await;
    assert!(place.found("jobs@acme.example").await.is_dns_silent);
    // The server is still there for other names.
    let other = serve(Answers::default()).await;
    assert!(other.address.port() > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_admins_search() {
    let place = Place::open(Answers::default(), Vec::new(), "127.0.0.0/8", Vec::new()).await;
    assert!(place.desk.discovery(None).await.unwrap().is_none(), "there is no custom address yet");
    let rita = place.world.recruiter().await;
    let refused = crate::tests::problem(rita.discovery(None).await);
    assert_eq!(refused, types::Problem::NotAllowed);
}
