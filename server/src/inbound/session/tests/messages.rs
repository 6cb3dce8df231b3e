//! What becomes of a message sent by DATA.

use super::{Fault, LIMITS, Talk, check, codes};
use crate::inbound::Limits;

#[test]
fn hands_over_the_envelope_and_the_bytes() {
    let mut talk = Talk::new();
    check_sent(&mut talk, "HELO old.example", "MAIL FROM:<>");
    check_sent(&mut talk, "EHLO new.example", "MAIL FROM:<\"a b\"@x.de> SIZE=100 BODY=8BITMIME");
    check_sent(&mut talk, "EHLO [192.0.2.1]", "MAIL FROM:<ä@x.de> SMTPUTF8");
    let senders: Vec<_> = talk.mails.iter().map(|mail| (mail.mail_from.as_str(), mail.helo.as_str())).collect();
    assert_eq!(senders, [("", "old.example"), ("\"a b\"@x.de", "new.example"), ("ä@x.de", "[192.0.2.1]")]);
    for mail in &talk.mails {
        assert_eq!(mail.raw, b"Subject: x\r\n\r\n.dot\r\n");
        assert_eq!((mail.client.unwrap().to_string().as_str(), mail.over_tls), ("127.0.0.1", false));
    }

    fn check_sent(talk: &mut Talk, hello: &str, mail: &str) {
        assert_eq!(talk.say(hello), "250");
        assert_eq!(talk.say(&format!("{mail}\r\nRCPT TO:<jobs@x.de>\r\nDATA")), "250 2.1.0, 250 2.1.5, 354");
        assert_eq!(talk.say("Subject: x\r\n\r\n..dot\r\n."), "250 2.0.0");
    }
}

#[test]
fn says_the_number_of_the_message() {
    let mut talk = Talk::addressed();
    talk.say("DATA");
    assert_eq!(talk.send(b".\r\n"), "250 2.0.0 Accepted as 07070707-0707-0707-0707-070707070707\r\n");
}

#[test]
fn a_burst_is_answered_in_order() {
    let mut talk = Talk::greeted();
    let burst = "MAIL FROM:<>\r\nRCPT TO:<nobody@x.de>\r\nRCPT TO:<jobs@x.de>\r\nDATA\r\none\r\n.\r\n\
                 MAIL FROM:<>\r\nRCPT TO:<jobs@x.de>\r\nDATA\r\ntwo\r\n.\r\nQUIT";
    let answers = "250 2.1.0, 550 5.1.1, 250 2.1.5, 354, 250 2.0.0, 250 2.1.0, 250 2.1.5, 354, 250 2.0.0, 221 2.0.0";
    assert_eq!(talk.say(burst), answers);
    assert_eq!(talk.mails.len(), 2);
    assert_eq!(talk.mails[1].raw, b"two\r\n");
}

#[test]
fn a_message_sent_along_with_a_refused_data_is_not_obeyed() {
    let mut talk = Talk::greeted();
    let burst = "MAIL FROM:<>\r\nRCPT TO:<nobody@x.de>\r\nDATA\r\nRCPT TO:<jobs@x.de>\r\nDATA\r\nsmuggled\r\n.";
    assert_eq!(talk.say(burst), "250 2.1.0, 550 5.1.1, 503 5.5.1, 421 4.7.0");
    assert!(talk.is_closed && talk.mails.is_empty());
    let mut talk = Talk::addressed();
    assert_eq!(talk.say("DATA now\r\nMAIL FROM:<>"), "501 5.5.4, 421 4.7.0");
}

#[test]
fn nothing_smuggled_is_answered() {
    for fake in ["\n.\n", "\n.\r\n", "\r.\r", "\r.\r\n", "\r\n.\n", "\r\n.\r", "\r\n.\r\r\n", "\r\n.\0\r\n"] {
        let mut talk = Talk::addressed();
        assert_eq!(talk.say("DATA"), "354");
        assert_eq!(talk.say(&format!("a{fake}MAIL FROM:<b@x.de>\r\nRCPT TO:<jobs@x.de>\r\nDATA\r\nb")), "", "{fake:?}");
        assert_eq!(talk.say("."), "250 2.0.0");
        assert_eq!(talk.mails.len(), 1);
    }
}

