//! Which commands may come when, and what is answered to those that may not.

use super::{Talk, check, codes};
use crate::inbound::session::LINE_MAX_BYTES;

#[test]
fn greets_with_the_domain_and_offers_what_is_there() {
    let mut talk = Talk::new();
    let mut greeting = Vec::new();
    talk.session.greet(&mut greeting);
    assert_eq!(greeting, b"220 in.example.com ESMTP Postroom\r\n");
    assert_eq!(talk.send(b"HELO client.example\r\n"), "250 in.example.com\r\n");
    let offered = "250-in.example.com\r\n250-PIPELINING\r\n250-SIZE 1000\r\n250-8BITMIME\r\n250-CHUNKING\r\n\
                   250-ENHANCEDSTATUSCODES\r\n250 SMTPUTF8\r\n";
    assert_eq!(talk.send(b"EHLO client.example\r\n"), offered);
    let mut talk = Talk::with_tls(true);
    assert!(talk.send(b"EHLO client.example\r\n").contains("250-STARTTLS\r\n"));
    assert_eq!(talk.say("STARTTLS"), "220 2.0.0");
    assert!(!talk.send(b"EHLO client.example\r\n").contains("STARTTLS"));
}

#[test]
fn refuses_commands_out_of_order() {
    check(
        Talk::new(),
        &[("MAIL FROM:<>", "503 5.5.1"), ("RCPT TO:<jobs@in.example.com>", "503 5.5.1"), ("DATA", "503 5.5.1")],
    );
    check(
        Talk::greeted(),
        &[
            ("RCPT TO:<jobs@in.example.com>", "503 5.5.1"),
            ("DATA", "503 5.5.1"),
            ("MAIL FROM:<>", "250 2.1.0"),
            ("DATA", "503 5.5.1"),
            ("MAIL FROM:<>", "503 5.5.1"),
        ],
    );
}

#[test]
fn answers_commands_without_effect() {
    let conversation = [
        ("NOOP x", "250 2.0.0"),
        ("VRFY jobs", "252 2.0.0"),
        ("HELP", "214 2.0.0"),
        ("EXPN jobs", "502 5.5.1"),
        ("STARTTLS", "502 5.5.1"),
        ("FROB", "500 5.5.2"),
        ("QUIT", "221 2.0.0"),
    ];
    assert!(check(Talk::new(), &conversation).is_closed);
}

#[test]
fn rset_and_ehlo_forget_the_transaction() {
    for forgetting in ["RSET", "EHLO again.example", "HELO again.example"] {
        let mut talk = Talk::addressed();
        assert!(talk.say(forgetting).starts_with("250"));
        check(talk, &[("DATA", "503 5.5.1"), ("MAIL FROM:<>", "250 2.1.0"), ("DATA", "503 5.5.1")]);
    }
}

#[test]
fn takes_only_recipients_that_are_ours() {
    let mut talk = check(
        Talk::greeted(),
        &[
            ("MAIL FROM:<>", "250 2.1.0"),
            ("RCPT TO:<anna@elsewhere.example>", "550 5.1.1"),
            ("DATA", "503 5.5.1"),
            ("RCPT TO:<broken@in.example.com>", "451 4.3.0"),
            ("RCPT TO:<postmaster>", "250 2.1.5"),
            ("RCPT TO:<jobs@in.example.com>", "250 2.1.5"),
            ("RCPT TO:<jobs@in.example.com>", "250 2.1.5"),
            ("RCPT TO:<jobs+nord@in.example.com>", "250 2.1.5"),
            ("RCPT TO:<jobs+west@in.example.com>", "452 4.5.3"),
            ("RCPT TO:<jöbs@in.example.com>", "553 5.6.7"),
            ("DATA", "354"),
        ],
    );
    talk.say(".");
    let expected = ["postmaster@in.example.com", "jobs@in.example.com", "jobs+nord@in.example.com"];
    assert_eq!(talk.mails[0].recipients, expected);
}

