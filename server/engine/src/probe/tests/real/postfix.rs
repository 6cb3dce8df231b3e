//! Postfix, one instance with a port for each fault.

use std::{fmt::Write, fs, net::Ipv4Addr, process::Command};

use types::{Encryption, StageName};

use super::{
    Running,
    fault::{Fault, difference, differences, expect_none, fault, held_up},
    firewall::{Meddling, firewall},
    folder, free_ports, is_root, program,
};
use crate::probe::tests::PASSWORD;
use Encryption::{StartTls, Tls};

/// Parameters that only this port has, without blanks: Postfix reads words.
type Parameters = &'static [&'static str];

const GOOD: Parameters = &[];
const SMTPS: &str = "smtpd_tls_wrappermode=yes";

#[rustfmt::skip]
const FAULTS: &[Fault<Parameters>] = &[
    fault("login off", &[SMTPS, "smtpd_sasl_auth_enable=no"], Tls, "sign_in_not_offered", "port", StageName::SignIn),
    fault("wrong password", &[SMTPS, "smtpd_sasl_path=wrong"], Tls, "sign_in_refused", "password", StageName::SignIn),
    fault("wrong password, STARTTLS", &["smtpd_sasl_path=wrong"], StartTls, "sign_in_refused", "password", StageName::SignIn),
    fault("no TLS", &["smtpd_tls_security_level=none", "smtpd_tls_auth_only=no"], StartTls, "starttls_not_offered", "encryption", StageName::Encryption),
    fault("no key for TLS", &["smtpd_tls_key_file=/nonexistent", "smtpd_tls_cert_file=/nonexistent"], StartTls, "starttls_unavailable", "encryption", StageName::Encryption),
    fault("login only after TLS, which is off", &["smtpd_tls_security_level=none"], StartTls, "starttls_not_offered", "encryption", StageName::Encryption),
    fault("login only after TLS, which is not told of", &["smtpd_discard_ehlo_keywords=starttls"], StartTls, "starttls_not_offered", "encryption", StageName::Encryption),
    fault("login not told of", &[SMTPS, "smtpd_discard_ehlo_keywords=auth"], Tls, "sign_in_not_offered", "port", StageName::SignIn),
    fault("STARTTLS on the SSL/TLS port", &[SMTPS], StartTls, "plaintext_on_tls_port", "encryption", StageName::Greeting),
    fault("login only after TLS, SSL/TLS on its STARTTLS port", GOOD, Tls, "tls_on_plaintext_port", "encryption", StageName::Encryption),
    fault("certificate expired", &[SMTPS, "smtpd_tls_chain_files=$expired"], Tls, "certificate_expired", "host", StageName::Encryption),
    fault("certificate expired, STARTTLS", &["smtpd_tls_chain_files=$expired"], StartTls, "certificate_expired", "host", StageName::Encryption),
    fault("certificate too early", &[SMTPS, "smtpd_tls_chain_files=$early"], Tls, "certificate_not_yet_valid", "host", StageName::Encryption),
    fault("certificate for another name", &[SMTPS, "smtpd_tls_chain_files=$other_name"], Tls, "certificate_wrong_name", "host", StageName::Encryption),
    fault("certificate of another authority", &[SMTPS, "smtpd_tls_chain_files=$other_authority"], Tls, "certificate_unknown_issuer", "host", StageName::Encryption),
    fault("certificate of its own", &[SMTPS, "smtpd_tls_chain_files=$own"], Tls, "certificate_self_signed", "host", StageName::Encryption),
    fault("TLS 1.0 only", &[SMTPS, "smtpd_tls_protocols=TLSv1", "smtpd_tls_mandatory_protocols=TLSv1"], Tls, "tls_too_old", "encryption", StageName::Encryption),
    fault("TLS 1.0 only, STARTTLS", &["smtpd_tls_protocols=TLSv1", "smtpd_tls_mandatory_protocols=TLSv1"], StartTls, "tls_too_old", "encryption", StageName::Encryption),
    fault("ciphers of the last century", &[SMTPS, "smtpd_tls_mandatory_protocols=TLSv1.2", "smtpd_tls_protocols=TLSv1.2", "tls_medium_cipherlist=AES128-SHA", "tls_high_cipherlist=AES128-SHA"], Tls, "tls_no_cipher", "encryption", StageName::Encryption),
    fault("client certificate demanded", &[SMTPS, "smtpd_tls_req_ccert=yes"], Tls, "tls_client_certificate", "port", StageName::Greeting),
    fault("clients refused", &["smtpd_delay_reject=no", "smtpd_client_restrictions=reject"], StartTls, "greeting_refused", "host", StageName::Greeting),
    fault("EHLO refused", &[SMTPS, "smtpd_delay_reject=no", "smtpd_helo_restrictions=reject"], Tls, "hello_refused", "-", StageName::Greeting),
    fault("sender of another account", &[SMTPS, "smtpd_sender_restrictions=$sender_of_another"], Tls, "sender_not_owned", "custom_address", StageName::Recipient),
    fault("sender refused", &[SMTPS, "smtpd_sender_restrictions=reject"], Tls, "sender_refused", "custom_address", StageName::Recipient),
    fault("sender refused at once", &[SMTPS, "smtpd_delay_reject=no", "smtpd_sender_restrictions=reject"], Tls, "sender_refused", "custom_address", StageName::Sender),
    fault("recipient refused", &[SMTPS, "smtpd_recipient_restrictions=reject"], Tls, "recipient_refused", "custom_address", StageName::Recipient),
    fault("relay denied", &[SMTPS, "smtpd_relay_restrictions=reject_unauth_destination", "rewrite_service_name=elsewhere"], Tls, "relay_denied", "host", StageName::Recipient),
    fault("relay denied for now", &[SMTPS, "smtpd_relay_restrictions=defer_unauth_destination", "rewrite_service_name=elsewhere"], Tls, "relay_denied", "host", StageName::Recipient),
    fault("no such mailbox", &[SMTPS, "virtual_alias_maps="], Tls, "recipient_unknown", "custom_address", StageName::Recipient),
    fault("greylisting", &[SMTPS, "smtpd_recipient_restrictions=$greylisting"], Tls, "greylisted", "-", StageName::Recipient),
    fault("mailbox full", &[SMTPS, "smtpd_recipient_restrictions=$full"], Tls, "mailbox_full", "custom_address", StageName::Recipient),
    fault("account disabled", &[SMTPS, "smtpd_recipient_restrictions=$disabled"], Tls, "mailbox_disabled", "custom_address", StageName::Recipient),
    fault("size limit", &[SMTPS, "message_size_limit=10"], Tls, "message_too_large", "-", StageName::HandOver),
    held_up(fault("held up at the door", &["smtpd_delay_reject=no", "smtpd_client_restrictions=$tarpit"], StartTls, "greeting_timed_out", "port", StageName::Greeting)),
    held_up(fault("held up at the recipient", &[SMTPS, "smtpd_recipient_restrictions=$tarpit"], Tls, "answer_timed_out", "-", StageName::Recipient)),
    fault("held up after a wrong password", &[SMTPS, "smtpd_sasl_path=wrong", "smtpd_soft_error_limit=1", "smtpd_error_sleep_time=2s"], Tls, "sign_in_refused", "password", StageName::SignIn),
    fault("DATA refused", &[SMTPS, "smtpd_data_restrictions=reject"], Tls, "message_refused", "-", StageName::HandOver),
    fault("end of data refused", &[SMTPS, "smtpd_end_of_data_restrictions=$spam"], Tls, "taken_for_spam", "-", StageName::HandOver),
];

