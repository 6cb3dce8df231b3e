//! The answer: a form that is kept on the server while it is typed. Every button posts the whole of it.

use leptos::{html, prelude::*};
use types::{AnswerForm, AnswerPreview, Composing, InputField, OutgoingFile, Placeholder, Problem, TemplateName};

use super::{autosave, sending};
use crate::{
    parts::{ErrorNote, Field, Moment, TextArea},
    post::{FILE_FIELD, PostForm, Posting},
    unassigned::size,
    visit::lang,
};

/// Fields that say themselves what is wrong with them.
const SHOWN_AT: [InputField; 3] = [InputField::Recipients, InputField::Cc, InputField::Subject];

/// The form.
pub fn answer_form(answer: Composing, send: Posting, done: Memo<u32>) -> AnyView {
    let t = lang().conversation();
    let Composing { candidate, form, saved_at, files, positions, addresses, templates, preview, now, .. } = answer;
    let node = NodeRef::<html::Form>::new();
    let chosen = RwSignal::new(form.position.clone());
    let choice = sending::choice(&positions, chosen);
    let position = Memo::new(move |_| {
        let wanted = chosen.get();
        let is_it = |id: Option<types::PositionId>| id.map(|id| id.to_string()).unwrap_or_default() == wanted;
        positions.iter().find(|position| is_it(position.id)).or(positions.last()).cloned()
    });
    let kept = autosave::Kept { is_saved: RwSignal::new(None), preview: RwSignal::new(preview) };
    autosave::begin_anew(node, done);
    let other = move || {
        send.error().filter(|error| !matches!(error.0, Problem::Invalid { field, .. } if SHOWN_AT.contains(&field)))
    };
    view! {
        <section id="answer" class="card boxed answer" aria-labelledby="answer-title">
            <h2 id="answer-title">{t.answer}</h2>
            <PostForm posting=send class="stack" node_ref=node>
                // What the Enter key presses: it must not send.
                <button class="unseen" formaction="/call/save_draft" tabindex="-1" aria-hidden="true">{t.save}</button>
                <input type="hidden" name="id" value=candidate.to_string()/>
                <input type="hidden" name="form[seen]" value=form.seen.0.to_string()/>
                <input type="hidden" name="form[begun]" value=now.0.to_string()/>
                <div class="stack" on:input=move |_| autosave::typed(node, send, kept, done)>
                    <div class="fields">{choice} {addressing(&form, &addresses, send)}</div>
                    <p class="sending-line" role="status">{move || position.get().map(|position| sending::line(&position))}</p>
                    {template_choice(templates)}
                    <div class="field">
                        <label for="form[body]">{t.text}</label>
                        <TextArea name="form[body]" value=form.body rows=10/>
                        <small>{t.text_help}</small>
                    </div>
                </div>
                <div role="status">{move || kept.preview.get().map(filled_in)}</div>
                {move || position.get().map(|position| sending::signature(&position))}
                {attached(files)}
                {move || other().map(|error| view! { <ErrorNote error/> })}
                <div class="row-actions">
                    <button class="primary">{t.send}</button>
                    <button formaction="/call/save_draft">{t.save}</button>
                    <button class="quiet" formaction="/call/discard_draft">{t.discard}</button>
                    <span class="soft" role="status">
                        {move || match kept.is_saved.get() {
                            Some(true) => t.saved.into_any(),
                            Some(false) => t.not_saved.into_any(),
                            None => saved_at.map(|at| view! { {t.saved_at} " " <Moment at/> }).into_any(),
                        }}
                    </span>
                </div>
                {later()}
            </PostForm>
        </section>
    }
    .into_any()
}

