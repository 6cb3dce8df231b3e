//! Which candidates the list shows: words, a position, a stage. All of it stands in the page's address.

use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use types::{ApplicationStage, CandidateFilter, PositionChoice, text::Lang};

use crate::{unassigned::position_options, visit::lang};

/// The list's address.
const PATH: &str = "/candidates";

/// What the address asks for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Asked {
    /// Who is listed.
    pub filter: CandidateFilter,
    /// The cursor of a later page.
    pub before: Option<String>,
}

impl Asked {
    /// From the page's query.
    pub fn from_query(query: &ParamsMap) -> Self {
        let filter = CandidateFilter {
            search: query.get("search").unwrap_or_default(),
            position: query.get_str("position").and_then(|text| text.parse().ok()),
            stage: query.get_str("stage").and_then(ApplicationStage::from_stored),
        };
        Self { filter, before: query.get("before").filter(|text| !text.is_empty()) }
    }

    /// Whether everybody is listed.
    pub fn is_everybody(&self) -> bool {
        self.filter.search.trim().is_empty() && self.filter.position.is_none() && self.filter.stage.is_none()
    }

    /// The address of another page with the same filter.
    pub fn page(&self, before: Option<String>) -> String {
        let mut query = ParamsMap::new();
        if !self.filter.search.is_empty() {
            query.insert("search", self.filter.search.clone());
        }
        if let Some(position) = self.filter.position {
            query.insert("position", position.to_string());
        }
        if let Some(stage) = self.filter.stage {
            query.insert("stage", stage.as_str().to_owned());
        }
        if let Some(before) = before {
            query.insert("before", before);
        }
        format!("{PATH}{}", query.to_query_string())
    }
}

/// The form.
pub fn form(asked: &Asked, positions: Vec<PositionChoice>) -> AnyView {
    let t = lang().candidates();
    let stages = ApplicationStage::ALL.iter().map(|stage| {
        view! { <option value=stage.as_str() selected=asked.filter.stage == Some(*stage)>{stage_word(*stage, lang())}</option> }
    });
    view! {
        <form method="get" action=PATH class="filter" role="search">
            <div class="field grow">
                <label for="search">{t.search}</label>
                <input id="search" name="search" type="search" value=asked.filter.search.clone() placeholder=t.search_help autocomplete="off" data-redraw="search"/>
            </div>
            <div class="field">
                <label for="filter-position">{t.position}</label>
                <select id="filter-position" name="position" data-redraw="position">
                    <option value="">{t.all}</option>
                    {position_options(&positions, asked.filter.position)}
                </select>
            </div>
            <div class="field">
                <label for="stage">{t.stage}</label>
                <select id="stage" name="stage" data-redraw="stage">
                    <option value="">{t.all}</option>
                    {stages.collect_view()}
                </select>
            </div>
            <button>{t.show}</button>
        </form>
    }
    .into_any()
}

/// A stage in words.
pub fn stage_word(stage: ApplicationStage, lang: Lang) -> &'static str {
    lang.candidates().by_key(&format!("stage_{}", stage.as_str())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use leptos_router::params::ParamsMap;
    use types::{ApplicationStage, text::Lang};

    use super::{Asked, stage_word};

    #[test]
    fn the_address_says_who_is_listed() {
        let mut query = ParamsMap::new();
        assert!(Asked::from_query(&query).is_everybody());
        assert_eq!(Asked::default().page(None), "/candidates");
        query.insert("search", "a&b ä".into());
        query.insert("stage", "offer".into());
        query.insert("position", "nonsense".into());
        let asked = Asked::from_query(&query);
        assert_eq!((asked.filter.stage, asked.filter.position), (Some(ApplicationStage::Offer), None));
        let address = asked.page(Some("x".into()));
        assert!(address.ends_with("stage=offer&before=x") && !address.contains("a&b"), "{address}");
    }

    #[test]
    fn every_stage_has_a_word() {
        for lang in Lang::ALL {
            for stage in ApplicationStage::ALL {
                assert!(!stage_word(*stage, lang).is_empty(), "{stage:?}");
            }
        }
    }
}
