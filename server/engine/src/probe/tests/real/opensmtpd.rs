//! `OpenSMTPD`, one instance with a port for each fault. Unpacked beside Postfix, whose package excludes its own; it knows
//! its folders by heart, so it gets a file system of its own.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Command};

use types::{Encryption, StageName};

use super::{
    Running,
    fault::{Fault, differences, expect_none, fault, with_those_of_all},
    folder, free_ports, is_root, missing, program, unpacked,
};
use crate::probe::tests::{ACCOUNT, PASSWORD};
use Encryption::{StartTls, Tls};

#[rustfmt::skip]
const FAULTS: &[Fault<&str>] = &[
    fault("login off", "login_off", Tls, "sign_in_not_offered", "port", StageName::SignIn),
    fault("connections refused", "connect", StartTls, "greeting_refused", "host", StageName::Greeting),
    fault("421 at connect", "busy", StartTls, "server_busy", "-", StageName::Greeting),
    fault("EHLO refused", "hello", Tls, "hello_refused", "-", StageName::Greeting),
    fault("sender of another account", "senders", Tls, "sender_not_owned", "custom_address", StageName::Sender),
    fault("sender refused", "sender", Tls, "sender_refused", "custom_address", StageName::Sender),
    fault("no rule for the recipient", "no_rule", Tls, "recipient_unknown", "custom_address", StageName::Recipient),
    fault("greylisting", "greylisting", Tls, "greylisted", "-", StageName::Recipient),
    fault("over quota", "quota", Tls, "mailbox_full", "custom_address", StageName::Recipient),
    fault("account disabled", "disabled", Tls, "mailbox_disabled", "custom_address", StageName::Recipient),
    fault("DATA refused", "data", Tls, "message_refused", "-", StageName::HandOver),
    fault("end of data refused", "spam", Tls, "taken_for_spam", "-", StageName::HandOver),
    fault("hangs up after DATA", "gone", Tls, "server_busy", "-", StageName::HandOver),
];

/// What its filters do: the fault, the phase, and what it says there.
const FILTERS: &[(&str, &str, &str)] = &[
    ("connect", "connect", "reject \"554 5.7.1 No service here\""),
    ("busy", "connect", "disconnect \"421 4.7.0 Too many connections\""),
    ("hello", "ehlo", "reject \"550 5.7.1 Go away\""),
    ("sender", "mail-from", "reject \"550 5.7.1 Sender refused\""),
    ("greylisting", "rcpt-to", "reject \"451 4.7.1 Greylisted, try again later\""),
    ("quota", "rcpt-to", "reject \"552 5.2.2 Mailbox is over quota\""),
    ("disabled", "rcpt-to", "reject \"550 5.2.1 This account is disabled\""),
    ("data", "data", "reject \"554 5.7.1 No messages today\""),
    ("spam", "commit", "reject \"554 5.7.1 This message looks like spam\""),
    ("gone", "commit", "disconnect \"421 4.3.2 Shutting down\""),
];

/// Puts memory in place of the folders that it writes to, for itself alone.
const APART: &str = "mount -t tmpfs none /var/spool; mount -t tmpfs none /run";
/// Starts it with the library without which Debian's build loses its keys.
const START: &str = "mkdir -p -m 711 /var/spool/smtpd
    exec env LD_PRELOAD=\"$2/key.so\" KEYS=\"$2\" \"$1\" -d -f \"$2/smtpd.conf\" 2> \"$2/log\"";

