//! What files there are, and the messages in them, one after the other: never more than one in memory.

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use super::mbox::{Mbox, Quoting};

/// Largest message that is taken in, as by SMTP.
pub(super) const MESSAGE_MAX_BYTES: u64 = 50 << 20;
/// Folders below folders that are looked into.
const DEPTH_MAX: usize = 16;
/// What is read of a file at once.
const BUFFER_BYTES: usize = 256 << 10;

/// A message, or why there is none.
pub(super) struct Found {
    pub origin: Origin,
    pub message: Result<Vec<u8>, String>,
}

/// Where a message comes from.
pub(super) struct Origin {
    /// Which of the files on the command line.
    pub place: usize,
    /// The file's name, and in an mbox the message's number.
    pub name: String,
    /// Bytes that were read up to it, of all files.
    pub read_bytes: u64,
}

/// Reads everything and hands it to `take`, until that says no.
pub(super) fn read(files: &[PathBuf], quoting: Quoting, take: impl FnMut(Found) -> bool) {
    let mut reader = Reader { quoting, take, read_bytes: 0 };
    for (place, file) in files.iter().enumerate() {
        if !reader.path(place, file) {
            return;
        }
    }
}

/// How many bytes a file has, or all the files of a folder that would be read.
pub(super) fn size_bytes(path: &Path) -> u64 {
    let size = |path: &Path| fs::metadata(path).map_or(0, |metadata| metadata.len());
    if path.is_dir() { members(path, 0).iter().map(|path| size(path)).sum() } else { size(path) }
}

struct Reader<F> {
    quoting: Quoting,
    take: F,
    read_bytes: u64,
}

impl<F: FnMut(Found) -> bool> Reader<F> {
    /// One path of the command line; false when nobody wants more.
    fn path(&mut self, place: usize, path: &Path) -> bool {
        if !path.is_dir() {
            return self.file(place, path);
        }
        let members = members(path, 0);
        if members.is_empty() {
            let words = "there is no Maildir here, and no .eml or .mbox file";
            return self.fault(place, path, words.into());
        }
        members.iter().all(|path| self.file(place, path))
    }

    fn file(&mut self, place: usize, path: &Path) -> bool {
        match self.messages(place, path) {
            Ok(goes_on) => goes_on,
            Err(error) => self.fault(place, path, error.to_string()),
        }
    }

    fn messages(&mut self, place: usize, path: &Path) -> io::Result<bool> {
        let mut file = BufReader::with_capacity(BUFFER_BYTES, File::open(path)?);
        if file.fill_buf()?.starts_with(b"From ") {
            return self.mbox(place, path, file);
        }
        let mut raw = Vec::new();
        file.take(MESSAGE_MAX_BYTES + 1).read_to_end(&mut raw)?;
        self.read_bytes += raw.len() as u64;
        let origin = self.origin(place, path.display().to_string());
        let is_too_large = raw.len() as u64 > MESSAGE_MAX_BYTES;
        Ok(self.give(origin, if is_too_large { Err(too_large()) } else { Ok(raw) }))
    }

    fn mbox(&mut self, place: usize, path: &Path, file: impl BufRead) -> io::Result<bool> {
        for (n, message) in Mbox::new(file, self.quoting).enumerate() {
            let message = message?;
            self.read_bytes += message.read_bytes;
            let origin = self.origin(place, format!("{}, message {}", path.display(), n + 1));
            if !self.give(origin, message.raw.ok_or_else(too_large)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn origin(&self, place: usize, name: String) -> Origin {
        Origin { place, name, read_bytes: self.read_bytes }
    }

    fn fault(&mut self, place: usize, path: &Path, words: String) -> bool {
        let origin = self.origin(place, path.display().to_string());
        self.give(origin, Err(words))
    }

    fn give(&mut self, origin: Origin, message: Result<Vec<u8>, String>) -> bool {
        (self.take)(Found { origin, message })
    }
}

fn too_large() -> String {
    format!("larger than {} MB", MESSAGE_MAX_BYTES >> 20)
}

/// The files with messages below a folder, in the order of their names: everything in the `cur` and `new` of a Maildir
/// (also of those in it, as Maildir++ has them), elsewhere what ends in .eml or .mbox.
fn members(folder: &Path, depth: usize) -> Vec<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    let is_box = folder.join("cur").is_dir() || folder.join("new").is_dir();
    let mut found = Vec::new();
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // A symbolic link could lead round in circles.
        let Ok(kind) = fs::symlink_metadata(&path) else { continue };
        if kind.is_dir() {
            match name.as_str() {
                // What is in `tmp` was never delivered.
                "tmp" if is_box => {}
                "cur" | "new" if is_box => found.extend(delivered(&path)),
                _ if depth < DEPTH_MAX => found.extend(members(&path, depth + 1)),
                _ => {}
            }
        } else if kind.is_file() && !is_box && [".eml", ".mbox"].iter().any(|end| name.to_lowercase().ends_with(end)) {
            found.push(path);
        }
    }
    found
}

/// The messages in `cur` or `new`; names that begin with a dot are none.
fn delivered(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    let named = files.filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'));
    let mut found: Vec<_> = named.map(|entry| entry.path()).collect();
    found.sort();
    found
}
