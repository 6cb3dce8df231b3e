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
/// Where a document says that more of it is: all that was found is in one place then.
const ELSEWHERE: &[&[u8]] = &[b"XRefStm", b"Prev"];

/// The PDF without what runs in it; nothing when it cannot be read. It is always written anew: a viewer may find in the
/// original what was not found here. May panic, take long and need much memory, as [`super::text`] may.
pub fn tame(content: &[u8]) -> Option<Vec<u8>> {
    let rebuilt = || Document::load_mem(&rebuilt::rebuilt(content)?).ok();
    let mut document = Document::load_mem(content).ok().or_else(rebuilt)?;
    if document.is_encrypted() {
        document.decrypt("").ok()?;
    }
    if document.trailer.has(b"Encrypt") || document.page_iter().next().is_none() {
        return None;
    }
    for name in ELSEWHERE {
        document.trailer.remove(name);
    }
    document.objects.values_mut().for_each(tame_object);
    let mut rest = Vec::new();
    document.save_to(&mut rest).ok()?;
    Some(rest)
}

fn tame_object(object: &mut Object) {
    match object {
        Object::Dictionary(entries) => tame_entries(entries),
        Object::Stream(stream) => tame_entries(&mut stream.dict),
        Object::Array(list) => list.iter_mut().for_each(tame_object),
        _ => {}
    }
}

fn tame_entries(entries: &mut Dictionary) {
    entries.remove(PROGRAM_FORM);
    let runs = match entries.get(b"S") {
        Ok(Object::Name(action)) => ACTIONS.contains(&action.as_slice()),
        // Nobody writes the name of an action elsewhere who has nothing to hide.
        Ok(Object::Reference(_)) => true,
        _ => false,
    };
    if runs {
        // What an action is to do lies in it, or in what it names.
        *entries = Dictionary::new();
    }
    entries.iter_mut().for_each(|(_, entry)| tame_object(entry));
}
