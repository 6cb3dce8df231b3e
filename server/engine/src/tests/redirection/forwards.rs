//! What mail programs and services make of a mail when they forward it, written as they write it.

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::*;

/// A mail of a test, and what a person sees of it.
struct Original {
    raw: String,
    from: String,
    subject: String,
    message_id: String,
    text: String,
}

impl Original {
    fn of(raw: String) -> Self {
        let (header, text) = raw.split_once("\r\n\r\n").unwrap();
        let unfolded = header.replace("\r\n ", " ");
        let field = |name: &str| {
            let value = unfolded.split("\r\n").find_map(|line| line.strip_prefix(name));
            value.unwrap().trim().to_owned()
        };
        Self {
            from: field("From:"),
            subject: field("Subject:"),
            message_id: field("Message-ID:"),
            text: text.to_owned(),
            raw: raw.clone(),
        }
    }

    /// A new mail of the mailbox about it.
    fn forwarded(&self, prefix: &str, more: &str, body: &str) -> (String, String) {
        let Self { subject, message_id, .. } = self;
        let raw = format!(
            "From: Recruiting <{MAILBOX}>\r\nTo: {RECRUITING}\r\nSubject: {prefix} {subject}\r\nMessage-ID: <{prefix}{}@mail.example>\r\n\
             In-Reply-To: {message_id}\r\nReferences: {message_id}\r\n{more}\r\n{body}",
            message_id.len() + self.text.len()
        );
        (MAILBOX.into(), raw)
    }

    /// The same with these labels of a header in the text, each line behind this mark.
    fn quoted(&self, prefix: &str, above: &str, labels: [&str; 4], mark: &str) -> (String, String) {
        let Self { from, subject, text, .. } = self;
        let [by, sent, to, about] = labels;
        let header = format!("{by} {from}\r\n{sent} 23.11.2026 20:06\r\n{to} {MAILBOX}\r\n{about} {subject}\r\n\r\n");
        let quoted: String = format!("{header}{text}").lines().map(|line| format!("{mark}{line}\r\n")).collect();
        self.forwarded(prefix, "Content-Type: text/plain; charset=utf-8\r\n", &format!("{above}\r\n\r\n{quoted}"))
    }

    /// The same as HTML alone.
    fn in_html(&self, prefix: &str, labels: [&str; 4]) -> (String, String) {
        let Self { from, subject, text, .. } = self;
        let [by, sent, to, about] = labels;
        let text = text.trim().replace("\r\n", "<br>\r\n");
        let body = format!(
            "<html><body><div><p><b>{by}</b> {from}<br><b>{sent}</b> Montag<br><b>{to}</b> {MAILBOX}<br><b>{about}</b> {subject}</p></div><div>{text}</div></body></html>"
        );
        self.forwarded(prefix, "Content-Type: text/html; charset=utf-8\r\n", &body)
    }

    /// A new mail with it as a file, below these words.
    fn attached(&self, prefix: &str, words: &str, field: &str, file: &str) -> (String, String) {
        let body = format!(
            "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n--b\r\n{field}\r\n\r\n{file}\r\n--b--\r\n"
        );
        self.forwarded(prefix, "Content-Type: multipart/mixed; boundary=b\r\n", &body)
    }

    /// The mail itself behind more fields, from this envelope sender.
    fn behind(&self, mail_from: &str, fields: &str) -> (String, String) {
        (mail_from.to_owned(), format!("{fields}{}", self.raw))
    }

    /// The mail itself with a field changed.
    fn changed(&self, from: &str, to: &str) -> (String, String) {
        assert!(self.raw.contains(from), "{from}\n{}", self.raw);
        (self.from.clone(), self.raw.replacen(from, to, 1))
    }
}

