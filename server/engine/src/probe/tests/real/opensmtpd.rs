//! `OpenSMTPD`, one instance with a listener for each fault. Unpacked beside Postfix, whose package excludes its own. Only
//! what it says before encryption: what Debian builds of it signs nothing with the OpenSSL that it comes with.

use std::{fs, process::Command};

use types::{Encryption, StageName};

use super::{Fault, Running, differences, fault, folder, free_ports, is_root, missing, program, unpacked};
use Encryption::{StartTls, Tls};

#[rustfmt::skip]
const FAULTS: &[Fault<&str>] = &[
    fault("no TLS", "none", StartTls, "starttls_not_offered", "encryption", StageName::Encryption),
    fault("SSL/TLS on the STARTTLS port", "none", Tls, "tls_on_plaintext_port", "encryption", StageName::Encryption),
    fault("connections refused", "refused", StartTls, "greeting_refused", "host", StageName::Greeting),
    fault("421 at connect", "busy", StartTls, "server_busy", "-", StageName::Greeting),
    fault("EHLO refused", "hello", StartTls, "hello_refused", "-", StageName::Greeting),
];

#[tokio::test]
async fn faults() {
    let Some(smtpd) = program("smtpctl", &[unpacked("usr/sbin/smtpctl")]).filter(|_| is_root()) else { return };
    let is_user = Command::new("id").arg("opensmtpd").output().is_ok_and(|output| output.status.success());
    if !is_user {
        return missing("the user that OpenSMTPD is built for");
    }
    let (folder, ports) = (folder(), free_ports(FAULTS.len()));
    let file = folder.path().join("smtpd.conf");
    fs::write(&file, configuration(&ports)).unwrap();
    // Its queue and its socket have fixed places, and other tests run it too.
    let alone = "mount -t tmpfs none /run && mount -t tmpfs none /var/spool; exec \"$0\" -d -f \"$1\"";
    let mut start = Command::new("unshare");
    start.args(["-m", "sh", "-c", alone]).arg(smtpd.with_file_name("smtpd")).arg(&file);
    let _running = Running::start(&mut start, &ports);
    let wrong = differences("OpenSMTPD", FAULTS, &ports).await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn configuration(ports: &[u16]) -> String {
    let listeners = FAULTS.iter().zip(ports).map(|(fault, port)| {
        let filter = if fault.set == "none" { String::new() } else { format!("filter \"{}\"", fault.set) };
        format!("listen on 127.0.0.1 port {port} hostname mail.acme.test {filter}\n")
    });
    RULES.to_owned() + &listeners.collect::<String>()
}

const RULES: &str = "table here { \"127.0.0.1\" }
filter \"refused\" phase connect match src <here> disconnect \"554 5.7.1 No service for you\"
filter \"busy\" phase connect match src <here> disconnect \"421 4.3.2 Too many connections, try again later\"
filter \"hello\" phase ehlo match src <here> reject \"550 5.7.1 I do not know you\"
action \"keep\" lmtp \"/nonexistent\"
match from any for any action \"keep\"
";
