//! The report that an IT department can act on without asking back: one connection test, in one language, as sections
//! that are written as text or drawn as a page. Made on the server only. Holds no secret: a test holds none.

mod steps;
mod tried;

use crate::{ConnectionTest, text::Lang};

/// The whole report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ItReport {
    /// The language it is written in.
    pub lang: Lang,
    /// Its title.
    pub title: String,
    /// What it comes to, in some sentences.
    pub summary: Vec<String>,
    /// The rest.
    pub sections: Vec<ReportSection>,
}

/// A part of a report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReportSection {
    /// Its heading.
    pub heading: String,
    /// What stands in it.
    pub blocks: Vec<ReportBlock>,
}

/// A piece of a section.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReportBlock {
    /// A paragraph.
    Words(String),
    /// Names and their values.
    Facts(Vec<(String, String)>),
    /// Things to do, in order, under a heading of their own.
    Steps(String, Vec<String>),
    /// Lines as they were said.
    Lines(Vec<String>),
}

/// What others found out about the same test, in words: parts of the report whose knowledge lies elsewhere.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ReportFindings {
    /// What was looked at after the first failure: another port, another name of the certificate.
    pub looked_further: Vec<String>,
    /// What the redirection does to mail, and what to change for that.
    pub redirection: Vec<String>,
    /// How Postroom introduces itself in EHLO.
    pub hello_name: String,
    /// The provider that keeps the mailbox, by its identity.
    pub keeper: Option<String>,
    /// Whether it is known how mail is redirected there.
    pub knows_redirection: bool,
    /// What to do at the providers that were recognised.
    pub providers: Vec<(String, Vec<String>)>,
}

impl ItReport {
    /// The report of this test.
    pub fn new(test: &ConnectionTest, findings: &ReportFindings, lang: Lang) -> Self {
        let t = lang.it_report();
        // The verdict has looked at what came; without one what came is told as it is.
        let redirection = match findings.redirection.as_slice() {
            [] => tried::arrival(test, lang),
            lines => words(lines),
        };
        let sections = [
            (t.tried, tried::facts(test, findings, lang)),
            (t.looked_further, words(&findings.looked_further)),
            (t.certificates, tried::certificates(test, lang)),
            (t.capabilities, tried::capabilities(test)),
            (t.dialogue, tried::dialogue(test, lang)),
            (t.redirection, redirection),
            (t.steps, steps::steps(test, findings, lang)),
        ];
        let sections = sections.into_iter().filter(|(_, blocks)| !blocks.is_empty());
        Self {
            lang,
            title: t.title(&test.settings.custom_address),
            summary: tried::summary(test, lang),
            sections: sections.map(|(heading, blocks)| ReportSection { heading: heading.to_owned(), blocks }).collect(),
        }
    }

    /// As plain text.
    pub fn text(&self) -> String {
        let mut lines = vec![self.title.clone(), String::new()];
        lines.extend(self.summary.iter().cloned());
        for section in &self.sections {
            lines.extend([String::new(), section.heading.to_uppercase()]);
            for block in &section.blocks {
                lines.extend(block.lines());
            }
        }
        lines.iter().map(|line| one_line(line)).collect()
    }
}

impl ReportBlock {
    fn lines(&self) -> Vec<String> {
        match self {
            Self::Words(words) => vec![words.clone()],
            Self::Facts(facts) => facts.iter().map(|(name, value)| format!("{name}: {value}")).collect(),
            Self::Steps(heading, steps) => {
                let numbered = steps.iter().enumerate().map(|(index, step)| format!("{}. {step}", index + 1));
                [String::new(), format!("{heading}:")].into_iter().chain(numbered).collect()
            }
            Self::Lines(lines) => lines.iter().map(|line| format!("  {line}")).collect(),
        }
    }
}

/// Paragraphs; lines that are set in belong together.
fn words(lines: &[String]) -> Vec<ReportBlock> {
    let mut blocks: Vec<ReportBlock> = Vec::new();
    for line in lines {
        match (line.strip_prefix("  "), blocks.last_mut()) {
            (Some(inner), Some(ReportBlock::Lines(together))) => together.push(inner.to_owned()),
            (Some(inner), _) => blocks.push(ReportBlock::Lines(vec![inner.to_owned()])),
            (None, _) => blocks.push(ReportBlock::Words(line.clone())),
        }
    }
    blocks
}

/// One line of the text. What servers say may hold anything: it must not add lines of its own.
fn one_line(line: &str) -> String {
    let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("{}\n", line.trim_end())
}

#[cfg(test)]
mod tests;
