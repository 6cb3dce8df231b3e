//! The corpus, changed at random from a fixed seed: nothing panics, and no page ever runs anything.

use super::mutation::{Numbers, change};
use super::{corpus::CORPUS, expected, payloads, sound::assert_sound};
use crate::reading::{Unreadable, came, header_value};

/// Mails tried; enough to reach every branch that random changes reach, in a second or two without optimisation.
const N_ROUNDS: usize = 6_000;

#[test]
fn changed_mail_never_panics_and_never_runs() {
    let mut numbers = Numbers(0x5EED_0F90_5700_0001);
    let mut n_pages = 0;
    let own = CORPUS.iter().map(|(_, raw)| raw.to_vec());
    let written = expected::mails().into_iter().map(|(_, raw, _)| raw);
    let mails: Vec<Vec<u8>> = own.chain(written).chain(payloads::mails()).collect();
    for round in 0..N_ROUNDS {
        let mut raw = mails[round % mails.len()].clone();
        for _ in 0..=numbers.below(8) {
            change(&mut raw, &mut numbers);
        }
        let sound = std::panic::catch_unwind(|| assert_sound(&raw));
        n_pages += sound.unwrap_or_else(|_| panic!("round {round}: {}", String::from_utf8_lossy(&raw)));
        assert_ne!(came(&raw, "").err(), Some(Unreadable::Panicked), "round {round}");
        header_value(&raw, "Subject");
    }
    assert!(n_pages > N_ROUNDS / 20, "only {n_pages} pages were made");
}