const OUTLOOK_EN: [&str; 4] = ["From:", "Sent:", "To:", "Subject:"];
const OUTLOOK_DE: [&str; 4] = ["Von:", "Gesendet:", "An:", "Betreff:"];
const GMAIL_DE: [&str; 4] = ["Von:", "Date:", "To:", "Subject:"];
const DATED_EN: [&str; 4] = ["From:", "Date:", "To:", "Subject:"];
const DATED_DE: [&str; 4] = ["Von:", "Datum:", "An:", "Betreff:"];
const LINE: &str = "________________________________";
const RFC822: &str = "Content-Type: message/rfc822\r\nContent-Disposition: attachment";
const OUTLOOK_FILE: &str = "Content-Type: message/rfc822\r\nContent-Disposition: attachment;\r\n\tcreation-date=\"Mon, 23 Nov 2026 19:06:44 GMT\";\r\n\tmodification-date=\"Mon, 23 Nov 2026 19:06:44 GMT\"";
const APPLE_FILE: &str = "Content-Disposition: inline;\r\n\tfilename=\"Connection test.eml\"\r\nContent-Type: message/rfc822;\r\n\tx-unix-mode=0644;\r\n\tname=\"Connection test.eml\"\r\nContent-Transfer-Encoding: 7bit";

fn gmail_file(name: &str) -> String {
    format!(
        "Content-Type: message/rfc822; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\nX-Attachment-Id: f_m1a2b3c40"
    )
}

/// What a way makes of a mail: the envelope sender, and the mail.
type Way = fn(&Original) -> (String, String);

