//! Each fault, as a client meets it.

use types::{Encryption, Fault};

use crate::tests::{
    client::Client,
    world::{HOST, MAILBOX, PASSWORD, World, plain},
};

async fn handshake_error(fault: Fault, encryption: Encryption) -> String {
    let world = World::start().await;
    world.fault(fault);
    let client = match encryption {
        Encryption::Tls => Client::connect(world.tls).await,
        Encryption::StartTls => {
            let mut client = Client::connect(world.starttls).await;
            client.hear().await;
            client.expect("EHLO me.localhost", "250").await;
            client.expect("STARTTLS", "220").await;
            client
        }
    };
    client.encrypt(HOST, world.host.authority_pem()).await.map(|_| ()).unwrap_err().to_string()
}

#[tokio::test]
async fn certificates() {
    for encryption in Encryption::ALL {
        for (fault, words) in [
            (Fault::CertificateExpired, "certificate expired"),
            (Fault::CertificateWrongName, "not valid for name"),
            (Fault::CertificateUnknownIssuer, "UnknownIssuer"),
        ] {
            let error = handshake_error(fault, encryption).await;
            assert!(error.contains(words), "{fault:?} {encryption}: {error}");
        }
    }
}

#[tokio::test]
async fn the_good_certificate_has_three_names() {
    let world = World::start().await;
    for name in [HOST, "localhost", "127.0.0.1"] {
        let client = Client::connect(world.tls).await.encrypt(name, world.host.authority_pem()).await;
        assert!(client.unwrap().hear().await.starts_with("220 "), "{name}");
    }
}

#[tokio::test]
async fn drop_at_connect() {
    let world = World::start().await;
    world.fault(Fault::DropAtConnect);
    for port in [world.tls, world.starttls] {
        assert_eq!(Client::connect(port).await.rest().await, "");
    }
}

#[tokio::test]
async fn no_greeting() {
    let world = World::start().await;
    world.fault(Fault::NoGreeting);
    let mut plain = Client::connect(world.starttls).await;
    let mut tls = Client::connect(world.tls).await.encrypt(HOST, world.host.authority_pem()).await.unwrap();
    for client in [&mut plain, &mut tls] {
        client.send(b"EHLO me.localhost\r\n").await;
    }
    world.shutdown.cancel();
    assert_eq!((plain.rest().await, tls.rest().await), (String::new(), String::new()));
    world.serving.await.unwrap();
}

#[tokio::test]
async fn no_answer() {
    let world = World::start().await;
    world.fault(Fault::NoAnswer);
    let mut client = world.client().await;
    client.send(b"EHLO me.localhost\r\nQUIT\r\n").await;
    world.shutdown.cancel();
    assert_eq!(client.rest().await, "");
}

#[tokio::test]
async fn a_silent_server_notices_that_the_peer_leaves() {
    let world = World::start().await;
    world.fault(Fault::NoGreeting);
    // More than there is room for, so that this ends only if every place becomes free again.
    for _ in 0..300 {
        drop(Client::connect(world.starttls).await);
    }
    world.fault(Fault::None);
    world.client().await;
}

#[tokio::test]
async fn greeting_refused() {
    let world = World::start().await;
    world.fault(Fault::GreetingRefused);
    let mut client = Client::connect(world.starttls).await;
    assert!(client.hear().await.starts_with("554 "));
    client.expect("EHLO me.localhost", "503").await;
    client.expect("QUIT", "221").await;
    assert_eq!(client.rest().await, "");
}

#[tokio::test]
async fn starttls_not_offered() {
    let world = World::start().await;
    world.fault(Fault::StartTlsNotOffered);
    let mut client = Client::connect(world.starttls).await;
    client.hear().await;
    let reply = client.expect("EHLO me.localhost", "250").await;
    assert!(!reply.contains("STARTTLS") && !reply.contains("AUTH"), "{reply}");
    client.expect("STARTTLS", "502").await;
    client.expect(&plain(PASSWORD), "538").await;
}

#[tokio::test]
async fn sign_in() {
    let world = World::start().await;
    for (fault, code) in [(Fault::SignInRefused, "535 5.7.8"), (Fault::SignInUnavailable, "454 4.7.0")] {
        world.fault(fault);
        let mut client = world.client().await;
        client.expect("EHLO me.localhost", "250").await;
        client.expect(&plain(PASSWORD), code).await;
    }
    world.fault(Fault::SignInNotOffered);
    let mut client = world.client().await;
    assert!(!client.expect("EHLO me.localhost", "250").await.contains("AUTH"));
    client.expect(&plain(PASSWORD), "502").await;
    client.expect(&format!("MAIL FROM:<{MAILBOX}>"), "530").await;
}

#[tokio::test]
async fn refusals_of_a_mail() {
    let world = World::start().await;
    world.fault(Fault::SenderRefused);
    world.signed_in().await.expect(&format!("MAIL FROM:<{MAILBOX}>"), "553 5.7.1").await;
    world.fault(Fault::RecipientRefused);
    let mut client = world.signed_in().await;
    client.expect(&format!("MAIL FROM:<{MAILBOX}>"), "250").await;
    client.expect(&format!("RCPT TO:<{MAILBOX}>"), "550 5.1.1").await;
    client.expect("DATA", "554 5.5.1").await;
    for (fault, code) in [(Fault::MessageRefused, "554 5.7.1"), (Fault::RefusedForNow, "451 4.3.0")] {
        world.fault(fault);
        let mut client = world.signed_in().await;
        client.begin_mail(MAILBOX, MAILBOX).await;
        client.expect("x\r\n.", code).await;
    }
    assert!(world.host.mailbox(MAILBOX).is_empty());
}

#[tokio::test]
async fn drops() {
    let world = World::start().await;
    world.fault(Fault::DropAtMail);
    let mut client = world.signed_in().await;
    assert_eq!(client.ask(&format!("MAIL FROM:<{MAILBOX}>")).await, "");
    world.fault(Fault::DropInData);
    let mut client = world.signed_in().await;
    client.begin_mail(MAILBOX, MAILBOX).await;
    assert_eq!(client.ask("Subject: x").await, "");
    assert!(world.host.mailbox(MAILBOX).is_empty());
    world.fault(Fault::DropAfterData);
    let mut client = world.signed_in().await;
    client.begin_mail(MAILBOX, MAILBOX).await;
    assert_eq!(client.ask("x\r\n.").await, "");
    assert_eq!(world.host.mailbox(MAILBOX).len(), 1, "the server has it, and nobody was told");
}
