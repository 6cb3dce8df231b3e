//! The state machine without a wire.

use std::sync::Arc;

use types::Fault;

use crate::{
    MAIL_MAX_BYTES, Options,
    session::{Act, LINE_MAX_BYTES, REFUSALS_MAX, Session},
    tests::world::{MAILBOX, PASSWORD, options, plain},
};

/// A session that has greeted over TLS.
fn session(fault: Fault) -> Session {
    let mut session = Session::new(Arc::<Options>::new(options()), fault);
    session.encrypted();
    session.greet(&mut Vec::new());
    session
}

fn signed_in() -> Session {
    let mut session = session(Fault::None);
    let (replies, _) = say(&mut session, &format!("EHLO me.localhost\r\n{}\r\n", plain(PASSWORD)));
    assert!(replies.contains("235 "), "{replies}");
    session
}

fn say(session: &mut Session, input: &str) -> (String, Act) {
    let mut out = Vec::new();
    let act = session.advance(&mut input.as_bytes().to_vec(), &mut out);
    (String::from_utf8(out).unwrap(), act)
}

/// The code of each reply to each line.
fn codes(session: &mut Session, input: &str) -> Vec<u16> {
    say(session, input).0.lines().map(|line| line[..3].parse().unwrap()).collect()
}

#[test]
fn silence_is_silence() {
    let mut out = Vec::new();
    assert_eq!(Session::new(Arc::new(options()), Fault::NoGreeting).greet(&mut out), Act::Hold);
    assert!(out.is_empty());
    for hello in ["EHLO me.localhost\r\nQUIT\r\n", "HELO me.localhost\r\nQUIT\r\n"] {
        assert_eq!(say(&mut session(Fault::NoAnswer), hello), (String::new(), Act::Hold));
    }
}

#[test]
fn commands_in_the_wrong_order() {
    let mut fresh = session(Fault::None);
    assert_eq!(codes(&mut fresh, "MAIL FROM:<a@b.example>\r\nRCPT TO:<a@b.example>\r\nDATA\r\n"), [503, 503, 503]);
    assert_eq!(codes(&mut fresh, &format!("{}\r\n", plain(PASSWORD))), [503]);
    let mail = format!("MAIL FROM:<{MAILBOX}>\r\n");
    assert_eq!(codes(&mut signed_in(), &format!("{mail}DATA\r\n{mail}RSET\r\n{mail}")), [250, 554, 503, 250, 250]);
    assert_eq!(codes(&mut signed_in(), &format!("{}\r\nSTARTTLS\r\n", plain(PASSWORD))), [503, 502]);
}

#[test]
fn commands_that_are_none() {
    for (line, code) in [
        ("XYZZY\r\n", 500),
        ("\r\n", 500),
        ("\u{0}\u{1}\r\n", 500),
        ("BDAT 3 LAST\r\n", 502),
        ("EXPN jobs\r\n", 502),
        ("VRFY jobs\r\n", 252),
        ("MAIL FROM:<a\r\n", 553),
        ("MAIL FROM:jobs\r\n", 501),
        ("AUTH GSSAPI\r\n", 503),
    ] {
        assert_eq!(codes(&mut signed_in(), line), [code], "{line:?}");
    }
}

#[test]
fn a_mail_that_cannot_be_taken() {
    let from = format!("MAIL FROM:<{MAILBOX}>");
    let too_large = MAIL_MAX_BYTES + 1;
    for (line, code) in [
        (format!("{from} SIZE={too_large}\r\n"), 552),
        (format!("{from} SMTPUTF8\r\n"), 555),
        (format!("{from} BODY=BINARYMIME\r\n"), 555),
        ("MAIL FROM:<>\r\n".into(), 553),
    ] {
        assert_eq!(codes(&mut signed_in(), &line), [code], "{line}");
    }
    let mut session = signed_in();
    let recipients = format!("RCPT TO:<{MAILBOX}>\r\n").repeat(101);
    assert_eq!(codes(&mut session, &format!("{from}\r\n{recipients}")).last(), Some(&452));
}

#[test]
fn a_mail_that_is_too_large_is_refused_at_its_end() {
    let mut session = signed_in();
    codes(&mut session, &format!("MAIL FROM:<{MAILBOX}>\r\nRCPT TO:<{MAILBOX}>\r\nDATA\r\n"));
    let text = "x".repeat(MAIL_MAX_BYTES);
    assert_eq!(say(&mut session, &text), (String::new(), Act::Read));
    assert_eq!(codes(&mut session, "\r\n.\r\nNOOP\r\n"), [552, 250]);
}

#[test]
fn long_lines_are_refused_and_forgotten() {
    let mut session = session(Fault::None);
    let mut out = Vec::new();
    let mut input = vec![b'x'; LINE_MAX_BYTES + 1];
    assert_eq!(session.advance(&mut input, &mut out), Act::Read);
    assert!(input.is_empty());
    input.extend_from_slice(b"still the same line\r\nNOOP\r\n");
    session.advance(&mut input, &mut out);
    assert_eq!(String::from_utf8(out).unwrap(), "500 5.5.2 Line too long\r\n250 2.0.0 Ok\r\n");
}

#[test]
fn signing_in_can_be_cancelled_and_goes_wrong_in_words() {
    let mut session = session(Fault::None);
    assert_eq!(codes(&mut session, "EHLO me.localhost\r\n").last(), Some(&250));
    assert_eq!(codes(&mut session, "AUTH PLAIN\r\n*\r\n"), [334, 501]);
    assert_eq!(codes(&mut session, "AUTH PLAIN !!!\r\nAUTH PLAIN =\r\n"), [501, 501]);
    assert_eq!(codes(&mut session, "AUTH CRAM-MD5\r\nAUTH NONSENSE\r\n"), [504, 504]);
    assert_eq!(codes(&mut session, "AUTH LOGIN\r\nNOOP?\r\n"), [334, 501]);
}

#[test]
fn too_many_refusals_end_it() {
    let mut session = session(Fault::None);
    let (replies, act) = say(&mut session, &"XYZZY\r\n".repeat(REFUSALS_MAX + 5));
    assert_eq!(act, Act::Close);
    assert_eq!(replies.lines().count(), REFUSALS_MAX + 1);
    assert!(replies.ends_with("421 4.7.0 Too many errors\r\n"), "{replies}");
}

#[test]
fn any_octets_are_answered_without_panic() {
    let words: [&[u8]; 12] = [
        b"EHLO ",
        b"MAIL FROM:<",
        b"RCPT TO:<",
        b"AUTH ",
        b"PLAIN",
        b" ",
        b"\"",
        b"\\",
        b"@",
        b">",
        b"\xff\x00",
        b"\r\n",
    ];
    // Every sequence of four of them, then a line end.
    for n in 0..words.len().pow(4) {
        let mut line: Vec<u8> =
            (0..4).flat_map(|place| words[n / words.len().pow(place) % words.len()]).copied().collect();
        line.extend_from_slice(b"\r\n");
        let mut out = Vec::new();
        assert_eq!(session(Fault::None).advance(&mut line, &mut out), Act::Read);
        assert!(out.ends_with(b"\r\n"));
    }
}
