//! Messages are found by what somebody remembers of them.

use types::{CandidateForm, Decision, Newcomer, SearchPlace, SearchQuery, Whose};

use super::{
    World,
    candidates::position,
    mail, on_both,
    triage::{give, seen},
};
use crate::{Desk, Incoming};

fn application(name: &str, address: &str, subject: &str, body: &str) -> Vec<u8> {
    format!(
        "From: {name} <{address}>\r\nTo: Jobs <jobs@acme.example>\r\nSubject: {subject}\r\nMessage-ID: <{subject}{address}@x>\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n"
    )
    .into_bytes()
}

fn with_file(subject: &str, file: &str) -> Vec<u8> {
    format!(
        "From: Ben Ode <ben@example.net>\r\nTo: jobs@acme.example\r\nSubject: {subject}\r\nMessage-ID: <{file}@x>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsee file\r\n\
         --b\r\nContent-Type: application/pdf; name=\"{file}\"\r\nContent-Disposition: attachment; filename=\"{file}\"\r\n\r\nx\r\n--b--\r\n"
    )
    .into_bytes()
}

async fn filled(world: &World) -> Desk {
    let desk = world.admin().await;
    for raw in [
        application("Jürgen Groß", "j.gross@example.org", "Bewerbung als Softwareingenieur", "Anbei mein Lebenslauf."),
        application("Ana Lima", "ana@example.org", "Backend", "I know Mueller, and I wrote a Softwareingenieur once."),
        application("Zoe Ray", "zoe@example.org", "Hello", "nothing special"),
        with_file("Papers", "Zeugnis_Straße.pdf"),
    ] {
        world.engine.accept(mail(raw)).await.unwrap();
    }
    world.sorted().await;
    world.findable().await;
    desk
}

fn words(words: &str) -> SearchQuery {
    SearchQuery { words: words.into(), ..SearchQuery::default() }
}

async fn subjects(desk: &Desk, query: SearchQuery) -> Vec<String> {
    let found = desk.search(query).await.unwrap().found;
    found.iter().map(|found| found.subject.iter().map(|piece| piece.text.as_str()).collect()).collect()
}

on_both!(words_find_what_holds_them_all, |world| {
    let desk = filled(&world).await;
    for (typed, found) in [
        ("ingenieur", vec!["Bewerbung als Softwareingenieur", "Backend"]),
        ("müller", vec!["Backend"]),
        ("mueller", vec!["Backend"]),
        ("gross lebens", vec!["Bewerbung als Softwareingenieur"]),
        ("GROSS backend", vec![]),
        ("j.gross@example.org", vec!["Bewerbung als Softwareingenieur"]),
        ("zeugnis strasse", vec!["Papers"]),
        ("\"' OR 1=1 --", vec![]),
        ("", vec![]),
        ("   ", vec![]),
    ] {
        assert_eq!(subjects(&desk, words(typed)).await, found, "{typed}");
    }
});

on_both!(filters_narrow_it, |world| {
    let desk = filled(&world).await;
    let from = SearchQuery { from: "ana".into(), ..SearchQuery::default() };
    assert_eq!(subjects(&desk, from).await, ["Backend"]);
    let to = SearchQuery { to: "jobs".into(), words: "special".into(), ..SearchQuery::default() };
    assert_eq!(subjects(&desk, to).await, ["Hello"]);
    let not_to = SearchQuery { to: "zoe".into(), ..SearchQuery::default() };
    assert!(subjects(&desk, not_to).await.is_empty());
    let files = SearchQuery { has_files: true, ..SearchQuery::default() };
    assert_eq!(subjects(&desk, files).await, ["Papers"]);
    let future = SearchQuery { since: Some(world.engine.now().plus_secs(60)), ..SearchQuery::default() };
    assert!(subjects(&desk, future).await.is_empty());
});

