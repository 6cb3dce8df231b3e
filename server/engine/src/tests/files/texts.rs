//! What stands in files is found.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use types::{ScanState, SearchQuery, TextState};

use super::{super::on_both, *};
use crate::{FileReader, Options};

const CV: &[u8] = b"Lebenslauf\r\nCarla Kowalczyk, Stra\xc3\x9fenbauingenieurin\r\nMobil: 0171 2345678\r\n";

fn words(words: &str) -> SearchQuery {
    SearchQuery { words: words.into(), ..SearchQuery::default() }
}

/// Options with a reader that works when it is told to.
fn reader_that(works: Arc<AtomicBool>) -> impl Fn(Options) -> Options + Send + Sync {
    move |options| {
        let works = works.clone();
        let read = move |content: Vec<u8>| {
            let works = works.load(Ordering::Relaxed);
            async move { if works { Ok(crate::file_text(&content)) } else { Err(std::io::ErrorKind::OutOfMemory.into()) } }
        };
        Options {
            file_reader: FileReader::new(read, async |content: Vec<u8>| Ok(crate::tame_pdf(&content))),
            ..options
        }
    }
}

on_both!(words_in_files_are_found, |world| {
    let desk = world.admin().await;
    let inner = with_files("Inner", &[("enclosed.txt", "text/plain", b"Marzipankartoffel")]);
    let files: &[(&str, &str, &[u8])] = &[
        ("cv.txt", "application/octet-stream", CV),
        ("broken.pdf", "application/pdf", b"%PDF-1.4 nothing"),
        ("photo.png", "image/png", b"\x89PNG\r\n\x1a\nLebenslauf"),
    ];
    let id = accepted(&world, with_files("Papers", files)).await;
    let forwarded = accepted(&world, with_files("Forwarded", &[("mail.eml", "message/rfc822", &inner)])).await;
    let found = known(&world, id, |known| known.of(1).text.is_some()).await;
    let texts: Vec<_> = (0..3).map(|index| found.of(index).text).collect();
    assert_eq!(texts, [Some(TextState::Read), Some(TextState::Damaged), None]);
    assert_eq!(found.of(0).scan, ScanState::Off);
    known(&world, forwarded, |known| known.of(0x1_0000).text == Some(TextState::Read)).await;
    world.findable().await;

    let page = desk.search(words("ingenieur lebenslauf")).await.unwrap();
    assert_eq!((page.n_found, page.found[0].message), (1, Some(id)));
    assert!(page.found[0].words.iter().all(|piece| !piece.is_hit), "it stands in no other place");
    let (name, pieces) = page.found[0].in_file.clone().unwrap();
    let hits: Vec<_> = pieces.iter().filter(|piece| piece.is_hit).map(|piece| piece.text.as_str()).collect();
    assert_eq!((name.as_str(), hits), ("cv.txt", vec!["Lebenslauf", "Straßenbauingenieurin"]));
    // Subject and file together.
    assert_eq!(desk.search(words("papers strasse")).await.unwrap().n_found, 1);
    let page = desk.search(words("marzipan")).await.unwrap();
    assert_eq!((page.n_found, page.found[0].message), (1, Some(forwarded)));
    let page = desk.search(words("papers")).await.unwrap();
    assert_eq!(page.found.iter().filter(|found| found.in_file.is_some()).count(), 0);

    let triage = desk.triage(&[id]).await.unwrap();
    assert_eq!(triage.prefill.phone, "0171 2345678", "it stands in the CV alone");
});

on_both!(what_is_read_late_is_found_as_well, |world| {
    world.admin().await;
    let works = Arc::new(AtomicBool::new(false));
    let world = world.reopened(Arc::new(reader_that(works.clone()))).await;
    let id = accepted(&world, with_files("Papers", &[("cv.txt", "text/plain", CV)])).await;
    world.findable().await;
    let world = world.at_rest().await;
    let desk = world.signed_in().await;
    assert_eq!(desk.search(words("papers")).await.unwrap().n_found, 1);
    assert_eq!(desk.search(words("lebenslauf")).await.unwrap().n_found, 0);
    works.store(true, Ordering::Relaxed);
    assert_eq!(world.engine.extract_some().await.unwrap(), 1);
    assert_eq!(world.engine.known_files(id).await.unwrap().of(0).text, Some(TextState::Read));
    assert_eq!(desk.search(words("papers")).await.unwrap().n_waiting, 1);
    assert_eq!(world.engine.index_some().await.unwrap().n, 1);
    for typed in ["papers", "lebenslauf", "papers ingenieur"] {
        assert_eq!(desk.search(words(typed)).await.unwrap().n_found, 1, "{typed}");
    }
});

on_both!(a_reader_that_cannot_begin_is_asked_again, |world| {
    world.admin().await;
    let works = Arc::new(AtomicBool::new(false));
    let world = world.reopened(Arc::new(reader_that(works.clone()))).await;
    let id = accepted(&world, with_files("Papers", &[("cv.txt", "text/plain", CV)])).await;
    let world = world.at_rest().await;
    assert!(world.engine.extract_some().await.is_err());
    assert_eq!(world.engine.known_files(id).await.unwrap().of(0).text, None);
    works.store(true, Ordering::Relaxed);
    assert_eq!(world.engine.extract_some().await.unwrap(), 1);
    assert_eq!(world.engine.known_files(id).await.unwrap().of(0).text, Some(TextState::Read));
    assert_eq!(world.engine.extract_some().await.unwrap(), 0);
});
