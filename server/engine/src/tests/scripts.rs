//! What scripts may do: tokens, scopes, and pages that stay where they are while mail comes in.

use types::{
    CandidateFilter, CandidateId, MessageState, OutboxView, OutgoingDecision, Problem, Scope, Timestamp, View,
};

use super::{START, World, mail, on_both, problem};
use crate::{Admission, Hatch, NewToken, Paging, Secret};

const ALL: &[Scope] = Scope::ALL;

async fn token(world: &World, scopes: &[Scope], per_minute: u32) -> Secret {
    let new = NewToken { name: "ATS".into(), scopes: scopes.to_vec(), per_minute };
    world.engine.create_token(new).await.unwrap().1
}

pub(super) async fn hatch(world: &World, scopes: &[Scope]) -> Hatch {
    match world.engine.admit(&token(world, scopes, 1_000).await).await.unwrap() {
        Admission::Granted(hatch) => hatch,
        other => panic!("{other:?}"),
    }
}

async fn is_unknown(world: &World, token: &Secret) -> bool {
    matches!(world.engine.admit(token).await.unwrap(), Admission::Unknown)
}

fn limit(n: usize) -> Paging {
    Paging { limit: Some(n), cursor: None }
}

on_both!(a_token_opens_until_it_is_taken_back, |world| {
    world.admin().await;
    let new = NewToken { name: " The  ATS ".into(), scopes: vec![Scope::MessagesRead], per_minute: 60 };
    let (id, token) = world.engine.create_token(new).await.unwrap();
    let listed = world.engine.tokens().await.unwrap();
    assert_eq!((listed[0].id, listed[0].name.as_str(), listed[0].last_used_at), (id, "The ATS", None));
    assert!(matches!(world.engine.admit(&token).await.unwrap(), Admission::Granted(_)));
    assert_eq!(world.engine.tokens().await.unwrap()[0].last_used_at, Some(START));
    for wrong in ["", "postroom_", "postroom_x", &token.expose()[1..], &token.expose().replace("postroom_", "")] {
        assert!(is_unknown(&world, &Secret::new(wrong.into())).await, "{wrong}");
    }
    world.engine.revoke_token(id).await.unwrap();
    world.engine.revoke_token(id).await.unwrap();
    assert!(is_unknown(&world, &token).await);
    assert_eq!(world.engine.tokens().await.unwrap()[0].revoked_at, Some(START));
    let gone = types::TokenId::from_slice(&[0; 16]).unwrap();
    assert_eq!(problem(world.engine.revoke_token(gone).await), Problem::NotFound);
});

on_both!(a_token_that_asks_too_often_waits, |world| {
    world.admin().await;
    let token = token(&world, ALL, 2).await;
    for _ in 0..2 {
        assert!(matches!(world.engine.admit(&token).await.unwrap(), Admission::Granted(_)));
    }
    let Admission::TooOften { wait_secs } = world.engine.admit(&token).await.unwrap() else { panic!("not held up") };
    world.clock.advance_secs(i64::from(wait_secs));
    assert!(matches!(world.engine.admit(&token).await.unwrap(), Admission::Granted(_)));
});

