//! Headers as servers write them, and what they are.

use types::MessageKind::{self, *};

use crate::reading::read;

fn check(header: &str, mail_from: &str, kind: MessageKind) {
    let mail = format!("{header}\r\n\r\ntext\r\n");
    assert_eq!(read(mail.as_bytes(), mail_from).unwrap().kind, kind, "{header}");
}

#[test]
fn delivery_reports() {
    let report = "From: MAILER-DAEMON@mx.example\r\nContent-Type: multipart/report; boundary=b";
    check(&format!("{report}; report-type=delivery-status"), "", Report);
    check(&format!("{report}; report-type=\"Delivery-Status\""), "srs0=x@forwarder.example", Report);
    check("From: Mail Delivery System <Mailer-Daemon@mx.example>\r\nSubject: x", "", Report);
    check("From: MAILER-DAEMON@mx.example\r\nSubject: failure notice", "a@b.example", Report);
    check("From: postmaster@acme.example\r\nSubject: Unzustellbar: Ihre Einladung", "<>", Report);
    check("From: a@b.example\r\nX-Failed-Recipients: c@d.example", "", Report);
    check("From: postmaster@acme.example\r\nSubject: Bewerbung als Postmaster", "postmaster@acme.example", Mail);
    check("From: a@b.example\r\nSubject: Mail delivery driver", "a@b.example", Mail);
}

#[test]
fn other_reports() {
    let report = "From: a@b.example\r\nContent-Type: multipart/report; boundary=b; report-type=";
    check(&format!("{report}feedback-report"), "fbl@isp.example", Feedback);
    check(&format!("{report}disposition-notification"), "", Receipt);
    check("From: a@b.example\r\nContent-Type: message/disposition-notification", "", Receipt);
    check(&format!("{report}something-else"), "a@b.example", Mail);
}

#[test]
fn automatic_replies() {
    for header in [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-replied (vacation)",
        "X-Autoreply: yes",
        "X-Autorespond: Re: your mail",
        "Precedence: auto_reply",
        "Delivered-To: Autoresponder",
        "Subject: Automatische Antwort: Einladung",
        "Subject: =?utf-8?Q?Automatic_reply=3A?= Invitation",
        "Subject: =?utf-8?Q?R=C3=A9ponse_automatique_=3A?= Invitation",
        "Subject: Risposta automatica: Invito",
        "Subject: Automatisch antwoord: Uitnodiging",
        "Subject: =?utf-8?Q?Odpowied=C5=BA_automatyczna=3A?= Zaproszenie",
        "Subject: =?utf-8?Q?Respuesta_autom=C3=A1tica=3A?= Invitación",
        "Auto-Submitted: auto-generated\r\nSubject: Out of Office until Monday",
    ] {
        check(&format!("From: a@b.example\r\n{header}"), "a@b.example", AutoReply);
    }
    check("From: a@b.example\r\nAuto-Submitted: auto-generated\r\nIn-Reply-To: <x@y>", "", AutoReply);
}

#[test]
fn applications_from_forms_stay_mail() {
    for header in [
        "Auto-Submitted: auto-generated",
        "Auto-Submitted: no",
        "Precedence: bulk",
        "X-Auto-Response-Suppress: All",
        "X-Autoreply: no",
        "List-Unsubscribe: <https://board.example/u>",
        "Auto-Submitted: auto-generated\r\nPrecedence: bulk\r\nSubject: Bewerbung: Automatisierungstechniker",
        "Subject: Auto: Verkäufer (m/w/d)",
        "Subject: Out of office manager role",
        "Subject: Re: Automatische Antwort: Einladung",
    ] {
        check(&format!("From: noreply@board.example\r\n{header}"), "bounce@board.example", Mail);
    }
    check("From: form@site.example\r\nSubject: Bewerbung\r\nAuto-Submitted: auto-generated", "", Mail);
}

#[test]
fn lists_and_confirmations() {
    check("From: a@b.example\r\nList-Id: <x.example>\r\nPrecedence: list", "a@b.example", List);
    check("From: a@b.example\r\nList-Id: <x.example>\r\nList-Archive: <https://x.example>", "a@b.example", List);
    check("From: a@b.example\r\nPrecedence: list", "a@b.example", List);
    check("From: a@b.example\r\nList-Id: <x.example>", "a@b.example", Mail);
    check("From: noreply@board.example\r\nList-Id: <x>\r\nList-Unsubscribe: <https://x.example>", "a@b.example", Mail);
    check(
        "From: Gmail Team <forwarding-noreply@google.com>\r\nAuto-Submitted: auto-replied",
        "forwarding-noreply@google.com",
        Confirmation,
    );
}
