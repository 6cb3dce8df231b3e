//! Files of mails, from the mail that comes in to what people see, find, open and save.

use std::{
    io::{Cursor, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Command, Stdio},
    time::Instant,
};

use tempfile::TempDir;
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::harness::{self, PATIENCE, Postroom, Start};

const PNG: &str = "iVBORw0KGgpub3RoaW5n";
/// What the scanner of these tests takes for a virus.
const VIRUS: &str = "postroom-test-signature";

struct World {
    postroom: Postroom,
    admin: String,
    _folder: TempDir,
}

async fn world(more: &[(&str, &str)]) -> World {
    let folder = tempfile::tempdir().unwrap();
    harness::set_up(folder.path(), "sqlite").await;
    let (engine, _loops) = harness::engine(folder.path(), "sqlite").await;
    let (_, admin) = harness::admin(&engine).await;
    engine.close().await;
    let start = Start { command: "serve", data_dir: folder.path(), database_url: "sqlite", more };
    World { postroom: Postroom::start(&start), admin, _folder: folder }
}

impl World {
    fn get(&self, path: &str) -> String {
        self.postroom.get(path, &self.admin)
    }

    /// The page once it says all of this: what is known of files is found out by and by.
    fn page_with(&self, path: &str, words: &[&str]) -> String {
        let begun = Instant::now();
        loop {
            let page = self.get(path);
            if words.iter().all(|words| page.contains(words)) {
                return page;
            }
            assert!(begun.elapsed() < PATIENCE, "{words:?} is not in {page}");
        }
    }

    /// Hands a mail with these files over; the path of its page.
    fn mail(&self, files: &[(&str, &str, &str)]) -> String {
        let files: String = files
            .iter()
            .map(|(name, media_type, content)| {
                format!(
                    "--b\r\nContent-Type: {media_type}\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n{content}\r\n"
                )
            })
            .collect();
        self.postroom.mail(
            "carla@example.org",
            &format!(
                "From: Carla <carla@example.org>\r\nTo: jobs@acme.example\r\nSubject: Papers\r\nMessage-ID: <1@example.org>\r\n\
                 MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n{files}--b--\r\n.\r\n"
            ),
        );
        let list = self.page_with("/recruiting/unassigned", &["Papers"]);
        let id = list.split("/recruiting/unassigned/").map(|rest| &rest[..36.min(rest.len())]);
        let id = id.into_iter().find(|id| id.matches('-').count() == 4).unwrap_or_else(|| panic!("{list}"));
        format!("/recruiting/unassigned/{id}")
    }

    /// An answer's head, and its bytes.
    fn bytes(&self, path: &str) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(self.postroom.http).unwrap();
        let (host, cookie) = (self.postroom.http, &self.admin);
        write!(stream, "GET {path} HTTP/1.0\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap();
        (String::from_utf8_lossy(&answer[..end]).to_lowercase(), answer.split_off(end + 4))
    }
}

fn docx(words: &str) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    write!(archive, "<w:document xmlns:w=\"w\"><w:p><w:t>{words}</w:t></w:p></w:document>").unwrap();
    archive.finish().unwrap().into_inner()
}

/// `postroom extract-text` or another such; what it writes.
fn confined(task: &str, content: &[u8]) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_postroom"))
        .arg(task)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(content).unwrap();
    let done = child.wait_with_output().unwrap();
    String::from_utf8(done.stdout).unwrap()
}

#[test]
fn a_process_of_its_own_reads_files() {
    let extracted = |content: &[u8]| confined("extract-text", content);
    assert_eq!(extracted(&docx("Stra&#223;enbau")), "read\nStraßenbau");
    assert_eq!(extracted(b"%PDF-1.4 nothing"), "damaged\n");
    assert_eq!(extracted(b""), "no_words\n");
    assert_eq!(confined("tame-pdf", b"%PDF-1.4 nothing"), "unreadable\n");
    // Whatever nests like this ends the process at worst, and that is all.
    let nested = [b"%PDF-1.4\n1 0 obj".as_slice(), &b"[".repeat(3_000_000), b"endobj\ntrailer<</Root 1 0 R>>"].concat();
    assert!(["", "damaged\n"].contains(&extracted(&nested).as_str()));
}

