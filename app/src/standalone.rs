//! Pages outside the application: drawn on the server, without script, in the same look.

use leptos::{prelude::*, tachys::view::RenderHtml};
use types::text::Lang;

use crate::backend::SiteFiles;

/// Such a page.
pub struct Standalone {
    /// The language it is written in.
    pub lang: Lang,
    /// Its title.
    pub title: String,
    /// Where the style sheet is.
    pub files: SiteFiles,
    /// The address that it leads on to by itself, at once.
    pub leads_to: Option<String>,
    /// What stands in it.
    pub body: AnyView,
}

impl Standalone {
    /// The document. It is not meant to be found: search engines are asked to leave it out.
    pub fn draw(self) -> String {
        let refresh =
            self.leads_to.map(|place| view! { <meta http-equiv="refresh" content=format!("0;url={place}")/> });
        let document = view! {
            <html lang=self.lang.code()>
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <meta name="color-scheme" content="light dark"/>
                    <meta name="robots" content="noindex, nofollow, noarchive"/>
                    <title>{self.title}</title>
                    <link rel="stylesheet" href=self.files.css/>
                    <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                    {refresh}
                </head>
                <body class="standalone">{self.body}</body>
            </html>
        };
        format!("<!DOCTYPE html>{}", document.into_any().to_html())
    }
}
