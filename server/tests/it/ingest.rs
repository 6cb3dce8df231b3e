//! `postroom ingest`: what is in files gets into the store, once.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use engine::Statistics;
use tempfile::TempDir;

use crate::harness;

const DATE: &str = "Mon Nov 23 19:06:41 2026";

struct World {
    folder: TempDir,
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        harness::set_up(folder.path(), "sqlite").await;
        Self { folder }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn ingest(&self, arguments: &[&str]) -> (bool, String, String) {
        let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_postroom"))
            .arg("ingest")
            .args(arguments)
            .env("POSTROOM_DATA_DIR", self.folder.path())
            .env("POSTROOM_MAIL_DOMAIN", "in.example")
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (status.success(), text(stdout), text(stderr))
    }

    async fn statistics(&self) -> Statistics {
        let (engine, _loops) = harness::engine(self.folder.path(), "sqlite").await;
        let statistics = engine.statistics().await.unwrap();
        engine.close().await;
        statistics
    }
}

fn mail(n: usize) -> String {
    format!("From: c{n}@example.org\nSubject: {n}\nMessage-ID: <{n}@example.org>\n\nFrom me, {n}\n")
}

fn mbox(numbers: std::ops::Range<usize>) -> String {
    numbers.map(|n| format!("From c{n}@example.org {DATE}\n{}\n", mail(n).replace("\nFrom me", "\n>From me"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn takes_in_files_boxes_and_folders_once() {
    let world = World::new().await;
    let file = world.write("one.eml", mail(0).replace('\n', "\r\n"));
    let mbox_file = world.write("old.mbox", mbox(0..20));
    world.write("Maildir/new/1700000000.a.host", mail(19));
    world.write("Maildir/cur/1700000001.b.host:2,S", mail(20));
    world.write("Maildir/cur/.hidden", mail(97));
    world.write("Maildir/tmp/1700000002.c.host", mail(98));
    world.write("Maildir/.Sent/cur/1700000003.d.host:2,S", mail(21));
    world.write("folder/deeper/two.eml", mail(22));
    world.write("folder/readme.txt", "no mail");
    let (maildir, folder) = (world.path("Maildir"), world.path("folder"));
    let (maildir, folder) = (maildir.to_str().unwrap(), folder.to_str().unwrap());
    let all = [file.as_str(), &mbox_file, maildir, folder];
    let (is_done, said, errors) = world.ingest(&all);
    assert!(is_done, "{said}{errors}");
    let lines: Vec<_> = said.lines().map(|line| line.split_once(": ").unwrap().1).collect();
    assert_eq!(lines[0], "1 taken in, 0 already there");
    assert_eq!(lines[1], "19 taken in, 1 already there", "with other line ends it is the same mail");
    assert_eq!(lines[1..4].iter().map(|line| line.split(' ').next().unwrap()).collect::<Vec<_>>(), ["19", "2", "1"]);
    assert_eq!(lines[2], "2 taken in, 1 already there", "one of the folder's was in the box");
    let (is_done, said, _) = world.ingest(&all);
    assert!(is_done);
    assert_eq!(said.lines().last(), Some("Together: 0 taken in, 25 already there"));
    assert_eq!(world.statistics().await.messages_accepted, 23);
    assert!(world.statistics().await.is_complete());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_is_named_and_stops_nothing() {
    let world = World::new().await;
    let missing = world.path("missing.eml");
    let empty = world.path("empty");
    fs::create_dir(&empty).unwrap();
    let good = world.write("good.eml", mail(1));
    let (is_done, said, errors) = world.ingest(&[missing.to_str().unwrap(), empty.to_str().unwrap(), &good]);
    assert!(!is_done);
    assert!(said.contains("good.eml: 1 taken in"), "{said}");
    assert!(errors.contains("missing.eml: No such file") && errors.contains("there is no Maildir here"), "{errors}");
    let (is_done, _, errors) = world.ingest(&["--to", "nobody@in.example", &good]);
    assert!(!is_done && errors.contains("acme-jobs@in.example"), "{errors}");
}

#[tokio::test(flavor = "multi_thread")]
async fn goes_on_where_it_was_stopped() {
    let world = World::new().await;
    let whole = world.write("whole.mbox", mbox(0..3_000));
    let begun = Command::new(env!("CARGO_BIN_EXE_postroom"))
        .args(["ingest", &whole])
        .env("POSTROOM_DATA_DIR", world.folder.path())
        .env("POSTROOM_MAIL_DOMAIN", "in.example")
        .spawn();
    let mut begun = begun.unwrap();
    let database = world.path("postroom.db-wal");
    let deadline = std::time::Instant::now() + harness::PATIENCE;
    // Killed as soon as something was written; should it be through by then, the second run still has to skip it all.
    while !is_growing(&database) && begun.try_wait().unwrap().is_none() && std::time::Instant::now() < deadline {
        std::thread::yield_now();
    }
    begun.kill().unwrap();
    begun.wait().unwrap();
    let before = world.statistics().await.messages_accepted;
    let (is_done, said, errors) = world.ingest(&[&whole]);
    assert!(is_done, "{errors}");
    let n_new = 3_000 - before;
    assert!(said.contains(&format!("{n_new} taken in, {before} already there")), "{before}: {said}");
    assert_eq!(world.statistics().await.messages_accepted, 3_000);
}

/// Whether messages have been written: more than what opening the store writes.
fn is_growing(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.len() > 1 << 20)
}

#[tokio::test]
async fn stops_before_the_disk_is_full() {
    let world = World::new().await;
    let good = world.write("good.eml", mail(1));
    let (is_done, said, errors) = world.ingest(&["--disk-reserve-mb", "100000000", &good]);
    assert!(!is_done && errors.contains("disk is nearly full") && errors.contains("same command again"), "{errors}");
    assert!(said.contains("0 taken in"), "{said}");
    assert!(world.ingest(&[&good]).1.contains("1 taken in"));
}
