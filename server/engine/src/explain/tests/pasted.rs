//! Whole dialogues, bounces and logs.

use types::{Cause, StageName};

use crate::explain::explain_pasted;

#[test]
fn dialogues_name_their_stage() {
    let dialogue = "\
        S: 220 mail.acme.de ESMTP\n\
        C: EHLO postroom.example\n\
        S: 250-mail.acme.de\n\
        S: 250 AUTH PLAIN\n\
        C: AUTH PLAIN AGpvYnM=\n\
        S: 235 2.7.0 ok\n\
        C: MAIL FROM:<jobs@acme.de>\n\
        S: 250 2.1.0 ok\n\
        C: RCPT TO:<jobs@acme.de>\n\
        S: 550-no\n\
        S: 550 not here\n\
        C: QUIT\n\
        S: 221 bye\n";
    let explained = explain_pasted(dialogue);
    assert_eq!((explained.cause, explained.stage), (Cause::RecipientRefused, Some(StageName::Recipient)));
    assert_eq!(explained.said, ["550-no", "550 not here", "QUIT"][..2]);
}

#[test]
fn bounces_and_logs() {
    for (text, cause, stage) in [
        (
            "<carla@example.org>: host mx.example.org[192.0.2.1] said: 550 5.1.1\n    <carla@example.org>: Recipient address \
             rejected: User unknown (in reply to\n    RCPT TO command)",
            Cause::RecipientUnknown,
            Some(StageName::Recipient),
        ),
        (
            "Remote Server returned '550 5.7.520 Access denied, Your organization does not allow external forwarding. AS(7555)'",
            Cause::ForwardingForbidden,
            Some(StageName::OnItsWay),
        ),
        (
            "  SMTP error from remote mail server after end of data:\n    552 5.3.4 Message too big",
            Cause::MessageTooLarge,
            None,
        ),
        (
            "Diagnostic-Code: smtp; 452 4.2.2 The email account that you tried to reach is over quota",
            Cause::MailboxFull,
            Some(StageName::Recipient),
        ),
        (
            "postfix/smtp[123]: 4XyZ: to=<a@b.de>, relay=mx.b.de[192.0.2.1]:25, delay=450, dsn=4.7.1, status=deferred (host \
             mx.b.de[192.0.2.1] said: 450 4.7.1 Greylisted for 300 seconds (in reply to RCPT TO command))",
            Cause::Greylisted,
            Some(StageName::Recipient),
        ),
        ("Error: connect ECONNREFUSED 127.0.0.1:587", Cause::ConnectionRefused, Some(StageName::Connect)),
    ] {
        let explained = explain_pasted(text);
        assert_eq!(explained.cause, cause, "{text}");
        if stage.is_some() {
            assert_eq!(explained.stage, stage, "{text}");
        }
    }
}

/// The last refusal that is known counts, and what is not known is shown as it was said.
#[test]
fn what_is_not_known_is_no_guess() {
    for text in ["550 5.9.9 flux capacitor", "MAIL FROM:<a@b.de>\n554 flux capacitor", "all is well", "", "  \n"] {
        assert_eq!(explain_pasted(text).cause, Cause::Unknown, "{text}");
    }
    let explained = explain_pasted("C: MAIL FROM:<a@b.de>\nS: 554 flux capacitor");
    assert_eq!(
        (explained.stage, explained.said.as_slice()),
        (Some(StageName::Sender), &["554 flux capacitor".to_owned()][..])
    );
}

#[test]
fn any_text_is_survived() {
    let pieces = ["550", "5.7.1", " ", "-", "\n", "ä", "\u{1f600}", "MAIL FROM:", "said: ", "(", ".", "DATA\n", "\0"];
    let mut seed: u32 = 1;
    for _ in 0..2_000 {
        let text: String = (0..20)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                pieces[(seed >> 16) as usize % pieces.len()]
            })
            .collect();
        explain_pasted(&text);
    }
    explain_pasted(&"550 no\n".repeat(100_000));
    explain_pasted(&"ä".repeat(100_000));
}