const WAYS: &[(&str, Verdict, Way)] = &[
    ("Outlook, English", Verdict::SenderLost, |mail| mail.quoted("FW:", "", OUTLOOK_EN, "")),
    ("Outlook, German", Verdict::SenderLost, |mail| mail.quoted("WG:", "", OUTLOOK_DE, "")),
    ("Outlook on the web, English", Verdict::SenderLost, |mail| mail.quoted("Fw:", LINE, OUTLOOK_EN, "")),
    ("Outlook on the web, German", Verdict::SenderLost, |mail| mail.quoted("Fw:", LINE, OUTLOOK_DE, "")),
    ("Outlook in HTML", Verdict::SenderLost, |mail| mail.in_html("WG:", OUTLOOK_DE)),
    ("Gmail, English", Verdict::SenderLost, |mail| {
        mail.quoted("Fwd:", "---------- Forwarded message ---------", DATED_EN, "")
    }),
    ("Gmail, German", Verdict::SenderLost, |mail| {
        mail.quoted("Fwd:", "---------- Forwarded message ---------", GMAIL_DE, "")
    }),
    ("Apple Mail, English", Verdict::SenderLost, |mail| {
        mail.quoted("Fwd:", "Begin forwarded message:", DATED_EN, "> ")
    }),
    ("Apple Mail, German", Verdict::SenderLost, |mail| {
        mail.quoted("Fwd:", "Anfang der weitergeleiteten Nachricht:", DATED_DE, "> ")
    }),
    ("Thunderbird, German", Verdict::SenderLost, |mail| {
        mail.quoted("Fwd:", "-------- Weitergeleitete Nachricht --------", DATED_DE, "")
    }),
    ("Outlook, attached, English", Verdict::AsAttachment, |mail| {
        mail.attached("FW:", "Please see attached.\r\n\r\nKind regards", OUTLOOK_FILE, &mail.raw)
    }),
    ("Outlook, attached, German", Verdict::AsAttachment, |mail| {
        mail.attached("WG:", "Siehe Anlage.\r\n\r\nMit freundlichen Gr\u{fc}\u{df}en", OUTLOOK_FILE, &mail.raw)
    }),
    ("Apple Mail, attached, English", Verdict::AsAttachment, |mail| {
        mail.attached("Fwd:", "Sent from my iPhone", APPLE_FILE, &mail.raw)
    }),
    ("Apple Mail, attached, German", Verdict::AsAttachment, |mail| {
        mail.attached("Fwd:", "Von meinem iPhone gesendet", APPLE_FILE, &mail.raw)
    }),
    ("Gmail, attached, English", Verdict::AsAttachment, |mail| {
        mail.attached("Fwd:", "FYI", &gmail_file("Connection test.eml"), &BASE64_STANDARD.encode(&mail.raw))
    }),
    ("Gmail, attached, German", Verdict::AsAttachment, |mail| {
        let file = gmail_file("=?UTF-8?Q?Verbindungstest_f=C3=BCr_Bewerbungen=2Eeml?=");
        mail.attached("Fwd:", "Zur Info", &file, &BASE64_STANDARD.encode(&mail.raw))
    }),
    ("a bare attachment", Verdict::AsAttachment, |mail| mail.attached("WG:", "", RFC822, &mail.raw)),
    ("a file that somebody named", Verdict::AsAttachment, |mail| {
        mail.attached("Fwd:", "", "Content-Type: application/octet-stream; name=\"mail.eml\"", &mail.raw)
    }),
    ("Outlook's own form", Verdict::AsAttachment, |mail| {
        let wide: Vec<u8> = mail.text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let field = "Content-Type: application/vnd.ms-outlook; name=\"test.msg\"\r\nContent-Transfer-Encoding: base64";
        mail.attached("WG:", "", field, &BASE64_STANDARD.encode(wide))
    }),
    ("Gmail's forwarding", Verdict::EnvelopeRewritten, |mail| {
        mail.behind(
            "jobs+caf_=acme-jobs=in.example@company.localhost",
            "X-Forwarded-To: acme-jobs@in.example\r\nX-Forwarded-For: jobs@company.localhost acme-jobs@in.example\r\nDelivered-To: jobs@company.localhost\r\n",
        )
    }),
    ("Exchange's rule that redirects", Verdict::EnvelopeRewritten, |mail| {
        mail.behind(
            "bounces+SRS=hLKW=3Q@company.localhost",
            "Resent-From: <jobs@company.localhost>\r\nX-MS-Exchange-Inbox-Rules-Loop: jobs@company.localhost\r\n",
        )
    }),
    ("a resend in the manner of procmail", Verdict::EnvelopeRewritten, |mail| {
        mail.behind(
            "postmaster@company.localhost",
            "Resent-From: jobs@company.localhost\r\nResent-To: acme-jobs@in.example\r\nResent-Date: Mon, 23 Nov 2026 19:06:44 +0000\r\nResent-Message-ID: <1@company.localhost>\r\n",
        )
    }),
    ("an alias", Verdict::Untouched, |mail| {
        mail.behind(&mail.from, "Received: by mail.company.localhost (Postfix); x\r\n")
    }),
    ("a group", Verdict::Via, |mail| {
        let (_, raw) = mail.changed(
            &format!("From: {}\r\n", mail.from),
            "From: \"'Carla' via Jobs\" <group@company.localhost>\r\nList-Id: <group.company.localhost>\r\n",
        );
        ("group+bncBD@company.localhost".into(), raw)
    }),
    ("a mark in the subject", Verdict::Damaged, |mail| mail.changed("Subject: ", "Subject: [EXTERN] ")),
    ("a new Message-ID", Verdict::Damaged, |mail| mail.changed(&mail.message_id, "<new@gateway.example>")),
    ("no Message-ID", Verdict::Damaged, |mail| mail.changed("Message-ID:", "X-Old-Message-ID:")),
    ("no fields of our own", Verdict::Damaged, |mail| mail.changed("X-Postroom-Test:", "X-Gone:")),
    ("another Reply-To", Verdict::Damaged, |mail| mail.behind(&mail.from, "Reply-To: other@company.localhost\r\n")),
    ("an answer", Verdict::NothingYet, |mail| mail.quoted("AW:", "Was ist das?", OUTLOOK_DE, "> ")),
    ("an absence note", Verdict::NothingYet, |mail| {
        let (from, raw) = mail.quoted("Automatische Antwort:", "Ich bin nicht da.", OUTLOOK_DE, "");
        (from, format!("Auto-Submitted: auto-replied\r\n{raw}"))
    }),
];

on_both!(every_forward_is_recognised, |world| {
    let round = Loop::start(world, true).await;
    round.switch(Redirection::Off);
    for (name, verdict, way) in WAYS {
        // Only so many of them leave to one address within an hour.
        round.world.clock.advance_secs(5 * 60);
        let (id, own, outside) = round.sent().await;
        for raw in [own, outside] {
            let (mail_from, raw) = way(&Original::of(raw));
            round.comes(&mail_from, raw).await;
        }
        round.world.sorted().await;
        let words = round.desk.verdict_words(id, Lang::De).await.unwrap().unwrap();
        assert_eq!(words.verdict, *verdict, "{name}\n{words:#?}");
        let (n_mails, n_notes) = if *verdict == Verdict::NothingYet { (0, 2) } else { (2, 0) };
        assert_eq!((words.mails.len(), words.notes.len()), (n_mails, n_notes), "{name}\n{words:#?}");
    }
    let rows = round.desk.messages(Default::default(), None).await.unwrap().rows;
    assert!(rows.iter().all(|row| row.reason == types::Reason::ConnectionTest), "none is taken for a candidate's");
});