on_both!(beside_an_address_the_beginning_of_a_word_is_enough, |world| {
    let desk = world.admin().await;
    for (subject, address) in [("Bau", "nina@x.org"), ("Bauleiterin", "nina@x.org"), ("Bau", "nina@x.organic")] {
        world.engine.accept(mail(application("Nina", address, subject, "x"))).await.unwrap();
    }
    world.sorted().await;
    world.findable().await;
    let from = |words: &str| SearchQuery { words: words.into(), from: "nina@x.org".into(), ..SearchQuery::default() };
    let mut found = subjects(&desk, from("bau")).await;
    found.sort();
    assert_eq!(found, ["Bau", "Bau", "Bauleiterin"], "longer words, and with them the longer address");
    assert_eq!(subjects(&desk, from("")).await.len(), 2, "and alone it is meant as it stands");
});

on_both!(each_company_and_position_has_its_own, |world| {
    let desk = filled(&world).await;
    let main = world.engine.main_company().await.unwrap().map(|company| company.id);
    let north = desk.create_subcompany("North".into(), "north".into()).await.unwrap();
    let to = world.engine.company(north).await.unwrap().recruiting_address("in.example").unwrap();
    let raw = application("Nina", "nina@example.org", "Backend in the north", "marmalade");
    let id = world.engine.accept(Incoming { recipients: vec![to.to_string()], ..mail(raw) }).await.unwrap();
    world.sorted().await;
    world.findable().await;
    let of = |company| SearchQuery { company, ..words("backend") };
    assert_eq!(subjects(&desk, of(main)).await, ["Backend"]);
    assert_eq!(subjects(&desk, of(Some(north))).await, ["Backend in the north"]);
    let (baker, cook) = (position(&world, "Baker").await, position(&world, "Cook").await);
    let nina = Whose::New(Newcomer { name: "Nina".into(), ..Newcomer::default() });
    let decision = Decision { position: Some(baker), ..give(vec![seen(&desk, id).await], nina) };
    let (decided, _) = desk.decide(decision).await.unwrap();
    world.findable().await;
    let about = |position| SearchQuery { position: Some(position), ..words("backend") };
    assert_eq!(subjects(&desk, about(baker)).await, ["Backend in the north"]);
    assert!(subjects(&desk, about(cook)).await.is_empty());
    let all_about = |position| SearchQuery { position: Some(position), ..SearchQuery::default() };
    assert_eq!(subjects(&desk, all_about(baker)).await, ["Backend in the north"]);
    let with = SearchQuery { place: Some(SearchPlace::Candidate), company: Some(north), ..SearchQuery::default() };
    assert_eq!(subjects(&desk, with.clone()).await, ["Backend in the north"]);
    desk.undo_decision(decided).await.unwrap();
    world.findable().await;
    assert!(subjects(&desk, with.clone()).await.is_empty());
    let undone = SearchQuery { place: Some(SearchPlace::Unassigned), ..with };
    assert_eq!(subjects(&desk, undone).await, ["Backend in the north"]);
});

on_both!(a_day_is_found_however_late_it_was_taken_in, |world| {
    const DAY_SECS: i64 = 86_400;
    let desk = world.admin().await;
    let first = world.engine.now();
    // The last one comes last, and is a day older than the one before.
    for (subject, days_on) in [("First", 2), ("Third", -1), ("Second", 0)] {
        world.engine.accept(mail(application("A", "a@example.org", subject, "needle"))).await.unwrap();
        world.sorted().await;
        world.findable().await;
        world.clock.advance_secs(days_on * DAY_SECS);
    }
    let between = |from: i64, to: i64| SearchQuery {
        since: Some(first.plus_secs(from * DAY_SECS)),
        until: Some(first.plus_secs(to * DAY_SECS)),
        ..words("needle")
    };
    assert_eq!(subjects(&desk, between(1, 1)).await, ["Second"]);
    assert_eq!(subjects(&desk, between(0, 1)).await, ["Second", "First"]);
    assert_eq!(subjects(&desk, between(1, 3)).await, ["Second", "Third"], "the last one taken in is the first");
    assert!(subjects(&desk, between(5, 9)).await.is_empty());
});

