//! Stopping the program.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    sync::mpsc,
};

use crate::harness::PATIENCE;

#[test]
fn it_stops_in_order_when_nobody_reads_its_log_any_more() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_postroom"))
        .arg("serve")
        .env_clear()
        .env("POSTROOM_DATA_DIR", folder.path())
        .env("POSTROOM_MAIL_DOMAIN", "in.example")
        .env("POSTROOM_HTTP_ADDR", "127.0.0.1:0")
        .env("POSTROOM_SMTP_ADDR", "127.0.0.1:0")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(said.any(|line| line.unwrap().starts_with("Stop it with")));
    drop(said);
    drop(child.stderr.take());

    let id = child.id();
    let (done, ended) = mpsc::channel();
    std::thread::spawn(move || done.send(child.wait().unwrap()));
    assert!(Command::new("kill").arg(id.to_string()).status().unwrap().success());
    let status = ended.recv_timeout(PATIENCE).inspect_err(|_| {
        _ = Command::new("kill").args(["-KILL", &id.to_string()]).status();
    });
    assert!(status.expect("it does not stop").success());
}