// What a token without its scope is told, at everything there is.
on_both!(each_call_takes_its_scope, |world| {
    world.admin().await;
    let id = world.engine.accept(mail("Subject: x\r\n\r\nx\r\n")).await.unwrap();
    world.sorted().await;
    let nobody = CandidateId::from_slice(&[0; 16]).unwrap();
    let nothing = types::OutgoingId::from_slice(&[0; 16]).unwrap();
    let webhook = types::WebhookId::from_slice(&[0; 16]).unwrap();
    for scope in ALL {
        let others: Vec<_> = ALL.iter().copied().filter(|other| other != scope).collect();
        let (with, without) = (hatch(&world, &[*scope]).await, hatch(&world, &others).await);
        for hatch in [&with, &without] {
            let asked: Vec<(Scope, bool)> = vec![
                (Scope::MessagesRead, is_refused(hatch.messages(None, limit(1)).await)),
                (Scope::MessagesRead, is_refused(hatch.message(id).await)),
                (Scope::MessagesRead, is_refused(hatch.raw_message(id).await)),
                (Scope::MessagesRead, is_refused(hatch.attachment(id, 0).await)),
                (Scope::CandidatesRead, is_refused(hatch.candidates(CandidateFilter::default(), limit(1)).await)),
                (Scope::CandidatesRead, is_refused(hatch.candidate(nobody).await)),
                (Scope::CandidatesRead, is_refused(hatch.conversation(nobody, limit(1)).await)),
                (Scope::OutboxRead, is_refused(hatch.outbox(OutboxView::All, limit(1)).await)),
                (Scope::OutboxRead, is_refused(hatch.outgoing(nothing).await)),
                (Scope::OutboxWrite, is_refused(hatch.decide_outgoing(nothing, OutgoingDecision::Retry).await)),
                (Scope::OutboxWrite, is_refused(hatch.decide_outgoing(nothing, OutgoingDecision::Cancel).await)),
                (Scope::WebhooksWrite, is_refused(hatch.webhooks().await)),
                (Scope::WebhooksWrite, is_refused(hatch.create_webhook("https://ats.example/").await)),
                (Scope::WebhooksWrite, is_refused(hatch.delete_webhook(webhook).await)),
            ];
            let is_with = std::ptr::eq(hatch, &with);
            for (takes, refused) in asked {
                assert_eq!(refused, (takes == *scope) != is_with, "{scope:?} {takes:?} {is_with}");
            }
        }
    }
    let all = hatch(&world, ALL).await;
    let refused = all.decide_outgoing(nothing, OutgoingDecision::Resend).await;
    assert_eq!(problem(refused), Problem::NotAllowed, "what needs a person is decided by one");
});

fn is_refused<T>(result: crate::Result<T>) -> bool {
    matches!(result, Err(crate::Error::Problem(Problem::NotAllowed)))
}

on_both!(pages_stay_where_they_are, |world| {
    world.admin().await;
    for n in 0..7 {
        world.engine.accept(mail(format!("Subject: {n}\r\n\r\nx\r\n"))).await.unwrap();
        // Two at the same moment each, so that identity has to decide.
        world.clock.advance_secs(n % 2);
    }
    world.engine.accept(mail(Vec::new())).await.unwrap();
    world.sorted().await;
    let hatch = hatch(&world, ALL).await;
    let (mut paging, mut found) = (limit(3), Vec::new());
    loop {
        let page = hatch.messages(None, paging).await.unwrap();
        assert!((1..=3).contains(&page.messages.len()));
        found.extend(page.messages.into_iter().map(|message| (message.received_at, message.id)));
        // What comes in now is newer than every page.
        world.clock.advance_secs(1);
        world.engine.accept(mail("Subject: newer\r\n\r\nx\r\n")).await.unwrap();
        let Some(next) = page.next else { break };
        paging = Paging { cursor: Some(next), ..limit(3) };
    }
    let mut sorted = found.clone();
    sorted.sort_by(|a, b| b.cmp(a));
    sorted.dedup();
    assert_eq!((found.len(), &found), (8, &sorted), "each once, newest first, over all states");
    let held_back = hatch.messages(Some(MessageState::HeldBack), limit(200)).await.unwrap();
    assert_eq!(held_back.messages.last().map(|message| message.says.problems.is_empty()), Some(false));
    for n in [0, 201] {
        assert_eq!(problem(hatch.messages(None, limit(n)).await.map(drop)), Problem::BadRequest);
    }
    let cursor = Some("nonsense".to_owned());
    assert_eq!(problem(hatch.messages(None, Paging { limit: None, cursor }).await.map(drop)), Problem::BadRequest);
});

