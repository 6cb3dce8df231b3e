//! What must hold of everything that people are given of any mail.

use types::ReadingProblem;

use super::{
    asked::{Unreadable, attachment, files, html, read, transcript, view},
    harmless::assert_harmless,
};

/// Asks for everything there is to ask of a mail. How many pages it has.
pub(crate) fn assert_sound(raw: &[u8]) -> usize {
    assert_ne!(read(raw, "").err(), Some(Unreadable::Panicked), "it is read for the list");
    let told = transcript(raw, "");
    assert!(!told.problems.contains(&ReadingProblem::ReadingFailed), "it is read for scripts");
    assert!(told.new_text.len() <= told.text.len(), "what is new is a part of the text");
    if let Some(page) = &told.html {
        assert_harmless(&format!("<head></head><body>{page}"));
    }
    let opened = view(raw);
    assert_ne!(opened.as_ref().err(), Some(&Unreadable::Panicked), "it is opened");
    let opened = opened.unwrap_or_default();
    assert_eq!(opened.attachments.len(), told.attachments.len(), "scripts and people are shown the same files");
    let inside = opened.enclosed.iter().flat_map(|message| &message.files);
    for listed in opened.attachments.iter().chain(inside) {
        let file = attachment(raw, listed.index).expect("it was opened").expect("it was listed");
        assert_eq!((&file.name, file.bytes.len() as u64), (&listed.name, listed.size_bytes), "it is what was listed");
        assert!(!file.name.contains(['/', '\\', '\0', '\r', '\n', '\u{202e}']), "{:?}", file.name);
    }
    let all = files(raw).unwrap_or_default();
    assert_eq!(all.len(), opened.attachments.len(), "all files are those that were listed");
    let pages = [false, true].map(|remote_images| html(raw, remote_images));
    for page in &pages {
        assert_ne!(page.as_ref().err(), Some(&Unreadable::Panicked), "its page is made");
        if let Ok(Some(page)) = page {
            assert_harmless(page);
        }
    }
    assert_eq!(pages[0].as_ref().is_ok_and(Option::is_some), told.html.is_some(), "scripts and people have the page");
    pages.iter().flatten().flatten().count()
}
