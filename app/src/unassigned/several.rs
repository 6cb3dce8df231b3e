//! Several messages at once: chosen by their boxes in the list, decided about together.

use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use types::{SeenMessage, View};

use super::{
    Asked,
    hidden::HiddenPlace,
    place::{PATH, Place},
};
use crate::visit::lang;

/// The form that the boxes of the list belong to, and its place below the list's address.
pub const SEVERAL: &str = "several";

/// The messages that the address names.
pub fn asked(query: &ParamsMap) -> Asked {
    let seen = query.get_all("messages[]").unwrap_or_default();
    let ids: Vec<_> = seen.iter().filter_map(|text| text.parse::<SeenMessage>().ok()).map(|seen| seen.id).collect();
    if ids.is_empty() { Asked::Nonsense } else { Asked::Several(ids) }
}

/// What can be done with the chosen ones; the style sheet shows it while there are any, so it works without script.
#[component]
pub fn SeveralBar(place: Memo<Place>) -> impl IntoView {
    let t = lang().unassigned();
    view! {
        <form id=SEVERAL class="several" method="get" action=format!("{PATH}/{SEVERAL}") aria-label=t.several>
            {move || view! { <HiddenPlace place=place.get()/> }}
            <span>{t.several}</span>
            <button>{t.several_assign}</button>
            {move || (place.read().view != View::Deleted).then(|| view! {
                <button formmethod="post" formaction="/call/delete_messages">{t.delete}</button>
            })}
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use leptos_router::params::ParamsMap;

    use super::{Asked, asked};

    #[test]
    fn the_address_names_messages() {
        let mut query = ParamsMap::new();
        assert_eq!(asked(&query), Asked::Nonsense);
        let id = "00000000-0000-0000-0000-000000000001";
        query.insert("messages[]", format!("{id}.3"));
        query.insert("messages[]", "nonsense".into());
        assert_eq!(asked(&query), Asked::Several(vec![id.parse().unwrap()]));
    }
}
