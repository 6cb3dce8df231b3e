//! Reads mails changed at random until the time is up: `cargo run -p engine --release --example fuzz -- TARGET MINUTES
//! [SEED]`. Targets are `parser`, `replies`, `reports` and `sanitiser`. What makes reading fail, or a page that could run
//! something, is written to a file and ends the run with an error; the slowest mail is named at the end.

#[path = "../src/reading/tests/harmless.rs"]
mod harmless;
#[path = "../src/reading/tests/mutation.rs"]
mod mutation;

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use mutation::{Numbers, change};
use types::ReadingProblem;

/// Most changes made to one mail.
const CHANGES_MAX: usize = 12;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let target = arguments.next().unwrap_or_else(|| "parser".to_owned());
    let minutes: u64 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1);
    let seed: u64 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(0x5EED_0F90_5700_0001);
    let mails = mails(&target);
    assert!(!mails.is_empty(), "there is no target {target}");
    std::panic::set_hook(Box::new(|_| {}));
    let (mut numbers, began) = (Numbers(seed), Instant::now());
    let (mut n_mails, mut slowest) = (0_u64, (Duration::ZERO, Vec::new()));
    while began.elapsed() < Duration::from_secs(minutes * 60) {
        let mut raw = mails[numbers.below(mails.len())].clone();
        for _ in 0..=numbers.below(CHANGES_MAX) {
            change(&mut raw, &mut numbers);
        }
        let started = Instant::now();
        let is_sound = catch_unwind(AssertUnwindSafe(|| is_sound(&raw))).unwrap_or(false);
        if started.elapsed() > slowest.0 {
            slowest = (started.elapsed(), raw.clone());
        }
        if !is_sound {
            let path = std::env::temp_dir().join(format!("postroom-{target}-{n_mails}.eml"));
            fs::write(&path, &raw).expect("the temporary folder can be written");
            eprintln!("{target}: failed after {n_mails} mails, see {}", path.display());
            std::process::exit(1);
        }
        n_mails += 1;
    }
    println!("{target}: {n_mails} mails, the slowest took {:?} ({} bytes)", slowest.0, slowest.1.len());
}

fn is_sound(raw: &[u8]) -> bool {
    let told = engine::transcript(raw, "");
    if let Some(page) = &told.html {
        harmless::assert_harmless(&format!("<head></head><body>{page}"));
    }
    !told.problems.contains(&ReadingProblem::ReadingFailed)
        && told.new_text.len() <= told.text.len()
        && told.attachments.iter().all(|file| !file.name.contains(['/', '\\', '\0', '\r', '\n', '\u{202e}']))
}

/// The mails of the corpus that this target begins with.
fn mails(target: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let groups: &[&str] = match target {
        "parser" => &["corpus/structures", "corpus/headers", "corpus/names", "corpus/charsets", "src/tests/mail"],
        "replies" => &["corpus/replies"],
        "reports" => &["corpus/reports", "corpus/automatic"],
        "sanitiser" => return pages(&root.join("corpus/replies")),
        _ => &[],
    };
    let files = groups.iter().flat_map(|group| files(&root.join(group)));
    files.map(|path| fs::read(path).expect("the corpus can be read")).collect()
}

fn pages(folder: &Path) -> Vec<Vec<u8>> {
    let is_page = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("html_"));
    files(folder).filter(is_page).map(|path| fs::read(path).expect("the corpus can be read")).collect()
}

fn files(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let entries =
        fs::read_dir(folder).expect("the corpus is there").map(|entry| entry.expect("it can be listed").path());
    entries.filter(|path| path.extension().is_some_and(|ending| ending == "eml"))
}
