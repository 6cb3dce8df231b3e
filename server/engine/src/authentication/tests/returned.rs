//! Test mails that came back with signatures: what became of those is part of the verdict.

use types::{Badge, TestState, Verdict, text::Lang};

use super::{Answers, COMPANY, DEADLINE, Place, believed::belief, signing::Signer};
use crate::{
    VerdictWords,
    redirection::{Half, TOKEN_HEADER, loop_mail},
    tests::on_both,
};

/// What stands in the table beside the signatures.
fn signatures(words: &VerdictWords) -> Vec<(&str, bool)> {
    let rows = words.mails.iter().flat_map(|mail| &mail.rows);
    rows.filter(|row| row.name.starts_with("Signature")).map(|row| (row.found.as_str(), row.is_fine)).collect()
}

/// The own mail of a new test as `changed` on its way, and the verdict once its signatures were looked at.
async fn judged(place: &Place, changed: impl FnOnce(String) -> String) -> VerdictWords {
    place.world.clock.advance_secs(1);
    let engine = &place.world.engine;
    let id = place.desk.test_stored(None).await.unwrap();
    let known = engine.known_test(id).await.unwrap();
    let to = known.test.settings.custom_address;
    let token = engine.test_token(id, Half::Own);
    let mail = loop_mail(&known.sent[0], &to, &token, &engine.inner.test_mail_text, engine.now());
    let raw = changed(String::from_utf8(mail).unwrap());
    assert!(raw.contains(TOKEN_HEADER), "{raw}");
    let mut changes = engine.changes();
    place.looked_at(&raw, COMPANY, to.as_str()).await;
    loop {
        let words = place.desk.verdict_words(id, Lang::En).await.unwrap();
        let state = place.desk.connection_test(id).await.unwrap().state;
        if let Some(words) = words.filter(|words| state == TestState::Passed && !signatures(words).is_empty()) {
            return words;
        }
        tokio::time::timeout(DEADLINE, changes.next()).await.expect("nobody looks at the signatures");
    }
}

on_both!(a_signature_that_breaks_on_the_way_is_part_of_the_verdict, |world| {
    let (company, host) = (Signer::new("acme.example"), Signer::new("host.example"));
    let mut answers = Answers::default();
    company.publish(&mut answers);
    let place = Place::open(world, answers).await;
    belief(&place, "acme.example", "mail.acme.example").await;
    let badge = async || place.desk.recruiting_email(None).await.unwrap().badge;

    let words = judged(&place, |raw| company.signed(&raw)).await;
    assert_eq!((words.verdict, signatures(&words)), (Verdict::Untouched, vec![("valid", true)]), "{words:#?}");
    assert!(matches!(badge().await, Badge::LoopWorks { .. }));

    let notice = |raw: String| raw.replacen("\r\n\r\n", "\r\n\r\nCaution: this mail is from outside.\r\n", 1);
    let words = judged(&place, |raw| notice(company.signed(&raw))).await;
    let broken = vec![("broken: the text was changed", false)];
    assert_eq!((words.verdict, signatures(&words)), (Verdict::Damaged, broken), "{words:#?}");
    assert!(words.means.contains("the text of the mail after acme.example had signed it"), "{words:#?}");
    assert!(words.mails[0].title.contains("Changed on the way"), "{words:#?}");
    assert_eq!(badge().await, Badge::SendingWorks, "such a mail does not prove the loop");

    let readdressed = |raw: String| raw.replacen("\r\nTo: jobs@acme.example\r\n", "\r\nTo: <jobs@acme.example>\r\n", 1);
    let words = judged(&place, |raw| readdressed(company.signed(&raw))).await;
    let broken = vec![("broken: the header was changed, or the published key does not fit", false)];
    assert_eq!((words.verdict, signatures(&words)), (Verdict::Damaged, broken), "{words:#?}");
    assert!(words.change.iter().any(|step| step.contains("the key that acme.example publishes")), "{words:#?}");

    // Fields that were damaged are told first; the table has both.
    let marked = |raw: String| raw.replacen("Subject: ", "Subject: [EXTERN] ", 1);
    let words = judged(&place, |raw| marked(company.signed(&raw))).await;
    assert_eq!((words.verdict, words.title.as_str()), (Verdict::Damaged, "The header was damaged"), "{words:#?}");
    assert_eq!(signatures(&words).len(), 1, "{words:#?}");

    // Who signs after the change, or not at all, or without a key, has broken nothing.
    let words = judged(&place, |raw| company.signed(&notice(raw))).await;
    assert_eq!((words.verdict, signatures(&words)), (Verdict::Untouched, vec![("valid", true)]), "{words:#?}");
    let words = judged(&place, |raw| raw).await;
    assert_eq!((words.verdict, signatures(&words)), (Verdict::Untouched, vec![("none", true)]), "{words:#?}");
    let words = judged(&place, |raw| host.signed(&raw)).await;
    let unusable = vec![("cannot be checked: no usable key, or written badly", true)];
    assert_eq!((words.verdict, signatures(&words)), (Verdict::Untouched, unusable), "{words:#?}");
});
