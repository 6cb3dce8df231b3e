//! Settings found from the address, as people without script see and use them, and what is said about a sender.

use std::time::Instant;

use engine::testing::dns::{Answers, serve};
use tempfile::TempDir;

use crate::harness::{self, PATIENCE, Postroom, Start};

const STEP: &str = "/settings/recruiting/email?step=smtp";

struct World {
    postroom: Postroom,
    admin: String,
    _folder: TempDir,
}

async fn world(answers: Answers) -> World {
    let names = serve(answers).await;
    let folder = tempfile::tempdir().unwrap();
    harness::set_up(folder.path(), "sqlite").await;
    let (engine, _loops) = harness::engine(folder.path(), "sqlite").await;
    let (_, admin) = harness::admin(&engine).await;
    engine.close().await;
    let servers = names.address.to_string();
    let more = [("POSTROOM_DNS_SERVERS", servers.as_str())];
    let start = Start { command: "serve", data_dir: folder.path(), database_url: "sqlite", more: &more };
    World { postroom: Postroom::start(&start), admin, _folder: folder }
}

impl World {
    /// Posts a form as a browser without script does; where the answer leads to.
    fn post(&self, path: &str, body: &str) -> String {
        let answer = self.postroom.http(&format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Accept: text/html\r\nReferer: http://{}{STEP}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.postroom.http,
            self.admin,
            self.postroom.http,
            body.len()
        ));
        let place = answer.lines().find_map(|line| line.strip_prefix("location: "));
        place.unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    fn get(&self, path: &str) -> String {
        self.postroom.get(path, &self.admin)
    }

    /// The page once it says this.
    fn page_with(&self, path: &str, words: &str) -> String {
        let begun = Instant::now();
        loop {
            let page = self.get(path);
            if page.contains(words) {
                return page;
            }
            assert!(begun.elapsed() < PATIENCE, "{words} is not in {page}");
        }
    }
}

/// The value of the button that fills in this host.
fn proposal(page: &str, host: &str) -> String {
    let values = page.split("name=\"proposal\"").skip(1).filter_map(|rest| {
        let value = rest.split_once("value=\"")?.1.split_once('"')?.0;
        Some(value.replace("&amp;", "&"))
    });
    values.into_iter().find(|value| value.contains(&format!("host={host}"))).unwrap_or_else(|| panic!("{page}"))
}

fn encoded(text: &str) -> String {
    text.replace('%', "%25").replace('&', "%26").replace('=', "%3D").replace('+', "%2B").replace('@', "%40")
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_proposed_filled_in_and_put_back() {
    let mut answers = Answers::default();
    answers.mx("acme.example", 10, "aspmx.l.google.com");
    answers.txt("acme.example", "v=spf1 include:_spf.google.com ~all");
    let world = world(answers).await;
    assert!(!world.get(STEP).contains("Found for"), "without an address nothing is looked for");
    world.post("/call/save_sender", "use_custom=true&custom_address=jobs%40acme.example");
    let page = world.page_with(STEP, "Search again");
    for words in ["Found for jobs@acme.example", "Google Workspace", "smtp.gmail.com", "2000 mails", "Checked in 2026"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    // With what was typed and not saved: nothing of it is lost.
    let typed = "use_for_sending=true&host=mail.old.example&port=25&encryption=start_tls&account=old&password=secret";
    let chosen = encoded(&proposal(&page, "smtp.gmail.com"));
    let place = world.post("/call/use_proposal", &format!("{typed}&proposal={chosen}"));
    assert!(place.starts_with(STEP) && place.contains("before="), "{place}");
    let page = world.get(&place);
    for words in ["value=\"smtp.gmail.com\"", "value=\"465\"", "value=\"jobs@acme.example\"", "Put back what was there"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("secret"), "the password does not come back");
    let before = encoded(&proposal(&page, "mail.old.example"));
    let now = "use_for_sending=true&host=smtp.gmail.com&port=465&encryption=tls&account=jobs%40acme.example";
    let place = world.post("/call/use_proposal", &format!("{now}&proposal={before}"));
    let page = world.get(&place);
    for words in ["value=\"mail.old.example\"", "value=\"25\"", "value=\"old\""] {
        assert!(page.contains(words), "{words}: {page}");
    }
    // Step 1 has the provider's own way to redirect, with the address to redirect to.
    let page = world.get("/settings/recruiting/email?step=redirection");
    assert!(page.contains("The redirection at Google Workspace") && page.contains("acme-jobs@in.example"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_to_publish_stands_below_the_steps() {
    let mut answers = Answers::default();
    answers.mx("acme.example", 10, "smtpin.rzone.de");
    let world = world(answers).await;
    world.post("/call/save_sender", "use_custom=true&custom_address=jobs%40acme.example");
    let page = world.get(STEP);
    for words in
        ["Will it be believed?", "v=spf1 include:_spf.strato.com ~all", "_dmarc.acme.example", "v=DMARC1; p=none"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reading_pane_says_who_proved_to_be_the_sender() {
    let mut answers = Answers::default();
    answers.txt("example.org", "v=spf1 ip4:127.0.0.1 -all");
    let world = world(answers).await;
    for (from, words) in [
        ("carla@example.org", "Sender verified"),
        ("eva@example.net", "Nothing in it proves that it comes from example.net"),
    ] {
        let letter = format!("From: {from}\r\nSubject: Hello\r\nMessage-ID: <{from}>\r\n\r\nHello\r\n.\r\n");
        world.postroom.mail("carla@example.org", &letter);
        // The list opens on the newest message's line.
        let list = world.page_with("/recruiting/unassigned", from);
        let id = list.split("/recruiting/unassigned/").skip(1).find_map(|rest| {
            let id = rest.get(..36)?;
            (id.chars().filter(|c| *c == '-').count() == 4).then(|| id.to_owned())
        });
        let id = id.unwrap_or_else(|| panic!("{list}"));
        world.page_with(&format!("/recruiting/unassigned/{id}/sender"), words);
        world.page_with(&format!("/recruiting/unassigned/{id}"), words);
    }
}
