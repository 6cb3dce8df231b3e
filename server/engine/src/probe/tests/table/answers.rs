//! Answers in place of what a server should say. The words are those of real servers.

use types::{Cause, Encryption, StageName};

use super::Expected;
use crate::{
    SmtpLimits,
    probe::tests::{
        run,
        server::{
            Step::{self, Hear, HearData},
            say,
        },
        talk,
    },
};
use At::{Auth, Data, Dot, Greeting, Hello, Mail, Rcpt, StartTls};

/// What is answered in this way.
#[derive(Clone, Copy, Debug)]
pub(super) enum At {
    Greeting,
    Hello,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    Dot,
}

/// One line of the table.
#[derive(Debug)]
pub(super) struct Row {
    at: At,
    /// Its lines, the last without an end.
    pub(super) reply: &'static str,
    pub(super) expected: Expected,
}

const fn row(at: At, reply: &'static str, id: &'static str, field: &'static str) -> Row {
    let stage = match at {
        Greeting | Hello => StageName::Greeting,
        StartTls => StageName::Encryption,
        Auth => StageName::SignIn,
        Mail => StageName::Sender,
        Rcpt => StageName::Recipient,
        Data | Dot => StageName::HandOver,
    };
    Row { at, reply, expected: Expected { id, field, stage } }
}

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row(Greeting, "554 5.7.1 no service for you", "greeting_refused", "host"),
    row(Greeting, "554-mail.gmx.net Nemesis ESMTP Service not available\r\n554-No SMTP service\r\n554 IP address is block listed.", "client_listed", "-"),
    row(Greeting, "554 IP=192.0.2.1 - A problem occurred. (Ask your postmaster for help or to contact tosa@rx.t-online.de to clarify.)", "client_not_known", "-"),
    row(Greeting, "554 invalid DNS PTR resource record, IP=192.0.2.1", "client_without_name", "-"),
    row(Greeting, "421 4.7.0 mail.acme.test Error: too many connections from 192.0.2.1", "server_busy", "-"),
    row(Greeting, "421 4.3.2 Service not available", "server_busy", "-"),
    row(Hello, "501 5.5.4 HELO/EHLO argument is invalid.", "hello_refused", "-"),
    row(Hello, "504 5.5.2 <postroom>: Helo command rejected: need fully-qualified hostname", "hello_refused", "-"),
    row(Hello, "550 5.7.25 no PTR record for this address", "client_without_name", "-"),
    row(Hello, "554 SMTP synchronization error", "command_refused", "-"),
    row(StartTls, "454 4.7.0 TLS not available due to local problem", "starttls_unavailable", "encryption"),
    row(StartTls, "501 5.5.4 no", "starttls_refused", "encryption"),
    row(Auth, "535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6", "sign_in_refused", "password"),
    row(Auth, "535 Incorrect authentication data", "sign_in_refused", "password"),
    row(Auth, "535 Authentication credentials invalid", "access_switched_off", "password"),
    row(Auth, "534-5.7.9 Application-specific password required.\r\n534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor", "app_password_needed", "password"),
    row(Auth, "534-5.7.14 Please log in through your web browser and then try again.\r\n534 5.7.14 more", "browser_sign_in_needed", "account"),
    row(Auth, "535-5.7.8 Username and Password not accepted.\r\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials", "google_sign_in_refused", "password"),
    row(Auth, "454 4.7.0 Too many login attempts, please try again later.", "too_many_sign_ins", "account"),
    row(Auth, "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.", "microsoft_password_ended", "password"),
    row(Auth, "550 5.7.30 Basic authentication is not supported for Client Submission.", "microsoft_password_ended", "password"),
    row(Auth, "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.", "microsoft_tenant_off", "account"),
    row(Auth, "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.", "microsoft_mailbox_off", "account"),
    row(Auth, "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy.", "microsoft_security_defaults", "account"),
    row(Auth, "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully.", "microsoft_access_policy", "account"),
    row(Auth, "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.", "microsoft_sign_in_refused", "password"),
    row(Auth, "535 5.7.3 Authentication unsuccessful [AM0PR01CA0001.eurprd01.prod.exchangelabs.com]", "microsoft_unclear", "account"),
    row(Auth, "535 5.7.0 (#AUTH005) Too many bad auth attempts.", "yahoo_sign_in_refused", "password"),
    row(Auth, "525 5.7.1 Unauthorized IP address", "client_not_authorised", "account"),
    row(Auth, "525 5.7.13 User account disabled", "account_disabled", "account"),
    row(Auth, "535 5.7.8 The account jobs has been suspended", "account_disabled", "account"),
    row(Auth, "432 4.7.12 A password transition is needed", "password_expired", "password"),
    row(Auth, "454 4.7.0 Temporary authentication failure: Connection lost to authentication server", "sign_in_unavailable", "-"),
    row(Auth, "504 5.7.4 Unrecognized authentication type", "mechanism_refused", "password"),
    row(Auth, "503 5.5.1 Error: authentication not enabled", "sign_in_not_offered", "port"),
    row(Auth, "538 5.7.11 Encryption required for requested authentication mechanism", "encryption_demanded", "encryption"),
    row(Auth, "535 Authentication not allowed on IBSMTP Servers. IB401", "receiving_server", "host"),
    row(Auth, "535 5.7.8 invalid_grant: the refresh token has expired", "oauth_expired", "sign_in_with"),
    row(Auth, "535 5.7.8 unauthorized_client", "oauth_refused", "sign_in_with"),
    row(Auth, "550 5.9.9 flux capacitor", "unknown", "-"),
    row(Mail, "530 5.7.0 Must issue a STARTTLS command first", "encryption_demanded", "encryption"),
    row(Mail, "530 5.7.57 Client not authenticated to send mail.", "sign_in_demanded", "account"),
    row(Mail, "553 5.7.1 <jobs@acme.test>: Sender address rejected: not owned by user info@acme.test", "sender_not_owned", "custom_address"),
    row(Mail, "550 Sender address is not allowed.", "sender_not_owned", "custom_address"),
    row(Mail, "550 5.7.60 SMTP; Client does not have permissions to send as this sender", "microsoft_send_as", "custom_address"),
    row(Mail, "450 4.1.8 <jobs@acme.test>: Sender address rejected: Domain not found", "sender_domain_unknown", "custom_address"),
    row(Mail, "501 5.1.7 Bad sender address syntax", "sender_malformed", "custom_address"),
    row(Mail, "553 5.6.7 SMTPUTF8 is required", "utf8_not_offered", "custom_address"),
    row(Mail, "550-5.7.0 Mail relay denied [192.0.2.1].\r\n550 5.7.0 Invalid credentials for relay for one of the domains in: acme.test", "google_relay_refused", "account"),
    row(Mail, "550 5.7.501 Access denied, spam abuse detected", "sending_suspended", "account"),
    row(Mail, "550 5.1.0 no", "sender_refused", "custom_address"),
    row(Mail, "452 4.3.1 Insufficient system storage", "server_full", "-"),
    row(Mail, "552 5.3.4 Message size exceeds fixed limit", "message_too_large", "-"),
    row(Mail, "421 4.4.2 mail.acme.test Error: timeout exceeded", "session_timed_out", "-"),
    row(Rcpt, "554 5.7.1 <jobs@acme.test>: Relay access denied", "relay_denied", "host"),
    row(Rcpt, "550 relay not permitted", "relay_denied", "host"),
    row(Rcpt, "550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources", "direct_send_refused", "host"),
    row(Rcpt, "550 5.1.1 <jobs@acme.test>: Recipient address rejected: User unknown", "recipient_unknown", "custom_address"),
    row(Rcpt, "450 4.1.2 <jobs@acme.test>: Recipient address rejected: Domain not found", "recipient_domain_unknown", "custom_address"),
    row(Rcpt, "556 5.1.10 Recipient address has null MX", "recipient_domain_closed", "custom_address"),
    row(Rcpt, "501 5.1.3 Bad recipient address syntax", "recipient_malformed", "custom_address"),
    row(Rcpt, "452 4.2.2 The recipient's inbox is out of storage space.", "mailbox_full", "custom_address"),
    row(Rcpt, "552 5.2.2 <jobs@acme.test> Quota exceeded (mailbox for user is full)", "mailbox_full", "custom_address"),
    row(Rcpt, "550 5.2.1 The email account that you tried to reach is disabled.", "mailbox_disabled", "custom_address"),
    row(Rcpt, "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup", "internal_senders_only", "custom_address"),
    row(Rcpt, "450 4.2.0 <jobs@acme.test>: Recipient address rejected: Greylisted", "greylisted", "-"),
    row(Rcpt, "452 4.5.3 Error: too many recipients", "too_many_recipients", "-"),
    row(Rcpt, "450 4.7.1 later", "refused_for_now", "-"),
    row(Rcpt, "550 no", "recipient_refused", "custom_address"),
    row(Rcpt, "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", "client_listed", "-"),
    row(Data, "550 5.2.2 The message can't be submitted because the sender's submission quota was exceeded", "limit_reached", "-"),
    row(Data, "451 4.3.0 Error: queue file write error", "server_trouble", "-"),
    row(Data, "503 5.5.1 Error: need RCPT command", "command_refused", "-"),
    row(Dot, "554 5.2.252 SendAsDenied; hr@acme.test not allowed to send as jobs@acme.test", "microsoft_send_as", "custom_address"),
    row(Dot, "554 Message rejected: Email address is not verified.", "sender_not_verified", "custom_address"),
    row(Dot, "550 The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.", "sender_not_verified", "custom_address"),
    row(Dot, "550 5.7.1 The 'From' address you supplied (jobs@acme.test) is not a Sender Signature on your account.", "sender_not_verified", "custom_address"),
    row(Dot, "554 Sandbox subdomains are for test purposes only. Please add your own domain or add the address to authorized recipients in Account Settings.", "sender_not_verified", "custom_address"),
    row(Data, "421 Domain acme.test is not allowed to send: Sandbox subdomains are for test purposes only.", "sender_not_verified", "custom_address"),
    row(Dot, "530 From/Sender name is not valid", "sender_not_owned", "custom_address"),
    row(Mail, "553 Relaying disallowed as jobs@acme.test", "sender_not_owned", "custom_address"),
    row(Dot, "550 5.7.705 Access denied, tenant has exceeded threshold", "microsoft_tenant_blocked", "account"),
    row(Dot, "550 5.7.708 Access denied, traffic not accepted from this IP", "microsoft_tenant_new", "account"),
    row(Dot, "550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains", "microsoft_domain_unregistered", "custom_address"),
    row(Dot, "552 Message size exceeds maximum permitted", "message_too_large", "-"),
    row(Dot, "552-5.7.0 This message was blocked because its content presents a potential\r\n552 5.7.0 security issue.", "attachment_refused", "-"),
    row(Dot, "554 5.7.1 Virus found", "virus_found", "-"),
    row(Dot, "550-5.7.1 Our system has detected that this message is\r\n550 5.7.1 likely unsolicited mail.", "taken_for_spam", "-"),
    row(Dot, "550 5.7.0 Local Policy Violation - see https://support.proofpoint.com/", "filter_refused", "-"),
    row(Dot, "550 5.7.26 Unauthenticated email from acme.test is not accepted due to domain's DMARC policy.", "dmarc_failed", "custom_address"),
    row(Dot, "550 5.7.26 This mail has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM.", "dkim_missing", "custom_address"),
    row(Dot, "550 5.7.23 The message was rejected because of Sender Policy Framework violation", "spf_failed", "custom_address"),
    row(Dot, "450 Mail send limit exceeded.", "limit_reached", "-"),
    row(Dot, "454 Throttling failure: Maximum sending rate exceeded.", "sending_too_fast", "-"),
    row(Dot, "521 5.5.2 mail.acme.test Error: bare <LF> received", "message_malformed", "-"),
    row(Dot, "554 5.4.6 Too many hops", "mail_loop", "redirection"),
    row(Dot, "550 5.7.520 Access denied, Your organization does not allow external forwarding. AS(7555)", "forwarding_forbidden", "redirection"),
    row(Dot, "550 5.7.29 TLS required for RCPT domain", "onward_encryption", "-"),
    row(Dot, "550 4.4.7 QUEUE.Expired; message expired", "message_expired", "-"),
    row(Dot, "451 4.3.0 later", "refused_for_now", "-"),
    row(Dot, "554 5.9.9 flux capacitor", "message_refused", "-"),
];

