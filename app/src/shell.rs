//! The HTML document around every page.

use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;

use crate::{
    routes::App,
    visit::{Visit, lang},
};

/// The document. Scripts and preloads carry the nonce of this response.
pub fn shell() -> impl IntoView {
    leptos_meta::provide_meta_context();
    Visit::provide();
    let nonce = use_nonce();
    let files = use_context::<crate::backend::SiteFiles>().unwrap_or_default();
    let start = format!(
        "import start from '{}'; const front = await start({{ module_or_path: '{}' }}); front.hydrate();",
        files.js, files.wasm
    );
    view! {
        <!DOCTYPE html>
        <html lang=lang().code()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="stylesheet" href=files.css/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="modulepreload" href=files.js.clone() nonce=nonce.clone()/>
                <link rel="preload" href=files.wasm.clone() r#as="fetch" r#type="application/wasm" crossorigin=""/>
                <script type="module" nonce=nonce inner_html=start></script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
