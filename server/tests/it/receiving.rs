//! The receiver as the program starts it: what the operator sets is what clients meet.

use std::{
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpStream},
};

use crate::harness::{self, Postroom, Start};

/// Says each line and compares how the answer begins; several lines of one answer are read as one.
fn converse(address: SocketAddr, conversation: &[(&str, &str)]) {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(harness::PATIENCE)).unwrap();
    let mut answers = BufReader::new(stream.try_clone().unwrap());
    for (said, expected) in conversation {
        (&stream).write_all(said.as_bytes()).unwrap();
        let mut line = String::new();
        while line.is_empty() || line.as_bytes().get(3) == Some(&b'-') {
            line.clear();
            answers.read_line(&mut line).unwrap();
        }
        assert!(line.starts_with(expected), "{said}: {line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn speaks_lmtp_beside_smtp_and_large_messages_arrive_whole() {
    let folder = tempfile::tempdir().unwrap();
    harness::set_up(folder.path(), "sqlite").await;
    let more = [("POSTROOM_LMTP_ADDR", "127.0.0.1:0"), ("POSTROOM_PROXY_NETWORKS", "192.0.2.0/24")];
    let start = Start { command: "serve", data_dir: folder.path(), database_url: "sqlite", more: &more };
    let postroom = Postroom::start(&start);
    let large = format!("Subject: large\r\n\r\n{}.\r\n", "a line of a large message\r\n".repeat(40_000));
    for (address, hello) in [(postroom.smtp, "EHLO x\r\n"), (postroom.lmtp.unwrap(), "LHLO x\r\n")] {
        converse(
            address,
            &[
                ("", "220 in.example"),
                (hello, "250 "),
                ("MAIL FROM:<>\r\n", "250"),
                ("RCPT TO:<acme-jobs@in.example>\r\n", "250"),
                ("DATA\r\n", "354"),
                (&large, "250 2.0.0"),
                ("QUIT\r\n", "221"),
            ],
        );
    }
    postroom.stop();
    let (engine, _loops) = harness::engine(folder.path(), "sqlite").await;
    while engine.sort_arrived().await.unwrap() > 0 {}
    let (desk, _) = harness::admin(&engine).await;
    let rows = desk.messages(types::View::Unassigned, None).await.unwrap().rows;
    assert_eq!(rows.len(), 2);
    for row in rows {
        let raw = desk.raw_message(row.id).await.unwrap();
        assert!(raw == large.strip_suffix(".\r\n").unwrap().as_bytes());
    }
    assert!(engine.statistics().await.unwrap().is_complete());
}

#[tokio::test(flavor = "multi_thread")]
async fn large_messages_cost_no_memory_while_they_come() {
    const SESSIONS: usize = 24;
    const MESSAGE_BYTES: usize = 25 << 20;
    let folder = tempfile::tempdir().unwrap();
    harness::set_up(folder.path(), "sqlite").await;
    let start = Start { command: "serve", data_dir: folder.path(), database_url: "sqlite", more: &[] };
    let postroom = Postroom::start(&start);
    let Some(before) = postroom.memory_peak_bytes() else { return eprintln!("no /proc: not tested") };
    let sessions: Vec<_> = (0..SESSIONS).map(|_| TcpStream::connect(postroom.smtp).unwrap()).collect();
    let block = "x".repeat(70) + "\r\n";
    let block = block.repeat(1_000);
    for mut session in &sessions {
        for said in ["", "HELO x\r\n", "MAIL FROM:<>\r\n", "RCPT TO:<acme-jobs@in.example>\r\n", "DATA\r\n"] {
            session.write_all(said.as_bytes()).unwrap();
            let mut reply = String::new();
            BufReader::new(session).read_line(&mut reply).unwrap();
            assert!(reply.starts_with(['2', '3']), "{said}: {reply}");
        }
    }
    // Together they are 600 MB; the network holds some of it, which is not ours.
    for _ in 0..MESSAGE_BYTES / block.len() {
        for mut session in &sessions {
            session.write_all(block.as_bytes()).unwrap();
        }
    }
    let taken = postroom.memory_peak_bytes().unwrap() - before;
    assert!(taken < 100 << 20, "{} MB", taken >> 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_balancer_stands_in_front_of_smtp_only() {
    let folder = tempfile::tempdir().unwrap();
    harness::set_up(folder.path(), "sqlite").await;
    let more = [("POSTROOM_LMTP_ADDR", "127.0.0.1:0"), ("POSTROOM_PROXY_NETWORKS", "127.0.0.0/8")];
    let start = Start { command: "serve", data_dir: folder.path(), database_url: "sqlite", more: &more };
    let postroom = Postroom::start(&start);
    converse(postroom.lmtp.unwrap(), &[("", "220 in.example"), ("LHLO x\r\n", "250 "), ("QUIT\r\n", "221")]);
    converse(postroom.smtp, &[("EHLO x\r\n", "421 4.3.5")]);
    let header = "PROXY TCP4 192.0.2.1 192.0.2.2 40000 25\r\n";
    converse(postroom.smtp, &[(header, "220 in.example"), ("EHLO x\r\n", "250 "), ("QUIT\r\n", "221")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn sends_mail_away_before_the_disk_is_full() {
    let folder = tempfile::tempdir().unwrap();
    harness::set_up(folder.path(), "sqlite").await;
    let more = [("POSTROOM_DISK_RESERVE_MB", "100000000")];
    let start = Start { command: "serve", data_dir: folder.path(), database_url: "sqlite", more: &more };
    let postroom = Postroom::start(&start);
    converse(
        postroom.smtp,
        &[("", "220"), ("EHLO x\r\n", "250 "), ("MAIL FROM:<>\r\n", "452 4.3.1"), ("QUIT\r\n", "221")],
    );
}
