//! Messages sent by BDAT (RFC 3030).

use super::{LIMITS, Talk, check, codes};
use crate::inbound::Limits;

#[test]
fn chunks_become_one_message() {
    let mut talk = Talk::addressed();
    assert_eq!(codes(&talk.send(b"BDAT 8 LAST\r\na\r\n.\r\nb")), "", "the last byte is still to come");
    assert!(talk.mails.is_empty());

    let mut talk = Talk::addressed();
    assert_eq!(codes(&talk.send(b"BDAT 6\r\na\r\n.\r\nBDAT 0\r\nBDAT 3 LAST\r\nb\r\nNOOP\r\n")), {
        "250 2.0.0, 250 2.0.0, 250 2.0.0, 250 2.0.0"
    });
    assert_eq!(talk.mails[0].raw, b"a\r\n.\r\nb\r\n", "no dot is stuffing, none ends it");
}

#[test]
fn an_empty_last_chunk_ends_it() {
    let mut talk = Talk::addressed();
    assert_eq!(codes(&talk.send(b"BDAT 2\r\nhi")), "250 2.0.0");
    assert_eq!(talk.say("BDAT 0 LAST"), "250 2.0.0");
    assert_eq!(talk.mails[0].raw, b"hi");
}

#[test]
fn bytes_of_a_chunk_out_of_order_are_not_obeyed() {
    let mut talk = Talk::greeted();
    assert_eq!(codes(&talk.send(b"BDAT 6 LAST\r\nNOOP\r\nNOOP\r\n")), "503 5.5.1, 250 2.0.0");
    assert_eq!(talk.say("MAIL FROM:<>\r\nBDAT 4 LAST\r\nQUIT"), "250 2.1.0, 503 5.5.1, 500 5.5.2");
    assert!(!talk.is_closed && talk.mails.is_empty());
}

#[test]
fn data_and_recipients_do_not_mix_with_chunks() {
    let mut talk = Talk::addressed();
    talk.send(b"BDAT 2\r\nhi");
    check(
        talk,
        &[("DATA", "503 5.5.1"), ("RCPT TO:<jobs@x.de>", "503 5.5.1"), ("RSET", "250 2.0.0"), ("DATA", "503 5.5.1")],
    );
}

#[test]
fn too_large_is_refused() {
    let mut talk = Talk::addressed();
    let sent = format!("BDAT 600\r\n{0}BDAT 600\r\n{0}BDAT 600 LAST\r\n{0}NOOP\r\n", "x".repeat(600));
    assert_eq!(codes(&talk.send(sent.as_bytes())), "250 2.0.0, 552 5.3.4, 503 5.5.1, 250 2.0.0");
    assert!(talk.mails.is_empty());
}

#[test]
fn a_size_nobody_can_read_or_wait_for_ends_the_conversation() {
    let mut talk = Talk::addressed();
    assert_eq!(talk.say("BDAT ?\r\nNOOP"), "501 5.5.4");
    assert!(talk.is_closed);
    let mut talk = Talk::greeted();
    assert_eq!(talk.say("BDAT 99999999999\r\nNOOP"), "501 5.5.4");
    assert!(talk.is_closed);
    let mut talk = Talk::addressed();
    talk.send(b"BDAT 99999999999\r\n");
    let answers: Vec<_> =
        (0..40).map(|_| codes(&talk.send(&[b'x'; 100]))).filter(|answer| !answer.is_empty()).collect();
    assert_eq!(answers, ["552 5.3.4"]);
    assert!(talk.is_closed);
}

#[test]
fn many_small_chunks_go_to_the_disk_as_one_large_one_does() {
    let mut talk = Talk::with_limits(Limits { spool_bytes: 100, message_bytes: 10_000, ..LIMITS() });
    talk.say("EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<jobs@in.example.com>");
    for _ in 0..50 {
        assert_eq!(codes(&talk.send(b"BDAT 10\r\n0123456789")), "250 2.0.0");
        assert!(talk.session.held_bytes() < 1_000);
    }
    talk.say("BDAT 0 LAST");
    assert_eq!(talk.mails[0].raw, b"0123456789".repeat(50));
}
