//! What came: files, text, header fields. Drawn on the server only.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{MessageId, Reason};

use super::{body::Body, enclosed::enclosed, files::Files, headers::Headers, notes::notes};
use crate::{
    backend::identity,
    drawn::{Drawing, on_server},
    not_found::not_found,
    parts::ErrorNote,
    unassigned::{calls, place::Place},
    visit::lang,
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
    let message = match calls::message(id).await {
        Ok(message) => message,
        Err(error) => return Drawing::new(view! { <ErrorNote error/> }),
    };
    let place = Place::from_query(&use_query_map().read_untracked());
    let is_unreadable = message.row.reason == Reason::Unreadable;
    let has_words = !is_unreadable || message.body.pieces.iter().any(|piece| !piece.text.trim().is_empty());
    Drawing::new(view! {
        {notes(lang().unassigned().notes, message.notes)}
        {notes(lang().unassigned().invitation, message.invitation)}
        <Files id files=message.attachments has_html=message.body.has_html/>
        {has_words.then(|| view! { <Body id place body=message.body/> })}
        {message.enclosed.into_iter().map(|message| enclosed(id, message)).collect::<Vec<_>>()}
        <Headers headers=message.headers/>
        <p hidden=is_unreadable><a href=format!("/recruiting/unassigned/{id}/raw") download="">{lang().unassigned().raw}</a></p>
    })
}
