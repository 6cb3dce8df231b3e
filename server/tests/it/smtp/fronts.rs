//! Real mail servers in front of the receiver, as a company's own MX: whatever somebody hides in a message, we take from
//! them as many messages as they have taken, and no other ones.

use std::{
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{
    clients::{missing, program},
    receiver::{JOBS, Receiver},
    smuggling::ENDS,
};
use crate::harness::PATIENCE;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/smtp/fronts.sh");

/// A server that runs until this is dropped.
struct Front {
    kind: &'static str,
    child: Child,
    folder: TempDir,
    address: SocketAddr,
}

impl Front {
    async fn start(kind: &'static str, out_port: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let ports = [address.port().to_string(), out_port.to_string()];
        let child =
            Command::new(SCRIPT).arg(kind).arg(folder.path()).args(ports).stderr(Stdio::null()).spawn().unwrap();
        let front = Self { kind, child, folder, address };
        let listens = async {
            while TcpStream::connect(address).await.is_err() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, listens).await.expect("it does not start");
        front
    }

    /// Says all of this at once, after the greeting; everything that is answered until it hangs up.
    async fn told(&self, said: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let mut greeting = [0; 512];
        let n = stream.read(&mut greeting).await.unwrap();
        assert!(greeting[..n].starts_with(b"220"), "{:?}", String::from_utf8_lossy(&greeting[..n]));
        for part in [b"EHLO client.example\r\n".as_slice(), said] {
            stream.write_all(part).await.unwrap();
        }
        let mut answers = Vec::new();
        // It may hang up on us in the middle.
        _ = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answers)).await.expect("it does not hang up");
        String::from_utf8_lossy(&answers).into_owned()
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        if self.kind == "postfix" {
            _ = Command::new(SCRIPT).arg("stop-postfix").arg(self.folder.path()).args(["0", "0"]).output();
        }
        _ = Command::new("kill").arg(self.child.id().to_string()).status();
        _ = self.child.wait();
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}

/// A message in which another one is hidden behind a dot between these ends of lines.
fn attack(n: usize, before: &str, behind: &str) -> Vec<u8> {
    format!(
        "MAIL FROM:<anna@example.org>\r\nRCPT TO:<{JOBS}>\r\nDATA\r\nSubject: {n}\r\n\r\ntext{before}.{behind}\
         MAIL FROM:<ceo@example.org>\r\nRCPT TO:<{JOBS}>\r\nDATA\r\nSubject: hidden {n}\r\n\r\nx\r\n.\r\nQUIT\r\n"
    )
    .into_bytes()
}

async fn hands_on_what_it_took(kind: &'static str, taken: &str) {
    let receiver = Receiver::start().await;
    let front = Front::start(kind, receiver.address.port()).await;
    let mut n_taken = 0;
    for (n, (before, behind)) in ENDS.iter().flat_map(|before| ENDS.map(|behind| (*before, behind))).enumerate() {
        n_taken += front.told(&attack(n, before, behind)).await.matches(taken).count();
    }
    assert!(n_taken > 20, "{kind} took {n_taken}");
    let all = async {
        while receiver.inbox.mails().len() < n_taken || !is_empty(front.folder.path()) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let came = tokio::time::timeout(PATIENCE, all).await;
    assert!(came.is_ok(), "{kind}: {} of {n_taken}", receiver.inbox.mails().len());
    drop(front);
    let mails = receiver.stop().await;
    assert_eq!(mails.len(), n_taken, "{kind}");
    // What is hidden is a message of its own only where the server in front has told us so in its own envelope.
    let n_hidden = mails.iter().filter(|mail| mail.mail_from.starts_with("ceo")).count();
    assert_eq!(n_hidden, n_taken - mails.iter().filter(|mail| mail.mail_from.starts_with("anna")).count(), "{kind}");
}

/// Whether nothing waits in its queue.
fn is_empty(folder: &Path) -> bool {
    let queues = ["queue/incoming", "queue/active", "queue/deferred", "queue/maildrop", "spool/input"];
    queues.iter().all(|queue| {
        std::fs::read_dir(folder.join(queue)).is_ok_and(|mut files| files.next().is_none())
            || !folder.join(queue).exists()
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn postfix() {
    if program("postfix").is_none() || !is_root() {
        return missing("Postfix, with root");
    }
    hands_on_what_it_took("postfix", "Ok: queued as").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn exim() {
    if program("exim4").is_none() || !is_root() {
        return missing("Exim, with root");
    }
    hands_on_what_it_took("exim", "OK id=").await;
}
