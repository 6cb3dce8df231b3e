//! A PDF that does nothing by itself: its scripts, and actions that lead out of it, are taken away. Viewers of browsers run
//! them, whatever the server says.

use pdf_extract::{Dictionary, Document, Object};

use super::rebuilt;

/// Actions that run something, open another file, or send what is filled in (ISO 32000-1 section 12.6.4). Links to the
/// web stay: a person presses them.
const ACTIONS: &[&[u8]] = &[
    b"JavaScript",
    b"Launch",
    b"SubmitForm",
    b"ImportData",
    b"GoToR",
    b"GoToE",
    b"Rendition",
    b"Movie",
    b"Sound",
    b"RichMediaExecute",
];
/// Forms that are programs of their own (ISO 32000-1 section 12.7.8).
const PROGRAM_FORM: &[u8] = b"XFA";
/// What a document says that has such things where lopdf may not see them.
const NAMES: &[&[u8]] = &[b"JavaScript", b"/JS", b"/Launch", b"/SubmitForm", b"/XFA"];

/// A PDF that may be shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Tamed {
    /// There was nothing in it that runs.
    AsItIs,
    /// Something was; this is the rest.
    Changed(Vec<u8>),
    /// It cannot be read, so nobody knows.
    Unreadable,
}

/// Takes away what runs in a PDF. May panic, take long and need much memory, as [`super::text`] may.
pub fn tame(content: &[u8]) -> Tamed {
    let opened = Document::load_mem(content).ok();
    let is_whole = opened.is_some();
    let again = || Document::load_mem(&rebuilt::rebuilt(content)?).ok();
    let Some(mut document) = opened.or_else(again) else { return Tamed::Unreadable };
    let is_locked = memchr::memmem::find(content, b"/Encrypt").is_some();
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Tamed::Unreadable;
    }
    if document.trailer.has(b"Encrypt") || document.page_iter().next().is_none() {
        return Tamed::Unreadable;
    }
    let mut n_taken = 0;
    document.objects.values_mut().for_each(|object| n_taken += tame_object(object));
    let is_suspect = NAMES.iter().any(|name| memchr::memmem::find(content, name).is_some());
    if n_taken == 0 && is_whole && !is_locked && !is_suspect {
        return Tamed::AsItIs;
    }
    let mut rest = Vec::new();
    match document.save_to(&mut rest) {
        Ok(()) => Tamed::Changed(rest),
        Err(_) => Tamed::Unreadable,
    }
}

/// How many things were taken away.
fn tame_object(object: &mut Object) -> usize {
    match object {
        Object::Dictionary(entries) => tame_entries(entries),
        Object::Stream(stream) => tame_entries(&mut stream.dict),
        Object::Array(list) => list.iter_mut().map(tame_object).sum(),
        _ => 0,
    }
}

fn tame_entries(entries: &mut Dictionary) -> usize {
    let mut n_taken = usize::from(entries.remove(PROGRAM_FORM).is_some());
    if entries.get(b"S").and_then(Object::as_name).is_ok_and(|action| ACTIONS.contains(&action)) {
        // What an action is to do lies in it, or in what it names.
        *entries = Dictionary::new();
        n_taken += 1;
    }
    n_taken + entries.iter_mut().map(|(_, entry)| tame_object(entry)).sum::<usize>()
}
