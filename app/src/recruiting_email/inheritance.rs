//! Own or inherited: whose values a subcompany's wizard shows, and the way from one to the other.

use leptos::prelude::*;
use types::{CompanyId, Inheritance, RecruitingEmail};

use crate::visit::lang;

/// Names the subcompany in a form; nothing stands for the main company.
#[component]
pub fn CompanyInput(subcompany: Option<CompanyId>) -> impl IntoView {
    subcompany.map(|id| view! { <input type="hidden" name="company" value=id.to_string()/> }).into_any()
}

/// What stands below each value of a subcompany's own: that it is its own.
pub fn origin(settings: &RecruitingEmail) -> &'static str {
    match settings.inheritance {
        Inheritance::Own { .. } => lang().wizard().own,
        Inheritance::Main | Inheritance::Inherited { .. } => "",
    }
}

/// The name under which this browser keeps what is typed into a form: one per company.
pub fn draft_name(form: &str, settings: &RecruitingEmail) -> String {
    settings.subcompany().map_or_else(|| form.to_owned(), |company| format!("{form}.{company}"))
}

/// At a subcompany: whose values these are, and the buttons that change that.
#[component]
pub fn InheritanceNote(settings: RecruitingEmail) -> impl IntoView {
    let t = lang().wizard();
    let (company, name) = (settings.company, settings.company_name);
    match settings.inheritance {
        Inheritance::Main => ().into_any(),
        Inheritance::Own { main_name, has_mains_address } => view! {
            <section class="inheritance card" aria-label=t.whose>
                <p><b>{t.has_own(&name)}</b></p>
                {has_mains_address.then(|| view! { <p class="note warn">{t.has_mains_address(&main_name, &name)}</p> })}
                <div class="row-actions">{change("/call/use_main_settings", company, t.use_mains, "")}</div>
            </section>
        }
        .into_any(),
        Inheritance::Inherited { main_name, can_undo } => view! {
            <section class="inheritance card" aria-label=t.whose>
                <p><b>{t.has_mains(&name, &main_name)}</b> " " {t.has_mains_text(&main_name)}</p>
                {can_undo.then(|| view! { <p>{t.can_undo(&name)}</p> })}
                <div class="row-actions">
                    {change("/call/use_own_settings", company, t.use_own, "primary")}
                    {can_undo.then(|| change("/call/take_settings_back", company, t.undo, ""))}
                </div>
            </section>
        }
        .into_any(),
    }
}

fn change(action: &'static str, company: CompanyId, words: &'static str, look: &'static str) -> AnyView {
    view! {
        <form method="post" action=action>
            <CompanyInput subcompany=Some(company)/>
            <button class=look>{words}</button>
        </form>
    }
    .into_any()
}
