//! Dovecot's submission service, one instance with a loopback address for each fault.

use std::{
    fmt::Write,
    fs,
    net::{IpAddr, Ipv4Addr},
    path::Path,
    process::Command,
};

use types::{Encryption, StageName};

use super::{
    Running,
    fault::{Fault, difference, expect_none, fault, with_those_of_all},
    folder, free_ports, is_root, program,
};
use crate::probe::tests::{ACCOUNT, PASSWORD};
use Encryption::Tls;

#[rustfmt::skip]
const FAULTS: &[Fault<&str>] = &[
    fault("account disabled", "disabled", Tls, "account_disabled", "account", StageName::SignIn),
    fault("its relay is down", "relay", Tls, "server_trouble", "-", StageName::Sender),
];

#[tokio::test]
async fn faults() {
    let service = Path::new("/usr/lib/dovecot/submission-login").to_owned();
    let is_there = program("dovecot", &[]).zip(program("submission-login", &[service]));
    let Some((dovecot, _)) = is_there.filter(|_| is_root()) else { return };
    let faults = with_those_of_all(FAULTS);
    let (folder, ports) = (folder(), free_ports(2));
    let path = folder.path();
    let file = path.join("dovecot.conf");
    fs::write(&file, configuration(path, &faults, &ports)).unwrap();
    let mut start = Command::new(dovecot);
    let _running = Running::start(start.arg("-F").arg("-c").arg(&file), &ports);
    let mut wrong = Vec::new();
    for (n, fault) in faults.iter().enumerate() {
        let port = if fault.is_wrapped() { ports[0] } else { ports[1] };
        wrong.extend(difference("Dovecot", fault, address(n), port).await);
    }
    expect_none(&wrong, &path.join("log"));
}

/// The address of a fault; the first one is nobody's.
fn address(n: usize) -> IpAddr {
    Ipv4Addr::new(127, 0, 0, u8::try_from(n + 2).unwrap()).into()
}

fn configuration(path: &Path, faults: &[Fault<&'static str>], ports: &[u16]) -> String {
    let folder = path.display();
    let addresses: String = (0..faults.len()).map(|n| format!(" {}", address(n))).collect();
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
    for (n, fault) in faults.iter().enumerate() {
        let address = address(n);
        let (password, more) = match fault.set {
            "wrong_password" => ("another", ""),
            "disabled" => (PASSWORD, "nologin=y reason=disabled"),
            _ => (PASSWORD, ""),
        };
        let account = format!("{ACCOUNT}:{{PLAIN}}{password}::::::{more}\n");
        fs::write(path.join(format!("{address}.accounts")), account).unwrap();
        let file = format!("{folder}/{}", fault.certificate());
        let ssl = if fault.set == "no_tls" { "no" } else { "yes" };
        writeln!(text, "local {address} {{\n  ssl = {ssl}\n  ssl_cert = <{file}.pem\n  ssl_key = <{file}.key\n}}")
            .unwrap();
    }
    text
}
