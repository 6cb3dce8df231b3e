//! Mails of a test that are fetched from the mailbox instead of coming back through a redirection.

use super::*;
use crate::return_path;

on_both!(what_is_fetched_counts_as_untouched, |world| {
    let round = Loop::start(world, true).await;
    round.switch(Redirection::Off);
    let (id, ..) = round.sent().await;
    for kept in round.host.mailbox(MAILBOX) {
        // What a delivery agent writes in front (RFC 5321 section 4.4).
        let head = format!("Return-Path: <{}>\r\nDelivered-To: {MAILBOX}\r\n", kept.mail_from);
        let raw = [head.as_bytes(), kept.raw.as_slice()].concat();
        let mail_from = return_path(&raw).unwrap();
        assert_eq!(mail_from, kept.mail_from);
        let incoming = Incoming { mail_from, helo: String::new(), over_tls: true, ..mail(raw) };
        round.world.engine.accept(incoming).await.unwrap();
    }
    let words = round.judged(id, 2).await;
    assert_eq!(words.verdict, Verdict::Untouched, "{words:#?}");
    let test = round.until(id, |test| test.state == TestState::Passed).await;
    assert!(test.proves_loop());
});
