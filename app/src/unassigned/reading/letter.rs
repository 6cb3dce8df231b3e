//! What came: files, text, header fields. Drawn on the server only.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{MessageId, MessageView, Reason, Role, Topic};

use super::{body::Body, enclosed::enclosed, files::files, headers::Headers, notes::notes};
use crate::{
    CallError,
    attachments::{known_files, together},
    backend::{KnownFiles, identity},
    drawn::{Drawing, on_server},
    not_found::not_found,
    parts::ErrorNote,
    unassigned::{calls, place::Place},
    visit::{lang, me},
};

/// The page of one letter, for the reading pane to fetch it from.
pub fn letter_page(id: &str) -> Drawing {
    match identity(id) {
        Ok(id) => Drawing::new(on_server("letter", letter(id))),
        Err(_) => not_found(),
    }
}

/// The letter.
pub async fn letter(id: MessageId) -> Drawing {
    let (message, known) = match opened(id).await {
        Ok(opened) => opened,
        Err(error) => return Drawing::new(view! { <ErrorNote error/> }),
    };
    let together = together(id, &message.attachments.iter().cloned().map(|file| known.with(file)).collect::<Vec<_>>());
    let place = Place::from_query(&use_query_map().read_untracked());
    let is_unreadable = message.row.reason == Reason::Unreadable;
    let has_words = !is_unreadable || message.body.pieces.iter().any(|piece| !piece.text.trim().is_empty());
    Drawing::new(view! {
        {notes(lang().unassigned().notes, message.notes)}
        {notes(lang().unassigned().invitation, message.invitation)}
        {files(id, message.attachments, &known, message.body.has_html)}
        {together}
        {has_words.then(|| view! { <Body id place body=message.body/> })}
        {message.enclosed.into_iter().map(|message| enclosed(id, message, &known)).collect::<Vec<_>>()}
        <Headers headers=message.headers/>
        {if known.has_infected() { infected_raw(id) } else { raw(id, is_unreadable) }}
    })
    // What is found out about its files.
    .live([Topic::Message(id)])
}

async fn opened(id: MessageId) -> Result<(MessageView, KnownFiles), CallError> {
    Ok((calls::message(id).await?, known_files(id).await?))
}

fn raw(id: MessageId, is_unreadable: bool) -> AnyView {
    let place = format!("/recruiting/unassigned/{id}/raw");
    view! { <p hidden=is_unreadable><a href=place download="">{lang().unassigned().raw}</a></p> }.into_any()
}

/// Of a message with a virus in it admins may save the raw form, and have to know what they do.
fn infected_raw(id: MessageId) -> AnyView {
    let t = lang().attachments();
    if me().is_none_or(|me| me.role != Role::Admin) {
        return view! { <p class="soft">{t.raw_infected}</p> }.into_any();
    }
    let place = format!("/recruiting/unassigned/{id}/raw?infected=1");
    view! {
        <details id="infected-raw">
            <summary>{lang().unassigned().raw}</summary>
            <p>{t.raw_infected_admin}</p>
            <p><a href=place download="">{t.raw_infected_save}</a></p>
        </details>
    }
    .into_any()
}
