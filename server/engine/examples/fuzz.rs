//! Reads mails changed at random until the time is up: `cargo run -p engine --release --example fuzz -- TARGET MINUTES
//! [SEED]`. Targets are `parser`, `replies`, `reports` and `sanitiser`. What makes reading fail, or a page that could run
//! something, is written to a file and ends the run with an error; the slowest mail is named at the end.

#[path = "../src/reading/tests/harmless.rs"]
mod harmless;
#[path = "../src/reading/tests/mutation.rs"]
mod mutation;
#[path = "../src/reading/tests/payloads.rs"]
mod payloads;
#[path = "../src/reading/tests/sound.rs"]
mod sound;

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use engine as asked;
use mutation::{Numbers, change};
use sound::assert_sound;

/// Most changes made to one mail.
const CHANGES_MAX: usize = 12;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let target = arguments.next().unwrap_or_else(|| "parser".to_owned());
    let minutes: u64 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1);
    let seed: u64 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(0x5EED_0F90_5700_0001);
    let mails = mails(&target);
    assert!(!mails.is_empty(), "there is no target {target}");
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let (mut numbers, began) = (Numbers(seed), Instant::now());
    let (mut n_mails, mut slowest) = (0_u64, (Duration::ZERO, Vec::new()));
    while began.elapsed() < Duration::from_secs(minutes * 60) {
        let mut raw = mails[numbers.below(mails.len())].clone();
        for _ in 0..=numbers.below(CHANGES_MAX) {
            change(&mut raw, &mut numbers);
        }
        let started = Instant::now();
        let is_sound = catch_unwind(AssertUnwindSafe(|| assert_sound(&raw))).is_ok();
        if started.elapsed() > slowest.0 {
            slowest = (started.elapsed(), raw.clone());
        }
        if !is_sound {
            let path = std::env::temp_dir().join(format!("postroom-{target}-{n_mails}.eml"));
            fs::write(&path, &raw).expect("the temporary folder can be written");
            eprintln!("{target}: failed after {n_mails} mails, see {}", path.display());
            std::panic::set_hook(told);
            assert_sound(&raw);
            std::process::exit(1);
        }
        n_mails += 1;
    }
    println!("{target}: {n_mails} mails, the slowest took {:?} ({} bytes)", slowest.0, slowest.1.len());
}

/// The mails of the corpus that this target begins with.
fn mails(target: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let groups: &[&str] = match target {
        "parser" => &[
            "corpus/structures",
            "corpus/headers",
            "corpus/names",
            "corpus/charsets",
            "corpus/wild",
            "corpus/fuzzed",
            "src/tests/mail",
        ],
        "replies" => &["corpus/replies"],
        "reports" => &["corpus/reports", "corpus/automatic"],
        "sanitiser" => &["corpus/replies", "corpus/fuzzed"],
        _ => return Vec::new(),
    };
    let is_page = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        target != "sanitiser"
            || name.starts_with("html_")
            || path.parent().is_some_and(|group| group.ends_with("fuzzed"))
    };
    let files = groups.iter().flat_map(|group| files(&root.join(group))).filter(is_page);
    let mut mails: Vec<Vec<u8>> = files.map(|path| fs::read(path).expect("the corpus can be read")).collect();
    if target == "sanitiser" {
        mails.extend(payloads::mails());
    }
    mails
}

fn files(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let entries =
        fs::read_dir(folder).expect("the corpus is there").map(|entry| entry.expect("it can be listed").path());
    entries.filter(|path| path.extension().is_some_and(|ending| ending == "eml"))
}
