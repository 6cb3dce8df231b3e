//! What comes in.

use types::{MessageState, Verified, VerifiedBy};

use super::{Answers, COMPANY, Place, SENDERS, signing::Signer};
use crate::tests::{mail, on_both};

const PLAIN: &str = "From: Carla <carla@example.org>\r\nTo: jobs@acme.example\r\nSubject: Application\r\nMessage-ID: <1@example.org>\r\n\r\nPlease read my CV.\r\n";
const SRS: &str = "SRS0=abcd=XY=example.org=carla@acme.example";

/// The domain of the sender with a key, an SPF record and this DMARC policy; the company with SPF and a key.
fn published(policy: &str) -> (Answers, Signer, Signer) {
    let (sender, company) = (Signer::new("example.org"), Signer::new("acme.example"));
    let mut answers = Answers::default();
    answers.txt("example.org", &format!("v=spf1 ip4:{SENDERS} -all"));
    answers.txt("acme.example", &format!("v=spf1 ip4:{COMPANY} -all"));
    if !policy.is_empty() {
        answers.txt("_dmarc.example.org", &format!("v=DMARC1; p={policy}"));
    }
    sender.publish(&mut answers);
    company.publish(&mut answers);
    (answers, sender, company)
}

on_both!(a_valid_signature_survives_a_redirection, |world| {
    let (answers, sender, _) = published("reject");
    let place = Place::open(world, answers).await;
    let (id, found) = place.looked_at(&sender.signed(PLAIN), COMPANY, SRS).await;
    assert_eq!((found.verdict, found.reason), (Verified::Yes, VerifiedBy::Signature), "{found:?}");
    assert_eq!(found.domain, "example.org");
    assert!(found.results.contains("dkim=pass") && found.results.contains("dmarc=pass"), "{}", found.results);
    // So does one with other signatures in front, more than are looked at.
    let forged = (0..30).map(|n| {
        format!("DKIM-Signature: v=1; a=ed25519-sha256; d=forged{n}.example; s=s; h=from; bh=AAAA; b=AAAA\r\n")
    });
    let many = forged.collect::<String>() + &sender.signed(&PLAIN.replace("<1@", "<2@"));
    let (_, found) = place.looked_at(&many, COMPANY, SRS).await;
    assert_eq!(found.reason, VerifiedBy::Signature, "{found:?}");
    assert_eq!(place.desk.message(id, types::text::Lang::En).await.unwrap().row.state, MessageState::Unassigned);
});

on_both!(without_a_policy_the_domain_above_may_sign, |world| {
    let (answers, sender, _) = published("");
    let place = Place::open(world, answers).await;
    let below = PLAIN.replace("carla@example.org", "carla@mail.example.org");
    let (_, found) = place.looked_at(&sender.signed(&below), COMPANY, SRS).await;
    assert_eq!((found.reason, found.domain.as_str()), (VerifiedBy::Signature, "example.org"), "{found:?}");
    let other = PLAIN.replace("carla@example.org", "carla@example.net");
    let (_, found) = place.looked_at(&sender.signed(&other), COMPANY, SRS).await;
    assert_eq!((found.verdict, found.reason), (Verified::No, VerifiedBy::OtherDomain), "{found:?}");
});

on_both!(a_server_that_the_domain_names_proves_it, |world| {
    let (answers, ..) = published("none");
    let place = Place::open(world, answers).await;
    let (_, found) = place.looked_at(PLAIN, SENDERS, "carla@example.org").await;
    assert_eq!((found.verdict, found.reason), (Verified::Yes, VerifiedBy::Server), "{found:?}");
});

on_both!(spf_alone_condemns_nobody, |world| {
    let (answers, ..) = published("none");
    let place = Place::open(world, answers).await;
    // Redirected without and with another envelope sender.
    for (n, mail_from) in ["carla@example.org", SRS].into_iter().enumerate() {
        let raw = PLAIN.replace("<1@", &format!("<{n}x@"));
        let (id, found) = place.looked_at(&raw, COMPANY, mail_from).await;
        assert_eq!((found.verdict, found.reason), (Verified::No, VerifiedBy::Unsigned), "{found:?}");
        assert_eq!(place.desk.message(id, types::text::Lang::En).await.unwrap().row.state, MessageState::Unassigned);
    }
});