/// The causes in it.
pub(super) fn shown() -> impl Iterator<Item = Cause> {
    ROWS.iter().filter_map(|row| Cause::from_id(row.expected.id))
}

#[tokio::test]
async fn are_told() {
    let mut wrong = Vec::new();
    for row in ROWS {
        let told = run(encryption(row.at), vec![script(row)], SmtpLimits::default()).await;
        wrong.extend(row.expected.differs(&told).map(|differs| format!("scripted, {}: {differs}", row.reply)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

const fn encryption(at: At) -> Encryption {
    match at {
        Greeting | Hello | StartTls => Encryption::StartTls,
        _ => Encryption::Tls,
    }
}

fn script(row: &Row) -> Vec<Step> {
    let answer = say(format!("{}\r\n", row.reply));
    let mut script = match row.at {
        Greeting => vec![],
        Hello => vec![say("220 mail.acme.test\r\n"), Hear("EHLO")],
        StartTls => [talk::plain_hello(), vec![Hear("STARTTLS")]].concat(),
        Auth => [talk::encrypted_hello("AUTH PLAIN"), vec![Hear("AUTH PLAIN ")]].concat(),
        // Each command is heard, then answered.
        Mail => [talk::signed_in(), talk::taken()[..1].to_vec()].concat(),
        Rcpt => [talk::signed_in(), talk::taken()[..3].to_vec()].concat(),
        Data => [talk::signed_in(), talk::taken()[..5].to_vec()].concat(),
        Dot => [talk::signed_in(), talk::taken()[..6].to_vec(), vec![HearData]].concat(),
    };
    script.push(answer);
    script
}
