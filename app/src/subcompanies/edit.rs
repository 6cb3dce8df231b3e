//! Another name for a company; retiring a subcompany and taking that back.

use leptos::prelude::*;
use types::{CompanyId, CompanyLine, InputField};

use super::{PATH, calls::RenameCompany};
use crate::{
    parts::{ErrorNote, Field},
    post::{PostForm, Posting},
    visit::lang,
};

/// The form of this company.
pub fn edit(line: &CompanyLine) -> AnyView {
    let t = lang().subcompanies();
    let rename = Posting::of::<RenameCompany>();
    let wrong = Signal::stored(rename.error().and_then(|error| error.at(InputField::CompanyName, lang())));
    let other = rename.error().filter(|error| error.field().is_none());
    let (id, name) = (line.id, line.name.clone());
    view! {
        <section class="card form-card" id=format!("edit-{id}") aria-labelledby="edit-title">
            <div class="head">
                <h2 id="edit-title">{t.edit_title(&name)}</h2>
                <a class="button quiet" href=PATH>{t.close}</a>
            </div>
            <PostForm posting=rename class="stack">
                <input type="hidden" name="company" value=id.to_string()/>
                <Field name="name" id="new_name" label=t.name help=t.name_help value=name error=wrong required=true/>
                {other.map(|error| view! { <ErrorNote error/> })}
                <div class="row-actions"><button>{t.save}</button></div>
            </PostForm>
            {(!line.is_main).then(|| retiring(id, line.is_retired))}
        </section>
    }
    .into_any()
}

fn retiring(id: CompanyId, is_retired: bool) -> AnyView {
    let t = lang().subcompanies();
    let (action, words, explained) = if is_retired {
        ("/call/bring_back_subcompany", t.bring_back, t.bring_back_text)
    } else {
        ("/call/retire_subcompany", t.retire, t.retire_text)
    };
    view! {
        <form method="post" action=action class="row-actions">
            <input type="hidden" name="company" value=id.to_string()/>
            <button>{words}</button>
            <span class="soft">{explained}</span>
        </form>
    }
    .into_any()
}

/// The page with the form of this company.
pub fn edit_link(line: &CompanyLine) -> String {
    format!("{PATH}?edit={}", line.id)
}
