//! The API as a script uses it: a program that runs, tokens made by its command, and every answer compared with the
//! description.

mod description;

use std::{collections::BTreeSet, process::Command};

use serde_json::Value;
use tempfile::TempDir;
use types::{
    ApplicationStage, CandidateForm, FileWarning, Mailbox, MessageKind, MessageState, NewOutgoing, OutgoingState,
    ReadingProblem, Reason, RecipientState, ReportReason, ScanState, TextState,
};

use crate::harness::{self, Postroom, Start};
use description::Description;

/// Ids of nothing.
const NOTHING: &str = "00000000-0000-0000-0000-000000000000";
/// Every way in, besides the description's own.
const ALL: &str = "messages:read,candidates:read,outbox:read,outbox:write,webhooks:write";

struct World {
    postroom: Postroom,
    folder: TempDir,
    cookie: String,
}

/// An answer, taken apart.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

/// A program with a candidate, an answer to them, and mails of several shapes.
async fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    harness::set_up(folder.path(), "sqlite").await;
    let (engine, loops) = harness::engine(folder.path(), "sqlite").await;
    let (desk, cookie) = harness::admin(&engine).await;
    let candidate = desk
        .create_candidate(CandidateForm { name: "Carla".into(), ..CandidateForm::default() }, "carla@example.org")
        .await
        .unwrap();
    let to = vec![Mailbox { name: "Carla".into(), address: "carla@example.org".into() }];
    let answer = NewOutgoing {
        candidate: Some(candidate),
        to,
        subject: "Hello".into(),
        body: "x".into(),
        ..NewOutgoing::default()
    };
    desk.send(answer).await.unwrap();
    let stop = tokio_util::sync::CancellationToken::new();
    let committing = tokio::spawn(loops.committer.run(stop.clone()));
    for raw in MAILS {
        let incoming = engine::Incoming {
            mail_from: String::new(),
            recipients: vec!["acme-jobs@in.example".into()],
            client: None,
            helo: String::new(),
            over_tls: false,
            raw: raw.as_bytes().to_vec(),
        };
        engine.accept(incoming).await.unwrap();
    }
    while engine.sort_arrived().await.unwrap() > 0 {}
    stop.cancel();
    committing.await.unwrap();
    engine.close().await;
    let start = Start { command: "serve", data_dir: folder.path(), database_url: "sqlite", more: &[] };
    World { postroom: Postroom::start(&start), folder, cookie }
}

const MAILS: [&str; 4] = [
    "From: Carla <carla@example.org>\r\nTo: <jobs@acme.example>\r\nCc: a@example.org\r\nReply-To: c@example.org\r\nSubject: My CV\r\n\
     Date: Mon, 23 Nov 2026 20:00:00 +0100\r\nMessage-ID: <1@example.org>\r\nIn-Reply-To: <0@acme.example>\r\n\
     References: <0@acme.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
     --b\r\nContent-Type: text/html\r\n\r\n<p>Here it is<script>alert(1)</script></p>\r\n--b\r\nContent-Type: application/pdf\r\n\
     Content-Disposition: attachment; filename=cv.pdf\r\n\r\nabc\r\n--b--\r\n",
    "From: MAILER-DAEMON@example.org\r\nSubject: bounced\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
     --b\r\n\r\nsorry\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n\
     Final-Recipient: rfc822; y@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n",
    "Subject: nobody\r\n\r\nx\r\n",
    "",
];

impl World {
    /// `postroom …` beside the program that runs; what it prints.
    fn command(&self, arguments: &[&str]) -> (bool, String) {
        let done = Command::new(env!("CARGO_BIN_EXE_postroom"))
            .args(arguments)
            .env("POSTROOM_DATA_DIR", self.folder.path())
            .output()
            .unwrap();
        (done.status.success(), String::from_utf8(done.stdout).unwrap().trim().to_owned())
    }

    fn token(&self, scopes: &str) -> String {
        let (_, token) = self.command(&["token", "create", "--name", "test", "--scope", scopes]);
        assert!(token.starts_with("postroom_"), "{token}");
        token
    }

    fn ask(&self, method: &str, path: &str, more: &str, body: &str) -> Answer {
        let answer = self.postroom.http(&format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n{more}\r\n{body}",
            self.postroom.http,
            body.len()
        ));
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    fn with(&self, token: &str, method: &str, path: &str) -> Answer {
        self.ask(method, path, &format!("Authorization: Bearer {token}\r\n"), "")
    }