on_both!(what_was_changed_is_said_to_be, |world| {
    let (answers, sender, _) = published("reject");
    let place = Place::open(world, answers).await;
    let changed = sender.signed(PLAIN).replace("Please read", "[External] Please read");
    let (_, found) = place.looked_at(&changed, COMPANY, SRS).await;
    assert_eq!((found.verdict, found.reason), (Verified::No, VerifiedBy::Changed), "{found:?}");
    let subject = sender.signed(PLAIN).replace("Subject: Application", "Subject: [External] Application");
    let (_, found) = place.looked_at(&subject, COMPANY, SRS).await;
    assert_eq!(found.reason, VerifiedBy::Changed, "{found:?}");
    let (_, found) = place.looked_at(PLAIN, COMPANY, SRS).await;
    assert_eq!((found.verdict, found.reason), (Verified::No, VerifiedBy::AgainstPolicy), "{found:?}");
});

on_both!(a_seal_of_the_companys_server_speaks_for_what_it_changed, |world| {
    let (mut answers, sender, company) = published("reject");
    let stranger = Signer::new("stranger.example");
    stranger.publish(&mut answers);
    let place = Place::open(world, answers).await;
    let changed = |mark: &str| sender.signed(PLAIN).replace("Please read", &format!("[{mark}] Please read"));
    let seal = async |by: &Signer, mark: &str| by.sealed(&changed(mark), &sender.signed(PLAIN), &place.names).await;
    let (_, found) = place.looked_at(&seal(&company, "one").await, COMPANY, SRS).await;
    assert_eq!((found.verdict, found.reason), (Verified::Yes, VerifiedBy::Seal), "{found:?}");
    assert_eq!(found.domain, "acme.example");
    let (_, found) = place.looked_at(&seal(&stranger, "two").await, COMPANY, SRS).await;
    assert_eq!(found.reason, VerifiedBy::Changed, "{found:?}");
    let after = seal(&company, "three").await.replace("[three]", "[four]");
    let (_, found) = place.looked_at(&after, COMPANY, SRS).await;
    assert_eq!(found.reason, VerifiedBy::Changed, "{found:?}");
});

on_both!(silent_name_servers_hold_nothing_up, |world| {
    let (mut answers, sender, _) = published("");
    answers.fails(&sender.place());
    let place = Place::open(world, answers).await;
    let (id, found) = place.looked_at(&sender.signed(PLAIN), COMPANY, SRS).await;
    assert_eq!((found.verdict, found.reason), (Verified::Unknown, VerifiedBy::NoAnswer), "{found:?}");
    assert_eq!(place.desk.message(id, types::text::Lang::En).await.unwrap().row.state, MessageState::Unassigned);
    // They answer again, and it is looked at once more.
    place.names.change(|answers| {
        answers.forget(&sender.place());
        sender.publish(answers);
    });
    place.world.clock.advance_secs(11 * 60);
    // The loop may have been first.
    _ = place.world.engine.authenticate_due().await.unwrap();
    let found = place.authentication(id, |found| found.reason != VerifiedBy::NoAnswer).await;
    assert_eq!(found.reason, VerifiedBy::Signature, "{found:?}");
    assert_eq!(place.world.engine.authenticate_due().await.unwrap(), 0);
});

on_both!(odd_mails_do_no_harm, |world| {
    let (answers, sender, _) = published("reject");
    let place = Place::open(world, answers).await;
    let two = PLAIN.replace("From: Carla", "From: x@other.example, Carla");
    let (_, found) = place.looked_at(&sender.signed(&two), COMPANY, "").await;
    assert_eq!((found.verdict, found.reason), (Verified::No, VerifiedBy::NoSender), "{found:?}");
    for raw in ["\r\n\r\nno header", "DKIM-Signature: ;;;=\r\nFrom: a@b\r\n\r\n", "From: <@>\r\n\r\n", ""] {
        let (_, found) = place.looked_at(raw, COMPANY, "").await;
        assert_ne!(found.verdict, Verified::Yes, "{raw:?}");
    }
});

on_both!(files_are_not_looked_at, |world| {
    let (answers, sender, _) = published("reject");
    let place = Place::open(world, answers).await;
    let id = place.world.engine.accept(mail(sender.signed(PLAIN))).await.unwrap();
    place.world.sorted().await;
    assert_eq!(place.world.engine.authenticate_due().await.unwrap(), 0);
    assert_eq!(place.desk.authentication(id).await.unwrap(), None);
});
