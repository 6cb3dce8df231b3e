//! Copies a text. Without script it is not shown, and the text beside it can be selected.

use leptos::prelude::*;

use crate::visit::lang;

/// Puts `text` on the clipboard and says so: [`crate::drawn`] listens to every button with these attributes.
#[component]
pub fn CopyButton(
    /// What is copied.
    text: String,
    /// What the button says, "Copy" when nothing is given.
    #[prop(optional)]
    label: Option<&'static str>,
) -> impl IntoView {
    let t = lang().frame();
    let idle = label.unwrap_or(t.copy);
    view! {
        <button type="button" class="needs-script quiet" data-copy=text data-idle=idle data-done=t.copied data-failed=t.copy_failed>
            <span aria-live="polite">{idle}</span>
        </button>
    }
    .into_any()
}

/// Puts `text` on the clipboard, then says whether that was done.
#[cfg(not(feature = "ssr"))]
pub fn put_on_clipboard(text: &str, then: impl Fn(bool) + 'static) {
    use wasm_bindgen::{JsValue, closure::Closure};
    use web_sys::js_sys::Reflect;

    let navigator = window().navigator();
    // Browsers have no clipboard on pages that come by plain http from another machine.
    let exists = Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|clipboard| !clipboard.is_undefined());
    if !exists {
        return then(false);
    }
    let then = std::rc::Rc::new(then);
    let done = Closure::once_into_js({
        let then = then.clone();
        move |_: JsValue| then(true)
    });
    let failed = Closure::once_into_js(move |_: JsValue| then(false));
    let call = navigator.clipboard().write_text(text);
    // `then` of the promise itself: a future for two callbacks would cost more than it says.
    if let Ok(method) = Reflect::get(&call, &"then".into()) {
        _ = web_sys::js_sys::Function::from(method).call2(&call, &done, &failed);
    }
}