    fn description(&self) -> Description {
        let answer = self.ask("GET", "/api/v1/openapi.json", "", "");
        assert_eq!(answer.status, 200);
        Description(answer.json())
    }
}

/// Every path with real ids, asked and compared with its description; which of its paths were asked.
fn ask_everything(world: &World, description: &Description, token: &str) -> BTreeSet<(String, String)> {
    let mut asked = BTreeSet::new();
    let mut check = |method: &str, template: &str, path: &str, body: &str| -> Value {
        let more = format!("Authorization: Bearer {token}\r\n");
        let answer = world.ask(method, path, &more, body);
        assert!(answer.status < 300, "{method} {path}: {} {}", answer.status, answer.body);
        asked.insert((method.to_lowercase(), template.to_owned()));
        description.check(method, template, answer.status, &answer.head, &answer.body)
    };
    let messages = check("GET", "/api/v1/messages", "/api/v1/messages?limit=200", "");
    assert_eq!(messages["items"].as_array().unwrap().len(), MAILS.len());
    assert_eq!(messages["next"], Value::Null);
    let carla = messages["items"].as_array().unwrap().iter().find(|one| one["subject"] == "My CV").unwrap();
    let path = format!("/api/v1/messages/{}", carla["id"].as_str().unwrap());
    assert_eq!(&check("GET", "/api/v1/messages/{id}", &path, ""), carla, "one is as it is in the list");
    check("GET", "/api/v1/messages/{id}/raw", &format!("{path}/raw"), "");
    check("GET", "/api/v1/messages/{id}/attachments/{index}", &format!("{path}/attachments/0"), "");
    let candidates = check("GET", "/api/v1/candidates", "/api/v1/candidates?search=carla&limit=1", "");
    let path = format!("/api/v1/candidates/{}", candidates["items"][0]["id"].as_str().unwrap());
    let candidate = check("GET", "/api/v1/candidates/{id}", &path, "");
    let said: BTreeSet<_> =
        candidate["conversation"]["items"].as_array().unwrap().iter().map(|one| one["direction"].as_str()).collect();
    assert_eq!(said, [Some("in"), Some("out")].into());
    let outbox = check("GET", "/api/v1/outbox", "/api/v1/outbox?view=on_its_way", "");
    let path = format!("/api/v1/outbox/{}", outbox["items"][0]["id"].as_str().unwrap());
    check("GET", "/api/v1/outbox/{id}", &path, "");
    check("POST", "/api/v1/outbox/{id}/retry", &format!("{path}/retry"), "");
    let stopped = check("POST", "/api/v1/outbox/{id}/cancel", &format!("{path}/cancel"), "");
    assert_eq!(stopped["state"], "cancelled");
    let body = r#"{"url": "https://ats.example/hooks"}"#;
    let made = check("POST", "/api/v1/webhooks", "/api/v1/webhooks", body);
    let listed = check("GET", "/api/v1/webhooks", "/api/v1/webhooks", "");
    assert!(listed["items"][0].get("secret").is_none());
    let path = format!("/api/v1/webhooks/{}", made["id"].as_str().unwrap());
    check("DELETE", "/api/v1/webhooks/{id}", &path, "");
    check("GET", "/api/v1/openapi.json", "/api/v1/openapi.json", "");
    asked
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_as_described() {
    let world = world().await;
    let description = world.description();
    let asked = ask_everything(&world, &description, &world.token(ALL));
    assert_eq!(asked, description.operations());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_word_is_described() {
    let description = world().await.description();
    macro_rules! check {
        ($($field:literal: $words:expr,)*) => {
            $( description.check_words($field, $words.iter().map(|word| word.as_str()).collect()); )*
        };
    }
    check! {
        "Message/properties/state": MessageState::ALL,
        "Message/properties/reason": Reason::ALL,
        "Message/properties/kind": MessageKind::ALL,
        "Message/properties/problems/items": ReadingProblem::ALL,
        "Attachment/properties/warning/oneOf/0": FileWarning::ALL,
        "Attachment/properties/scan": ScanState::ALL,
        "Attachment/properties/text_state/oneOf/0": TextState::ALL,
        "ReportedRecipient/properties/reason": ReportReason::ALL,
        "Application/properties/stage": ApplicationStage::ALL,
        "OutgoingRow/properties/state": OutgoingState::ALL,
        "Outgoing/properties/state": OutgoingState::ALL,
        "OutgoingRecipient/properties/state": RecipientState::ALL,
        "Notice/properties/data/properties/state": MessageState::ALL,
        "Notice/properties/data/properties/reason": Reason::ALL,
        "Notice/properties/data/properties/kind": MessageKind::ALL,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_token_opens() {
    let world = world().await;
    let messages = world.token("messages:read");
    for (more, code) in [
        (String::new(), "no_token"),
        (format!("Cookie: {}\r\n", world.cookie), "no_token"),
        (format!("Authorization: Basic {messages}\r\n"), "no_token"),
        ("Authorization: Bearer postroom_wrong\r\n".into(), "unknown_token"),
    ] {
        let refused = world.ask("GET", "/api/v1/messages", &more, "");
        assert_eq!((refused.status, refused.json()["code"].as_str()), (401, Some(code)), "{more}");
        assert!(refused.head.contains("www-authenticate: bearer"), "{}", refused.head);
    }
    assert_eq!(world.with(&messages, "GET", "/api/v1/messages").status, 200);
    // The browser of somebody who is signed in must be of no use to another site's page.
    let origin = format!("Authorization: Bearer {messages}\r\nOrigin: https://evil.example\r\n");
    assert!(!world.ask("GET", "/api/v1/messages", &origin, "").head.contains("access-control-allow"));
    let (_, listed) = world.command(&["token", "list"]);
    let id = listed.split('\t').next().unwrap().to_owned();
    assert!(!listed.contains(&messages) && listed.contains("messages:read"), "{listed}");
    assert!(world.command(&["token", "revoke", &id]).0);
    assert_eq!(world.with(&messages, "GET", "/api/v1/messages").json()["code"], "unknown_token");
    assert!(!world.command(&["token", "create", "--name", "x", "--scope", "everything"]).0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_told_as_problem_details() {
    let world = world().await;
    let description = world.description();
    let (all, few) = (world.token(ALL), world.token("outbox:read"));
    for (token, method, path, status, code) in [
        (&few, "GET", "/api/v1/messages".to_owned(), 403, "missing_scope"),
        (&all, "GET", "/api/v1/messages?state=lost".to_owned(), 400, "bad_request"),
        (&all, "GET", "/api/v1/messages?sate=candidate".to_owned(), 400, "bad_request"),
        (&all, "GET", "/api/v1/messages?limit=201".to_owned(), 400, "bad_request"),
        (&all, "GET", "/api/v1/messages?limit=many".to_owned(), 400, "bad_request"),
        (&all, "GET", "/api/v1/messages?cursor=x".to_owned(), 400, "bad_request"),
        (&all, "GET", format!("/api/v1/messages/{NOTHING}"), 404, "not_found"),
        (&all, "GET", "/api/v1/messages/nonsense".to_owned(), 404, "not_found"),
        (&all, "GET", format!("/api/v1/messages/{NOTHING}/raw"), 404, "not_found"),
        (&all, "GET", format!("/api/v1/messages/{NOTHING}/attachments/-1"), 404, "not_found"),
        (&all, "POST", format!("/api/v1/outbox/{NOTHING}/retry"), 404, "not_found"),
        (&all, "DELETE", format!("/api/v1/webhooks/{NOTHING}"), 404, "not_found"),
        (&all, "POST", "/api/v1/webhooks".to_owned(), 400, "bad_request"),
        (&all, "POST", "/api/v1/messages".to_owned(), 405, "method_not_allowed"),
        (&all, "GET", "/api/v1/nonsense".to_owned(), 404, "no_such_path"),
    ] {
        let refused = world.with(token, method, &path);
        assert_eq!((refused.status, refused.json()["code"].as_str()), (status, Some(code)), "{method} {path}");
        assert!(refused.head.contains("content-type: application/problem+json"), "{path}: {}", refused.head);
        description.check_problem(&refused.body);
    }
    let body = r#"{"url": "http://10.0.0.1/"}"#;
    let refused = world.ask("POST", "/api/v1/webhooks", &format!("Authorization: Bearer {all}\r\n"), body);
    assert_eq!((refused.status, refused.json()["code"].as_str()), (422, Some("invalid")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_asks_too_often_is_told_when_to_come_again() {
    let world = world().await;
    let (_, token) =
        world.command(&["token", "create", "--name", "x", "--scope", "messages:read", "--per-minute", "1"]);
    assert_eq!(world.with(&token, "GET", "/api/v1/messages").status, 200);
    let refused = world.with(&token, "GET", "/api/v1/messages");
    assert_eq!(refused.status, 429);
    assert!(refused.head.contains("retry-after: "), "{}", refused.head);
}
