# Mails as whole programs write them, with all the lines that come along; read by write.py.


def wild():
    W = lambda name, raw, expected: save("wild", name, raw, expected)
    W("office365_report", b("""Return-Path: <>
Received: from AM0PR01.eurprd01.prod.exchangelabs.com (2603:10a6:208:1::1) by x with HTTPS; Mon, 23 Nov 2026 19:07:01 +0000
MIME-Version: 1.0
From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@acme.onmicrosoft.example>
To: <jobs@acme.example>
Date: Mon, 23 Nov 2026 19:07:01 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="9a2b0a4e-1f3a-4d6e-9f1c-0123456789ab"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: en-US
Message-ID: <5d1a@AM0PR01.eurprd01.prod.outlook.example>
In-Reply-To: <%s>
References: <%s>
Thread-Topic: Ihre Bewerbung
Subject: Undeliverable: Ihre Bewerbung
Auto-Submitted: auto-replied

--9a2b0a4e-1f3a-4d6e-9f1c-0123456789ab
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary="b2"

--b2
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

[Description: O365 logo]
Your message to carla@example.org couldn't be delivered.
carla wasn't found at example.org.
jobs    Office 365      carla
Action Required                 Recipient

Unknown To address

How to Fix It
The address may be misspelled or may not exist.

--b2
Content-Type: text/html; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

<html><body><p>Your message to carla@example.org couldn't be delivered.</p></body></html>

--b2--

--9a2b0a4e-1f3a-4d6e-9f1c-0123456789ab
Content-Type: message/delivery-status

Reporting-MTA: dns;AM0PR01.eurprd01.prod.outlook.example
Received-From-MTA: dns;acme.example
Arrival-Date: Mon, 23 Nov 2026 19:06:59 +0000

Final-Recipient: rfc822;carla@example.org
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient carla@example.org not found by SMTP address lookup
X-Display-Name: carla@example.org

--9a2b0a4e-1f3a-4d6e-9f1c-0123456789ab
Content-Type: message/rfc822

%s
--9a2b0a4e-1f3a-4d6e-9f1c-0123456789ab--
""" % (OURS, OURS, COPY)), {"kind": "report", "report": [one("unknown_user", "5.1.10")], "text_has": ["couldn't be delivered"], "in_reply_to": [OURS]})

    W("gmail_report", b("""Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: jobs@acme.example
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: <%s>
In-Reply-To: <%s>
X-Failed-Recipients: carla@example.org
Message-ID: <67@mx.google.com>
Date: Mon, 23 Nov 2026 11:07:01 -0800 (PST)
Content-Type: multipart/report; boundary="000000000000aa"; report-type=delivery-status

--000000000000aa
Content-Type: multipart/related; boundary="000000000000bb"

--000000000000bb
Content-Type: multipart/alternative; boundary="000000000000cc"

--000000000000cc
Content-Type: text/plain; charset="UTF-8"
Content-Transfer-Encoding: quoted-printable


** Die Adresse wurde nicht gefunden **

Ihre Nachricht wurde nicht an carla@example.org zugestellt, weil die Adresse =
nicht gefunden wurde oder keine E-Mails empfangen kann.

Die Antwort des Remoteservers:
550 5.1.1 <carla@example.org>: Recipient address rejected: User unknown
--000000000000cc
Content-Type: text/html; charset="UTF-8"

<html><body><img src="cid:icon.png">Die Adresse wurde nicht gefunden</body></html>
--000000000000cc--
--000000000000bb
Content-Type: image/png; name="icon.png"
Content-Disposition: attachment; filename="icon.png"
Content-Transfer-Encoding: base64
Content-ID: <icon.png>

iVBORw0KGgo=
--000000000000bb--
--000000000000aa
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Arrival-Date: Mon, 23 Nov 2026 11:06:59 -0800 (PST)
X-Original-Message-ID: <%s>

Final-Recipient: rfc822; carla@example.org
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.org. (192.0.2.1, the server for the domain example.org.)
Diagnostic-Code: smtp; 550 5.1.1 <carla@example.org>: Recipient address rejected: User unknown
Last-Attempt-Date: Mon, 23 Nov 2026 11:07:00 -0800 (PST)

--000000000000aa
Content-Type: message/rfc822

%s
--000000000000aa--
""" % (OURS, OURS, OURS, COPY)), {"kind": "report", "report": [one("unknown_user", "5.1.1")]})

    W("outlook_reply_german", b("""From: =?iso-8859-1?Q?M=FCller=2C_J=FCrgen?= <juergen.mueller@mail.example>
To: "jobs@acme.example" <jobs@acme.example>
Subject: AW: =?iso-8859-1?Q?Einladung_zum_Vorstellungsgespr=E4ch?=
Thread-Topic: =?iso-8859-1?Q?Einladung_zum_Vorstellungsgespr=E4ch?=
Thread-Index: AdrF==
Date: Mon, 23 Nov 2026 19:06:41 +0000
Message-ID: <DB7PR01@DB7PR01.eurprd01.prod.outlook.example>
References: <%s>
In-Reply-To: <%s>
Accept-Language: de-DE, en-US
Content-Language: de-DE
X-MS-Has-Attach: yes
Content-Type: multipart/mixed;
\tboundary="_004_DB7PR01"
MIME-Version: 1.0

--_004_DB7PR01
Content-Type: multipart/alternative;
\tboundary="_000_DB7PR01"

--_000_DB7PR01
Content-Type: text/plain; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable

Sehr geehrte Frau Weber,

vielen Dank f=FCr die Einladung, der Termin passt mir sehr gut.

Mit freundlichen Gr=FC=DFen
J=FCrgen M=FCller

Von: Acme Recruiting <jobs@acme.example>
Gesendet: Montag, 23. November 2026 10:15
An: M=FCller, J=FCrgen <juergen.mueller@mail.example>
Betreff: Einladung zum Vorstellungsgespr=E4ch

Sehr geehrter Herr M=FCller,
wir laden Sie herzlich ein.

--_000_DB7PR01
Content-Type: text/html; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable

<html xmlns:o=3D"urn:schemas-microsoft-com:office:office"><head><style><!--
p.MsoNormal {margin:0cm}
--></style></head><body lang=3D"DE" link=3D"#0563C1"><div class=3D"WordSection1">
<p class=3D"MsoNormal">Sehr geehrte Frau Weber,<o:p></o:p></p>
<p class=3D"MsoNormal"><o:p>&nbsp;</o:p></p>
<p class=3D"MsoNormal">vielen Dank f&uuml;r die Einladung, der Termin passt mir sehr gut.<o:p></o:p></p>
</div></body></html>

--_000_DB7PR01--

--_004_DB7PR01
Content-Type: application/pdf;
\tname="=?iso-8859-1?Q?Zeugnis_M=FCller.pdf?="
Content-Description: =?iso-8859-1?Q?Zeugnis_M=FCller.pdf?=
Content-Disposition: attachment;
\tfilename="=?iso-8859-1?Q?Zeugnis_M=FCller.pdf?="; size=45;
\tcreation-date="Mon, 23 Nov 2026 19:05:00 GMT";
\tmodification-date="Mon, 23 Nov 2026 19:05:00 GMT"
Content-Transfer-Encoding: base64

%s
--_004_DB7PR01--
""" % (OURS, OURS, base64.b64encode(PDF).decode())), {
        "kind": "mail", "from": [{"name": "Müller, Jürgen", "address": "juergen.mueller@mail.example"}], "subject": "AW: Einladung zum Vorstellungsgespräch",
        "in_reply_to": [OURS], "attachments": [file("Zeugnis Müller.pdf", PDF)],
        "new_text": "Sehr geehrte Frau Weber,\n\nvielen Dank für die Einladung, der Termin passt mir sehr gut.\n\nMit freundlichen Grüßen\nJürgen Müller",
        "text_has": ["wir laden Sie herzlich ein"]})

    W("apple_mail_reply", b("""From: Carla Kowalczyk <carla@icloud.example>
Content-Type: multipart/alternative; boundary="Apple-Mail=_1"
Mime-Version: 1.0 (Mac OS X Mail 16.0 \\(3826.200.121\\))
Subject: Re: Einladung
Date: Mon, 23 Nov 2026 20:06:41 +0100
In-Reply-To: <%s>
To: Acme Recruiting <jobs@acme.example>
Message-Id: <A1@icloud.example>

--Apple-Mail=_1
Content-Transfer-Encoding: quoted-printable
Content-Type: text/plain;
\tcharset=utf-8

Sehr gern, ich komme am Montag um 10 Uhr.

Viele Gr=C3=BC=C3=9Fe
Carla

> Am 23.11.2026 um 10:15 schrieb Acme Recruiting <jobs@acme.example>:
>=20
> Liebe Carla,
> k=C3=B6nnen Sie am Montag kommen?
>=20


--Apple-Mail=_1
Content-Transfer-Encoding: quoted-printable
Content-Type: text/html;
\tcharset=utf-8

<html><head><meta http-equiv=3D"content-type" content=3D"text/html; charset=
=3Dutf-8"></head><body style=3D"overflow-wrap: break-word;">Sehr gern, ich =
komme am Montag um 10 Uhr.<div><br></div><div>Viele Gr=C3=BC=C3=9Fe</div><div=
>Carla<br><div><br><blockquote type=3D"cite"><div>Am 23.11.2026 um 10:15 schrieb Acme</div><div>Liebe Carla, k=C3=B6nnen Sie am Montag kommen?</div></blockquote></div></div></body></html>

--Apple-Mail=_1--
""" % OURS), {"new_text": "Sehr gern, ich komme am Montag um 10 Uhr.\n\nViele Grüße\nCarla", "text_has": ["können Sie am Montag kommen?"]})

    W("iphone_with_photo", b("""From: Anna <anna@icloud.example>
Content-Type: multipart/mixed; boundary=Apple-Mail-ABC
Content-Transfer-Encoding: 7bit
Mime-Version: 1.0 (1.0)
Date: Mon, 23 Nov 2026 20:06:41 +0100
Subject: Bewerbung
Message-Id: <B@icloud.example>
To: jobs@acme.example
X-Mailer: iPhone Mail (22B91)


--Apple-Mail-ABC
Content-Type: text/plain;
\tcharset=utf-8
Content-Transfer-Encoding: quoted-printable

Guten Tag, anbei mein Zeugnis als Foto.


--Apple-Mail-ABC
Content-Type: image/png;
\tname=IMG_1234.png;
\tx-apple-part-url=9A1B
Content-Disposition: inline;
\tfilename=IMG_1234.png
Content-Transfer-Encoding: base64

%s
--Apple-Mail-ABC
Content-Type: text/plain;
\tcharset=us-ascii
Content-Transfer-Encoding: 7bit



Von meinem iPhone gesendet
--Apple-Mail-ABC--
""" % base64.b64encode(PNG).decode()), {"text": "Guten Tag, anbei mein Zeugnis als Foto.\n\nVon meinem iPhone gesendet", "new_text": "Guten Tag, anbei mein Zeugnis als Foto.", "attachments": [file("IMG_1234.png", PNG, "image/png", True)]})

    W("out_of_office_exchange", b("""From: Carla Kowalczyk <carla@firma.example>
To: Acme Recruiting <jobs@acme.example>
Subject: Automatische Antwort: Ihre Bewerbung
Thread-Topic: Ihre Bewerbung
Date: Mon, 23 Nov 2026 19:06:41 +0000
Message-ID: <c@firma.example>
References: <%s>
In-Reply-To: <%s>
X-Auto-Response-Suppress: All
X-MS-Exchange-Inbox-Rules-Loop: carla@firma.example
auto-submitted: auto-generated
Content-Type: multipart/alternative; boundary="x"
MIME-Version: 1.0

--x
Content-Type: text/plain; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable

Vielen Dank f=FCr Ihre Nachricht. Ich bin bis 1.12. nicht im Haus.

--x
Content-Type: text/html; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable

<p>Vielen Dank f=FCr Ihre Nachricht. Ich bin bis 1.12. nicht im Haus.</p>
--x--
""" % (OURS, OURS)), {"kind": "auto_reply", "text": "Vielen Dank für Ihre Nachricht. Ich bin bis 1.12. nicht im Haus.", "in_reply_to": [OURS]})

    W("job_board_form", b("""From: "Jobs Portal" <noreply@board.example>
Reply-To: "Carla Kowalczyk" <carla@mail.example>
To: jobs@acme.example
Subject: =?UTF-8?Q?Neue_Bewerbung_f=C3=BCr_=22Koch_=28m/w/d=29=22?=
Date: Mon, 23 Nov 2026 20:06:41 +0100
Message-ID: <board@board.example>
MIME-Version: 1.0
Auto-Submitted: auto-generated
Precedence: bulk
List-Unsubscribe: <https://board.example/u>
Content-Type: text/html; charset=UTF-8
Content-Transfer-Encoding: quoted-printable

<html><head><title>Bewerbung</title></head><body><div style=3D"display:none;max-height:0">Vorschautext</div><table width=3D"100%"><tr><td><h2>Neue Bewerbung</h2><p>Carla Kowalczyk hat sich beworben.</p><table><tr><td>Telefon</td><td>030 123456</td></tr></table></td></tr></table><img src=3D"https://t.example/p.gif" width=3D"1" height=3D"1"></body></html>
"""), {"kind": "mail", "subject": 'Neue Bewerbung für "Koch (m/w/d)"', "reply_to": [{"name": "Carla Kowalczyk", "address": "carla@mail.example"}], "text": "Neue Bewerbung\n\nCarla Kowalczyk hat sich beworben.\n\nTelefon 030 123456"})

    W("sap_form_latin1", "From: Bewerber-Portal <portal@sap.example>\nTo: jobs@acme.example\nSubject: Bewerbung Müller für Köln\nDate: Mon, 23 Nov 2026 20:06:41 +0100\nMessage-ID: <s@sap.example>\n\nName: Jürgen Müller\nStraße: Hauptstraße 1\n".encode("latin-1"), {"subject": "Bewerbung Müller für Köln", "text": "Name: Jürgen Müller\nStraße: Hauptstraße 1"})
    W("scanner", b("From: scanner@copyshop.example\nTo: jobs@acme.example\nSubject: Scan\nDate: Mon, 23 Nov 2026 20:06:41 +0100\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"=_NextPart\"\n\nThis is a multi-part message in MIME format.\n--=_NextPart\nContent-Type: text/plain\n\n\n--=_NextPart\nContent-Type: image/pjpeg; name=\"Scan 23.11.2026.jpg\"\nContent-Transfer-Encoding: base64\n\n/9j/4AAQ\n--=_NextPart--\n"), {"text": "", "attachments_have": [{"name": "Scan 23.11.2026.jpg", "size": 6}]})
    W("nested_outlook_message", head("FW: Bewerbung") + multi("mixed", text_part("Siehe Anhang."), file_part(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 32, "application/vnd.ms-outlook", 'attachment; filename="Bewerbung.msg"')), {"text": "Siehe Anhang.", "attachments_have": [{"name": "Bewerbung.msg", "media_type": "application/vnd.ms-outlook"}]})
    W("google_calendar", head("Einladung: Interview @ Di. 1. Dez. 2026 10:00 - 11:00 (MEZ) (jobs@acme.example)") + multi("mixed", multi("alternative", text_part("Sie wurden zum folgenden Termin eingeladen.\n\nInterview"), text_part("<b>Interview</b>", kind="html"), b("Content-Type: text/calendar; charset=\"UTF-8\"; method=REQUEST\nContent-Transfer-Encoding: 7bit\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nDTSTART:20261201T090000Z\nDTEND:20261201T100000Z\nSUMMARY:Interview\nEND:VEVENT\nEND:VCALENDAR\n"), boundary="=_in"), b("Content-Type: application/ics; name=\"invite.ics\"\nContent-Disposition: attachment; filename=\"invite.ics\"\nContent-Transfer-Encoding: base64\n\nQkVHSU46VkNBTEVOREFS\n")), {"text_has": ["Sie wurden zum folgenden Termin eingeladen."], "attachments_have": [{"name": "invite.ics", "media_type": "application/ics"}]})
    W("yahoo_reply", b("""From: Carla <carla@yahoo.example>
To: Acme <jobs@acme.example>
Message-ID: <1@mail.yahoo.example>
In-Reply-To: <%s>
Subject: Re: Einladung
Date: Mon, 23 Nov 2026 19:06:41 +0000 (UTC)
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="----=_Part_1"

------=_Part_1
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: quoted-printable

 Ja, ich komme gern.


Von Yahoo Mail auf Android=20
=20
  Am Mo., Nov. 23, 2026 at 10:15 schrieb Acme<jobs@acme.example>:   Liebe Carla,
k=C3=B6nnen Sie am Montag kommen?  =20

------=_Part_1
Content-Type: text/html; charset=UTF-8

Ja, ich komme gern.<br><div id="ymail_android_signature"><a>Von Yahoo Mail auf Android</a></div> <br> <blockquote style="margin: 0 0 20px 0;"> <div>Am Mo., Nov. 23, 2026 at 10:15 schrieb Acme</div><div>Liebe Carla,<br>k&ouml;nnen Sie am Montag kommen?</div></blockquote>
------=_Part_1--
""" % OURS), {"new_text": "Ja, ich komme gern.", "text_has": ["können Sie am Montag kommen?"]})
    W("list_footer", b("""From: Anna <anna@mail.example>
To: jobs@lists.example
Subject: [jobs] Frage
Date: Mon, 23 Nov 2026 20:06:41 +0100
Message-ID: <l@mail.example>
List-Id: <jobs.lists.example>
List-Post: <mailto:jobs@lists.example>
Precedence: list
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="===============1=="

--===============1==
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

%s
--===============1==
Content-Type: text/plain; charset="us-ascii"
MIME-Version: 1.0
Content-Transfer-Encoding: 7bit
Content-Disposition: inline

_______________________________________________
jobs mailing list
jobs@lists.example
--===============1==--
""" % base64.b64encode(b("Wann fängt es an?\n")).decode()), {"kind": "list", "text_has": ["Wann fängt es an?"]})
    W("t_online_report", report_head("Mail Delivery System <mailer-daemon@t-online.example>", "Mail konnte nicht zugestellt werden") + text_part(f"|------------------------- Message log follows: -------------------------|\n no valid recipients were found for this message\n|------------------------- Failed addresses follow: ---------------------|\n <carla@example.org> ... unknown user\n|------------------------- Message text follows: ------------------------|\nMessage-ID: <{OURS}>\n"), {"kind": "report", "report": [one("unknown_user")]})
    W("mdaemon_report", report_head("MDaemon@mx.example", "Warning: carla@example.org - User unknown!") + text_part("The following data may contain sections which represent BASE64 encoded file\nattachments.\n\n    ...User unknown!\n\nThe following recipient(s) did not receive the message: carla@example.org\n"), {"kind": "report", "report": [one("unknown_user", message_id=None)]})
    W("surgemail_report", report_head("Mail Delivery Subsystem <postmaster@surge.example>", "Undeliverable Mail") + text_part("Your message cannot be delivered to the following recipients:\n\nRecipient address: carla@example.org\nReason: Remote SMTP server has rejected address\nDiagnostic code: smtp;550 5.1.1 mailbox unavailable\n"), {"kind": "report", "report": [one("unknown_user", "5.1.1", message_id=None)]})
    W("mimecast_report", report_head("postmaster@mimecast.example", "[Postmaster] Email Delivery Failure") + text_part("This is a delivery failure notification message indicating that an email you addressed to email address :\n-- carla@example.org\n\ncould not be delivered. The problem appears to be :\n-- Recipient server unavailable or busy\n\nAdditional information follows :\n-- [550 5.1.1 User Unknown]\n\nThis condition occurred after 1 attempt(s) to deliver over a period of 0 hour(s).\n"), {"kind": "report", "report": [one("unknown_user", "5.1.1", message_id=None)]})
