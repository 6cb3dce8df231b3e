//! Texts that answers begin with, and what is put below them. For admins.

mod calls;
mod signatures;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{Placeholder, Signature, Template};

use self::{
    calls::{SaveSignature, SaveTemplate},
    signatures::signatures,
};
use crate::{
    drawn::Drawing,
    parts::{ErrorNote, TextArea, posted_error},
    post::{PostForm, Posting},
    visit::lang,
};

/// The calls of the page.
#[derive(Clone, Copy)]
struct Postings {
    save: Posting,
    sign: Posting,
}

/// `/settings/templates`.
pub async fn page() -> Drawing {
    let t = lang().thread();
    let postings = Postings { save: Posting::of::<SaveTemplate>(), sign: Posting::of::<SaveSignature>() };
    let error = posted_error();
    let done = match use_query_map().read_untracked().get_str("done") {
        _ if error.is_some() => None,
        Some("saved") => Some(t.done_template),
        Some("deleted") => Some(t.done_deleted),
        Some("signed") => Some(t.done_signature),
        _ => None,
    };
    let inside = match calls::load_templates().await {
        Ok((templates, signed)) => both(templates, signed, postings),
        Err(error) => view! { <ErrorNote error/> }.into_any(),
    };
    Drawing::new(view! {
        <h1>{t.templates_title}</h1>
        <p class="soft">{t.templates_intro}</p>
        <div role="status">{done.map(|words| view! { <p class="note good">{words}</p> })}</div>
        {error.map(|error| view! { <ErrorNote error/> })}
        {inside}
    })
    .titled(t.templates_title)
}

fn both(templates: Vec<Template>, signed: Vec<Signature>, postings: Postings) -> AnyView {
    let t = lang().thread();
    let is_empty = templates.is_empty();
    let forms: Vec<_> = templates.into_iter().map(|template| one(template, postings)).collect();
    view! {
        <section class="stack templates" aria-labelledby="templates-title">
            <h2 id="templates-title">{t.templates}</h2>
            {explained()}
            <div class="empty" hidden=!is_empty><p><b>{t.templates_empty}</b></p> <p>{t.templates_empty_next}</p></div>
            {forms}
            <details open=is_empty class="card boxed">
                <summary>{t.new_template}</summary>
                <PostForm posting=postings.save class="stack">
                    {fields(None)}
                    <div class="row-actions"><button class="primary">{t.create}</button></div>
                </PostForm>
            </details>
        </section>
        {signatures(signed, postings.sign)}
    }
    .into_any()
}

/// What the placeholders stand for.
fn explained() -> AnyView {
    let t = lang().thread();
    let lines = Placeholder::ALL.map(|placeholder| {
        let words = match placeholder {
            Placeholder::FirstName => t.explain_first_name,
            Placeholder::Name => t.explain_name,
            Placeholder::Position => t.explain_position,
            Placeholder::Company => t.explain_company,
            Placeholder::Recruiter => t.explain_recruiter,
        };
        view! { <li><code>{placeholder.sign()}</code> " " {words}</li> }
    });
    view! {
        <p class="soft">{t.placeholders_intro}</p>
        <ul class="plain-list">{lines.into_iter().collect::<Vec<_>>()}</ul>
    }
    .into_any()
}

fn one(template: Template, postings: Postings) -> AnyView {
    let t = lang().thread();
    let (id, name) = (template.id.to_string(), template.name.clone());
    let element_id = format!("template-{id}");
    view! {
        <details class="card boxed" id=element_id>
            <summary dir="auto">{name}</summary>
            <PostForm posting=postings.save class="stack">
                <input type="hidden" name="id" value=id.clone()/>
                {fields(Some(template))}
                <div class="row-actions">
                    <button>{t.change}</button>
                    <button class="quiet" formaction="/call/delete_template">{t.delete}</button>
                </div>
            </PostForm>
        </details>
    }
    .into_any()
}

/// The fields of a template. A page has several such forms, so that ids begin with whose they are.
fn fields(template: Option<Template>) -> AnyView {
    let t = lang().thread();
    let whose = template.as_ref().map_or_else(|| "new".to_owned(), |template| template.id.to_string());
    let (name, subject, body) = template.map(|it| (it.name, it.subject, it.body)).unwrap_or_default();
    let id = format!("{whose}-body");
    view! {
        {line(&whose, "name", t.template_name, t.template_name_help, name)}
        {line(&whose, "subject", lang().conversation().subject, t.template_subject_help, subject)}
        <div class="field">
            <label for=id.clone()>{lang().conversation().text}</label>
            <TextArea name="body" id value=body rows=8/>
            <small>{lang().conversation().text_help}</small>
        </div>
    }
    .into_any()
}

fn line(whose: &str, name: &'static str, label: &'static str, help: &'static str, value: String) -> AnyView {
    let id = format!("{whose}-{name}");
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input id=id name=name value=value required=name == "name" autocomplete="off"/>
            <small>{help}</small>
        </div>
    }
    .into_any()
}
