//! What will be believed: rows of what a domain publishes, and what the three lines say then.

use types::{Belief, BeliefLine, Encryption, ProofState, SenderForm, TypedSmtp, VerifiedBy};

use super::{Answers, COMPANY, Place, SENDERS, signing::Signer};
use crate::{
    MailServer, Options, Protection, Secret,
    tests::{World, on_both},
};

const GOOD: ProofState = ProofState::Good;
const MISSING: ProofState = ProofState::Missing;

pub(super) async fn belief(place: &Place, domain: &str, host: &str) -> Belief {
    let form = SenderForm { use_custom: true, custom_address: format!("jobs@{domain}") };
    place.desk.save_sender(None, form).await.unwrap();
    let smtp = TypedSmtp {
        sign_in_with: types::SignInWith::default(),
        use_for_sending: true,
        host: host.into(),
        port: "465".into(),
        encryption: Encryption::Tls,
        account: "jobs".into(),
    };
    place.desk.save_smtp(None, smtp, Secret::new("x".into())).await.unwrap();
    place.desk.beliefs(None).await.unwrap().remove(0)
}

fn states(belief: &Belief) -> [ProofState; 3] {
    [belief.lines[0].state, belief.lines[1].state, belief.lines[2].state]
}

fn to_publish(line: &BeliefLine) -> (&str, &str) {
    line.publish.as_ref().map_or(("", ""), |record| (record.name.as_str(), record.value.as_str()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_domain_publishes() {
    let mut answers = Answers::default();
    answers.mx("google.example", 10, "aspmx.l.google.com");
    answers.txt("google.example", "v=spf1 include:_spf.google.com ~all");
    answers.txt("google._domainkey.google.example", "v=DKIM1; k=rsa; p=AAAA");
    answers.txt("_dmarc.google.example", "v=DMARC1; p=quarantine");
    answers.mx("empty.example", 10, "aspmx.l.google.com");
    answers.txt("google._domainkey.empty.example", "v=DKIM1; k=rsa; p=");
    answers.txt("own.example", &format!("v=spf1 ip4:{COMPANY} -all"));
    answers.address("mail.own.example", COMPANY.parse().unwrap());
    answers.txt("foreign.example", &format!("v=spf1 ip4:{SENDERS} -all"));
    answers.txt("_dmarc.foreign.example", "v=DMARC1; p=reject");
    answers.address("mail.foreign.example", COMPANY.parse().unwrap());
    answers.txt("google._domainkey.twice.example", "v=DKIM1; p=AAAA");
    answers.mx("twice.example", 10, "aspmx.l.google.com");
    answers.txt("twice.example", "v=spf1 include:_spf.google.com ~all");
    answers.txt("twice.example", "v=spf1 mx -all");
    answers.txt("_dmarc.twice.example", "v=DMARC1; p=none");
    answers.txt("_dmarc.twice.example", "v=DMARC1; p=reject");
    answers.fails("silent.example");
    answers.fails("_dmarc.silent.example");
    answers.txt("_dmarc.above.example", "v=DMARC1; p=reject; sp=none");
    let place = Place::open(World::open("sqlite".into()).await, answers).await;

    let found = belief(&place, "google.example", "smtp.gmail.com").await;
    assert_eq!(states(&found), [GOOD, ProofState::Likely, GOOD], "{found:#?}");
    assert_eq!(found.lines[2].detail, "quarantine");

    let found = belief(&place, "empty.example", "smtp.gmail.com").await;
    assert_eq!(states(&found), [MISSING; 3], "{found:#?}");
    assert_eq!(to_publish(&found.lines[0]), ("empty.example", "v=spf1 include:_spf.google.com ~all"));
    assert_eq!(to_publish(&found.lines[2]), ("_dmarc.empty.example", "v=DMARC1; p=none"));

    let found = belief(&place, "own.example", "mail.own.example").await;
    assert_eq!(states(&found), [GOOD, ProofState::Unknown, MISSING], "{found:#?}");

    let found = belief(&place, "foreign.example", "mail.foreign.example").await;
    assert_eq!(states(&found), [ProofState::NotCovered, ProofState::Unknown, GOOD], "{found:#?}");
    let extended = format!("v=spf1 ip4:{SENDERS} a:mail.foreign.example -all");
    assert_eq!(to_publish(&found.lines[0]), ("foreign.example", extended.as_str()));

    let found = belief(&place, "twice.example", "smtp.gmail.com").await;
    assert_eq!(states(&found), [ProofState::Broken, ProofState::Likely, ProofState::Broken], "{found:#?}");
    assert_eq!(to_publish(&found.lines[0]), ("twice.example", "v=spf1 include:_spf.google.com mx -all"));

    let found = belief(&place, "silent.example", "mail.silent.example").await;
    assert_eq!(states(&found), [ProofState::Unknown; 3], "{found:#?}");

    for (domain, policy) in [("mail.above.example", "none"), ("above.example", "reject")] {
        let found = belief(&place, domain, "").await;
        assert_eq!((found.lines[2].state, found.lines[2].detail.as_str()), (GOOD, policy), "{found:#?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_relay_has_a_line_of_its_own() {
    let mut answers = Answers::default();
    answers.txt("in.example", &format!("v=spf1 ip4:{SENDERS} -all"));
    answers.address("relay.example", SENDERS.parse().unwrap());
    let place = Place::open(World::open("sqlite".into()).await, answers).await;
    let relay = MailServer { host: "Relay.example".into(), port: 587, protection: Protection::StartTls, account: None };
    let world = place
        .world
        .reopened(std::sync::Arc::new(move |options| Options { relay: Some(relay.clone()), ..options }))
        .await;
    let found = world.signed_in().await.beliefs(None).await.unwrap();
    assert_eq!(found[1].address.as_str(), "acme-jobs@in.example");
    assert_eq!(states(&found[1]), [GOOD, ProofState::Unknown, MISSING], "{found:#?}");
}

on_both!(the_test_mail_shows_who_signs, |world| {
    let (company, host) = (Signer::new("acme.example"), Signer::new("host.example"));
    let mut answers = Answers::default();
    company.publish(&mut answers);
    host.publish(&mut answers);
    let place = Place::open(world, answers).await;
    let before = belief(&place, "acme.example", "mail.acme.example").await;
    // Its key is under a usual name.
    assert_eq!(before.lines[1].state, ProofState::Likely);
    for (signer, state) in [(&company, GOOD), (&host, ProofState::OtherDomain)] {
        let test = place.desk.test_stored(None).await.unwrap();
        let token = place.world.engine.test_token(test, crate::redirection::Half::Own);
        let raw = format!(
            "From: jobs@acme.example\r\nTo: jobs@acme.example\r\nSubject: Test\r\nMessage-ID: <{test}@in.example>\r\nX-Postroom-Test: {token}\r\n\r\nA test.\r\n"
        );
        let (_, found) = place.looked_at(&signer.signed(&raw), COMPANY, "jobs@acme.example").await;
        assert_ne!(found.reason, VerifiedBy::NoAnswer, "{found:?}");
        let after = place.desk.beliefs(None).await.unwrap().remove(0);
        assert_eq!(after.lines[1].state, state, "{after:#?}");
        // The one from outside is another's, and says nothing of this address.
        let token = place.world.engine.test_token(test, crate::redirection::Half::Outside);
        let raw = format!(
            "From: loop-test@in.example\r\nTo: jobs@acme.example\r\nSubject: Test\r\nMessage-ID: <{test}.outside@in.example>\r\nX-Postroom-Test: {token}\r\n\r\nA test.\r\n"
        );
        place.looked_at(&raw, COMPANY, "loop-test@in.example").await;
        let after = place.desk.beliefs(None).await.unwrap().remove(0);
        assert_eq!(after.lines[1].state, state, "{after:#?}");
    }
    // The mail from outside is ours: whoever signs it says nothing of the company's server.
    let test = place.desk.recruiting_email(None).await.unwrap().latest_test.unwrap();
    let token = place.world.engine.test_token(test, crate::redirection::Half::Outside);
    let outside = format!(
        "From: loop-test@in.example\r\nTo: jobs@acme.example\r\nSubject: Test\r\nMessage-ID: <{test}.outside@in.example>\r\nX-Postroom-Test: {token}\r\n\r\nA test.\r\n"
    );
    place.looked_at(&company.signed(&outside), COMPANY, "loop-test@in.example").await;
    let after = place.desk.beliefs(None).await.unwrap().remove(0);
    assert_eq!(after.lines[1].state, ProofState::OtherDomain, "{after:#?}");
});
