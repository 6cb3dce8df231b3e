//! The form.

use leptos::prelude::*;
use types::{CompanyChoice, PositionChoice, SearchPlace};

use super::asked::{Asked, PATH};
use crate::{unassigned::position_options, visit::lang};

/// Words for everybody; everything else is folded away until it is asked for.
pub fn form(asked: &Asked, positions: &[PositionChoice], companies: Vec<CompanyChoice>) -> AnyView {
    let t = lang().search();
    view! {
        <form method="get" action=PATH class="stack" role="search">
            <div class="filter">
                <div class="field grow">
                    <label for="words">{t.words}</label>
                    <input id="words" name="words" type="search" value=asked.query.words.clone() aria-describedby="words-help" autocomplete="off"/>
                </div>
                <button class="primary">{t.find}</button>
            </div>
            <p id="words-help" class="soft">{t.words_help}</p>
            <details id="more" open=asked.is_narrowed()>
                <summary>{t.more}</summary>
                <div class="filter">
                    {text("from", t.from, &asked.query.from)}
                    {text("to", t.to, &asked.query.to)}
                    {day("since", t.since, &asked.since)}
                    {day("until", t.until, &asked.until)}
                    {places(asked.query.place)}
                    <div class="field">
                        <label for="position">{t.position}</label>
                        <select id="position" name="position">
                            <option value="">{t.all}</option>
                            {position_options(positions, asked.query.position)}
                        </select>
                    </div>
                    {(companies.len() > 1).then(|| view! {
                        <div class="field">
                            <label for="company">{t.company}</label>
                            <select id="company" name="company">
                                <option value="">{t.all}</option>
                                {companies.into_iter().map(|company| view! {
                                    <option value=company.id.to_string() selected=asked.query.company == Some(company.id)>{company.name}</option>
                                }).collect_view()}
                            </select>
                        </div>
                    })}
                    <label class="check"><input type="checkbox" name="files" value="1" checked=asked.query.has_files/> {t.has_files}</label>
                </div>
            </details>
        </form>
    }
    .into_any()
}

fn text(name: &'static str, label: &'static str, value: &str) -> AnyView {
    let value = value.to_owned();
    view! { <div class="field"><label for=name>{label}</label><input id=name name=name value=value autocomplete="off"/></div> }
        .into_any()
}

fn day(name: &'static str, label: &'static str, value: &str) -> AnyView {
    let value = value.to_owned();
    view! { <div class="field"><label for=name>{label}</label><input id=name name=name type="date" value=value/></div> }
        .into_any()
}

fn places(chosen: Option<SearchPlace>) -> AnyView {
    let t = lang().search();
    let options = SearchPlace::ALL.iter().map(|place| {
        view! { <option value=place.as_str() selected=chosen == Some(*place)>{place_word(*place)}</option> }
    });
    view! {
        <div class="field">
            <label for="place">{t.place}</label>
            <select id="place" name="place">
                <option value="">{t.everywhere}</option>
                {options.collect_view()}
            </select>
        </div>
    }
    .into_any()
}

/// A place in words.
pub fn place_word(place: SearchPlace) -> &'static str {
    let t = lang().search();
    match place {
        SearchPlace::Unassigned => t.unassigned,
        SearchPlace::Candidate => t.candidate,
        SearchPlace::HeldBack => t.held_back,
        SearchPlace::Deleted => t.deleted,
        SearchPlace::Ours => t.ours,
    }
}
