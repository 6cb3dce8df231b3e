//! What the web answers: who may see what, and the headers that keep pages to it.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpStream,
};

use engine::{NewPerson, Secret};
use tempfile::TempDir;
use types::{Problem, Role, View};

use crate::harness::{self, PASSWORD, Postroom, Start};

/// A program that is set up, with the cookies of an admin and of a recruiter.
struct World {
    postroom: Postroom,
    admin: String,
    recruiter: String,
    folder: TempDir,
}

async fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    harness::set_up(folder.path(), "sqlite").await;
    let (engine, _loops) = harness::engine(folder.path(), "sqlite").await;
    let (_, admin) = harness::admin(&engine).await;
    let person = NewPerson {
        name: "Rita".into(),
        address: "rita@acme.example".into(),
        role: Role::Recruiter,
        password: Secret::new(PASSWORD.into()),
    };
    engine.add_person(person).await.unwrap();
    let token = engine.sign_in("rita@acme.example", Secret::new(PASSWORD.into()), None).await.unwrap();
    engine.close().await;
    // Nobody answers there: who sends a mail stays unknown, wherever the test runs.
    let more = [("POSTROOM_DNS_SERVERS", "127.0.0.1:9")];
    let start = Start { command: "serve", data_dir: folder.path(), database_url: "sqlite", more: &more };
    let recruiter = format!("postroom_session={}", token.expose());
    World { postroom: Postroom::start(&start), admin, recruiter, folder }
}

impl World {
    fn post(&self, path: &str, cookie: &str, more: &str, body: &str) -> String {
        self.postroom.http(&format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Accept: application/json\r\nContent-Length: {}\r\nConnection: close\r\n{more}\r\n{body}",
            self.postroom.http,
            body.len()
        ))
    }
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

fn header<'a>(answer: &'a str, name: &str) -> &'a str {
    let head = answer.split("\r\n\r\n").next().unwrap_or_default();
    head.lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map_or("", |(_, value)| value)
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_for_those_who_signed_in() {
    let world = world().await;
    let page = world.postroom.get("/recruiting/unassigned?view=held_back", "");
    assert_eq!(
        (status(&page), header(&page, "location")),
        ("303", "/sign-in?next=/recruiting/unassigned%3Fview%3Dheld_back")
    );
    let ended = world.postroom.get("/recruiting/unassigned", "postroom_session=ended");
    assert!(header(&ended, "location").ends_with("&expired=1"), "{ended}");
    assert_eq!(status(&world.postroom.get("/recruiting/unassigned", &world.recruiter)), "200");
    assert_eq!(status(&world.postroom.get("/live", "")), "401");
    assert_eq!(
        status(&world.postroom.get("/recruiting/unassigned/0197a1a0-0000-7000-8000-000000000000/raw", "")),
        "303"
    );
}