#[tokio::test]
async fn faults() {
    let Some(smtpd) = program("smtpd", &[unpacked("usr/sbin/smtpd")]).filter(|_| is_root()) else { return };
    let faults = with_those_of_all(FAULTS);
    let (folder, ports) = (folder(), free_ports(faults.len()));
    let path = folder.path();
    if !has_key_library(path) {
        return missing("a C compiler");
    }
    for fault in &faults {
        // It reads no key that everybody could read.
        let key = path.join(fault.certificate()).with_extension("key");
        fs::set_permissions(key, fs::Permissions::from_mode(0o640)).unwrap();
    }
    fs::write(path.join("smtpd.conf"), configuration(path, &faults, &ports)).unwrap();
    // Where that is forbidden, as in many containers, it gets the folders of the machine.
    let is_apart =
        Command::new("unshare").args(["--mount", "true"]).output().is_ok_and(|output| output.status.success());
    let mut start = Command::new(if is_apart { "unshare" } else { "sh" });
    let script = if is_apart { format!("{APART}\n{START}") } else { START.to_owned() };
    start.args(if is_apart { &["--mount", "sh"][..] } else { &[] }).args(["-euc", &script, "sh"]);
    start.args([&smtpd.canonicalize().unwrap(), path]);
    let _running = Running::start(&mut start, &ports);
    let wrong = differences("OpenSMTPD", &faults, &ports).await;
    expect_none(&wrong, &path.join("log"));
}

fn has_key_library(path: &Path) -> bool {
    let (source, library) = (path.join("key.c"), path.join("key.so"));
    fs::write(&source, include_str!("opensmtpd_key.c")).unwrap();
    let compiled = Command::new("cc").args(["-shared", "-fPIC", "-o"]).args([&library, &source]).status();
    compiled.is_ok_and(|status| status.success())
}

fn configuration(path: &Path, faults: &[Fault<&'static str>], ports: &[u16]) -> String {
    let folder = path.display();
    let mut lines: Vec<String> = ["Good", "Expired", "WrongName", "UnknownIssuer", "OwnAuthority"]
        .iter()
        .flat_map(|name| ["cert", "key"].map(|what| (name, what)))
        .map(|(name, what)| {
            let end = if what == "cert" { "pem" } else { what };
            format!("pki {name} {what} \"{folder}/{name}.{end}\"")
        })
        .collect();
    for (table, password) in [("accounts", PASSWORD), ("wrong_accounts", "another")] {
        lines.push(format!("table {table} {{ \"{ACCOUNT}\" = \"{}\" }}", hashed(password)));
    }
    lines.push(format!("table others {{ \"{ACCOUNT}\" = \"info@acme.test\" }}"));
    for (name, phase, does) in FILTERS {
        lines.push(format!("filter \"{name}\" phase {phase} match src {{ 127.0.0.1 }} {does}"));
    }
    lines.extend(faults.iter().zip(ports).map(|(fault, port)| listener(fault, *port)));
    lines.push("action \"onward\" relay host smtp://127.0.0.1:9".to_owned());
    lines.push("match ! tag \"no_rule\" from any for any action \"onward\"\n".to_owned());
    lines.join("\n")
}

fn listener(fault: &Fault<&'static str>, port: u16) -> String {
    let set = fault.set;
    let tls = match (set, fault.is_wrapped()) {
        ("no_tls", _) => String::new(),
        (_, true) => format!(" smtps pki {}", fault.certificate()),
        (_, false) => format!(" tls-require pki {}", fault.certificate()),
    };
    let auth = match set {
        "no_tls" | "login_off" => "",
        "wrong_password" => " auth <wrong_accounts>",
        "senders" => " auth <accounts> senders <others>",
        _ => " auth <accounts>",
    };
    let filter = FILTERS.iter().find(|(name, ..)| *name == set);
    let filter = filter.map(|(name, ..)| format!(" filter \"{name}\"")).unwrap_or_default();
    format!("listen on 127.0.0.1 port {port}{tls}{auth}{filter} tag \"{set}\" hostname mail.acme.test")
}

/// A password as its tables hold it.
fn hashed(password: &str) -> String {
    let hashed = Command::new("openssl").args(["passwd", "-6", password]).output().unwrap();
    String::from_utf8(hashed.stdout).unwrap().trim().to_owned()
}
