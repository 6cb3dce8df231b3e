//! Accepted, sorted, listed, deleted, restored; and the sum that shows that nothing is lost.

use types::{MessageKind, MessageState, Problem, Reason, View};

use super::{World, mail, on_both, problem};
use crate::reading::tests::mutation::{Numbers, change};

async fn assert_nothing_lost(world: &World, n: i64) {
    let statistics = world.engine.statistics().await.unwrap();
    assert_eq!(statistics.messages_accepted, n);
    assert!(statistics.is_complete(), "{statistics:?}");
}

async fn subjects(world: &World, view: View) -> Vec<String> {
    world.engine.messages(view, None).await.unwrap().rows.into_iter().map(|row| row.subject).collect()
}

on_both!(lists_what_arrived, |world| {
    world.admin().await;
    let raw = "From: \"Carla Kowalczyk\" <carla@example.org>\r\nSubject: =?utf-8?q?B=C3=A4ckerin?=\r\nMessage-ID: <1@example.org>\r\n\r\nDear team,\r\nI apply.\r\n";
    let id = world.engine.accept(mail(raw)).await.unwrap();
    world.sorted().await;
    let desk = world.recruiter().await;
    let page = desk.messages(View::Unassigned, None).await.unwrap();
    let row = &page.rows[0];
    assert_eq!((page.rows.len(), page.next.as_ref(), row.id), (1, None, id));
    assert_eq!((row.from_name.as_str(), row.from_address.as_str()), ("Carla Kowalczyk", "carla@example.org"));
    assert_eq!((row.subject.as_str(), row.first_words.as_str()), ("Bäckerin", "Dear team, I apply."));
    assert_eq!((row.reason, row.kind, row.state), (Reason::UnknownSender, MessageKind::Mail, MessageState::Unassigned));
    assert_eq!(desk.raw_message(id).await.unwrap(), raw.as_bytes());
    let view = desk.message(id, types::text::Lang::En).await.unwrap();
    assert!(view.body.pieces[0].text.contains("I apply."));
    assert_eq!(desk.counts().await.unwrap().unassigned, 1);
    assert_nothing_lost(&world, 1).await;
});

on_both!(the_sum_holds_before_sorting, |world| {
    world.admin().await;
    for n in 0..5 {
        world.engine.accept(mail(format!("Subject: {n}\r\n\r\nx\r\n"))).await.unwrap();
        assert_nothing_lost(&world, n + 1).await;
    }
});

on_both!(what_cannot_be_read_is_held_back, |world| {
    world.admin().await;
    let id = world.engine.accept(mail(Vec::new())).await.unwrap();
    let zeros = world.engine.accept(mail(vec![0; 5_000])).await.unwrap();
    world.sorted().await;
    let desk = world.recruiter().await;
    let rows = desk.messages(View::HeldBack, None).await.unwrap().rows;
    assert_eq!(rows.iter().map(|row| row.reason).collect::<Vec<_>>(), [Reason::Unreadable, Reason::Unreadable]);
    assert_eq!(desk.raw_message(zeros).await.unwrap(), vec![0; 5_000]);
    assert!(desk.message(id, types::text::Lang::En).await.is_ok(), "it can still be opened");
    assert_nothing_lost(&world, 2).await;
});

on_both!(equal_bytes_are_listed_once, |world| {
    world.admin().await;
    let with_id = "From: a@example.org\r\nSubject: once\r\nMessage-ID: <2@example.org>\r\n\r\nx\r\n";
    let without_id = "From: a@example.org\r\nSubject: twice\r\n\r\nx\r\n";
    for raw in [with_id, with_id, without_id, without_id] {
        world.engine.accept(mail(raw)).await.unwrap();
    }
    world.sorted().await;
    let mut listed = subjects(&world, View::Unassigned).await;
    listed.sort();
    assert_eq!(listed, ["once", "twice", "twice"]);
    assert_eq!(subjects(&world, View::HeldBack).await, ["once"]);
    assert_nothing_lost(&world, 4).await;
});

