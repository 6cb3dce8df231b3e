//! Dovecot's submission service, one instance with a loopback address for each fault.

use std::{
    fmt::Write,
    fs,
    net::{IpAddr, Ipv4Addr},
    path::Path,
    process::Command,
};

use types::{Encryption, StageName};

use super::{Fault, Running, difference, fault, folder, free_ports, is_root, program};
use crate::probe::tests::{ACCOUNT, PASSWORD};
use Encryption::{StartTls, Tls};

#[rustfmt::skip]
const FAULTS: &[Fault<&str>] = &[
    fault("wrong password", "wrong_password", Tls, "sign_in_refused", "password", StageName::SignIn),
    fault("wrong password, STARTTLS", "wrong_password", StartTls, "sign_in_refused", "password", StageName::SignIn),
    fault("account disabled", "disabled", Tls, "account_disabled", "account", StageName::SignIn),
    fault("no TLS", "no_tls", StartTls, "starttls_not_offered", "encryption", StageName::Encryption),
    fault("STARTTLS on the SSL/TLS port", "swapped", StartTls, "plaintext_on_tls_port", "encryption", StageName::Greeting),
    fault("SSL/TLS on the STARTTLS port", "swapped", Tls, "tls_on_plaintext_port", "encryption", StageName::Encryption),
    fault("certificate expired", "Expired", Tls, "certificate_expired", "host", StageName::Encryption),
    fault("certificate for another name", "WrongName", StartTls, "certificate_wrong_name", "host", StageName::Encryption),
    fault("certificate of another authority", "UnknownIssuer", Tls, "certificate_unknown_issuer", "host", StageName::Encryption),
    fault("certificate of its own", "OwnAuthority", StartTls, "certificate_self_signed", "host", StageName::Encryption),
    fault("its relay is down", "relay", Tls, "server_trouble", "-", StageName::Sender),
];

#[tokio::test]
async fn faults() {
    let service = Path::new("/usr/lib/dovecot/submission-login").to_owned();
    let is_there = program("dovecot", &[]).zip(program("submission-login", &[service]));
    let Some((dovecot, _)) = is_there.filter(|_| is_root()) else { return };
    let (folder, ports) = (folder(), free_ports(2));
    let path = folder.path();
    let file = path.join("dovecot.conf");
    fs::write(&file, configuration(path, &ports)).unwrap();
    let mut start = Command::new(dovecot);
    let _running = Running::start(start.arg("-F").arg("-c").arg(&file), &ports);
    let mut wrong = Vec::new();
    for (n, fault) in FAULTS.iter().enumerate() {
        let is_wrapped = (fault.encryption == Tls) != (fault.set == "swapped");
        let port = if is_wrapped { ports[0] } else { ports[1] };
        wrong.extend(difference("Dovecot", fault, address(n), port).await);
    }
    let log = fs::read_to_string(path.join("log")).unwrap_or_default();
    assert!(wrong.is_empty(), "{wrong:#?}\n{}", &log[log.len().saturating_sub(6_000)..]);
}

/// The address of a fault; the first one is nobody's.
fn address(n: usize) -> IpAddr {
    Ipv4Addr::new(127, 0, 0, u8::try_from(n + 2).unwrap()).into()
}

fn configuration(path: &Path, ports: &[u16]) -> String {
    let folder = path.display();
    let addresses: String = (0..FAULTS.len()).map(|n| format!(" {}", address(n))).collect();
    let mut text = format!(
        "base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = submission
hostname = mail.acme.test
ssl = yes
ssl_cert = <{folder}/Good.pem
ssl_key = <{folder}/Good.key
auth_mechanisms = plain login
auth_failure_delay = 0
first_valid_uid = 1
mail_location = maildir:{folder}/mail
submission_relay_host = 127.0.0.1
submission_relay_port = {closed}
passdb {{
  driver = passwd-file
  args = {folder}/%{{lip}}.accounts
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/home
}}
service submission-login {{
  chroot =
  inet_listener submission {{
    port = 0
  }}
  inet_listener submissions {{
    port = 0
  }}
  inet_listener wrapped {{
    address = 127.0.0.1{addresses}
    port = {}
    ssl = yes
  }}
  inet_listener plain {{
    address = 127.0.0.1{addresses}
    port = {}
  }}
}}
",
        ports[0],
        ports[1],
        closed = free_ports(1)[0],
    );
    for (n, fault) in FAULTS.iter().enumerate() {
        let address = address(n);
        let (password, more) = match fault.set {
            "wrong_password" => ("another", ""),
            "disabled" => (PASSWORD, "nologin=y reason=disabled"),
            _ => (PASSWORD, ""),
        };
        let account = format!("{ACCOUNT}:{{PLAIN}}{password}::::::{more}\n");
        fs::write(path.join(format!("{address}.accounts")), account).unwrap();
        match fault.set {
            "no_tls" => writeln!(text, "local {address} {{\n  ssl = no\n}}").unwrap(),
            "Expired" | "WrongName" | "UnknownIssuer" | "OwnAuthority" => {
                let file = format!("{folder}/{}", fault.set);
                writeln!(text, "local {address} {{\n  ssl_cert = <{file}.pem\n  ssl_key = <{file}.key\n}}").unwrap();
            }
            _ => {}
        }
    }
    text
}
