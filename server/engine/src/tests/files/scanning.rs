//! Files are looked through for viruses, and nobody gets what is infected.

use std::{
    net::TcpListener as Listener,
    process::{Child, Command, Stdio},
    sync::Arc,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use types::{ScanState, Scope, text::Lang};

use super::{super::on_both, super::scripts::hatch, *};
use crate::{ClamdAddress, Error, Options};

/// What the scanner of the tests takes for a virus.
const VIRUS: &[u8] = b"x postroom-test-signature y";

fn free_port() -> u16 {
    Listener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn scanned_at(port: u16) -> Arc<dyn Fn(Options) -> Options + Send + Sync> {
    Arc::new(move |options| Options { clamd: Some(ClamdAddress::Tcp(format!("127.0.0.1:{port}"))), ..options })
}

/// A scanner that answers by what stands in a file, and finds what clamd finds with the signature of the tests. One that
/// is not well is not there any more after a file it dies of.
async fn scripted(port: u16, is_well: bool) {
    let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, is_well));
        }
    });
}

async fn answer(mut stream: TcpStream, is_well: bool) -> std::io::Result<()> {
    let mut command = [0; 10];
    stream.read_exact(&mut command[..6]).await?;
    if &command[..6] == b"zPING\0" {
        return if is_well { stream.write_all(b"PONG\0").await } else { Ok(()) };
    }
    stream.read_exact(&mut command[6..]).await?;
    assert_eq!(&command, b"zINSTREAM\0");
    let mut content = Vec::new();
    loop {
        let n = stream.read_u32().await?;
        if n == 0 {
            break;
        }
        let start = content.len();
        content.resize(start + n as usize, 0);
        stream.read_exact(&mut content[start..]).await?;
    }
    let has = |words: &[u8]| memchr::memmem::find(&content, words).is_some();
    let said: &[u8] = match () {
        () if has(b"gone") => b"",
        () if has(b"fault") => b"stream: Can't allocate memory ERROR\0",
        () if has(b"large") => b"INSTREAM size limit exceeded. ERROR\0",
        // It looks into attached messages, as clamd does.
        () if has(VIRUS) || has(BASE64_STANDARD.encode(VIRUS).as_bytes()) => b"stream: Postroom.Test FOUND\0",
        () => b"stream: OK\0",
    };
    stream.write_all(said).await
}

fn states(known: &KnownFiles, n: u32) -> Vec<ScanState> {
    (0..n).map(|index| known.of(index).scan).collect()
}

on_both!(each_file_says_how_far_it_is, |world| {
    world.admin().await;
    let port = free_port();
    let world = world.reopened(scanned_at(port)).await;
    let files: &[(&str, &str, &[u8])] = &[
        ("cv.txt", "text/plain", b"clean"),
        ("evil.txt", "text/plain", VIRUS),
        ("film.txt", "text/plain", b"large"),
        ("odd.txt", "text/plain", b"fault"),
    ];
    let id = accepted(&world, with_files("Papers", files)).await;
    // Nobody listens yet.
    let waiting = known(&world, id, |known| known.of(0).scan == ScanState::Unreachable).await;
    assert_eq!(states(&waiting, 4), [ScanState::Unreachable; 4]);
    let world = world.at_rest().await;
    let address = ClamdAddress::Tcp(format!("127.0.0.1:{port}"));
    assert!(matches!(world.engine.scan_some(&address).await, Err(Error::File(_))));
    scripted(port, true).await;
    assert_eq!(world.engine.scan_some(&address).await.unwrap(), 1);
    let scanned = world.engine.known_files(id).await.unwrap();
    let expected = [ScanState::Clean, ScanState::Infected, ScanState::TooLarge, ScanState::Failed];
    assert_eq!(states(&scanned, 4), expected);
    assert_eq!((scanned.of(1).found.as_str(), scanned.has_infected()), ("Postroom.Test", true));
    // What the scanner could not read is tried twice more, later.
    assert_eq!(world.engine.scan_some(&address).await.unwrap(), 0);
    for n_more in [1, 1, 0] {
        world.clock.advance_secs(301);
        assert_eq!(world.engine.scan_some(&address).await.unwrap(), n_more);
    }
    assert_eq!(states(&world.engine.known_files(id).await.unwrap(), 4), expected);
});

on_both!(a_scanner_that_dies_of_a_file_goes_on_with_others, |world| {
    world.admin().await;
    let port = free_port();
    scripted(port, false).await;
    let older = accepted(&world, with_files("Papers", &[("cv.txt", "text/plain", b"clean")])).await;
    world.clock.advance_secs(1);
    let deadly = accepted(&world, with_files("Papers", &[("cv.txt", "text/plain", b"gone")])).await;
    let world = world.reopened(scanned_at(port)).await;
    known(&world, older, |known| known.of(0).scan == ScanState::Clean).await;
    assert_ne!(world.engine.known_files(deadly).await.unwrap().of(0).scan, ScanState::Clean);
    let world = world.at_rest().await;
    let address = ClamdAddress::Tcp(format!("127.0.0.1:{port}"));
    world.clock.advance_secs(301);
    assert!(matches!(world.engine.scan_some(&address).await, Err(Error::File(_))), "it is due still");
    assert_eq!(world.engine.scan_some(&address).await.unwrap(), 0, "and later again");
});

on_both!(a_file_that_a_well_scanner_breaks_off_at_is_said, |world| {
    world.admin().await;
    let port = free_port();
    scripted(port, true).await;
    let id = accepted(&world, with_files("Papers", &[("cv.txt", "text/plain", b"gone")])).await;
    let world = world.reopened(scanned_at(port)).await;
    known(&world, id, |known| known.of(0).scan == ScanState::Failed).await;
});