on_both!(reports_and_automatic_replies_are_held_back, |world| {
    world.admin().await;
    world
        .engine
        .accept(mail("From: a@example.org\r\nSubject: away\r\nAuto-Submitted: auto-replied\r\n\r\nx\r\n"))
        .await
        .unwrap();
    let report = "From: MAILER-DAEMON@example.org\r\nSubject: bounced\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nsorry\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; y@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n";
    world.engine.accept(crate::Incoming { mail_from: String::new(), ..mail(report) }).await.unwrap();
    world.sorted().await;
    let mut held = world.recruiter().await.messages(View::HeldBack, None).await.unwrap().rows;
    held.sort_by(|one, other| one.subject.cmp(&other.subject));
    let found: Vec<_> = held.iter().map(|row| (row.subject.as_str(), row.reason)).collect();
    assert_eq!(found, [("away", Reason::AutomaticReply), ("bounced", Reason::UnmatchedReport)]);
});

on_both!(what_goes_in_circles_is_held_back, |world| {
    world.admin().await;
    let hops = |n: usize| {
        format!("{}From: a@example.org\r\nSubject: {n} hops\r\n\r\nx\r\n", "Received: from a by b\r\n".repeat(n))
    };
    world.engine.accept(mail(hops(100))).await.unwrap();
    world.engine.accept(mail(hops(101))).await.unwrap();
    world.sorted().await;
    let held = world.recruiter().await.messages(View::HeldBack, None).await.unwrap().rows;
    let found: Vec<_> = held.iter().map(|row| (row.subject.as_str(), row.reason)).collect();
    assert_eq!(found, [("101 hops", Reason::Loop)]);
    assert_eq!(subjects(&world, View::Unassigned).await, ["100 hops"]);
});

on_both!(what_could_not_be_read_is_named, |world| {
    let admin = world.admin().await;
    let raw =
        "From: a@example.org\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ncut off";
    let id = world.engine.accept(mail(raw)).await.unwrap();
    let bare = world.engine.accept(mail("no header at all")).await.unwrap();
    world.sorted().await;
    let notes = admin.message(id, types::text::Lang::De).await.unwrap().notes;
    assert_eq!(notes, [types::ReadingProblem::Truncated.sentence(types::text::Lang::De)]);
    let view = admin.message(bare, types::text::Lang::En).await.unwrap();
    assert_eq!((view.body.pieces[0].text.as_str(), view.notes.len()), ("no header at all", 1));
});

