//! Every rule can decide.

use types::StageName;

use crate::explain::{
    answer::Answer,
    catalogue::{self, rules},
    rule::Rule,
};

/// Every stage, and none.
fn stages(rule: &Rule) -> Vec<Option<StageName>> {
    let all = [
        StageName::Lookup,
        StageName::Connect,
        StageName::Greeting,
        StageName::Encryption,
        StageName::SignIn,
        StageName::Sender,
        StageName::Recipient,
        StageName::HandOver,
        StageName::OnItsWay,
    ];
    let own = if rule.stages.is_empty() { &all[..] } else { rule.stages };
    own.iter().copied().map(Some).chain([None]).collect()
}

/// The codes that it may come with: a few for each kind.
fn codes(rule: &Rule) -> Vec<Vec<Option<u16>>> {
    match rule.codes {
        _ if rule.is_bare => vec![vec![None]],
        [] => vec![vec![Some(450)], vec![Some(550)]],
        codes => codes.iter().map(|start| vec![filled(start, '0'), filled(start, '5')]).collect(),
    }
}

fn filled(start: &str, with: char) -> Option<u16> {
    let missing = 3 - start.len();
    format!("{start}{}", with.to_string().repeat(missing)).parse().ok()
}

/// Everything that it says, each alone: words or a name, and the enhanced status code.
fn answers(rule: &Rule, code: Option<u16>) -> Vec<Answer> {
    let class = code.map_or(5, |code| code / 100);
    let statuses = match rule.statuses {
        [] => vec![String::new()],
        statuses => statuses.iter().map(|status| status.replace('*', &class.to_string())).collect(),
    };
    let said = |status: &str, text: String, names: Vec<String>| Answer { code, status: status.to_owned(), text, names };
    let of_status = |status: String| {
        let words = rule.words.iter().map(|words| said(&status, words.trim_matches('*').replace('*', " x "), vec![]));
        let names = rule.names.iter().map(|name| said(&status, String::new(), vec![(*name).to_owned()]));
        let all: Vec<Answer> = words.chain(names).collect();
        if all.is_empty() { vec![said(&status, String::new(), vec![])] } else { all }
    };
    statuses.into_iter().flat_map(of_status).collect()
}

/// What decides about this answer, at any stage of this rule.
fn found(rule: &Rule, answer: &Answer) -> Vec<&'static Rule> {
    stages(rule).into_iter().filter_map(|stage| catalogue::find(stage, answer)).collect()
}

/// Nobody adds a rule that another one hides: each of its words, names and enhanced status codes decides somewhere, and
/// with every kind of code that it allows its cause is told somewhere.
#[test]
fn no_rule_hides_another() {
    let mut hidden = Vec::new();
    for rule in rules() {
        let kinds: Vec<Vec<Answer>> = codes(rule)
            .into_iter()
            .map(|kind| kind.into_iter().flat_map(|code| answers(rule, code)).collect())
            .collect();
        let said =
            |answer: &Answer| (answer.text.clone(), answer.names.clone(), answer.status.get(1..).map(str::to_owned));
        let all = || kinds.iter().flatten();
        for answer in all() {
            let same = || all().filter(|other| said(other) == said(answer));
            if !same().any(|other| found(rule, other).iter().any(|found| std::ptr::eq(*found, rule))) {
                hidden.push(format!("{} never decides by {answer:?}", rule.cause.id()));
            }
        }
        for kind in &kinds {
            for answer in kind {
                let same = || kind.iter().filter(|other| said(other) == said(answer));
                if !same().any(|other| found(rule, other).iter().any(|found| found.cause == rule.cause)) {
                    hidden.push(format!("{} is never told by {answer:?}", rule.cause.id()));
                }
            }
        }
    }
    hidden.dedup();
    assert!(hidden.is_empty(), "{hidden:#?}");
}

#[test]
fn what_is_looked_for_can_be_found() {
    for rule in rules() {
        for words in rule.words.iter().chain(rule.names) {
            let is_bare = words.trim() == *words && !words.is_empty() && !words.contains("  ");
            assert!(is_bare && words.to_lowercase() == **words, "{words:?}");
        }
        for words in rule.words {
            let (left, names) = crate::explain::names::apart(words);
            assert!(names.is_empty(), "{words:?} is a name: {left:?}");
        }
    }
}