fn addressing(form: &AnswerForm, addresses: &[String], send: Posting) -> AnyView {
    let t = lang().conversation();
    let wrong = move |place: InputField| {
        Signal::derive(move || {
            send.error()
                .filter(|error| matches!(error.0, Problem::Invalid { field, .. } if field == place))
                .map(|error| error.sentence(lang()))
        })
    };
    let known = if addresses.len() > 1 { t.known_addresses(addresses.join(", ")) } else { String::new() };
    view! {
        <Field class="w3" name="form[to]" label=t.recipients value=form.to.clone() help=known error=wrong(InputField::Recipients)/>
        <Field class="w3" name="form[cc]" label=t.cc value=form.cc.clone() help=t.cc_help error=wrong(InputField::Cc)/>
        <Field class="w6" name="form[subject]" label=t.subject value=form.subject.clone() error=wrong(InputField::Subject)/>
    }
    .into_any()
}

/// What the answer reads like, and what is not known for it.
fn filled_in(preview: AnswerPreview) -> AnyView {
    let t = lang().conversation();
    let AnswerPreview { subject, body, missing } = preview;
    let signs: Vec<_> = missing.into_iter().map(Placeholder::sign).collect();
    let is_as_typed = subject.is_empty() && body.is_empty();
    view! {
        <p class="note warn" hidden=signs.is_empty()>{t.preview_missing(signs.join(", "))}</p>
        <div class="preview" hidden=is_as_typed>
            <p class="soft">{t.preview}</p>
            <p class="mail-text" dir="auto"><b>{subject}</b></p>
            <p class="mail-text" dir="auto">{body}</p>
        </div>
    }
    .into_any()
}

fn template_choice(templates: Vec<TemplateName>) -> AnyView {
    if templates.is_empty() {
        return ().into_any();
    }
    let t = lang().conversation();
    let options =
        templates.into_iter().map(|template| view! { <option value=template.id.to_string()>{template.name}</option> });
    view! {
        <div class="with-button">
            <div class="field grow">
                <label for="template">{t.template}</label>
                <select id="template" name="form[template]">
                    <option value="">{t.no_template}</option>
                    {options.collect::<Vec<_>>()}
                </select>
            </div>
            <button formaction="/call/use_template">{t.use_template}</button>
        </div>
    }
    .into_any()
}

/// Files: those attached, each with a button that takes it out, and one more.
fn attached(files: Vec<OutgoingFile>) -> AnyView {
    let t = lang().conversation();
    let lines = files.into_iter().map(|file| {
        let label = t.remove_what(&file.name);
        view! {
            <li>
                <span class="who"><a href=format!("/outgoing-files/{}", file.id) download=""><bdi>{file.name}</bdi></a> <small>{size(file.size_bytes, lang())}</small></span>
                <button class="quiet" name="remove" value=file.id.to_string() formaction="/call/remove_file" aria-label=label>{t.remove}</button>
            </li>
        }
    });
    let lines: Vec<_> = lines.collect();
    let is_empty = lines.is_empty();
    view! {
        <ul class="lines" hidden=is_empty>{lines}</ul>
        <div class="with-button">
            <div class="field grow">
                <label for="file">{t.attach_file}</label>
                <input id="file" name=FILE_FIELD type="file" on:change=|event| autosave::press_button_after(&event)/>
            </div>
            <button formaction="/answer-files" formenctype="multipart/form-data">{t.attach}</button>
        </div>
    }
    .into_any()
}

/// A later time, folded away.
fn later() -> AnyView {
    let t = lang().conversation();
    let millis = RwSignal::new(String::new());
    view! {
        <details class="later">
            <summary>{t.later}</summary>
            <div class="stack">
                <p class="soft">{t.later_help}</p>
                <div class="with-button">
                    <div class="field">
                        <label for="at">{t.later_at}</label>
                        <input id="at" name="form[at]" type="datetime-local"
                            on:input=move |event| millis.set(autosave::millis_of(&event_target_value(&event)))/>
                        <input type="hidden" name="form[at_millis]" value=move || millis.get()/>
                        <small>{t.later_zone}</small>
                    </div>
                    <button formaction="/call/send_later">{t.later}</button>
                </div>
            </div>
        </details>
    }
    .into_any()
}
