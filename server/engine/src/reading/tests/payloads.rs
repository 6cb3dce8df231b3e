//! Mails whose page wants to run, or to tell another host that it was opened: the list that the browser test opens, too.

use std::collections::BTreeMap;

/// The list, by kind.
const LIST: &str = include_str!("../../../../../end2end/support/payloads.json");

/// A mail for each payload, with that as its page.
pub(crate) fn mails() -> Vec<Vec<u8>> {
    let kinds: BTreeMap<String, Vec<String>> = serde_json::from_str(LIST).expect("a list by kind");
    let pages = kinds.into_values().flatten();
    let mail =
        |page| format!("From: a@mail.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>a</p>{page}<p>b</p>");
    pages.map(|page| mail(page).into_bytes()).collect()
}
