//! Turns the locale files into structs, so that a missing or superfluous text does not compile.
//!
//! `locales/<language>/<group>.json` holds one flat object; every group becomes a struct with one field per text,
//! and one method per text that has `{placeholders}`.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write,
    fs,
    path::Path,
};

const LANGUAGES: [&str; 2] = ["en", "de"];

/// Groups for what only the server draws or writes. The browser's code cannot name them, so that none of their texts
/// travels with it: whatever a first visit would load of them does not compile.
const SERVER_ONLY: &[&str] = &[
    "attachments",
    "authentication",
    "belief",
    "candidates",
    "causes",
    "discovery",
    "explain",
    "fetching",
    "findings",
    "flow",
    "it_report",
    "it_steps",
    "oauth",
    "outbox",
    "positions",
    "practice",
    "providers",
    "reading",
    "redirection",
    "search",
    "settings",
    "setup",
    "sign_in",
    "stages",
    "status",
    "subcompanies",
    "test_mail",
    "thread",
    "verdicts",
];
const NOT_IN_BROWSER: &str = "#[cfg(not(target_arch = \"wasm32\"))]\n";

type Texts = BTreeMap<String, String>;

fn main() {
    println!("cargo::rerun-if-changed=locales");
    let groups = LANGUAGES.map(read_language);
    let mut code = String::new();
    assert_eq!(
        groups[0].keys().collect::<Vec<_>>(),
        groups[1].keys().collect::<Vec<_>>(),
        "both languages need the same files"
    );
    for (group, texts) in &groups[0] {
        check_same_keys(group, texts, &groups[1][group]);
        write_group(&mut code, group, texts);
    }
    for (language, groups) in LANGUAGES.iter().zip(&groups) {
        write_values(&mut code, language, groups);
    }
    write_access(&mut code, groups[0].keys());
    fs::write(Path::new(&env::var("OUT_DIR").unwrap()).join("texts.rs"), code).unwrap();
}

fn read_language(language: &str) -> BTreeMap<String, Texts> {
    let folder = Path::new("locales").join(language);
    fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| {
            let texts = serde_json::from_str(&fs::read_to_string(&path).unwrap())
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), texts)
        })
        .collect()
}

fn check_same_keys(group: &str, one: &Texts, other: &Texts) {
    let keys = |texts: &Texts| texts.keys().cloned().collect::<BTreeSet<_>>();
    let differing: Vec<_> = keys(one).symmetric_difference(&keys(other)).cloned().collect();
    assert!(differing.is_empty(), "{group}: only in one language: {differing:?}");
    for (key, text) in one {
        let (mut here, mut there) = (placeholders(text), placeholders(&other[key]));
        here.sort();
        there.sort();
        assert_eq!(here, there, "{group}.{key}: the placeholders differ");
    }
}

/// The names in braces, in order, each once.
fn placeholders(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for piece in text.split('{').skip(1) {
        if let Some((name, _)) = piece.split_once('}')
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

fn write_group(code: &mut String, group: &str, texts: &Texts) {
    let name = struct_name(group);
    code.push_str(condition(group));
    writeln!(code, "/// The texts of `{group}.json`.\n#[derive(Debug)]\npub struct {name} {{").unwrap();
    for (key, text) in texts {
        writeln!(code, "    /// {}\n    pub {key}: &'static str,", one_line(text)).unwrap();
    }
    writeln!(code, "}}\n{}impl {name} {{", condition(group)).unwrap();
    for (key, text) in texts {
        let names = placeholders(text);
        if names.is_empty() {
            continue;
        }
        let arguments: String = names.iter().map(|name| format!(", {name}: impl std::fmt::Display")).collect();
        let values: String = names.iter().map(|name| format!("(\"{name}\", {name}.to_string()), ")).collect();
        writeln!(
            code,
            "    /// {}\n    pub fn {key}(&self{arguments}) -> String {{ fill(self.{key}, &[{values}]) }}",
            one_line(text)
        )
        .unwrap();
    }
    writeln!(code, "    /// The text with this key.\n    pub fn by_key(&self, key: &str) -> Option<&'static str> {{ Some(match key {{").unwrap();
    for key in texts.keys() {
        writeln!(code, "        \"{key}\" => self.{key},").unwrap();
    }
    writeln!(code, "        _ => return None,\n    }}) }}\n}}").unwrap();
}

fn write_values(code: &mut String, language: &str, groups: &BTreeMap<String, Texts>) {
    for (group, texts) in groups {
        code.push_str(condition(group));
        writeln!(
            code,
            "static {}_{}: {} = {} {{",
            language.to_uppercase(),
            group.to_uppercase(),
            struct_name(group),
            struct_name(group)
        )
        .unwrap();
        for (key, text) in texts {
            writeln!(code, "    {key}: {text:?},").unwrap();
        }
        writeln!(code, "}};").unwrap();
    }
}

fn write_access<'a>(code: &mut String, groups: impl Iterator<Item = &'a String>) {
    writeln!(code, "impl Lang {{").unwrap();
    for group in groups {
        let upper = group.to_uppercase();
        code.push_str(condition(group));
        writeln!(
            code,
            "    /// The texts of `{group}.json`.\n    pub const fn {group}(self) -> &'static {} {{ match self {{ Self::En => &EN_{upper}, Self::De => &DE_{upper} }} }}",
            struct_name(group)
        )
        .unwrap();
    }
    writeln!(code, "}}").unwrap();
}

/// What stands before everything about a group.
fn condition(group: &str) -> &'static str {
    if SERVER_ONLY.contains(&group) { NOT_IN_BROWSER } else { "" }
}

fn struct_name(group: &str) -> String {
    group.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

/// A text as a doc comment: on one line, and nothing in it taken for markup.
fn one_line(text: &str) -> String {
    format!("`{}`", text.replace(['\n', '`'], " "))
}
