//! What was tried, and what came of it.

use super::{ReportBlock, ReportFindings};
use crate::{ConnectionTest, DialogueLine, Fact, Fixer, Outcome, Stage, StageName, text::Lang};

/// What it comes to: the result, why, and what to change.
pub(super) fn summary(test: &ConnectionTest, lang: Lang) -> Vec<String> {
    let t = lang.it_report();
    let mut lines = vec![t.result(test.words(lang))];
    if let Some((stage, cause)) = test.failure() {
        let words = cause.words(lang);
        lines.push(t.cause(cause.id(), words.sentence));
        lines.push(t.it(words.it));
        lines.push(t.next(words.next));
        // Others read it: "you" would be them.
        let who = if cause.fixer() == Fixer::You { t.fixer_you } else { cause.fixer().words(lang) };
        lines.push(lang.stages().who(who));
        lines.extend(stage.findings.iter().map(|finding| lang.findings().heading_report(finding.words(lang))));
    }
    lines
}

/// When, from where, and with which settings.
pub(super) fn facts(test: &ConnectionTest, findings: &ReportFindings, lang: Lang) -> Vec<ReportBlock> {
    let t = lang.it_report();
    let (tested, smtp) = (&test.settings, &test.settings.smtp);
    let mut facts = vec![(t.started, test.started_at.rfc3339())];
    facts.extend(test.ended_at.map(|at| (t.ended, at.rfc3339())));
    facts.push((t.mailbox, tested.custom_address.to_string()));
    facts.push((t.target, tested.recruiting_address.to_string()));
    facts.push((t.server, t.server_value(&smtp.host, smtp.port, smtp.encryption)));
    facts.extend(addresses(test).map(|addresses| (t.addresses, addresses)));
    facts.extend(connected(test).map(|address| (t.connected, address)));
    facts.push((t.from, from(test, findings, lang)));
    facts.push((t.account, smtp.account.clone()));
    let way = smtp.sign_in_with.provider().map_or(t.by_password, crate::OauthProvider::label);
    facts.push((t.sign_in_with, way.to_owned()));
    vec![ReportBlock::Facts(facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())]
}

fn addresses(test: &ConnectionTest) -> Option<String> {
    test.stages.iter().find_map(|stage| match &stage.fact {
        Some(Fact::Addresses(addresses)) => Some(addresses.join(", ")),
        _ => None,
    })
}

fn connected(test: &ConnectionTest) -> Option<String> {
    test.stages.iter().find_map(|stage| match &stage.fact {
        Some(Fact::ConnectedTo(address)) => Some(address.clone()),
        _ => None,
    })
}

/// How the server sees us: what we call ourselves, and the address of this machine.
fn from(test: &ConnectionTest, findings: &ReportFindings, lang: Lang) -> String {
    let own = test.stages.iter().find_map(|stage| stage.record.from.as_deref());
    match own {
        Some(own) => lang.it_report().from_value(&findings.hello_name, own),
        None => findings.hello_name.clone(),
    }
}

/// Every certificate that the server showed.
pub(super) fn certificates(test: &ConnectionTest, lang: Lang) -> Vec<ReportBlock> {
    let t = lang.it_report();
    let mut blocks: Vec<ReportBlock> = test
        .stages
        .iter()
        .filter(|stage| matches!(stage.fact, Some(Fact::Certificate { .. })))
        .flat_map(|stage| stage.fact.as_ref().map(|fact| ReportBlock::Words(fact.words(lang))))
        .collect();
    let shown = test.stages.iter().flat_map(|stage| &stage.record.chain).enumerate();
    blocks.extend(shown.map(|(index, shown)| {
        let facts = [
            (t.certificate(index + 1), shown.subject.clone()),
            (t.issuer.to_owned(), shown.issuer.clone()),
            (t.valid.to_owned(), t.valid_value(shown.valid_from.rfc3339(), shown.valid_until.rfc3339())),
        ];
        ReportBlock::Facts(facts.into())
    }));
    blocks
}

/// What the server offered last: what it says before encryption counts for nothing (RFC 3207 section 4.2).
pub(super) fn capabilities(test: &ConnectionTest) -> Vec<ReportBlock> {
    let offers = |stage: &Stage| {
        let lines = stage.said.iter().filter(|line| line.starts_with("250"));
        // The first line is the server's name.
        lines.skip(1).map(|line| line.get(4..).unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let last = test.stages.iter().filter(|stage| is_hello(stage.name)).map(offers).rfind(|lines| !lines.is_empty());
    last.map(ReportBlock::Lines).into_iter().collect()
}

const fn is_hello(name: StageName) -> bool {
    matches!(name, StageName::Greeting | StageName::Encryption)
}

/// Every stage with what both sides said, without secrets.
pub(super) fn dialogue(test: &ConnectionTest, lang: Lang) -> Vec<ReportBlock> {
    let mut lines = Vec::new();
    for (index, stage) in test.stages.iter().enumerate() {
        let duration = stage.duration_words(lang);
        let comma = if duration.is_empty() { "" } else { ", " };
        lines.push(format!("{:2}. {} {}{comma}{duration}", index + 1, mark(stage.outcome), stage.words(lang)));
        lines.extend(stage.dialogue().map(|line| match line {
            DialogueLine::Sent(line) => format!("      C: {line}"),
            DialogueLine::Heard(line) => format!("      S: {line}"),
        }));
    }
    vec![ReportBlock::Words(lang.it_report().dialogue_text.to_owned()), ReportBlock::Lines(lines)]
}

const fn mark(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "[ok]  ",
        Outcome::Failed(_) => "[FAIL]",
        Outcome::Running => "[..]  ",
        Outcome::NotReached | Outcome::Cancelled => "[ ]   ",
    }
}

/// What came back beside what was sent.
pub(super) fn arrival(test: &ConnectionTest, lang: Lang) -> Vec<ReportBlock> {
    let Some(arrival) = &test.arrival else { return Vec::new() };
    let t = lang.it_report();
    let mut lines = vec![t.arrived(arrival.at.rfc3339())];
    lines.extend(arrival.elsewhere.iter().map(|found| t.elsewhere(found, &test.settings.recruiting_address)));
    lines.extend(arrival.headers.iter().map(|header| match header.is_same() {
        true => t.header_same(&header.name),
        false => {
            let found = header.found.as_deref().unwrap_or(lang.stages().missing);
            t.header_changed(&header.name, &header.sent, found)
        }
    }));
    vec![ReportBlock::Lines(lines)]
}