on_both!(deleted_ones_are_found_only_when_asked_for, |world| {
    let desk = filled(&world).await;
    let id = desk.search(words("special")).await.unwrap().found[0].message.unwrap();
    desk.delete_message(id, None).await.unwrap();
    world.findable().await;
    assert!(subjects(&desk, words("special")).await.is_empty());
    let deleted = SearchQuery { place: Some(SearchPlace::Deleted), ..words("special") };
    assert_eq!(subjects(&desk, deleted).await, ["Hello"]);
    let unassigned = SearchQuery { place: Some(SearchPlace::Unassigned), ..SearchQuery::default() };
    assert_eq!(subjects(&desk, unassigned.clone()).await.len(), 3);
    desk.restore_message(id).await.unwrap();
    world.findable().await;
    assert_eq!(subjects(&desk, unassigned).await.len(), 4);
});

on_both!(later_mails_say_whose_they_are, |world| {
    let desk = filled(&world).await;
    let form = CandidateForm { name: "Nina".into(), ..CandidateForm::default() };
    let id = desk.create_candidate(form, "nina@example.org").await.unwrap();
    let raw = application("Nina", "nina@example.org", "Question", "<script>alert(1)</script> marmalade");
    world.engine.accept(mail(raw)).await.unwrap();
    world.sorted().await;
    world.findable().await;
    let page = desk.search(words("marmel marmalade")).await.unwrap();
    assert_eq!(page.n_found, 0);
    let page = desk.search(words("marmalade")).await.unwrap();
    assert_eq!((page.n_found, page.is_more, page.has_next, page.n_waiting), (1, false, false, 0));
    let found = &page.found[0];
    assert_eq!((found.place, found.candidate.clone()), (SearchPlace::Candidate, Some((id, "Nina".into()))));
    let hits: Vec<_> = found.words.iter().filter(|piece| piece.is_hit).map(|piece| piece.text.as_str()).collect();
    assert_eq!(hits, ["marmalade"]);
});

on_both!(pages_end, |world| {
    let desk = world.admin().await;
    for n in 0..45 {
        let raw = application("A", &format!("a{n}@example.org"), &format!("s{n}"), "needle");
        world.engine.accept(mail(raw)).await.unwrap();
    }
    world.sorted().await;
    world.findable().await;
    let mut all = Vec::new();
    for page in 0..3 {
        let found = desk.search(SearchQuery { page, ..words("needle") }).await.unwrap();
        assert_eq!((found.n_found, found.has_next), (45, page < 2));
        all.extend(found.found.into_iter().map(|found| found.message));
    }
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 45);
    assert!(desk.search(SearchQuery { page: u32::MAX, ..words("needle") }).await.unwrap().found.is_empty());
});

// What was forwarded as a file is found by who wrote it, what about, what it says, and what its files are called.
on_both!(a_forwarded_message_is_found_by_what_is_in_it, |world| {
    let desk = world.admin().await;
    let inner = String::from_utf8(with_file("Initiativbewerbung", "Diplomzeugnis.pdf")).unwrap();
    let inner = inner.replace("Ben Ode <ben@example.net>", "Wanda Wolke <wanda@example.com>");
    let outer = format!(
        "From: Chef <chef@acme.example>\r\nTo: jobs@acme.example\r\nSubject: WG: neu\r\nMessage-ID: <fw@x>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: text/plain\r\n\r\nBitte ansehen\r\n\
         --o\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--o--\r\n"
    );
    world.engine.accept(mail(outer)).await.unwrap();
    world.sorted().await;
    world.findable().await;
    for sought in
        ["wanda wolke", "wanda@example.com", "initiativbewerbung", "see file", "diplomzeugnis", "ansehen wanda"]
    {
        assert_eq!(subjects(&desk, words(sought)).await, ["WG: neu"], "{sought}");
    }
});

on_both!(words_of_all_scripts_are_found, |world| {
    let desk = world.admin().await;
    // With vowel signs, with letters younger than databases, with what is a letter to some only.
    for (typed, subject) in
        [("สวัสดี", "สวัสดีครับ"), ("हिन्दी", "हिन्दी"), ("مُحَمَّد", "مُحَمَّد"), ("ⓐⓑ", "ⓐⓑ"), ("𞤀𞤣", "𞤀𞤣"), ("m²", "m²")]
    {
        world.engine.accept(mail(application("A", "a@example.org", subject, "x"))).await.unwrap();
        world.sorted().await;
        world.findable().await;
        assert_eq!(subjects(&desk, words(typed)).await, [subject], "{typed}");
    }
});
