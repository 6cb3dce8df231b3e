//! The files of the site, before they are compressed.

use std::{
    fs,
    hash::{DefaultHasher, Hasher},
    path::{Path, PathBuf},
};

/// A file as the browser asks for it.
pub struct File {
    /// Path from the root of the site.
    pub path: String,
    /// What is at that path never changes.
    pub is_hashed: bool,
    pub bytes: Vec<u8>,
}

/// What wasm-bindgen wrote. Its script and its module get their hash; further scripts are named in the first one and
/// so keep their names.
pub fn front_end(folder: &Path) -> Vec<File> {
    below(folder)
        .into_iter()
        .map(|path| {
            let bytes = fs::read(&path).unwrap();
            match name(&path) {
                "postroom.js" => hashed("postroom.js", bytes),
                "postroom_bg.wasm" => hashed("postroom.wasm", bytes),
                _ => File { path: format!("/pkg/{}", relative(&path, folder)), is_hashed: false, bytes },
            }
        })
        .collect()
}

/// Files such as the icon, under the root.
pub fn static_files(folder: &Path) -> Vec<File> {
    let file = |path: PathBuf| File {
        path: format!("/{}", relative(&path, folder)),
        is_hashed: false,
        bytes: fs::read(&path).unwrap(),
    };
    below(folder).into_iter().map(file).collect()
}

/// A file whose name changes with its content.
pub fn hashed(name: &str, bytes: Vec<u8>) -> File {
    let (stem, extension) = name.split_once('.').unwrap();
    File { path: format!("/pkg/{stem}-{}.{extension}", hash(&bytes)), is_hashed: true, bytes }
}

/// Tells two versions of a file apart; nobody gains anything by finding two files with the same.
pub fn hash(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    format!("{:016x}", hasher.finish())
}

/// All files in a folder and its folders, in the order of their names.
pub fn below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().flat_map(|path| if path.is_dir() { below(&path) } else { vec![path] }).collect()
}

fn name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

fn relative(path: &Path, folder: &Path) -> String {
    path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/")
}