/// What a refused call answers.
fn problem(answer: &str) -> Problem {
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    postcard::from_bytes::<app::CallError>(body.as_bytes()).unwrap().0
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_for_admins() {
    let world = world().await;
    assert_eq!(status(&world.postroom.get("/settings/recruiting/email", &world.admin)), "200");
    let refused = world.postroom.get("/settings/recruiting/email", &world.recruiter);
    assert_eq!(status(&refused), "403");
    assert!(!refused.contains("acme-jobs@"), "not even the address");
    let body = "use_custom=true&custom_address=jobs%40acme.example";
    let refused = world.post("/call/save_sender", &world.recruiter, "", body);
    assert_eq!(problem(&refused), Problem::NotAllowed, "{refused}");
    assert_eq!(problem(&world.post("/call/save_sender", "", "", body)), Problem::NotSignedIn);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_sites_cannot_post() {
    let world = world().await;
    let body = "use_custom=true&custom_address=evil%40example.org";
    for more in ["Origin: https://evil.example\r\n", "Sec-Fetch-Site: cross-site\r\n", "Sec-Fetch-Site: same-site\r\n"]
    {
        assert_eq!(status(&world.post("/call/save_sender", &world.admin, more, body)), "403", "{more}");
    }
    assert!(!world.postroom.get("/settings/recruiting/email?step=sender", &world.admin).contains("evil@"));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_carry_their_policy() {
    let world = world().await;
    let page = world.postroom.get("/recruiting/unassigned", &world.recruiter);
    let policy = header(&page, "content-security-policy");
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect(policy);
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    for script in page.split("<script").skip(1) {
        let tag = script.split('>').next().unwrap();
        assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{tag}");
    }
    let again = world.postroom.get("/recruiting/unassigned", &world.recruiter);
    assert_ne!(header(&again, "content-security-policy"), policy, "a nonce is used once");
    assert_eq!(header(&page, "x-content-type-options"), "nosniff");
    assert_eq!(header(&page, "x-dns-prefetch-control"), "off");
    assert_eq!(header(&page, "cache-control"), "no-store");
    let missing = world.postroom.get("/no/such/page", &world.recruiter);
    assert_eq!(status(&missing), "404");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_mails_are_saved_not_opened() {
    let world = world().await;
    world.postroom.mail("c@example.org", 
        "From: c@example.org\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n\
         <p onclick=x()>Hi<script>alert(1)</script></p>\r\n--b\r\nContent-Type: text/html\r\n\
         Content-Disposition: attachment; filename=\"../a\\\"b.html\"\r\n\r\n<script>alert(2)</script>\r\n--b--\r\n.\r\n",
    );
    let (id, _) = first_message(&world).await;
    let frame = world.postroom.get(&format!("/recruiting/unassigned/{id}/html"), &world.recruiter);
    assert!(header(&frame, "content-security-policy").contains("sandbox"), "{frame}");
    assert!(!frame.contains("<script") && !frame.contains("onclick"), "{frame}");
    let file = world.postroom.get(&format!("/recruiting/unassigned/{id}/attachments/0"), &world.recruiter);
    assert_eq!(header(&file, "content-type"), "application/octet-stream", "{file}");
    assert!(header(&file, "content-disposition").starts_with("attachment; filename="), "{file}");
    assert!(!header(&file, "content-disposition").contains(".."), "{file}");
    let raw = world.postroom.get(&format!("/recruiting/unassigned/{id}/raw"), &world.recruiter);
    assert!(raw.ends_with("--b--\r\n"), "{raw}");
}

/// The newest message, once it is listed.
async fn first_message(world: &World) -> (types::MessageId, String) {
    // A second look at the same store sees what the program has committed.
    let (engine, _loops) = harness::engine(world.folder.path(), "sqlite").await;
    let mut found = None;
    for _ in 0..200 {
        while engine.sort_arrived().await.unwrap() > 0 {}
        let (desk, cookie) = harness::admin(&engine).await;
        if let Some(row) = desk.messages(View::Unassigned, None).await.unwrap().rows.first() {
            found = Some((row.id, cookie));
            break;
        }
    }
    engine.close().await;
    found.expect("the message is not listed")
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_told_live() {
    let world = world().await;
    let stream = TcpStream::connect(world.postroom.http).unwrap();
    stream.set_read_timeout(Some(std::time::Duration::from_secs(30))).unwrap();
    let host = world.postroom.http;
    write!(&stream, "GET /live HTTP/1.1\r\nHost: {host}\r\nCookie: {}\r\n\r\n", world.recruiter).unwrap();
    let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
    assert!(lines.next().unwrap().contains("200"));
    world.postroom.mail("c@example.org", "From: c@example.org\r\nSubject: x\r\n\r\nx\r\n.\r\n");
    assert!(lines.any(|line| line == "data: messages"));
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_and_status_count_the_same() {
    let world = world().await;
    world.postroom.mail("c@example.org", "From: c@example.org\r\nSubject: x\r\n\r\nx\r\n.\r\n");
    first_message(&world).await;
    let metrics = world.postroom.get("/metrics", "");
    assert!(metrics.contains("postroom_messages{state=\"unassigned\"} 1\n"), "{metrics}");
    assert!(metrics.contains("postroom_messages_accepted 1\n"), "{metrics}");
    let host = world.postroom.http;
    let proxied = world.postroom.http(&format!(
        "GET /metrics HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-For: 192.0.2.1\r\nConnection: close\r\n\r\n"
    ));
    assert_eq!(status(&proxied), "404");
    assert_eq!(status(&world.postroom.get("/health/ready", "")), "200");
    world.postroom.stop();
    let told = std::process::Command::new(env!("CARGO_BIN_EXE_postroom"))
        .arg("status")
        .env("POSTROOM_DATA_DIR", world.folder.path())
        .output()
        .unwrap();
    let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!((&told["messages"]["unassigned"], &told["messages_accepted"]), (&1.into(), &1.into()), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_the_status() {
    let world = world().await;
    for (cookie, is_admin) in [(&world.recruiter, false), (&world.admin, true)] {
        let page = world.postroom.get("/status", cookie);
        assert_eq!(status(&page), "200");
        for words in ["Acme GmbH", "No mail has come yet.", "There is no default server (relay)"] {
            assert!(page.contains(words), "{words}\n{page}");
        }
        assert_eq!(page.contains("/settings/recruiting/email?company="), is_admin, "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wizard_shows_what_a_service_asks() {
    let world = world().await;
    let link = "https://mail-settings.google.com/mail/vf-%5BANGjdJ%5D-x";
    let raw =
        format!("From: forwarding-noreply@google.com\r\nSubject: (#123456789) Potwierdzenie\r\n\r\n{link}\r\n.\r\n");
    world.postroom.mail("forwarding-noreply@google.com", &raw);
    let deadline = std::time::Instant::now() + harness::PATIENCE;
    loop {
        let page = world.postroom.get("/settings/recruiting/email?step=redirection", &world.admin);
        if page.contains("<code>123456789") && page.contains(&format!("href=\"{link}\"")) {
            return;
        }
        assert!(std::time::Instant::now() < deadline, "{page}");
    }
}
