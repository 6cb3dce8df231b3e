//! Rules of the house that a machine can check.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Lines of a file that people write.
const MAX_LINES: usize = 300;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every source file of ours.
fn sources(extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders: Vec<_> =
        ["app", "frontend", "server", "style", "end2end"].iter().map(|name| root().join(name)).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if !["target", "node_modules", "test-results", "playwright-report"].contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if name.ends_with(extension) {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "no {extension} files");
    found
}

fn lines_with(extension: &str, is_wrong: impl Fn(&Path, &str) -> bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for path in sources(extension) {
        let text = fs::read_to_string(&path).unwrap();
        for (n, line) in text.lines().enumerate().filter(|(_, line)| is_wrong(&path, line)) {
            wrong.push(format!("{}:{}: {}", path.display(), n + 1, line.trim()));
        }
    }
    wrong
}

#[test]
fn the_architecture_names_what_exists() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let named: Vec<_> =
        text.split('`').skip(1).step_by(2).filter(|word| word.contains('/') && !word.starts_with('/')).collect();
    assert!(named.len() > 10, "{named:?}");
    let missing: Vec<_> = named.iter().filter(|path| !root().join(path).exists()).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn files_stay_short() {
    let mut long = Vec::new();
    for extension in [".rs", ".css", ".ts"] {
        for path in sources(extension) {
            let n_lines = fs::read_to_string(&path).unwrap().lines().count();
            if n_lines > MAX_LINES {
                long.push(format!("{}: {n_lines}", path.display()));
            }
        }
    }
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn arrows_hold() {
    let wrong = lines_with(".rs", |path, line| {
        let is_engine = path.starts_with(root().join("server/engine/src"));
        let is_app = path.starts_with(root().join("app/src"));
        let names_web = line.contains("axum::") || line.contains("leptos::");
        let names_engine = line.contains("engine::");
        let may_name_engine = path.to_string_lossy().contains("/backend")
            || path.ends_with("call_error.rs")
            || path.ends_with("calls.rs");
        (is_engine && names_web) || (is_app && names_engine && !may_name_engine)
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_is_left_for_later() {
    let (words, attribute) = ([["TO", "DO"].concat(), ["FIX", "ME"].concat()], ["#[ign", "ore"].concat());
    let wrong = lines_with(".rs", |_, line| {
        // Whole words: calendars have tasks of such a name.
        let is_mark = |word: &str| words.iter().any(|mark| mark == word);
        line.contains(&attribute) || line.split(|c: char| !c.is_alphanumeric()).any(is_mark)
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn drawn_pages_ask_nothing() {
    // Browser and server count what is asked for; the browser does not see what a drawn page asks.
    let app = root().join("app/src");
    let drawn: Vec<_> = sources(".rs")
        .into_iter()
        .filter(|path| path.starts_with(&app) && fs::read_to_string(path).unwrap().contains("-> Drawing"))
        .collect();
    assert!(drawn.len() > 10, "{drawn:?}");
    let wrong = lines_with(".rs", |path, line| {
        let counted = ["ask(", "ask_if(", "Transition", "Suspense", "Resource"];
        let is_comment = line.trim_start().starts_with("//");
        drawn.iter().any(|page| page == path) && !is_comment && counted.iter().any(|word| line.contains(word))
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn text_of_mails_never_meets_unescaped_elements() {
    // Leptos 0.8 writes the children of these two without escaping when it draws on the server.
    let wrong = lines_with(".rs", |path, line| {
        path.starts_with(root().join("app/src"))
            && !path.to_string_lossy().contains("/parts/")
            && (line.contains("<textarea") || line.contains("<Title"))
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}
