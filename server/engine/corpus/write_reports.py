# Delivery reports and automatic mail; read by write.py.

OURS = "0123456789abcdef0123456789abcdef.fedcba9876543210fedcba9876543210@in.acme.example"
COPY = f"Return-Path: <jobs@acme.example>\nReceived: from a by b; {DATE}\nFrom: Acme <jobs@acme.example>\nTo: carla@example.org\nSubject: Ihre Bewerbung\nMessage-ID: <{OURS}>\n\nGuten Tag\n"


def report_head(sender, subject, more=""):
    return b(f"From: {sender}\nTo: jobs@acme.example\nSubject: {subject}\nDate: {DATE}\nMessage-ID: <r@mx.example>\nMIME-Version: 1.0\n{more}")


def one(reason, status=None, action="failed", permanent=True, recipient="carla@example.org", message_id=OURS):
    told = {"recipient": recipient, "action": action, "permanent": permanent, "reason": reason}
    if status is not None:
        told["status"] = status
    if message_id:
        told["message_id"] = message_id
    return told


def standard(words, groups, kind="message/rfc822", copy=COPY, html=False):
    text = text_part(words, kind="html" if html else "plain")
    parts = [text, b("Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\nArrival-Date: " + DATE + "\n\n" + "\n".join(groups))]
    if copy:
        parts.append(b(f"Content-Type: {kind}\n\n" + copy))
    return multi("report", *parts, more="; report-type=delivery-status")


def group(status, diagnostic="", action="failed", recipient="carla@example.org", more=""):
    text = f"Final-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: {status}\n{more}"
    if diagnostic:
        text += f"Diagnostic-Code: {diagnostic}\n"
    return text