/// What a firewall in front of it does to login only after TLS.
#[rustfmt::skip]
const MEDDLED: &[Fault<Meddling>] = &[
    fault("STARTTLS blotted out", Meddling::Blots, StartTls, "starttls_stripped", "encryption", StageName::Encryption),
    fault("the line with STARTTLS removed", Meddling::Removes, StartTls, "starttls_not_offered", "encryption", StageName::Encryption),
    fault("an answer before the command", Meddling::Answers, StartTls, "answers_early", "-", StageName::Greeting),
];

#[tokio::test]
async fn faults() {
    let Some(postfix) = program("postfix", &[]).filter(|_| is_root()) else { return };
    let (folder, ports) = (folder(), free_ports(FAULTS.len()));
    let path = folder.path();
    prepare(path, &ports);
    let config = path.join("config");
    let mut start = Command::new(&postfix);
    let _running =
        Running::start(start.arg("-c").arg(&config).arg("start-fg").stderr(std::process::Stdio::null()), &ports);
    let mut wrong = differences("Postfix", FAULTS, &ports).await;
    let (_, good) = FAULTS.iter().zip(&ports).find(|(fault, _)| fault.set.is_empty()).unwrap();
    for fault in MEDDLED {
        let port = firewall(fault.set, *good).await;
        wrong.extend(difference("Postfix behind a firewall", fault, Ipv4Addr::LOCALHOST.into(), port).await);
    }
    let _ = Command::new(&postfix).arg("-c").arg(&config).arg("stop").output();
    expect_none(&wrong, &path.join("data/log"));
}

