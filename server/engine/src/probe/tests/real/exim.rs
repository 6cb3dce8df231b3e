//! Exim, one instance with a port for each fault. Unpacked beside Postfix, whose package excludes its own.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Command};

use types::{Encryption, StageName};

use super::{
    Running,
    fault::{Fault, differences, expect_none, fault, held_up, with_those_of_all},
    folder, free_ports, is_root, program, unpacked,
};
use crate::probe::tests::{ACCOUNT, PASSWORD};
use Encryption::{StartTls, Tls};

#[rustfmt::skip]
const FAULTS: &[Fault<&str>] = &[
    fault("login off", "login_off", Tls, "sign_in_not_offered", "port", StageName::SignIn),
    fault("accounts cannot be looked up", "backend", Tls, "sign_in_unavailable", "-", StageName::SignIn),
    // GnuTLS says no more than that nothing fits; it is asked further.
    fault("TLS 1.0 only", "tls10", Tls, "tls_too_old", "encryption", StageName::Encryption),
    fault("TLS 1.0 only, STARTTLS", "tls10", StartTls, "tls_too_old", "encryption", StageName::Encryption),
    fault("ciphers of the last century", "old_ciphers", Tls, "tls_no_cipher", "encryption", StageName::Encryption),
    fault("connections refused", "connect", StartTls, "greeting_refused", "host", StageName::Greeting),
    fault("connections put off", "connect_later", StartTls, "server_trouble", "-", StageName::Greeting),
    fault("EHLO refused", "hello", Tls, "hello_refused", "-", StageName::Greeting),
    fault("sender cannot be verified", "sender", Tls, "sender_refused", "custom_address", StageName::Sender),
    fault("relay denied", "relay", Tls, "relay_denied", "host", StageName::Recipient),
    fault("recipient cannot be routed", "recipient", Tls, "recipient_unknown", "custom_address", StageName::Recipient),
    fault("greylisting", "greylisting", Tls, "greylisted", "-", StageName::Recipient),
    fault("over quota", "quota", Tls, "mailbox_full", "custom_address", StageName::Recipient),
    fault("size limit", "size", Tls, "message_too_large", "-", StageName::HandOver),
    fault("virus scanner", "virus", Tls, "virus_found", "-", StageName::HandOver),
    held_up(fault("held up at the sender", "tarpit", Tls, "answer_timed_out", "-", StageName::Sender)),
    fault("refused after DATA, then dropped", "drop", Tls, "message_refused", "-", StageName::HandOver),
    fault("killed after DATA", "killed", Tls, "dropped_after_message", "-", StageName::HandOver),
];

#[tokio::test]
async fn faults() {
    let Some(exim) = program("exim4", &[unpacked("usr/sbin/exim4")]).filter(|_| is_root()) else { return };
    let faults = with_those_of_all(FAULTS);
    let (folder, ports) = (folder(), free_ports(faults.len()));
    let path = folder.path();
    fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
    let file = path.join("exim.conf");
    fs::write(&file, configuration(path, &faults, &ports)).unwrap();
    let mut start = Command::new(exim);
    let _running = Running::start(start.arg("-bdf").arg("-C").arg(&file), &ports);
    expect_none(&differences("Exim", &faults, &ports).await, &path.join("log_mainlog"));
}

/// Every setting depends on the port that was connected to.
fn configuration(path: &Path, faults: &[Fault<&'static str>], ports: &[u16]) -> String {
    let pairs = || faults.iter().zip(ports);
    let all = ports.iter().map(u16::to_string).collect::<Vec<_>>().join(" : ");
    let wrapped = pairs().filter(|(fault, _)| fault.is_wrapped());
    let wrapped = wrapped.map(|(_, port)| port.to_string()).collect::<Vec<_>>().join(" : ");
    let which = pairs().map(|(fault, port)| format!("p{port}={}", fault.set)).collect::<Vec<_>>().join(" ");
    let values = [
        ("@which@", which),
        ("@folder@", path.display().to_string()),
        ("@all@", all),
        ("@wrapped@", wrapped),
        ("@account@", ACCOUNT.to_owned()),
        ("@password@", PASSWORD.to_owned()),
    ];
    values.iter().fold(CONFIGURATION.to_owned(), |text, (name, value)| text.replace(name, value))
}

const CONFIGURATION: &str = "FAULT = ${extract{p$received_port}{@which@}{$value}{}}
keep_environment =
exim_user = nobody
exim_group = nogroup
primary_hostname = mail.acme.test
spool_directory = @folder@/spool
log_file_path = @folder@/log_%slog
local_interfaces = 127.0.0.1
daemon_smtp_ports = @all@
tls_on_connect_ports = @wrapped@
tls_advertise_hosts = ${if eq{FAULT}{no_tls}{}{*}}
CERTIFICATE = ${if inlist{FAULT}{Expired:WrongName:UnknownIssuer:OwnAuthority}{FAULT}{Good}}
tls_certificate = @folder@/CERTIFICATE.pem
tls_privatekey = @folder@/CERTIFICATE.key
tls_require_ciphers = ${if eq{FAULT}{tls10}{NORMAL:-VERS-ALL:+VERS-TLS1.0}{${if eq{FAULT}{old_ciphers}{NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA}{NORMAL}}}}
auth_advertise_hosts = ${if or{{eq{$tls_in_cipher}{}}{eq{FAULT}{login_off}}}{}{*}}
message_size_limit = ${if eq{FAULT}{size}{10}{50M}}
acl_smtp_connect = acl_connect
acl_smtp_helo = acl_hello
acl_smtp_mail = acl_mail
acl_smtp_rcpt = acl_rcpt
acl_smtp_data = acl_data
disable_ipv6
rfc1413_query_timeout = 0s
host_lookup =
queue_only
begin acl
acl_connect:
  deny condition = ${if eq{FAULT}{connect}}
  defer condition = ${if eq{FAULT}{connect_later}}
  accept
acl_hello:
  deny condition = ${if eq{FAULT}{hello}}
  accept
acl_mail:
  warn condition = ${if eq{FAULT}{tarpit}}
       delay = 20s
  deny condition = ${if eq{FAULT}{sender}}
       !verify = sender
  accept
acl_rcpt:
  deny condition = ${if eq{FAULT}{relay}}
       message = relay not permitted
  deny condition = ${if eq{FAULT}{recipient}}
       !verify = recipient
  defer condition = ${if eq{FAULT}{greylisting}}
       message = Greylisted for 300 seconds
  deny condition = ${if eq{FAULT}{quota}}
       message = Mailbox is over quota
  accept authenticated = *
acl_data:
  deny condition = ${if eq{FAULT}{virus}}
       message = This message contains a virus
  drop condition = ${if eq{FAULT}{drop}}
  warn condition = ${if eq{FAULT}{killed}{${run{/bin/sh -c \"kill -KILL $pid\"}{no}{no}}}{no}}
  accept
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${if eq{FAULT}{backend}{${lookup{x}lsearch{/nonexistent/accounts}}}{${if and{{eq{$auth2}{@account@}}{eq{$auth3}{@password@}}{!eq{FAULT}{wrong_password}}}}}}
  server_set_id = $auth2
begin routers
all:
  driver = redirect
  condition = ${if inlist{FAULT}{sender:recipient}{no}{yes}}
  data = :blackhole:";
