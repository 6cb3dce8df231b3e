//! What a search may cost: how often one person may begin one, how long it takes, and where it never leads.

use types::{Problem, SenderForm};

use super::{
    super::{A_MINUTE, AT_ONCE, SEARCH_LIMIT},
    Page, Place,
    pages::settings,
};
use crate::{testing::dns::Answers, tests::problem};

impl Place {
    /// Has this address looked for; whether it was put off.
    async fn is_put_off(&self, address: &str) -> bool {
        let form = SenderForm { use_custom: true, custom_address: address.to_owned() };
        self.desk.save_sender(None, form).await.unwrap();
        self.desk.discovery(None).await.unwrap().unwrap().is_put_off
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_person_has_little_looked_for_at_once() {
    let place = Place::open(Answers::default(), Vec::new(), "127.0.0.0/8", Vec::new()).await;
    let (engine, ada) = (&place.world.engine, place.desk.me().id);
    let begin = || engine.inner.search_pace.begin(ada, engine.now()).unwrap();
    let running: Vec<_> = (0..AT_ONCE).map(|_| begin()).collect();
    assert!(place.is_put_off("jobs@acme.example").await);
    assert_eq!(problem(place.desk.search_again(None).await), Problem::TooManyTests { wait_secs: 10 });
    drop(running);
    assert!(!place.is_put_off("jobs@acme.example").await, "there is a turn again");
    // A search that has ended gives its turn back.
    for n in 0..AT_ONCE {
        place.found(&format!("jobs@{n}.example")).await;
    }
    place.desk.search_again(None).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_person_has_only_so_much_looked_for_in_a_minute() {
    let place = Place::open(Answers::default(), Vec::new(), "127.0.0.0/8", Vec::new()).await;
    for n in 0..A_MINUTE {
        place.search(&format!("jobs@{n}.example")).await;
    }
    assert!(place.is_put_off("jobs@last.example").await);
    assert_eq!(problem(place.desk.search_again(None).await), Problem::TooManyTests { wait_secs: 61 });
    assert!(!place.is_put_off("jobs@0.example").await, "what is known costs nothing");
    place.world.clock.advance_secs(61);
    place.desk.search_again(None).await.unwrap();
}

/// The second answer of name servers comes after the time of a search.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_ends_in_time_and_says_that_name_servers_were_slow() {
    let mut answers = Answers::default();
    answers.srv("_submissions._tcp.acme.example", 0, 465, "smtp.acme.example");
    answers.slow(SEARCH_LIMIT * 3 / 5);
    let place = Place::open(answers, Vec::new(), "127.0.0.0/8", Vec::new()).await;
    let found = place.found("jobs@acme.example").await;
    assert!(found.proposals.is_empty() && found.is_dns_silent, "{found:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_leads_inside_later_is_not_asked() {
    for (allowed, is_asked) in [("127.0.0.2", false), ("127.0.0.0/8", true)] {
        let mut answers = Answers::default();
        let (first, later) = ("127.0.0.2".parse().unwrap(), "127.0.0.1".parse().unwrap());
        answers.rebinds("autoconfig.rebinding.example", first, later);
        let pages = vec![
            Page::redirect(
                "autoconfig.rebinding.example",
                "/mail/config-v1.1.xml?emailaddress=jobs@rebinding.example",
                "/inside",
            ),
            Page::document(
                "autoconfig.rebinding.example",
                "/inside",
                &settings("smtp.rebinding.example", 465, "SSL", ""),
            ),
        ];
        let place = Place::open(answers, pages, allowed, Vec::new()).await;
        let found = place.found("jobs@rebinding.example").await;
        assert_eq!(!found.proposals.is_empty(), is_asked, "{found:?}");
    }
}