fn prepare(path: &std::path::Path, ports: &[u16]) {
    for folder in ["config/sasl", "queue", "data"] {
        fs::create_dir_all(path.join(folder)).unwrap();
    }
    let folder = path.display();
    for shown in ["Expired", "NotYetValid", "WrongName", "UnknownIssuer", "OwnAuthority"] {
        let file = |end: &str| fs::read_to_string(path.join(format!("{shown}.{end}"))).unwrap();
        fs::write(path.join(format!("{shown}.chain")), file("key") + &file("pem")).unwrap();
    }
    let sasl = |database: &str| {
        format!(
            "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: {folder}/{database}\nmech_list: PLAIN LOGIN\n"
        )
    };
    fs::write(path.join("config/sasl/smtpd.conf"), sasl("sasldb2")).unwrap();
    fs::write(path.join("config/sasl/wrong.conf"), sasl("wrongdb2")).unwrap();
    let account = "saslpasswd2 -p -c -f \"$1/$2\" -u acme.test jobs && chown postfix \"$1/$2\" \"$1/data\"";
    for (database, password) in [("sasldb2", PASSWORD), ("wrongdb2", "another")] {
        let script = format!("printf '%s' '{password}' | {account}");
        let status = Command::new("sh").args(["-c", &script, "sh"]).arg(path).arg(database).status().unwrap();
        assert!(status.success());
    }
    fs::write(path.join("config/main.cf"), main(&folder.to_string())).unwrap();
    let mut master = String::new();
    for (fault, port) in FAULTS.iter().zip(ports) {
        let options: String = fault.set.iter().map(|parameter| format!(" -o {parameter}")).collect();
        writeln!(master, "127.0.0.1:{port} inet n - n - - smtpd{options}").unwrap();
    }
    fs::write(path.join("config/master.cf"), master + MASTER).unwrap();
}

fn main(folder: &str) -> String {
    format!(
        "compatibility_level = 3.6
maillog_file = {folder}/data/log
maillog_file_prefixes = {folder}
queue_directory = {folder}/queue
data_directory = {folder}/data
myhostname = mail.acme.test
mydestination =
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks =
smtpd_tls_cert_file = {folder}/Good.pem
smtpd_tls_key_file = {folder}/Good.key
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_path = smtpd
cyrus_sasl_config_path = {folder}/config/sasl
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
virtual_alias_domains = acme.test
virtual_alias_maps = inline:{{ {{ jobs@acme.test = jobs@sink.test }} }}
default_transport = discard
smtpd_client_connection_rate_limit = 0
smtpd_error_sleep_time = 0
expired = {folder}/Expired.chain
early = {folder}/NotYetValid.chain
other_name = {folder}/WrongName.chain
other_authority = {folder}/UnknownIssuer.chain
own = {folder}/OwnAuthority.chain
smtpd_sender_login_maps = inline:{{ {{ jobs@acme.test = info@acme.test }} }}
sender_of_another = reject_sender_login_mismatch
greylisting = check_recipient_access static:{{450 4.2.0 Greylisted, see http://postgrey.schweikert.ch/help/acme.test.html}}
full = check_recipient_access static:{{552 5.2.2 Mailbox is full}}
disabled = check_recipient_access static:{{550 5.2.1 This account is disabled}}
tarpit = sleep 20
spam = check_recipient_access static:{{554 5.7.1 This message looks like spam}}
"
    )
}

const MASTER: &str = "cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
elsewhere unix - - n - - trivial-rewrite -o virtual_alias_domains=
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
";
