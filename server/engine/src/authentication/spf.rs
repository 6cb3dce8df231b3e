//! SPF records as texts: what they name, and what they would be with one more server (RFC 7208).

/// What every record begins with.
const VERSION: &str = "v=spf1";

/// The SPF records among the texts of a domain.
pub(super) fn records(texts: &[String]) -> Vec<String> {
    let is_record =
        |text: &&String| text.split_ascii_whitespace().next().is_some_and(|v| v.eq_ignore_ascii_case(VERSION));
    texts.iter().filter(is_record).cloned().collect()
}

/// One record with the terms of all of these, and one more. A domain may have only one (section 3.2).
pub(super) fn with_term(records: &[String], term: &str) -> String {
    let mut terms: Vec<&str> = Vec::new();
    let mut end = "~all";
    let all = records.iter().flat_map(|record| record.split_ascii_whitespace().skip(1));
    // What ends a record stays its end; the new term stands before it.
    for found in all.chain([term]) {
        let is_end = found.trim_start_matches(['+', '-', '~', '?']).eq_ignore_ascii_case("all");
        if is_end || found.to_ascii_lowercase().starts_with("redirect=") {
            end = found;
        } else if !found.is_empty() && !terms.contains(&found) {
            terms.push(found);
        }
    }
    [&[VERSION], terms.as_slice(), &[end]].concat().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{records, with_term};

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn finds_the_records() {
        let found = records(&texts(&["google-site-verification=x", "V=SPF1 -all", "v=spf10 -all", "v=spf1 mx ~all"]));
        assert_eq!(found, ["V=SPF1 -all", "v=spf1 mx ~all"]);
    }

    #[test]
    fn adds_a_server_before_the_end() {
        let term = "include:_spf.google.com";
        for (before, after) in [
            (&[][..], "v=spf1 include:_spf.google.com ~all"),
            (&["v=spf1 mx -all"], "v=spf1 mx include:_spf.google.com -all"),
            (&["v=spf1 mx include:_spf.google.com -all"], "v=spf1 mx include:_spf.google.com -all"),
            (&["v=spf1 redirect=_spf.host.example"], "v=spf1 include:_spf.google.com redirect=_spf.host.example"),
            (&["v=spf1 mx ~all", "v=spf1 a -all"], "v=spf1 mx a include:_spf.google.com -all"),
        ] {
            assert_eq!(with_term(&texts(before), term), after);
        }
        assert_eq!(with_term(&texts(&["v=spf1 mx ~all", "v=spf1 a ~all"]), ""), "v=spf1 mx a ~all");
    }
}
