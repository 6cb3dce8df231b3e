//! A connection test as text, to hand to an IT department. Holds no secret: a test holds none.

use std::fmt::Write;

use crate::{ConnectionTest, Outcome, Stage, text::Lang};

/// The whole test as plain text.
pub fn report_text(test: &ConnectionTest, lang: Lang) -> String {
    let mut text = String::new();
    write_head(&mut text, test, lang);
    for (index, stage) in test.stages.iter().enumerate() {
        write_stage(&mut text, index + 1, stage, lang);
    }
    write_cause(&mut text, test, lang);
    write_arrival(&mut text, test, lang);
    text
}

fn write_head(text: &mut String, test: &ConnectionTest, lang: Lang) {
    let t = lang.report();
    let tested = &test.settings;
    let mut lines = vec![
        t.title.to_owned(),
        String::new(),
        t.server(&tested.smtp.host, tested.smtp.port, tested.smtp.encryption),
        t.account(&tested.smtp.account),
        t.mail(&tested.custom_address),
        t.target(&tested.recruiting_address),
        t.started(test.started_at.rfc3339()),
    ];
    lines.extend(test.ended_at.map(|at| t.ended(at.rfc3339())));
    lines.push(t.result(test.words(lang)));
    for line in lines {
        push_line(text, &line);
    }
    text.push('\n');
}

fn write_stage(text: &mut String, number: usize, stage: &Stage, lang: Lang) {
    let duration = stage.duration_words(lang);
    let comma = if duration.is_empty() { "" } else { ", " };
    push_line(text, &format!("{number:2}. {} {}{comma}{duration}", mark(stage.outcome), stage.words(lang)));
    for fact in stage.fact.iter().map(|fact| fact.words(lang)).filter(|fact| !fact.is_empty()) {
        push_line(text, &format!("       {fact}"));
    }
    for said in &stage.said {
        push_line(text, &format!("       > {said}"));
    }
}

fn write_cause(text: &mut String, test: &ConnectionTest, lang: Lang) {
    let Some((stage, cause)) = test.failure() else { return };
    let (t, words) = (lang.report(), cause.words(lang));
    text.push('\n');
    for line in [
        t.cause(cause.id(), words.sentence),
        t.it(words.it),
        t.next(words.next),
        lang.stages().who(cause.fixer().words(lang)),
    ] {
        push_line(text, &line);
    }
    for finding in &stage.findings {
        push_line(text, &lang.findings().heading_report(finding.words(lang)));
    }
}

fn write_arrival(text: &mut String, test: &ConnectionTest, lang: Lang) {
    let Some(arrival) = &test.arrival else { return };
    let t = lang.report();
    text.push('\n');
    push_line(text, &t.arrived(arrival.at.rfc3339()));
    if let Some(found) = &arrival.elsewhere {
        push_line(text, &t.elsewhere(found, &test.settings.recruiting_address));
    }
    for header in &arrival.headers {
        let found = header.found.as_deref().unwrap_or(lang.stages().missing);
        push_line(
            text,
            &if header.is_same() {
                t.header_same(&header.name)
            } else {
                t.header_changed(&header.name, &header.sent, found)
            },
        );
    }
}

/// Adds one line. What servers say may hold anything: it must not add lines of its own.
fn push_line(text: &mut String, line: &str) {
    let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    _ = writeln!(text, "{}", line.trim_end());
}

const fn mark(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "[ok]  ",
        Outcome::Failed(_) => "[FAIL]",
        Outcome::Running => "[..]  ",
        Outcome::NotReached | Outcome::Cancelled => "[ ]   ",
    }
}

#[cfg(test)]
mod tests;
