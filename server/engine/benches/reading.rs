//! How many messages a second are read on one core: for listing and matching, and with everything they say. Prints
//! figures; judges nothing. `cargo bench -p engine --bench reading`.

use std::{fs, path::Path, time::Instant};

/// Times that the corpus is read.
const ROUNDS: usize = 20;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let folders = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let files = folders.flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    let mails: Vec<Vec<u8>> = files
        .filter(|path| path.extension().is_some_and(|end| end == "eml"))
        .map(|path| fs::read(path).unwrap())
        .collect();
    // An application as it mostly comes: a text and two files of 150 KB.
    let application = application();
    measure("corpus, for listing", &mails, |raw| drop(engine::read(raw, "a@mail.example")));
    measure("corpus, everything", &mails, |raw| drop(engine::transcript(raw, "a@mail.example")));
    let applications = vec![application; 50];
    measure("applications of 400 KB, for listing", &applications, |raw| drop(engine::read(raw, "a@mail.example")));
    measure("applications of 400 KB, everything", &applications, |raw| drop(engine::transcript(raw, "a@mail.example")));
}

fn measure(what: &str, mails: &[Vec<u8>], read: impl Fn(&[u8])) {
    let began = Instant::now();
    for _ in 0..ROUNDS {
        mails.iter().for_each(|raw| read(raw));
    }
    let n = mails.len() * ROUNDS;
    println!("read, {what}: {:.0}/s", n as f64 / began.elapsed().as_secs_f64());
}

fn application() -> Vec<u8> {
    let line = "JVBERi0xLjQKMSAwIG9iajw8Pj5lbmRvYmoKdHJhaWxlcjw8Pj4KJSVFT0YKJVBERi0xLjQKMSAwIG9i\r\n";
    let file = format!(
        "--b\r\nContent-Type: application/pdf; name=\"cv.pdf\"\r\nContent-Disposition: attachment; filename=\"cv.pdf\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}",
        line.repeat(2_500)
    );
    let text = "Sehr geehrte Damen und Herren,\r\nhiermit bewerbe ich mich um die Stelle.\r\n".repeat(20);
    format!(
        "From: Anna Schmidt <anna@mail.example>\r\nTo: jobs@acme.example\r\nSubject: =?utf-8?Q?Bewerbung_f=C3=BCr?= alle\r\n\
         Message-ID: <1@mail.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}{file}{file}--b--\r\n"
    )
    .into_bytes()
}
