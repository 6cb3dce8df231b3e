//! A labelled input with one sentence of help and, when something is wrong, what.

use leptos::prelude::*;

use super::Origin;

/// A labelled input.
#[component]
pub fn Field(
    /// The name it is posted under; also its id.
    name: &'static str,
    /// Its id, when another field of the page has this name.
    #[prop(optional)]
    id: Option<&'static str>,
    /// Its label.
    label: &'static str,
    /// One sentence of help.
    #[prop(optional, into)]
    help: String,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The input's type.
    #[prop(default = "text")]
    kind: &'static str,
    /// What a password manager may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Classes of the field, for its width.
    #[prop(optional)]
    class: &'static str,
    /// Shown in an empty input.
    #[prop(optional, into)]
    placeholder: String,
    /// Where what is typed is needed at once.
    #[prop(optional)]
    typed: Option<RwSignal<String>>,
    /// Whether it must be filled in before posting.
    #[prop(optional)]
    required: bool,
    /// Where its value comes from.
    #[prop(optional)]
    origin: &'static str,
    /// In what the server drew: the parameter by which it is drawn anew while one types.
    #[prop(optional)]
    redraw: Option<&'static str>,
) -> impl IntoView {
    let id = id.unwrap_or(name);
    let (help_id, error_id) = (format!("{id}-help"), format!("{id}-error"));
    let has_help = !help.is_empty();
    let described_by = {
        let (help_id, error_id) = (help_id.clone(), error_id.clone());
        move || match (error.get().is_some(), has_help) {
            (true, true) => Some(format!("{error_id} {help_id}")),
            (true, false) => Some(error_id.clone()),
            (false, true) => Some(help_id.clone()),
            (false, false) => None,
        }
    };
    let inputmode = match name {
        "port" => Some("numeric"),
        _ => None,
    };
    let input = NodeRef::<leptos::html::Input>::new();
    // What others put into `typed` appears in the input; a property bound to nothing would write "undefined".
    Effect::new(move || {
        if let (Some(typed), Some(input)) = (typed, input.get()) {
            let text = typed.get();
            if input.value() != text {
                input.set_value(&text);
            }
        }
    });
    view! {
        <div class=move || format!("field {class}{}", if error.get().is_some() { " wrong" } else { "" })>
            <label for=id>{label}</label>
            <input
                node_ref=input
                id=id
                name=name
                type=kind
                value=value
                autocomplete=autocomplete
                inputmode=inputmode
                placeholder=placeholder
                required=required
                spellcheck="false"
                data-redraw=redraw
                aria-describedby=described_by
                aria-invalid=move || error.get().map(|_| "true")
                on:input=move |event| {
                    if let Some(typed) = typed {
                        typed.set(event_target_value(&event));
                    }
                }
            />
            {move || error.get().map(|text| view! { <span class="error" id=error_id.clone()>{text}</span> })}
            {has_help.then(|| view! { <small id=help_id>{help}</small> })}
            <Origin text=origin/>
        </div>
    }
    .into_any()
}
