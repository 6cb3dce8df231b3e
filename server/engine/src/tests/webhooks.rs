//! Webhooks, told by real requests to a real port.

use std::time::Duration;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    sync::mpsc,
    time::timeout,
};
use types::{InputFault, InputField, Problem};

use super::{World, mail, on_both, problem};
use crate::{Secret, Webhook};

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A request as it came.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Request {
    head: String,
    body: String,
}

/// Somebody who listens, and answers with these statuses one after the other, then with the last one.
struct Receiver {
    url: String,
    requests: mpsc::Receiver<Request>,
}

impl Receiver {
    async fn start(statuses: &'static [u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hooks?of=acme", listener.local_addr().unwrap());
        let (tell, requests) = mpsc::channel(100);
        tokio::spawn(async move {
            let mut statuses = statuses.iter().copied().peekable();
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut bytes = Vec::new();
                while !is_whole(&bytes) {
                    if stream.read_buf(&mut bytes).await.unwrap() == 0 {
                        break;
                    }
                }
                let status = if statuses.len() > 1 { statuses.next() } else { statuses.peek().copied() }.unwrap();
                let answer = format!("HTTP/1.1 {status} So\r\nContent-Length: 0\r\n\r\n");
                stream.write_all(answer.as_bytes()).await.unwrap();
                let text = String::from_utf8(bytes).unwrap();
                let (head, body) = text.split_once("\r\n\r\n").unwrap();
                _ = tell.send(Request { head: head.to_lowercase(), body: body.to_owned() }).await;
            }
        });
        Self { url, requests }
    }

    async fn next(&mut self) -> Request {
        timeout(PATIENCE, self.requests.recv()).await.expect("no request came").unwrap()
    }
}

fn is_whole(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    body.len() >= length.parse().unwrap()
}

impl Request {
    fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(found, _)| *found == name).unwrap().1
    }

    /// As the specification tells receivers to check.
    fn is_signed_with(&self, secret: &Secret) -> bool {
        let key = BASE64_STANDARD.decode(secret.expose().strip_prefix("whsec_").unwrap()).unwrap();
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
        mac.update(
            format!("{}.{}.{}", self.header("webhook-id"), self.header("webhook-timestamp"), self.body).as_bytes(),
        );
        let signature = format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()));
        self.header("webhook-signature") == signature.to_lowercase()
    }
}

/// Waits until the webhook stands as it should.
async fn until(world: &World, is_so: impl Fn(&Webhook) -> bool) -> Webhook {
    let waiting = async {
        loop {
            let webhook = world.engine.webhooks().await.unwrap().remove(0);
            if is_so(&webhook) {
                return webhook;
            }
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, waiting).await.expect("the webhook does not get there")
}

on_both!(a_new_message_is_told_and_signed, |world| {
    world.admin().await;
    let mut receiver = Receiver::start(&[204]).await;
    let (made, secret) = world.engine.create_webhook(&receiver.url).await.unwrap();
    let id = world.engine.accept(mail("From: carla@example.org\r\nSubject: private\r\n\r\nx\r\n")).await.unwrap();
    let request = receiver.next().await;
    assert!(request.head.starts_with("post /hooks?of=acme http/1.1\r\n"), "{}", request.head);
    assert!(request.is_signed_with(&secret), "{request:?}");
    assert!(!request.is_signed_with(&Secret::new("whsec_AAAA".into())));
    let said: serde_json::Value = serde_json::from_str(&request.body).unwrap();
    assert_eq!(
        (said["type"].as_str(), said["data"]["id"].as_str()),
        (Some("message.received"), Some(&*id.to_string()))
    );
    assert_eq!(said["data"]["state"], "unassigned", "it is told after it was put in its place");
    assert!(!request.body.contains("private") && !request.body.contains("carla"), "nothing of it leaves");
    let webhook = until(&world, |webhook| webhook.last_success_at.is_some()).await;
    assert_eq!((webhook.id, webhook.n_waiting, webhook.n_lost), (made.id, 0, 0));
});

on_both!(what_is_not_taken_is_told_again_later, |world| {
    world.admin().await;
    let mut receiver = Receiver::start(&[500, 302, 200]).await;
    let (_, secret) = world.engine.create_webhook(&receiver.url).await.unwrap();
    world.engine.accept(mail("Subject: 1\r\n\r\nx\r\n")).await.unwrap();
    let first = receiver.next().await;
    let webhook = until(&world, |webhook| webhook.last_failure_at.is_some()).await;
    assert_eq!((webhook.last_failure.as_str(), webhook.n_waiting), ("it answered with status 500", 1));
    world.clock.advance_secs(5);
    let second = receiver.next().await;
    until(&world, |webhook| webhook.last_failure.contains("302")).await;
    assert!(receiver.requests.try_recv().is_err(), "no redirection is followed, and it waits");
    world.clock.advance_secs(30);
    let third = receiver.next().await;
    for again in [&second, &third] {
        assert_eq!((again.header("webhook-id"), &again.body), (first.header("webhook-id"), &first.body));
        assert!(again.is_signed_with(&secret));
    }
    assert_ne!(first.header("webhook-timestamp"), third.header("webhook-timestamp"));
    until(&world, |webhook| webhook.n_waiting == 0 && webhook.n_lost == 0).await;
});

on_both!(what_waits_survives_a_restart_and_is_given_up_after_three_days, |world| {
    world.admin().await;
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    world.engine.create_webhook(&format!("http://{port}/")).await.unwrap();
    world.engine.accept(mail("Subject: 1\r\n\r\nx\r\n")).await.unwrap();
    until(&world, |webhook| webhook.last_failure.starts_with("no connection")).await;
    let world = world.restart().await;
    assert_eq!(until(&world, |_| true).await.n_waiting, 1);
    world.clock.advance_secs(3 * 86_400 + 10);
    let webhook = until(&world, |webhook| webhook.n_lost == 1).await;
    assert_eq!(webhook.n_waiting, 0);
});

on_both!(one_that_is_deleted_hears_nothing, |world| {
    world.admin().await;
    let mut receiver = Receiver::start(&[200]).await;
    let mut other = Receiver::start(&[200]).await;
    let (made, _) = world.engine.create_webhook(&receiver.url).await.unwrap();
    world.engine.create_webhook(&other.url).await.unwrap();
    world.engine.delete_webhook(made.id).await.unwrap();
    assert_eq!(problem(world.engine.delete_webhook(made.id).await), Problem::NotFound);
    world.engine.accept(mail("Subject: 1\r\n\r\nx\r\n")).await.unwrap();
    other.next().await;
    assert!(receiver.requests.try_recv().is_err());
});

on_both!(private_networks_are_not_told, |world| {
    world.admin().await;
    let not_there = Problem::Invalid { field: InputField::WebhookUrl, fault: InputFault::NotAWebAddress };
    for url in ["http://ats.example/", "http://10.0.0.1/", "file:///etc/passwd", "nonsense"] {
        assert_eq!(problem(world.engine.create_webhook(url).await), not_there, "{url}");
    }
    world.engine.create_webhook("https://10.0.0.1/").await.unwrap();
    world.engine.accept(mail("Subject: 1\r\n\r\nx\r\n")).await.unwrap();
    let webhook = until(&world, |webhook| webhook.last_failure_at.is_some()).await;
    assert!(webhook.last_failure.contains("private network"), "{webhook:?}");
});
