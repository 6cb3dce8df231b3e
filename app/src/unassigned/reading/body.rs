//! The text of a message: as its sender formatted it, in a frame that runs nothing, or plain.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{MessageBody, MessageId, TextPiece};

use crate::{parts::piece, unassigned::place::Place, visit::lang};

/// What the frame may do: let a person follow a link into a new tab, and nothing else.
const SANDBOX: &str = "allow-popups allow-popups-to-escape-sandbox";

/// The body, with the switches of how it is shown. They are links, so they work without script.
#[component]
pub fn Body(id: MessageId, place: Place, body: MessageBody) -> impl IntoView {
    let query = use_query_map();
    let has_html = body.has_html;
    let is_formatted = Memo::new(move |_| has_html && query.read().get_str("body") != Some("text"));
    let has_images = Memo::new(move |_| query.read().get_str("images") == Some("1"));
    let pieces = body.pieces.clone();
    let is_cut = body.is_cut;
    view! {
        {has_html.then(|| view! { <Switches id place body is_formatted has_images/> })}
        {move || if is_formatted.get() { frame(id, has_images) } else { plain(pieces.clone(), is_cut) }}
    }
    .into_any()
}

fn frame(id: MessageId, has_images: Memo<bool>) -> AnyView {
    let source = move || format!("/recruiting/unassigned/{id}/html?images={}", u8::from(has_images.get()));
    view! { <iframe class="mail card" sandbox=SANDBOX src=source title=lang().unassigned().frame></iframe> }.into_any()
}

fn plain(pieces: Vec<TextPiece>, is_cut: bool) -> AnyView {
    let t = lang().unassigned();
    if pieces.iter().all(|piece| piece.text.trim().is_empty()) {
        return view! { <p class="mail card soft">{t.no_text}</p> }.into_any();
    }
    view! {
        <div class="mail card">{pieces.into_iter().map(piece).collect::<Vec<_>>()}</div>
        {is_cut.then(|| view! { <p class="soft">{t.text_cut}</p> })}
    }
    .into_any()
}

/// Formatted or text, images or none.
#[component]
fn Switches(
    id: MessageId,
    place: Place,
    body: MessageBody,
    is_formatted: Memo<bool>,
    has_images: Memo<bool>,
) -> impl IntoView {
    let t = lang().unassigned();
    let (formatted, text) = (place.message(id), place.message_with(id, "body=text"));
    let with_images = place.message_with(id, "images=1");
    let n_images = body.n_remote_images;
    let hidden = if n_images == 1 { t.one_image.to_owned() } else { t.n_images(n_images) };
    let current = move |wanted: bool| (is_formatted.get() == wanted).then_some("true");
    view! {
        <div class="switches">
            <nav class="choices" aria-label=t.presentation>
                <a href=formatted.clone() data-noscroll="" aria-current=move || current(true)>{t.formatted}</a>
                <a href=text data-noscroll="" aria-current=move || current(false)>{t.text}</a>
            </nav>
            <Show when=move || n_images != 0 && is_formatted.get()>
                <p class="soft">
                    {
                        let (formatted, with_images, hidden) = (formatted.clone(), with_images.clone(), hidden.clone());
                        move || if has_images.get() {
                            view! {
                                {t.images_shown} " " <a href=formatted.clone() data-noscroll="">{t.hide_images}</a>
                            }.into_any()
                        } else {
                            view! {
                                {hidden.clone()} " "
                                <a href=with_images.clone() data-noscroll="">{t.show_images}</a>
                            }.into_any()
                        }
                    }
                </p>
            </Show>
        </div>
    }
    .into_any()
}