#[test]
fn that_process_is_confined() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_postroom"))
        .arg("extract-text")
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    // It waits for a file that does not come.
    let (limits, begun) = (format!("/proc/{}/limits", child.id()), Instant::now());
    let is_confined = |limits: &str| {
        let most = |name: &str| {
            limits.lines().find_map(|line| line.strip_prefix(name)?.split_whitespace().next()?.parse::<u64>().ok())
        };
        [("Max address space", 1 << 30), ("Max cpu time", 15), ("Max open files", 3), ("Max file size", 0)]
            .iter()
            .all(|(name, limit)| most(name) == Some(*limit))
    };
    while !is_confined(&std::fs::read_to_string(&limits).unwrap()) {
        assert!(begun.elapsed() < PATIENCE, "{}", std::fs::read_to_string(&limits).unwrap());
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_read_found_shown_and_saved() {
    let world = world(&[]).await;
    let page = world.mail(&[
        ("cv.txt", "text/plain", "\r\nKunstschmiedemeisterin"),
        ("photo.png", "image/png", &format!("Content-Transfer-Encoding: base64\r\n\r\n{PNG}")),
        ("CV.txt", "text/plain", "\r\nother"),
        ("page.svg", "image/svg+xml", "\r\n<svg onload='alert(1)'>"),
    ]);
    let shown = world.page_with(&page, &["Found by its text"]);
    for words in ["Can run scripts", "no scanner is set up", "Save all 4 files (ZIP)", "/attachments/1/preview"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(!shown.contains("/attachments/3/preview"), "{shown}");
    let found = world.page_with("/search?words=schmiede", &["In the file cv.txt:"]);
    assert!(found.contains("<mark>Kunstschmiedemeisterin"), "{found}");

    let (head, bytes) = world.bytes(&format!("{page}/attachments/1/preview"));
    for header in [
        "200 ok",
        "content-type: image/png",
        "content-disposition: inline; filename=\"photo.png\"",
        "x-content-type-options: nosniff",
        "content-security-policy: default-src 'none'; sandbox",
    ] {
        assert!(head.contains(header), "{header}: {head}");
    }
    assert!(bytes.starts_with(b"\x89PNG"));
    for (path, status) in [("attachments/0/preview", "404"), ("attachments/3/preview", "404"), ("attachments/9", "404")]
    {
        assert!(world.bytes(&format!("{page}/{path}")).0.contains(status), "{path}");
    }
    let (head, bytes) = world.bytes(&format!("{page}/files.zip"));
    assert!(head.contains("content-type: application/zip") && head.contains("attachment; filename=\"files-"), "{head}");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<_> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert_eq!(names, ["cv.txt", "photo.png", "CV (2).txt", "page.svg"]);
    let mut other = String::new();
    archive.by_name("CV (2).txt").unwrap().read_to_string(&mut other).unwrap();
    assert_eq!(other, "other");
}

/// A scanner that finds the one thing it knows, on a port of its own.
fn scanner() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            _ = stream.and_then(|stream| scan(&stream));
        }
    });
    address
}

fn scan(mut stream: &TcpStream) -> std::io::Result<()> {
    stream.read_exact(&mut [0; 10])?;
    let mut content = Vec::new();
    loop {
        let mut size = [0; 4];
        stream.read_exact(&mut size)?;
        match u64::from(u32::from_be_bytes(size)) {
            0 => break,
            n => stream.take(n).read_to_end(&mut content)?,
        };
    }
    let has_virus = String::from_utf8_lossy(&content).contains(VIRUS);
    stream.write_all(if has_virus { b"stream: Postroom.Test FOUND\0" } else { b"stream: OK\0" })
}

#[tokio::test(flavor = "multi_thread")]
async fn infected_files_are_in_quarantine() {
    let scanner = scanner();
    let world = world(&[("POSTROOM_CLAMAV_ADDR", &scanner)]).await;
    let page = world.mail(&[
        ("cv.txt", "text/plain", "\r\nclean"),
        ("evil.txt", "text/plain", &format!("\r\n{VIRUS}")),
        ("more.txt", "text/plain", "\r\nclean"),
    ]);
    let shown = world.page_with(&page, &["No virus found", "Virus found: Postroom.Test"]);
    for words in ["In quarantine", "but the infected one (ZIP)", "/raw?infected=1"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(!shown.contains("/attachments/1\""), "{shown}");
    for path in ["attachments/1", "attachments/1/preview", "raw"] {
        let (head, words) = world.bytes(&format!("{page}/{path}"));
        assert!(head.contains("403") && String::from_utf8_lossy(&words).contains("quarantine"), "{path}: {head}");
    }
    assert!(world.bytes(&format!("{page}/attachments/0")).0.contains("200 ok"));
    assert!(world.bytes(&format!("{page}/raw?infected=1")).0.contains("200 ok"));
    let (_, bytes) = world.bytes(&format!("{page}/files.zip"));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<_> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert_eq!(names, ["cv.txt", "more.txt", "NOT INCLUDED.txt"]);
    let mut said = String::new();
    archive.by_name("NOT INCLUDED.txt").unwrap().read_to_string(&mut said).unwrap();
    assert!(said.ends_with("evil.txt\r\n"), "{said}");
}
