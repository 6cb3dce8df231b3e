//! Services that ask to confirm a redirection: shown as far as they are who they say.

use types::Verified;

use super::{Answers, Place, SENDERS, signing::Signer};
use crate::tests::on_both;

const DOMAIN: &str = "accountprotection.microsoft.com";

fn code(n: u32) -> String {
    format!(
        "From: Microsoft <account-security-noreply@{DOMAIN}>\r\nTo: acme-jobs@in.example\r\nSubject: Sicherheitscode\r\n\
         Message-ID: <{n}@{DOMAIN}>\r\n\r\nSicherheitscode: {n}\r\n"
    )
}

fn link(n: u32) -> String {
    code(n).replace("Sicherheitscode: ", &format!("https://account.live.com/verify?otc={n}\r\n"))
}

impl Place {
    /// The codes and links that the wizard shows, the newest first.
    async fn shown(&self) -> Vec<(Option<String>, Option<String>)> {
        let asked = self.desk.confirming(None).await.unwrap();
        asked.into_iter().map(|asked| (asked.code, asked.link)).collect()
    }
}

on_both!(a_code_is_shown_when_its_sender_is_verified, |world| {
    let (service, stranger) = (Signer::new(DOMAIN), Signer::new("stranger.example"));
    let mut answers = Answers::default();
    service.publish(&mut answers);
    stranger.publish(&mut answers);
    answers.txt(&format!("_dmarc.{DOMAIN}"), "v=DMARC1; p=reject");
    let place = Place::open(world, answers).await;
    // Imitations, more than would be shown: unsigned, and signed by somebody else.
    for n in 0..4 {
        for raw in [
            code(100_000 + n),
            link(200_000 + n),
            stranger.signed(&code(300_000 + n)),
            stranger.signed(&link(400_000 + n)),
        ] {
            let (_, found) = place.looked_at(&raw, SENDERS, "x@stranger.example").await;
            assert_eq!(found.verdict, Verified::No, "{found:?}");
        }
    }
    assert_eq!(place.shown().await, []);
    let mut changes = place.world.engine.changes();
    let (_, found) = place.looked_at(&service.signed(&code(739_102)), SENDERS, "x@stranger.example").await;
    assert_eq!(found.verdict, Verified::Yes, "{found:?}");
    assert_eq!(place.shown().await, [(Some("739102".into()), None)]);
    // Once when it came, and once when it was verified.
    for _ in 0..2 {
        while changes.next().await != Some(crate::Heard::Changed(types::Topic::Settings)) {}
    }
    place.looked_at(&service.signed(&link(739_103)), SENDERS, "x@stranger.example").await;
    assert_eq!(place.shown().await[0].1.as_deref(), Some("https://account.live.com/verify?otc=739103"));
});

on_both!(silent_name_servers_hide_no_link, |world| {
    let service = Signer::new(DOMAIN);
    let mut answers = Answers::default();
    answers.fails(&service.place());
    answers.fails(&format!("_dmarc.{DOMAIN}"));
    let place = Place::open(world, answers).await;
    for (n, raw) in [code(739_102), link(739_103)].into_iter().enumerate() {
        let (_, found) = place.looked_at(&service.signed(&raw), SENDERS, "x@stranger.example").await;
        assert_eq!(found.verdict, Verified::Unknown, "{found:?}");
        assert_eq!(place.shown().await.len(), n, "it leads to the service itself; a code leads nowhere");
    }
});