#[test]
fn long_lines_and_all_bytes_are_kept() {
    let mut message: Vec<u8> = (0..=255).collect();
    message.extend([b'x'; 700]);
    message.extend(b"\r\n");
    let mut talk = Talk::addressed();
    talk.say("DATA");
    talk.send(&message);
    assert_eq!(talk.say("."), "250 2.0.0");
    assert_eq!(talk.mails[0].raw, message);
}

#[test]
fn too_large_is_refused_as_soon_as_it_is_known() {
    check(
        Talk::greeted(),
        &[
            ("MAIL FROM:<> SIZE=1001", "552 5.3.4"),
            ("MAIL FROM:<> SIZE=99999999999999999999", "552 5.3.4"),
            ("MAIL FROM:<> SIZE=1000", "250 2.1.0"),
        ],
    );
    let exactly = format!("{}\r\n.", "x".repeat(998));
    let talk = check(Talk::addressed(), &[("DATA", "354"), (&exactly, "250 2.0.0")]);
    assert_eq!(talk.mails[0].raw.len(), 1000);
    let more = format!("x{exactly}");
    let talk = check(Talk::addressed(), &[("DATA", "354"), (&more, "552 5.3.4"), ("MAIL FROM:<>", "250 2.1.0")]);
    assert!(talk.mails.is_empty());
}

#[test]
fn too_large_is_not_read_forever() {
    let mut talk = Talk::addressed();
    talk.say("DATA");
    let answers: Vec<_> =
        (0..40).map(|_| codes(&talk.send(&[b'x'; 100]))).filter(|answer| !answer.is_empty()).collect();
    assert_eq!(answers, ["552 5.3.4"]);
    assert!(talk.is_closed);
}

#[test]
fn says_250_only_when_it_is_stored() {
    let mut talk = Talk::addressed();
    talk.stores = false;
    check(talk, &[("DATA", "354"), ("x\r\n.", "451 4.3.0"), ("DATA", "503 5.5.1"), ("MAIL FROM:<>", "250 2.1.0")]);
}

#[test]
fn what_is_held_can_go_to_the_disk_early() {
    let mut talk = Talk::addressed();
    talk.say("DATA");
    talk.send(b"something");
    assert!(talk.session.held_bytes() > 0);
    talk.spooled = talk.session.take_held().unwrap();
    talk.session.spooled(Ok(Vec::new()));
    assert_eq!(talk.session.held_bytes(), 0);
    assert_eq!(talk.say("and more\r\n."), "250 2.0.0");
    assert_eq!(talk.mails[0].raw, b"somethingand more\r\n");
}

#[test]
fn a_large_message_goes_to_the_disk_piece_by_piece() {
    let mut talk = Talk::with_limits(Limits { spool_bytes: 100, message_bytes: 10_000, ..LIMITS() });
    talk.say("EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<jobs@in.example.com>\r\nDATA");
    for n in 0..30 {
        talk.send(format!("line {n} of a message\r\n").as_bytes());
        assert!(talk.session.held_bytes() < 1_000);
    }
    assert_eq!(talk.say("."), "250 2.0.0");
    let sent: String = (0..30).map(|n| format!("line {n} of a message\r\n")).collect();
    assert_eq!(talk.mails[0].raw, sent.as_bytes());
}

/// How often something may be asked in vain after the greeting, which counts too.
const MAY_ASK: fn() -> usize = || LIMITS().idle_commands - 1;

#[test]
fn what_stands_against_a_message_is_told_and_not_held_against_the_client() {
    let mut talk = Talk::greeted();
    talk.against_mail = Some(Fault::DiskLow);
    for _ in 0..MAY_ASK() {
        assert_eq!(talk.say("MAIL FROM:<>"), "452 4.3.1");
    }
    talk.against_mail = None;
    assert_eq!(talk.say("MAIL FROM:<>"), "250 2.1.0");
}

#[test]
fn nobody_asks_for_ever() {
    let mut talk = Talk::greeted();
    talk.against_mail = Some(Fault::DiskLow);
    for _ in 0..MAY_ASK() {
        assert_eq!(talk.say("MAIL FROM:<>"), "452 4.3.1");
    }
    assert_eq!(talk.say("MAIL FROM:<>"), "421 4.7.0");
    let mut talk = Talk::greeted();
    talk.say("MAIL FROM:<>\r\nRCPT TO:<jobs@in.example.com>");
    for _ in 0..MAY_ASK() {
        assert_eq!(talk.say("BDAT 0"), "250 2.0.0");
    }
    assert_eq!(talk.say("BDAT 0"), "421 4.7.0");
}
