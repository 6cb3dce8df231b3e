//! Real servers between the company's and ours: what each of them makes of the two mails.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener as Listener},
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

use super::*;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tests/redirection/server.sh");

/// A Postfix that runs until this is dropped.
pub(super) struct Postfix {
    child: Child,
    pub(super) folder: TempDir,
}

impl Drop for Postfix {
    fn drop(&mut self) {
        _ = Command::new(SCRIPT).arg("stop").arg(self.folder.path()).args(["0", "0"]).status();
        _ = self.child.wait();
    }
}

impl Postfix {
    pub(super) async fn start(kind: &str, out_port: u16) -> (Self, SocketAddr) {
        Self::asking(kind, out_port, 0).await
    }

    /// The same with a policy service at this port.
    pub(super) async fn asking(kind: &str, out_port: u16, policy_port: u16) -> (Self, SocketAddr) {
        let (port, folder) = (three_free_ports(), tempfile::tempdir().unwrap());
        let ports = [port, out_port, policy_port].map(|port| port.to_string());
        let child = Command::new(SCRIPT).arg(kind).arg(folder.path()).args(ports).spawn().unwrap();
        let (running, address) = (Self { child, folder }, SocketAddr::from(([127, 0, 0, 1], port)));
        let listens = async {
            while tokio::net::TcpStream::connect(address).await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), listens).await.expect("Postfix does not start");
        (running, address)
    }
}

/// A port that is free with the two after it.
fn three_free_ports() -> u16 {
    let bind = |port: u16| Listener::bind(("127.0.0.1", port));
    let free = || {
        let first = bind(0).ok()?;
        let port = first.local_addr().ok()?.port();
        (bind(port.checked_add(1)?).is_ok() && bind(port.checked_add(2)?).is_ok()).then_some(port)
    };
    std::iter::from_fn(|| Some(free())).flatten().next().unwrap()
}

/// Gives a mail to a server that takes one at a time; what it writes.
fn piped(kind: &str, out_port: u16, mail_from: &str, raw: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(SCRIPT)
        .arg(kind)
        .arg(folder.path())
        .args(["0", &out_port.to_string(), mail_from])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(raw.as_bytes()).unwrap();
    let mut written = String::new();
    child.stdout.take().unwrap().read_to_string(&mut written).unwrap();
    assert!(child.wait().unwrap().success(), "{kind}");
    written
}

on_both!(postfix_redirects, |world| {
    let round = Loop::start(world, true).await;
    for (kind, verdict) in [
        ("postfix-virtual", Verdict::Untouched),
        ("postfix-alias", Verdict::Untouched),
        ("postfix-srs", Verdict::EnvelopeRewritten),
    ] {
        let (_running, server) = Postfix::start(kind, round.receiver).await;
        round.host.set_redirect_to(Some(RedirectTarget { address: MAILBOX.into(), server }));
        let id = round.handed_over().await;
        let words = round.judged(id, 2).await;
        assert_eq!(words.verdict, verdict, "{kind}\n{words:#?}");
        let hops: Vec<&str> = words.mails[1].hops.iter().map(|hop| hop.name.as_str()).collect();
        assert_eq!(hops.last(), Some(&"Postroom"));
        assert!(hops.len() >= 3, "{hops:?}");
    }
});

on_both!(others_redirect, |world| {
    let round = Loop::start(world, true).await;
    round.switch(Redirection::Off);
    for (kind, verdict) in [("dovecot", Verdict::Untouched), ("exim", Verdict::Untouched)] {
        let (id, own, outside) = round.sent().await;
        piped(kind, round.receiver, MAILBOX, &own);
        piped(kind, round.receiver, "loop-test@in.example", &outside);
        let words = round.judged(id, 2).await;
        assert_eq!(words.verdict, verdict, "{kind}\n{words:#?}");
    }
    let (id, own, outside) = round.sent().await;
    for raw in [own, outside] {
        round.comes("postmaster@company.localhost", piped("procmail", 0, "", &raw)).await;
    }
    let words = round.judged(id, 2).await;
    assert_eq!(words.verdict, Verdict::EnvelopeRewritten, "procmail\n{words:#?}");
    let is_told = |mail: &crate::MailWords| mail.rows.iter().any(|row| row.name == "Resent-From");
    assert!(words.mails.iter().all(is_told), "{words:#?}");
});