def reports():
    R = lambda name, raw, *told: save("reports", name, raw, {"kind": "report", "report": list(told)})
    daemon = "Mail Delivery System <MAILER-DAEMON@mx.example>"
    intro = "This is the mail system at host mx.example.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients. It's attached below.\n\n<carla@example.org>: host mx.example.org[192.0.2.1] said: "
    cases = [
        ("unknown_user", "5.1.1", "smtp; 550 5.1.1 <carla@example.org>: Recipient address rejected: User unknown in virtual mailbox table", "unknown_user", True),
        ("mailbox_full", "5.2.2", "smtp; 552 5.2.2 <carla@example.org>: Mailbox full", "mailbox_full", True),
        ("quota_temporary", "4.2.2", "smtp; 452 4.2.2 The email account that you tried to reach is over quota.", "mailbox_full", False),
        ("blocked", "5.7.1", "smtp; 554 5.7.1 Service unavailable; Client host [192.0.2.9] blocked using zen.spamhaus.org", "blocked", True),
        ("too_large", "5.3.4", "smtp; 552 5.3.4 Message size exceeds fixed limit", "too_large", True),
        ("host_unknown", "5.4.4", "X-Postfix; Host or domain name not found. Name service error for name=example.org type=A: Host not found", "host_unknown", True),
        ("expired", "4.4.1", "X-Postfix; connect to mx.example.org[192.0.2.1]:25: Connection timed out", "unreachable", False),
        ("relay_denied", "5.7.1", "smtp; 554 5.7.1 <carla@example.org>: Relay access denied", "policy", True),
        ("spf", "5.7.23", "smtp; 550 5.7.23 The message was rejected because of Sender Policy Framework violation", "policy", True),
        ("dmarc", "5.7.26", "smtp; 550-5.7.26 This mail has been blocked because the sender is unauthenticated. Gmail requires DKIM or SPF", None, True),
        ("spam", "5.7.1", "smtp; 554 5.7.1 Message rejected because of unacceptable content: classified as spam", "spam", True),
        ("greylisted", "4.2.0", "smtp; 450 4.2.0 <carla@example.org>: Recipient address rejected: Greylisted", "rate_limited", False),
        ("loop", "5.4.6", "X-Postfix; mail for example.org loops back to myself", "mail_loop", True),
        ("null_mx", "5.1.10", "smtp; 556 5.1.10 Recipient address has null MX", "host_unknown", True),
        ("inactive", "5.2.1", "smtp; 550 5.2.1 The email account that you tried to reach is disabled.", "inactive", True),
    ]
    for name, status, diagnostic, reason, permanent in cases:
        told = one(reason, status, permanent=permanent)
        if reason is None:
            del told["reason"]
        R("postfix_" + name, report_head(daemon, "Undelivered Mail Returned to Sender") + standard(intro + diagnostic.split("; ", 1)[1] + " (in reply to RCPT TO command)\n", [group(status, diagnostic)]), told)
    R("postfix_delayed", report_head(daemon, "Delayed Mail (still being retried)") + standard("THIS IS A WARNING ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE.\n", [group("4.4.1", "X-Postfix; connect to mx.example.org[192.0.2.1]:25: Connection timed out", "delayed", more="Will-Retry-Until: Sat, 28 Nov 2026 20:06:41 +0100\n")], "text/rfc822-headers"),
      one("unreachable", "4.4.1", "delayed", False))
    R("postfix_delivered", report_head(daemon, "Successful Mail Delivery Report") + standard("Your message was successfully delivered to the destination(s)\n", [group("2.0.0", "smtp; 250 ok", "delivered")], "text/rfc822-headers"), one("delivered", "2.0.0", "delivered", False))
    R("postfix_two_recipients", report_head(daemon, "Undelivered Mail Returned to Sender") + standard("x\n", [group("5.1.1", "smtp; 550 5.1.1 User unknown"), group("4.2.2", "smtp; 452 4.2.2 over quota", "delayed", "dora@example.org")]),
      one("unknown_user", "5.1.1"), one("mailbox_full", "4.2.2", "delayed", False, "dora@example.org"))
    R("original_recipient", report_head(daemon, "Undelivered Mail Returned to Sender") + standard("x\n", ["Original-Recipient: rfc822;carla+2Bjobs@example.org\nFinal-Recipient: rfc822; inner@x.example\nAction: failed\nStatus: 5.1.1\n"]), one("unknown_user", "5.1.1", recipient="carla+jobs@example.org"))
    # Only the parameter ORCPT is encoded; what is said of the last recipient never is.
    for name, address in [("plus_and_digits", "max+40@example.org"), ("plus_twice", "anna+2B40@example.org")]:
        R(name, report_head(daemon, "Undelivered Mail Returned to Sender") + standard("x\n", [group("5.1.1", "smtp; 550 5.1.1 User unknown", recipient=address)]), one("unknown_user", "5.1.1", recipient=address))
    R("original_recipient_encoded_once", report_head(daemon, "Undelivered Mail Returned to Sender") + standard("x\n", ["Original-Recipient: rfc822;anna+2B40@example.org\nFinal-Recipient: rfc822; anna+40@example.org\nAction: failed\nStatus: 5.1.1\n"]), one("unknown_user", "5.1.1", recipient="anna+40@example.org"))
    R("vague_status", report_head(daemon, "Undelivered Mail Returned to Sender") + standard("x\n", [group("5.0.0", "smtp; 550 5.2.2 mailbox is full")]), one("mailbox_full", "5.2.2"))
    R("postfix_old", report_head("MAILER-DAEMON@mx.example (Mail Delivery System)", "Undelivered Mail Returned to Sender") + text_part(f"This is the Postfix program at host mx.example.\n\nI'm sorry to have to inform you that the message returned\nbelow could not be delivered to one or more destinations.\n\n\t\t\tThe Postfix program\n\n<carla@example.org>: host mx.example.org[192.0.2.1] said: 550 <carla@example.org>:\n    User unknown in local recipient table\n\n--- Header of the original message\n\nMessage-ID: <{OURS}>\n"), one("unknown_user"))
    exchange = "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@acme.example>"
    ex = [
        ("not_found", "5.1.10", "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient carla@example.org not found by SMTP address lookup", "unknown_user", True),
        ("full", "5.2.2", "smtp;554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded; Failed to process message", "mailbox_full", True),
        ("too_large", "5.2.3", "smtp;550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient", "too_large", True),
        ("restricted", "5.7.133", "smtp;550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed", "policy", True),
        ("rule", "5.7.1", "smtp;550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy", "policy", True),
        ("expired", "4.4.7", "smtp;550 4.4.7 QUEUE.Expired; message expired", "expired", False),
        ("domain", "5.4.310", "smtp;550 5.4.310 DNS domain example.org does not exist [Message=InfoDomainNonexistent]", "host_unknown", True),
        ("access_denied", "5.4.1", "smtp;550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", "unknown_user", True),
        ("hops", "5.4.14", "smtp;554 5.4.14 Hop count exceeded - possible mail loop", "mail_loop", True),
        ("blocked", "5.7.606", "smtp;550 5.7.606 Access denied, banned sending IP [192.0.2.9]", "blocked", True),
    ]
    for name, status, diagnostic, reason, permanent in ex:
        R("exchange_online_" + name, report_head(exchange, "Undeliverable: Ihre Bewerbung") + standard("<p>Your message to <b>carla@example.org</b> couldn't be delivered.</p>", [group(status, diagnostic, recipient="carla@example.org").replace("rfc822; ", "rfc822;")], html=True), one(reason, status, permanent=permanent))
    R("exchange_german", report_head("postmaster@example.org", "Unzustellbar: Ihre Bewerbung") + standard("<p>Ihre Nachricht an carla@example.org konnte nicht zugestellt werden.</p>", [group("5.1.1", "smtp;550 5.1.1 RESOLVER.ADR.RecipNotFound; not found")], html=True), one("unknown_user", "5.1.1"))
    R("exchange_2003", report_head("System Administrator <postmaster@example.org>", "Undeliverable: Ihre Bewerbung") + text_part("Your message\n\n  To:      Carla\n  Subject: Ihre Bewerbung\n  Sent:    Mon, 23 Nov 2026 20:06:41 +0100\n\ndid not reach the following recipient(s):\n\ncarla@example.org on Mon, 23 Nov 2026 20:07:00 +0100\n    The e-mail account does not exist at the organization this message was\nsent to.  Check the e-mail address, or contact the recipient directly to\nfind out the correct address.\n    <mx.example.org #5.1.1>\n"), one("unknown_user", "5.1.1", message_id=None))
    R("exchange_2003_german", report_head("Systemadministrator <postmaster@example.org>", "Unzustellbar: Ihre Bewerbung") + text_part("Ihre Nachricht\n\n  Betreff: Ihre Bewerbung\n\nhat einige oder alle Empfänger nicht erreicht.\n\nFolgende(r) Empfänger kann/können nicht erreicht werden:\n\n      carla@example.org am 23.11.2026 20:07\n            Das E-Mail-Konto existiert nicht in der Organisation, an die diese Nachricht gesendet wurde.\n            <mx.example.org #5.1.1>\n"), one("unknown_user", "5.1.1", message_id=None))
    R("exchange_2007", report_head("postmaster@example.org", "Undeliverable: Ihre Bewerbung") + text_part(f"Delivery has failed to these recipients or distribution lists:\n\ncarla@example.org\nThe recipient's mailbox is full. Microsoft Exchange will not try to redeliver this message for you.\n\nDiagnostic information for administrators:\n\nGenerating server: mx.example.org\n\ncarla@example.org\n#550 5.2.2 STOREDRV.Deliver: mailbox full. ##\n\nOriginal message headers:\n\nMessage-ID: <{OURS}>\n"), one("mailbox_full", "5.2.2"))
    R("exchange_2010_german", report_head("Microsoft Exchange <postmaster@example.org>", "Unzustellbar: Ihre Bewerbung") + text_part(f"Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Verteilerlisten:\n\ncarla@example.org<mailto:carla@example.org>\nDie eingegebene E-Mail-Adresse konnte nicht gefunden werden.\n\nDiagnoseinformationen für Administratoren:\n\nGenerierender Server: mx.example.org\n\ncarla@example.org\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n\nUrsprüngliche Nachrichtenkopfzeilen:\n\nMessage-ID: <{OURS}>\n"), one("unknown_user", "5.1.1"))
    exim = report_head("Mail Delivery System <Mailer-Daemon@exim.example>", "Mail delivery failed: returning message to sender", "X-Failed-Recipients: carla@example.org\nAuto-Submitted: auto-replied\n")
    ex_text = "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  carla@example.org\n    {}\n\n------ This is a copy of the message, including all the headers. ------\n\n" + COPY
    for name, words, reason, status in [
        ("unknown", "host mx.example.org [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<carla@example.org>:\n    550 5.1.1 User unknown", "unknown_user", "5.1.1"),
        ("no_code", "host mx.example.org [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<carla@example.org>:\n    550 No such recipient here", "unknown_user", ""),
        ("quota", "mailbox is full (MTA-imposed quota exceeded while writing to file /var/mail/carla)", "mailbox_full", ""),
        ("unrouteable", "Unrouteable address", "unknown_user", ""),
        ("domain", "all relevant MX records point to non-existent hosts", "host_unknown", ""),
        ("size", "SMTP error from remote mail server after end of data:\n    552 Message size exceeds maximum permitted", "too_large", ""),
    ]:
        R("exim_" + name, exim + text_part(ex_text.format(words)), one(reason, status, permanent=reason != "mailbox_full"))
    R("exim_retry", exim + text_part(ex_text.format("retry timeout exceeded")), one("expired", "", permanent=False))
    R("exim_warning", report_head("Mail Delivery System <Mailer-Daemon@exim.example>", "Warning: message 1tFabc-000 delayed 24 hours", "X-Failed-Recipients: carla@example.org\n") + text_part("This message was created automatically by mail delivery software.\nA message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 hours on the queue on exim.example.\n\nThe message identifier is:     1tFabc-000\n\nThe address to which the message has not yet been delivered is:\n\n  carla@example.org\n    Delay reason: Connection timed out\n\nNo action is required on your part. Delivery attempts will continue.\n"), one("unreachable", "", "delayed", False, message_id=None))
    qmail = report_head("MAILER-DAEMON@qmail.example", "failure notice")
    for name, words, reason, permanent in [
        ("unknown", "192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 User unknown\nGiving up on 192.0.2.1.", "unknown_user", True),
        ("no_mailbox", "Sorry, no mailbox here by that name. (#5.1.1)", "unknown_user", True),
        ("no_host", "Sorry, I couldn't find any host named example.org. (#5.1.2)", "host_unknown", True),
        ("expired", "192.0.2.1 does not like recipient.\nRemote host said: 450 4.7.1 try later\nGiving up on 192.0.2.1.\nI'm not going to try again; this message has been in the queue too long.", "expired", False),
        ("quota", "Recipient's mailbox is full, message returned to sender. (#5.2.2)", "mailbox_full", True),
    ]:
        R("qmail_" + name, qmail + text_part(f"Hi. This is the qmail-send program at qmail.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<carla@example.org>:\n{words}\n\n--- Below this line is a copy of the message.\n\n{COPY}"), one(reason, permanent=permanent))
    R("gmail_old", report_head("Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Delivery Status Notification (Failure)", "X-Failed-Recipients: carla@example.org\n") + text_part(f"Delivery to the following recipient failed permanently:\n\n     carla@example.org\n\nTechnical details of permanent failure:\nGoogle tried to deliver your message, but it was rejected by the server for the recipient domain example.org by mx.example.org. [192.0.2.1].\n\nThe error that the other server returned was:\n550 5.1.1 <carla@example.org>: Recipient address rejected: User unknown\n\n----- Original message -----\n\nMessage-ID: <{OURS}>\n"), one("unknown_user", "5.1.1"))
    R("gmail_new", report_head("Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Delivery Status Notification (Failure)", "X-Failed-Recipients: carla@example.org\n") + standard("\n** Address not found **\n\nYour message wasn't delivered to carla@example.org because the address couldn't be found, or is unable to receive mail.\n", [group("5.1.1", "smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address")]), one("unknown_user", "5.1.1"))
    R("gmail_delay", report_head("Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Delivery Status Notification (Delay)") + standard("** Delivery incomplete **\n\nThere was a temporary problem delivering your message to carla@example.org. Gmail will retry for 45 more hours.\n", [group("4.4.1", "smtp; The recipient server did not accept our requests to connect. [mx.example.org 192.0.2.1: timed out]", "delayed")]), one("unreachable", "4.4.1", "delayed", False))
    R("yahoo", report_head("MAILER-DAEMON@yahoo.com", "Failure Notice") + text_part(f"Sorry, we were unable to deliver your message to the following address.\n\n<carla@example.org>:\n554: delivery error: dd This user doesn't have a yahoo.com account (carla@example.org) [-5] - mta1.mail.yahoo.com\n\n--- Below this line is a copy of the message.\n\n{COPY}"), one("unknown_user"))
    R("yahoo_limit", report_head("MAILER-DAEMON@yahoo.com", "Failure Notice") + text_part(f"Sorry, we were unable to deliver your message to the following address.\n\n<carla@example.org>:\nNo MX or A records found for example.org: domain name not found\n\n--- Below this line is a copy of the message.\n\n{COPY}"), one("host_unknown"))
    R("amazon_ses", report_head("MAILER-DAEMON@eu-central-1.amazonses.com", "Delivery Status Notification (Failure)") + standard("An error occurred while trying to deliver the mail to the following recipients:\ncarla@example.org\n", [group("5.1.1", "smtp; 550 5.1.1 user unknown")], copy=COPY), one("unknown_user", "5.1.1"))
    R("amazon_suppressed", report_head("MAILER-DAEMON@eu-central-1.amazonses.com", "Delivery Status Notification (Failure)") + standard("An error occurred while trying to deliver the mail to the following recipients:\ncarla@example.org\n", [group("5.1.1", "Amazon SES did not send the message to this address because it is on the suppression list for your account.")]), one("unknown_user", "5.1.1"))
    R("gmx", report_head('"GMX Mailer Daemon" <mailer-daemon@gmx.example>', "Mail delivery failed: returning message to sender") + text_part(f"This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to\none or more of its recipients. This is a permanent error. The following address\nfailed:\n\n\"carla@example.org\":\nno such user\n\n--- The header of the original message is following. ---\n\nMessage-ID: <{OURS}>\n"), one("unknown_user"))
    R("ionos", report_head("Mail Delivery System <mailer-daemon@kundenserver.example>", "Mail delivery failed: returning message to sender") + text_part(f"This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to\none or more of its recipients. This is a permanent error.\n\nThe following address failed:\n\n    carla@example.org:\n        SMTP error from remote server for RCPT TO command, host: mx.example.org (192.0.2.1) reason: 550 5.7.1 Message rejected, sender listed in blocklist\n\n--- The header of the original message is following. ---\n\nMessage-ID: <{OURS}>\n"), one("blocked", "5.7.1"))
    R("webde_german", report_head("mailer-daemon@web.example", "Nachricht konnte nicht zugestellt werden") + text_part(f"Diese Nachricht wurde automatisch erzeugt.\n\nIhre E-Mail konnte an folgende Adresse nicht zugestellt werden:\n\ncarla@example.org\n\nDas Postfach des Empfängers ist voll.\n\n--- The header of the original message is following. ---\n\nMessage-ID: <{OURS}>\n"), one("mailbox_full", permanent=False))
    R("zoho", report_head("mailer-daemon@mail.zoho.eu", "Undelivered Mail Returned to Sender") + text_part("This message was created automatically by mail delivery software.\n A message that you sent could not be delivered to one or more of its recipients. This is a permanent error. \n\ncarla@example.org, ERROR CODE :550 - 5.1.1 Recipient address rejected: User unknown\n\n\nReceived:from mail.zoho.eu\n"), one("unknown_user", "5.1.1", message_id=None))
    R("domino", report_head("Postmaster <postmaster@domino.example>", "DELIVERY FAILURE: User carla (carla@example.org) not listed in Domino Directory") + text_part("Your message\n\n  Subject: Ihre Bewerbung\n\nwas not delivered to:\n\n  carla@example.org\n\nbecause:\n\n  User carla (carla@example.org) not listed in Domino Directory\n"), one("unknown_user", message_id=None))
    R("domino_standard", report_head("postmaster@domino.example", "DELIVERY FAILURE: Mailbox full") + standard("Your message\n\n  Subject: x\n\nwas not delivered to:\n\n  carla@example.org\n\nbecause:\n\n  Error delivering to Carla; Mailbox quota exceeded\n", [group("5.0.0", "X-Notes; Error delivering to Carla; Mailbox quota exceeded")]), one("mailbox_full"))
    R("courier", report_head('"Courier mail server at mx.example" <@>', "NOTICE: mail delivery status.") + standard("This is a delivery status notification from mx.example,\nrunning the Courier mail server.\n\nUNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be delivered:\n\n<carla@example.org>:\n    mx.example.org [192.0.2.1]:\n>>> RCPT TO:<carla@example.org>\n<<< 550 User unknown.\n", [group("5.0.0", "smtp; 550 User unknown.")]), one("unknown_user"))
    R("sendmail", report_head("Mail Delivery Subsystem <MAILER-DAEMON@sendmail.example>", "Returned mail: see transcript for details") + standard("The original message was received at Mon, 23 Nov 2026 20:06:41 +0100\nfrom localhost\n\n   ----- The following addresses had permanent fatal errors -----\n<carla@example.org>\n    (reason: 550 5.1.1 <carla@example.org>... User unknown)\n\n   ----- Transcript of session follows -----\n... while talking to mx.example.org.:\n>>> DATA\n<<< 550 5.1.1 <carla@example.org>... User unknown\n", [group("5.1.1", "SMTP; 550 5.1.1 <carla@example.org>... User unknown")]), one("unknown_user", "5.1.1"))
    R("sendmail_old", report_head("Mail Delivery Subsystem <MAILER-DAEMON@sendmail.example>", "Returned mail: Host unknown") + text_part(f"   ----- The following addresses had permanent fatal errors -----\n<carla@example.org>\n\n   ----- Transcript of session follows -----\n550 5.1.2 <carla@example.org>... Host unknown (Name server: example.org: host not found)\n\n   ----- Original message follows -----\n\nMessage-ID: <{OURS}>\n"), one("host_unknown", "5.1.2"))
    R("sendmail_warning", report_head("Mail Delivery Subsystem <MAILER-DAEMON@sendmail.example>", "Warning: could not send message for past 4 hours") + standard("    **********************************************\n    **      THIS IS A WARNING MESSAGE ONLY      **\n    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n    **********************************************\n", [group("4.4.1", "", "delayed")]), one("unreachable", "4.4.1", "delayed", False))
    R("opensmtpd", report_head("Mailer Daemon <MAILER-DAEMON@smtpd.example>", "Delivery status notification: error") + text_part(f"    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this email.\n\n    An error has occurred while attempting to deliver a message for\n    the following list of recipients:\n\ncarla@example.org: 550 5.1.1 <carla@example.org>: User unknown\n\n    Below is a copy of the original message:\n\nMessage-ID: <{OURS}>\n"), one("unknown_user", "5.1.1"))
    R("hmailserver", report_head("mailer-daemon@hmail.example", "Message undeliverable: Ihre Bewerbung") + text_part("Your message did not reach some or all of the intended recipients.\n\n   Sent: Mon, 23 Nov 2026 20:06:41 +0100\n   Subject: Ihre Bewerbung\n\nThe following recipient(s) could not be reached:\n\ncarla@example.org\n   Error Type: SMTP\n   Remote server (192.0.2.1) issued an error.\n   hMailServer sent: RCPT TO:<carla@example.org>\n   Remote server replied: 550 5.1.1 unknown user\n"), one("unknown_user", "5.1.1", message_id=None))
    R("status_as_text", report_head(daemon, "Undelivered Mail Returned to Sender") + text_part(f"The delivery failed.\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; carla@example.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n\nMessage-ID: <{OURS}>\n"), one("unknown_user", "5.1.1"))
    R("in_a_sentence", report_head("Mail System <postmaster@mx.example>", "Undeliverable mail") + text_part("Your mail to the address (carla@example.org) could not be delivered because the user is unknown: user unknown.\n"), one("unknown_user", message_id=None))
    R("smtputf8", report_head(daemon, "Undelivered Mail Returned to Sender") + multi("report", text_part("x"), b("Content-Type: message/global-delivery-status\nContent-Transfer-Encoding: 8bit\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: utf-8; jörg@example.org\nAction: failed\nStatus: 5.1.1\n"), b("Content-Type: message/global-headers\n\n" + COPY), more="; report-type=delivery-status"), one("unknown_user", "5.1.1", recipient="jörg@example.org"))


