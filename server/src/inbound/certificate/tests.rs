use std::{fs, path::PathBuf};

use tempfile::TempDir;

use super::load;

/// A folder with a certificate, its key, another key, and a text that is neither.
fn folder() -> (TempDir, impl Fn(&str) -> PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(vec!["mx.example.org".into()]).unwrap();
    let path = folder.path().to_owned();
    fs::write(path.join("cert.pem"), made.cert.pem()).unwrap();
    fs::write(path.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    fs::write(path.join("other.pem"), rcgen::KeyPair::generate().unwrap().serialize_pem()).unwrap();
    fs::write(path.join("note.txt"), "no PEM at all").unwrap();
    (folder, move |name: &str| path.join(name))
}

#[test]
fn loads_a_certificate_with_its_key() {
    let (_folder, at) = folder();
    let config = load(&at("cert.pem"), &at("key.pem")).unwrap();
    assert!(config.alpn_protocols.is_empty());
}

#[test]
fn names_the_file_at_fault() {
    let (_folder, at) = folder();
    for (certificate, key, said) in [
        ("none.pem", "key.pem", "none.pem cannot be read"),
        ("cert.pem", "none.pem", "none.pem cannot be read"),
        ("note.txt", "key.pem", "note.txt has no certificate"),
        ("key.pem", "key.pem", "key.pem has no certificate"),
        ("cert.pem", "note.txt", "note.txt has no private key"),
        ("cert.pem", "cert.pem", "cert.pem has no private key"),
        ("cert.pem", "other.pem", "other.pem cannot be used together"),
    ] {
        let error = load(&at(certificate), &at(key)).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}
