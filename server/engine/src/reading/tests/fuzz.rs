//! The corpus, changed at random from a fixed seed: nothing panics, and no page ever runs anything.

use super::mutation::{Numbers, change};
use super::{corpus::CORPUS, expected, harmless::assert_harmless};
use crate::reading::{Unreadable, attachment, came, header_value, html, read, transcript, view};
use types::ReadingProblem;

/// Mails tried; enough to reach every branch that random changes reach, in a second or two without optimisation.
const N_ROUNDS: usize = 6_000;
#[test]
fn changed_mail_never_panics_and_never_runs() {
    let mut numbers = Numbers(0x5EED_0F90_5700_0001);
    let mut n_pages = 0;
    let own = CORPUS.iter().map(|(name, raw)| ((*name).to_owned(), raw.to_vec()));
    let mails: Vec<(String, Vec<u8>)> =
        own.chain(expected::mails().into_iter().map(|(name, raw, _)| (name, raw))).collect();
    for round in 0..N_ROUNDS {
        let (name, raw) = &mails[round % mails.len()];
        let mut raw = raw.clone();
        for _ in 0..=numbers.below(8) {
            change(&mut raw, &mut numbers);
        }
        let context = || format!("round {round} from {name}: {}", String::from_utf8_lossy(&raw));
        assert_ne!(read(&raw, "").err(), Some(Unreadable::Panicked), "{}", context());
        assert_ne!(came(&raw, "").err(), Some(Unreadable::Panicked), "{}", context());
        header_value(&raw, "Subject");
        let told = transcript(&raw, "");
        assert!(!told.problems.contains(&ReadingProblem::ReadingFailed), "{}", context());
        assert!(told.new_text.len() <= told.text.len(), "{}", context());
        let opened = view(&raw);
        assert_ne!(opened.as_ref().err(), Some(&Unreadable::Panicked), "{}", context());
        for listed in opened.iter().flat_map(|opened| &opened.attachments) {
            let file = attachment(&raw, listed.index).unwrap().unwrap();
            assert_eq!(file.bytes.len() as u64, listed.size_bytes, "{}", context());
            assert!(!file.name.contains(['/', '\\', '\0', '\r', '\n', '\u{202e}']), "{:?}", file.name);
        }
        match html(&raw, round % 2 == 0) {
            Ok(Some(page)) => {
                n_pages += 1;
                assert_harmless(&page);
            }
            Ok(None) => {}
            Err(fault) => assert_ne!(fault, Unreadable::Panicked, "{}", context()),
        }
    }
    assert!(n_pages > N_ROUNDS / 20, "only {n_pages} pages were made");
}