def automatic():
    def check(name, kind, lines, body="Ich bin bis Montag nicht im Büro.\n", sender="Carla <carla@mail.example>"):
        save("automatic", name, b(f"From: {sender}\nTo: jobs@acme.example\nDate: {DATE}\nMessage-ID: <1@mail.example>\nMIME-Version: 1.0\n{lines}") + (b"\nContent-Type: " if False else b"") + (b(body) if b(body).startswith(b"Content-Type") else b"\n" + b(body)), {"kind": kind})

    q = lambda text: "=?utf-8?Q?" + quopri.encodestring(text.encode(), header=True).decode().replace("=\n", "") + "?="
    away = {"outlook_en": "Automatic reply: Interview", "outlook_de": "Automatische Antwort: Interview", "outlook_fr": "Réponse automatique : Interview", "outlook_es": "Respuesta automática: Interview",
            "outlook_it": "Risposta automatica: Interview", "outlook_nl": "Automatisch antwoord: Interview", "outlook_pl": "Odpowiedź automatyczna: Interview", "exchange_old_en": "Out of Office: Interview", "exchange_old_de": "Abwesenheitsnotiz: Interview"}
    for name, subject in away.items():
        check(name, "auto_reply", f"Subject: {q(subject)}\nX-Auto-Response-Suppress: All\nAuto-Submitted: auto-generated\n")
        check(name + "_bare", "auto_reply", f"Subject: {q(subject)}\n")
    check("gmail", "auto_reply", "Subject: Re: Interview\nAuto-Submitted: auto-replied\nX-Autoreply: yes\nPrecedence: bulk\n")
    check("rfc3834", "auto_reply", "Subject: Auto: Interview\nAuto-Submitted: auto-replied\nIn-Reply-To: <0@acme.example>\n")
    check("sieve_vacation", "auto_reply", "Subject: Auto: Interview\nAuto-Submitted: auto-replied (vacation)\n")
    check("x_autoreply", "auto_reply", "Subject: Interview\nX-Autoreply: yes\n")
    check("precedence_auto_reply", "auto_reply", "Subject: Interview\nPrecedence: auto_reply\n")
    check("form_of_a_job_board", "mail", "Subject: Bewerbung\nAuto-Submitted: auto-generated\nPrecedence: bulk\nX-Auto-Response-Suppress: All\n", sender="noreply@board.example")
    check("job_board_with_unsubscribe", "mail", "Subject: Bewerbung\nList-Unsubscribe: <https://board.example/u>\n", sender="noreply@board.example")
    check("answer_to_an_auto_reply", "mail", "Subject: Re: Automatische Antwort: Interview\n")
    check("job_title", "mail", "Subject: Auto: Verkäufer (m/w/d)\n")
    check("mailman", "list", "Subject: [jobs] Angebot\nList-Id: jobs <jobs.lists.example>\nList-Post: <mailto:jobs@lists.example>\nPrecedence: list\n")
    check("google_groups", "list", "Subject: Angebot\nPrecedence: list\nMailing-list: list x@groups.example; contact y\nList-ID: <x.groups.example>\n")
    check("newsletter", "list", "Subject: News\nList-Id: <news.example>\nList-Help: <mailto:h@news.example>\nList-Unsubscribe: <https://news.example>\n")
    mdn = multi("report", text_part("Your message was read on Monday."), b"Content-Type: message/disposition-notification\n\nReporting-UA: mail.example\nFinal-Recipient: rfc822;carla@mail.example\nOriginal-Message-ID: <0@acme.example>\nDisposition: manual-action/MDN-sent-manually; displayed\n", more="; report-type=disposition-notification")
    check("receipt", "receipt", "Subject: Read: Interview\n", mdn)
    check("receipt_german", "receipt", "Subject: Gelesen: Interview\n", mdn)
    check("receipt_without_parameter", "receipt", "Subject: Gelesen: Interview\n", mdn.replace(b"; report-type=disposition-notification", b""))
    arf = multi("report", text_part("This is an email abuse report."), b"Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\n", b("Content-Type: message/rfc822\n\n" + COPY), more="; report-type=feedback-report")
    check("feedback_arf", "feedback", "Subject: FW: Ihre Bewerbung\n", arf, "staff@isp.example")
    check("feedback_microsoft", "feedback", "Subject: complaint about message from 192.0.2.9\nX-HmXmrOriginalRecipient: carla@hotmail.example\n", multi("mixed", b("Content-Type: message/rfc822\n\n" + COPY)), "staff@hotmail.example")
    check("ordinary", "mail", "Subject: Bewerbung\n")