on_both!(nobody_gets_what_is_infected, |world| {
    let port = free_port();
    scripted(port, true).await;
    world.admin().await;
    let world = world.reopened(scanned_at(port)).await;
    let inner = with_files("Inner", &[("evil.txt", "text/plain", VIRUS)]);
    let png: &[u8] = b"\x89PNG\r\n\x1a\n";
    let files: &[(&str, &str, &[u8])] = &[
        ("photo.jpg", "image/jpeg", png),
        ("evil.txt", "text/plain", VIRUS),
        ("mail.eml", "message/rfc822", &inner),
        ("page.svg", "image/png", b"<svg xmlns='x'>"),
    ];
    let id = accepted(&world, with_files("Papers", files)).await;
    let found = known(&world, id, |known| known.of(0).scan == ScanState::Clean).await;
    assert!(found.of(0x3_0000).is_quarantined(), "it is in the attached message");

    let (admin, recruiter) = (world.signed_in().await, world.recruiter().await);
    for desk in [&admin, &recruiter] {
        for index in [1, 2, 0x3_0000] {
            assert!(matches!(desk.attachment(id, index).await, Err(Error::Quarantined)), "{index}");
            assert!(matches!(desk.shown_attachment(id, index).await, Err(Error::Quarantined)), "{index}");
        }
        assert!(matches!(desk.raw_message(id).await, Err(Error::Quarantined)));
        assert!(matches!(desk.message_html(id, false).await, Err(Error::Quarantined)));
        let every = desk.every_file(id).await.unwrap();
        let names: Vec<_> = every.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(
            (names, every.left_out),
            (vec!["photo.jpg", "page.svg"], vec!["evil.txt".into(), "mail.eml".into()])
        );
        assert_eq!(desk.attachment(id, 0).await.unwrap().bytes, png);
        assert_eq!(desk.shown_attachment(id, 0).await.unwrap().media_type, "image/png", "its content counts");
        assert!(desk.shown_attachment(id, 3).await.is_err(), "a drawing can run script");
        let shown = desk.message(id, Lang::En).await.unwrap();
        assert!(!shown.body.has_html, "infected pictures could stand in it");
    }
    assert!(!admin.infected_raw_message(id).await.unwrap().is_empty());
    assert!(recruiter.infected_raw_message(id).await.is_err());

    let hatch = hatch(&world, Scope::ALL).await;
    assert!(matches!(hatch.raw_message(id).await, Err(Error::Quarantined)));
    assert!(matches!(hatch.attachment(id, 1).await, Err(Error::Quarantined)));
    let whole = hatch.message(id).await.unwrap();
    assert_eq!((whole.says.html, whole.files.of(1).scan), (None, ScanState::Infected));
});

/// A clamd with a signature of our own, that runs until this is dropped.
struct Clamd {
    child: Child,
    _folder: tempfile::TempDir,
}

impl Drop for Clamd {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

impl Clamd {
    async fn start(port: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().display();
        let signature: String = b"postroom-test-signature".iter().map(|byte| format!("{byte:02x}")).collect();
        std::fs::write(folder.path().join("own.ndb"), format!("Postroom.Test:0:*:{signature}\n")).unwrap();
        let settings = format!(
            "DatabaseDirectory {place}\nTCPSocket {port}\nTCPAddr 127.0.0.1\nForeground yes\nStreamMaxLength 1M\n\
             LocalSocket {place}/socket\nTemporaryDirectory {place}\n"
        );
        let path = folder.path().join("clamd.conf");
        std::fs::write(&path, settings).unwrap();
        let program = ["/usr/sbin/clamd", "/usr/bin/clamd", "/usr/local/sbin/clamd"];
        let program = program.iter().find(|program| std::path::Path::new(program).exists());
        let program = program.expect("clamd is needed: .ci/install, or apt-get install clamav-daemon");
        let child =
            Command::new(program).arg("-c").arg(&path).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let clamd = Self { child, _folder: folder };
        let listens = async {
            while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), listens).await.expect("clamd does not start");
        clamd
    }
}

on_both!(clamd_itself_scans, |world| {
    let port = free_port();
    let clamd = Clamd::start(port).await;
    world.admin().await;
    let world = world.reopened(scanned_at(port)).await;
    let large = vec![b'a'; 2 << 20];
    let inner = with_files("Inner", &[("evil.txt", "text/plain", VIRUS)]);
    let files: &[(&str, &str, &[u8])] = &[
        ("cv.txt", "text/plain", b"clean"),
        ("evil.txt", "text/plain", VIRUS),
        ("large.txt", "text/plain", &large),
        ("mail.eml", "message/rfc822", &inner),
        ("empty.txt", "text/plain", b""),
    ];
    let id = accepted(&world, with_files("Papers", files)).await;
    let found = known(&world, id, |known| known.of(0).scan == ScanState::Clean).await;
    let expected = [ScanState::Clean, ScanState::Infected, ScanState::TooLarge, ScanState::Infected, ScanState::Clean];
    assert_eq!(states(&found, 5), expected);
    assert!(found.of(1).found.starts_with("Postroom.Test"), "{found:?}");
    let socket = ClamdAddress::Unix(clamd._folder.path().join("socket"));
    let world = world.at_rest().await;
    assert_eq!(world.engine.scan_some(&socket).await.unwrap(), 0, "there is nothing left to scan");
});
