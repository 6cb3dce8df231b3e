//! The report for IT as a page: for the admin, with what can be done with it, and for whoever has its link. Drawn on the
//! server, without script, fit to be printed.

mod admin;

use leptos::prelude::*;
use types::{ItReport, ReportBlock, ReportSection, text::Lang};

use crate::{backend::SiteFiles, standalone::Standalone};

pub use admin::{AdminReport, Done, OpenLink};

/// The page behind a link.
pub fn linked(report: &ItReport, files: SiteFiles) -> String {
    let body = view! { <main class="card report">{document(report)}</main> }.into_any();
    Standalone { lang: report.lang, title: report.title.clone(), files, leads_to: None, body }.draw()
}

/// A link that opens nothing.
pub fn gone(lang: Lang, files: SiteFiles) -> String {
    let t = lang.it_report();
    let body = view! { <main class="card"><h1>{t.gone_title}</h1><p>{t.gone}</p></main> }.into_any();
    Standalone { lang, title: t.gone_title.to_owned(), files, leads_to: None, body }.draw()
}

fn document(report: &ItReport) -> AnyView {
    let sections = report.sections.iter().map(section).collect_view();
    view! {
        <article lang=report.lang.code()>
            <h1>{report.title.clone()}</h1>
            <ul class="plain-list">{report.summary.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view()}</ul>
            {sections}
            <p class="soft">{report.lang.it_report().made_by}</p>
        </article>
    }
    .into_any()
}

fn section(section: &ReportSection) -> AnyView {
    let blocks = section.blocks.iter().map(block).collect_view();
    view! { <section><h2>{section.heading.clone()}</h2>{blocks}</section> }.into_any()
}

fn block(block: &ReportBlock) -> AnyView {
    match block {
        ReportBlock::Words(words) => view! { <p>{words.clone()}</p> }.into_any(),
        ReportBlock::Facts(facts) => {
            let facts = facts.iter().map(|(name, value)| view! { <dt>{name.clone()}</dt><dd>{value.clone()}</dd> });
            view! { <dl class="facts">{facts.collect_view()}</dl> }.into_any()
        }
        ReportBlock::Steps(heading, steps) => {
            let steps = steps.iter().map(|step| view! { <li>{step.clone()}</li> }).collect_view();
            view! { <h3>{heading.clone()}</h3><ol class="steps-to-do">{steps}</ol> }.into_any()
        }
        ReportBlock::Lines(lines) => view! { <pre class="letter" tabindex="0">{lines.join("\n")}</pre> }.into_any(),
    }
}
