use super::{Action, ReportedRecipient};
use crate::reading::read;

fn reported(raw: &str) -> Vec<ReportedRecipient> {
    read(raw.replace('\n', "\r\n").as_bytes(), "").unwrap().reported
}

fn one(recipient: &str, action: Action, status: &str, words: &str) -> (String, Action, String, String) {
    (recipient.into(), action, status.into(), words.into())
}

fn told(raw: &str) -> Vec<(String, Action, String, String)> {
    reported(raw).into_iter().map(|one| (one.recipient, one.action, one.status, one.words)).collect()
}

/// The frame of RFC 3464 around these groups.
fn standard(groups: &str) -> String {
    format!(
        "From: postmaster@mx.example\nSubject: Unzustellbar: Ihre Bewerbung\nMessage-ID: <1@mx>\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=B\n\n--B\nContent-Type: text/html\n\n<p>x\n\
         --B\nContent-Type: message/delivery-status\n\n{groups}\n--B--\n"
    )
}

#[test]
fn reads_the_standard_form() {
    let groups = "Reporting-MTA: dns; mx.example\nArrival-Date: Mon, 23 Nov 2026 19:06:41 +0000\n\n\
        Original-Recipient: rfc822;carla@example.org\nFinal-Recipient: RFC822; <inner@example.org>\nAction: failed\n\
        Status: 5.1.10\nRemote-MTA: dns; x\nDiagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound;\n Recipient not found\n\n\
        Final-Recipient: rfc822; dora@example.org\nAction: delayed (will be tried)\nStatus: 4.4.7 (no)\n\n\
        Final-Recipient: rfc822; emil@example.org\nAction: relayed\nStatus: 2.0.0\n\n\
        Final-Recipient: utf-8; jörg@example.org\nStatus: 4.0.0\n";
    assert_eq!(
        told(&standard(groups)),
        [
            one(
                "carla@example.org",
                Action::Failed,
                "5.1.10",
                "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found"
            ),
            one("dora@example.org", Action::Delayed, "4.4.7", ""),
            one("emil@example.org", Action::Relayed, "2.0.0", ""),
            one("jörg@example.org", Action::Delayed, "4.0.0", ""),
        ]
    );
}

#[test]
fn reads_exim() {
    let raw = "From: Mail Delivery System <Mailer-Daemon@exim.example>\nX-Failed-Recipients: carla@example.org, dora@example.org\n\
        Subject: Mail delivery failed: returning message to sender\nMessage-ID: <E1@exim>\n\n\
        This message was created automatically by mail delivery software.\n\n\
        A message that you sent could not be delivered to one or more of its\nrecipients.\n\n\
        \x20 carla@example.org\n    host mx.example.org [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<carla@example.org>:\n\
        \x20   550 5.1.1 User unknown\n\n  dora@example.org\n    retry timeout exceeded\n\n\
        ------ This is a copy of the message, including all the headers. ------\n\n\
        Message-ID: <0123456789abcdef0123456789ABCDEF.fedcba9876543210fedcba9876543210@in.example>\n";
    let found = told(raw);
    assert_eq!((found[0].0.as_str(), found[0].1, found[0].2.as_str()), ("carla@example.org", Action::Failed, "5.1.1"));
    assert_eq!(found[1], one("dora@example.org", Action::Failed, "", "retry timeout exceeded"));
    let read = read(raw.replace('\n', "\r\n").as_bytes(), "").unwrap();
    assert_eq!(read.enclosed_ids, ["0123456789abcdef0123456789ABCDEF.fedcba9876543210fedcba9876543210@in.example"]);
    let warning =
        raw.replace("Mail delivery failed: returning message to sender", "Warning: message 1tF delayed 24 hours");
    assert!(reported(&warning).iter().all(|one| one.action == Action::Delayed));
}

#[test]
fn reads_qmail() {
    let raw = "From: MAILER-DAEMON@qmail.example\nSubject: failure notice\nMessage-ID: <q>\n\n\
        Hi. This is the qmail-send program at qmail.example.\nI'm afraid I wasn't able to deliver your message.\n\n\
        <carla@example.org>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.7.1 no\nGiving up on 192.0.2.1.\n\n\
        --- Below this line is a copy of the message.\n\nReturn-Path: <jobs@acme.de>\n<other@example.org>:\n";
    assert_eq!(
        told(raw),
        [one(
            "carla@example.org",
            Action::Failed,
            "5.7.1",
            "192.0.2.1 does not like recipient. Remote host said: 550 5.7.1 no Giving up on 192.0.2.1."
        )]
    );
}

#[test]
fn what_is_no_report_reports_nothing() {
    let mail =
        "From: Carla <carla@example.org>\nSubject: Bewerbung\nMessage-ID: <c>\n\n<dora@example.org>:\n550 5.1.1 no\n";
    let read = read(mail.as_bytes(), "carla@example.org").unwrap();
    assert!(read.reported.is_empty() && read.enclosed_ids.is_empty());
}

#[test]
fn stays_bounded_whatever_comes() {
    let group = "Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.0.0\n\n";
    assert_eq!(reported(&standard(&group.repeat(5_000))).len(), 50);
    let noise = standard(&"\n".repeat(300_000));
    assert_eq!(reported(&noise).len(), 0);
    let words = format!("Final-Recipient: rfc822; a@b.example\nDiagnostic-Code: smtp; {}\n", "x".repeat(100_000));
    assert!(reported(&standard(&words))[0].words.chars().count() <= 1_000);
}

#[test]
fn a_plus_sign_in_an_address_stays() {
    for (fields, recipient) in [
        // Final-Recipient is as it is.
        ("Final-Recipient: rfc822; max+40@gmx.example", "max+40@gmx.example"),
        ("Final-Recipient: rfc822; anna+2B40@mail.example", "anna+2B40@mail.example"),
        // Decoded by the server, as the sender gave it.
        (
            "Original-Recipient: rfc822;max+40@gmx.example\nFinal-Recipient: rfc822; max+40@gmx.example",
            "max+40@gmx.example",
        ),
        (
            "Original-Recipient: rfc822;anna+2B40@mail.example\nFinal-Recipient: rfc822; anna+2B40@mail.example",
            "anna+2B40@mail.example",
        ),
        (
            "Original-Recipient: rfc822;max+40@gmx.example\nFinal-Recipient: rfc822; inner@mx.example",
            "max+40@gmx.example",
        ),
        // ORCPT as it was handed over: once decoded, and only once.
        (
            "Original-Recipient: rfc822;anna+2B40@mail.example\nFinal-Recipient: rfc822; anna+40@mail.example",
            "anna+40@mail.example",
        ),
        ("Original-Recipient: rfc822;anna+2Bjobs+40mail.example", "anna+jobs@mail.example"),
        ("Original-Recipient: rfc822;bounce+3Danna@mail.example", "bounce=anna@mail.example"),
        ("Original-Recipient: rfc822;anna+jobs@mail.example", "anna+jobs@mail.example"),
        ("Original-Recipient: rfc822;anna+2b@mail.example", "anna+2b@mail.example"),
    ] {
        let found = reported(&standard(&format!("{fields}\nAction: failed\nStatus: 5.1.1\n")));
        assert_eq!(found.iter().map(|one| one.recipient.as_str()).collect::<Vec<_>>(), [recipient], "{fields}");
    }
}
