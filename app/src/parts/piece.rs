//! A part of a mail's text: what was written now, or what is folded away.

use leptos::prelude::*;
use types::TextPiece;

use crate::visit::lang;

/// The part. What is folded away is one click away.
pub fn piece(piece: TextPiece) -> AnyView {
    let text = view! { <p class="mail-text" dir="auto">{piece.text}</p> };
    if piece.is_quoted {
        return view! { <details class="quoted"><summary>{lang().thread().quoted}</summary> {text}</details> }
            .into_any();
    }
    text.into_any()
}