on_both!(pages_go_through_everything_once, |world| {
    world.admin().await;
    let accepted =
        (0..120).map(|n| world.engine.accept(mail(format!("From: a@example.org\r\nSubject: {n}\r\n\r\nx\r\n"))));
    for accepted in futures_util::future::join_all(accepted).await {
        accepted.unwrap();
    }
    world.sorted().await;
    let desk = world.recruiter().await;
    let (mut before, mut seen, mut sizes) = (None, std::collections::HashSet::new(), Vec::new());
    loop {
        let page = desk.messages(View::Unassigned, before).await.unwrap();
        sizes.push(page.rows.len());
        assert!(page.rows.is_sorted_by(|one, other| one.received_at >= other.received_at));
        seen.extend(page.rows.into_iter().map(|row| row.id));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!((seen.len(), sizes), (120, vec![50, 50, 20]));
    assert_eq!(problem(desk.messages(View::Unassigned, Some("nonsense".into())).await), Problem::BadRequest);
});

on_both!(deleting_can_be_undone, |world| {
    world.admin().await;
    let id = world.engine.accept(mail("From: a@example.org\r\nSubject: x\r\n\r\nx\r\n")).await.unwrap();
    world.sorted().await;
    let desk = world.recruiter().await;
    for _ in 0..2 {
        desk.delete_message(id, None).await.unwrap();
    }
    assert_eq!(desk.messages(View::Unassigned, None).await.unwrap().rows.len(), 0);
    assert_eq!(desk.messages(View::Deleted, None).await.unwrap().rows.len(), 1);
    assert_nothing_lost(&world, 1).await;
    for _ in 0..2 {
        desk.restore_message(id).await.unwrap();
    }
    assert_eq!(desk.messages(View::Unassigned, None).await.unwrap().rows[0].id, id);
    assert_eq!(
        problem(desk.delete_message("0197a1a0-0000-7000-8000-000000000000".parse().unwrap(), None).await),
        Problem::NotFound
    );
});

on_both!(hostile_text_is_stored_and_bounded, |world| {
    world.admin().await;
    let raw = format!(
        "From: =?utf-8?q?a=00b?= <x@example.org>\r\nSubject: =?utf-8?q?=00?={}\r\n\r\n\0\0\r\n",
        "s".repeat(5_000)
    );
    world.engine.accept(mail(raw)).await.unwrap();
    world.engine.accept(crate::Incoming { helo: "a\0b".into(), ..mail("Subject: y\r\n\r\n") }).await.unwrap_or_else(
        |_| {
            // PostgreSQL has no NUL in text; the receiver never lets one through, and others must not suffer from it.
            "0197a1a0-0000-7000-8000-000000000000".parse().unwrap()
        },
    );
    world.engine.accept(mail("From: a@example.org\r\nSubject: after\r\n\r\nx\r\n")).await.unwrap();
    world.sorted().await;
    let rows = world.recruiter().await.messages(View::Unassigned, None).await.unwrap().rows;
    assert!(rows.iter().any(|row| row.subject == "after"));
    assert!(rows.iter().all(|row| row.subject.chars().count() <= 300));
});

/// Mails of the corpus that are changed at random, and bytes that are no mail at all.
fn strange() -> Vec<Vec<u8>> {
    const N: usize = 60;
    let mut numbers = Numbers(0x5EED_0F90_5700_0008);
    let corpus: [&[u8]; 5] = [
        include_bytes!("mail/alternative.eml"),
        include_bytes!("mail/delivery_report.eml"),
        include_bytes!("mail/umlauts_raw.eml"),
        include_bytes!("mail/winmail.eml"),
        include_bytes!("mail/script.eml"),
    ];
    let mut found =
        vec![Vec::new(), vec![0], vec![0xff; 3_000], b"\r\n.\r\n".to_vec(), b"From \0: \xff\r\n\r\n\0".to_vec()];
    for n in 0..N {
        let mut raw = match n % 4 {
            0 => (0..numbers.below(4_000)).map(|_| numbers.below(256) as u8).collect(),
            _ => corpus[n % corpus.len()].to_vec(),
        };
        for _ in 0..=numbers.below(20) {
            change(&mut raw, &mut numbers);
        }
        found.push(raw);
    }
    found
}

on_both!(whatever_bytes_come_are_kept_and_shown, |world| {
    world.admin().await;
    let strange = strange();
    let mut accepted = Vec::new();
    for raw in &strange {
        accepted.push((world.engine.accept(mail(raw.clone())).await.unwrap(), raw));
    }
    world.sorted().await;
    let desk = world.recruiter().await;
    let mut listed = std::collections::HashSet::new();
    for view in [View::Unassigned, View::HeldBack] {
        let mut before = None;
        loop {
            let page = desk.messages(view, before).await.unwrap();
            listed.extend(page.rows.into_iter().map(|row| row.id));
            before = page.next;
            if before.is_none() {
                break;
            }
        }
    }
    for (id, raw) in &accepted {
        assert!(listed.contains(id), "{}", String::from_utf8_lossy(raw));
        assert_eq!(&desk.raw_message(*id).await.unwrap(), *raw);
        let view = desk.message(*id, types::text::Lang::En).await.unwrap();
        assert_ne!(view.row.reason, Reason::Arrived);
    }
    assert_eq!(listed.len(), accepted.len());
    assert_nothing_lost(&world, accepted.len() as i64).await;
});
