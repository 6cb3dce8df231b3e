//! The addresses a candidate writes from.

use leptos::prelude::*;
use types::{CandidateAddress, CandidateId};

use crate::visit::lang;

/// The addresses, each with a button that takes it away, and a field for another.
pub fn addresses(id: CandidateId, addresses: Vec<CandidateAddress>) -> AnyView {
    let t = lang().candidates();
    let is_empty = addresses.is_empty();
    let lines: Vec<_> = addresses.into_iter().map(|address| line(id, address)).collect();
    view! {
        <section class="card boxed" id="addresses" aria-labelledby="addresses-title">
            <h2 id="addresses-title">{t.addresses}</h2>
            <p class="soft">{if is_empty { t.no_addresses } else { t.addresses_help }}</p>
            <ul class="lines" hidden=is_empty>{lines}</ul>
            <form method="post" action="/call/add_address" class="with-button">
                <input type="hidden" name="id" value=id.to_string()/>
                <div class="field grow">
                    <label for="new-address">{t.add_address}</label>
                    <input id="new-address" name="address" type="email" required autocomplete="off"/>
                </div>
                <button>{t.add}</button>
            </form>
        </section>
    }
    .into_any()
}

fn line(id: CandidateId, address: CandidateAddress) -> AnyView {
    let t = lang().candidates();
    let shared = match address.n_others {
        0 => None,
        1 => Some(t.shared_one.to_owned()),
        n => Some(t.shared(n)),
    };
    let label = t.remove_what(&address.address);
    view! {
        <li>
            <span class="who"><bdi>{address.address.clone()}</bdi> {shared.map(|words| view! { <small>{words}</small> })}</span>
            <form method="post" action="/call/remove_address">
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="address" value=address.address/>
                <button class="quiet" aria-label=label>{t.remove}</button>
            </form>
        </li>
    }
    .into_any()
}