on_both!(a_page_of_large_messages_ends_early, |world| {
    world.admin().await;
    let large = [b"Subject: large\r\n\r\n".as_slice(), &[b'x'; 12 << 20]].concat();
    for _ in 0..4 {
        world.engine.accept(mail(large.clone())).await.unwrap();
    }
    world.sorted().await;
    let hatch = hatch(&world, ALL).await;
    let first = hatch.messages(None, limit(200)).await.unwrap();
    let second = hatch.messages(None, Paging { cursor: first.next.clone(), limit: None }).await.unwrap();
    assert_eq!((first.messages.len(), second.messages.len(), second.next), (2, 2, None));
});

on_both!(a_message_is_whole, |world| {
    let desk = world.admin().await;
    let raw = "From: Carla <carla@example.org>\r\nTo: jobs@acme.example\r\nSubject: =?utf-8?q?B=C3=A4ckerin?=\r\n\
        Date: Mon, 23 Nov 2026 20:00:00 +0100\r\nMessage-ID: <1@example.org>\r\nIn-Reply-To: <0@acme.example>\r\n\
        References: <a@acme.example> <0@acme.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
        --b\r\n\r\nHere it is.\r\n\r\n> Please send your CV.\r\n--b\r\nContent-Type: application/pdf\r\n\
        Content-Disposition: attachment; filename=cv.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nYWJj\r\n--b--\r\n";
    let id = world.engine.accept(mail(raw)).await.unwrap();
    world.sorted().await;
    let hatch = hatch(&world, ALL).await;
    let whole = hatch.message(id).await.unwrap();
    let says = &whole.says;
    assert_eq!((whole.id, whole.received_at, whole.state), (id, START, MessageState::Unassigned));
    assert_eq!((says.subject.as_str(), says.message_id.as_deref()), ("Bäckerin", Some("1@example.org")));
    assert_eq!((says.in_reply_to.len(), says.references.len()), (1, 2));
    assert_eq!((says.from[0].name.as_str(), says.to[0].address.as_str()), ("Carla", "jobs@acme.example"));
    assert_eq!(says.date.map(Timestamp::rfc3339).as_deref(), Some("2026-11-23T19:00:00Z"));
    assert!(says.text.contains("Please send"));
    assert_eq!((says.new_text.as_str(), says.html.as_ref()), ("Here it is.", None));
    let file = &says.attachments[0];
    assert_eq!((file.name.as_str(), file.size, file.inline), ("cv.pdf", 3, false));
    // sha256sum of "abc", FIPS 180-4.
    assert_eq!(file.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(desk.messages(View::Unassigned, None).await.unwrap().rows[0].id, id, "the screen shows the same");
    assert_eq!(hatch.attachment(id, 0).await.unwrap().bytes, b"abc");
    assert_eq!(hatch.raw_message(id).await.unwrap(), raw.as_bytes());
});

// What is read can be larger than what was sent: a page is bounded by both.
on_both!(a_page_ends_before_it_says_too_much, |world| {
    world.admin().await;
    let mut ids = Vec::new();
    for n in [900, 900, 900, 5_000, 900] {
        let text = "a ".repeat(n / 4);
        ids.push(
            world.engine.accept(mail(format!("From: a@example.org\r\nSubject: x\r\n\r\n{text}\r\n"))).await.unwrap(),
        );
        world.sorted().await;
        world.clock.advance_secs(1);
    }
    let (mut before, mut sizes, mut found) = (None, Vec::new(), Vec::new());
    loop {
        let page = world.engine.whole_messages_within(None, 200, before.as_deref(), 2_000).await.unwrap();
        sizes.push(page.messages.len());
        found.extend(page.messages.iter().map(|message| message.id));
        let Some(next) = page.next else { break };
        before = Some(next);
    }
    ids.reverse();
    assert_eq!((found, sizes), (ids, vec![1, 1, 2, 1]));
});