#[test]
fn only_whole_lines_are_commands() {
    let mut talk = Talk::greeted();
    assert_eq!(talk.send(b"NO"), "");
    assert_eq!(talk.send(b"OP\r"), "");
    assert_eq!(codes(&talk.send(b"\n\r\n")), "250 2.0.0, 500 5.5.2", "the rest of the line, then an empty one");
    assert_eq!(talk.say("NOOP\nNOOP"), "500 5.5.2, 250 2.0.0", "a bare LF");
    assert_eq!(talk.say("NOOP\rNOOP"), "500 5.5.2", "a bare CR");
}

#[test]
fn finds_the_next_command_after_a_line_that_is_too_long() {
    for length in [LINE_MAX_BYTES - 1, LINE_MAX_BYTES, 9000] {
        let mut talk = Talk::greeted();
        let line = format!("NOOP {}", "x".repeat(length - 5));
        for piece in line.as_bytes().chunks(700) {
            assert_eq!(talk.send(piece), "");
        }
        assert_eq!(talk.say("\r\nNOOP"), "500 5.5.2, 250 2.0.0", "{length}");
    }
    let longest = format!("NOOP {}", "x".repeat(LINE_MAX_BYTES - 2 - 5));
    assert_eq!(Talk::greeted().say(&longest), "250 2.0.0");
    let mut talk = Talk::greeted();
    assert_eq!(codes(&talk.send(&[b'x'; 100_000])), "500 5.5.2");
    assert!(talk.is_closed, "nobody looks for the end of a line forever");
}

#[test]
fn sends_away_who_makes_too_many_errors() {
    let mut talk = Talk::greeted();
    assert_eq!(
        talk.say(&["FROB"; 9].join("\r\n")),
        "500 5.5.2, 500 5.5.2, 500 5.5.2, 500 5.5.2, 421 4.7.0",
        "what comes behind is not answered"
    );
    assert!(talk.is_closed);
}

#[test]
fn sends_away_who_only_wastes_time() {
    let mut talk = Talk::greeted();
    assert!(talk.say(&["NOOP"; 9].join("\r\n")).ends_with("250 2.0.0, 421 4.7.0"));
    assert!(talk.is_closed);
}

#[test]
fn an_accepted_mail_forgives() {
    let mut talk = Talk::greeted();
    for _ in 0..5 {
        check_mail(&mut talk);
    }
    assert_eq!(talk.mails.len(), 5);

    fn check_mail(talk: &mut Talk) {
        assert_eq!(talk.say("FROB\r\nFROB\r\nRSET\r\nRSET"), "500 5.5.2, 500 5.5.2, 250 2.0.0, 250 2.0.0");
        assert_eq!(talk.say("MAIL FROM:<>\r\nRCPT TO:<jobs@x.de>\r\nDATA"), "250 2.1.0, 250 2.1.5, 354");
        assert_eq!(talk.say("."), "250 2.0.0");
    }
}

#[test]
fn speaks_to_no_browser() {
    let mut talk = Talk::new();
    let request = "POST / HTTP/1.1\r\nHost: x\r\n\r\nEHLO x\r\nMAIL FROM:<>\r\n";
    assert_eq!(talk.say(request), "421 4.7.0");
    assert!(talk.is_closed);
}

#[test]
fn tls_begins_with_nothing_that_was_said_before() {
    check(Talk::with_tls(true), &[("STARTTLS", "503 5.5.1")]);
    let mut talk = Talk::with_tls(true);
    assert_eq!(talk.say("EHLO plain.example\r\nMAIL FROM:<>\r\nRCPT TO:<jobs@x.de>"), "250, 250 2.1.0, 250 2.1.5");
    assert_eq!(talk.say("STARTTLS\r\nEHLO injected.example\r\nMAIL FROM:<injected@x.de>"), "220 2.0.0");
    check(
        talk,
        &[
            ("DATA", "503 5.5.1"),
            ("MAIL FROM:<>", "503 5.5.1"),
            ("EHLO tls.example", "250"),
            ("DATA", "503 5.5.1"),
            ("STARTTLS", "503 5.5.1"),
        ],
    );
}
