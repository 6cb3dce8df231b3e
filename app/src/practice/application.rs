//! A sample application to send, as a candidate would write it.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{Application, InputField, text::Lang};

use super::calls::SendApplication;
use crate::{
    parts::{ErrorNote, Field, TextArea},
    post::{PostForm, Posting},
    visit::lang,
};

/// How many samples there are.
const N_SAMPLES: usize = 4;

/// The form. A sample is chosen by a link, so that it works without script.
#[component]
pub fn ApplicationForm() -> impl IntoView {
    let t = lang().practice();
    let query = use_query_map().get_untracked();
    let chosen =
        query.get_str("sample").and_then(|n| n.parse().ok()).filter(|n| (1..=N_SAMPLES).contains(n)).unwrap_or(1);
    let is_sent = query.get_str("done") == Some("sent");
    let send = Posting::of::<SendApplication>();
    let error = send.error();
    let wrong_address = error.as_ref().and_then(|error| error.at(InputField::Address, lang()));
    let other_error = error.filter(|_| wrong_address.is_none());
    let Application { name, address, subject, text } = sample(chosen, lang());
    let samples: Vec<_> = (1..=N_SAMPLES)
        .map(|n| {
            let current = (chosen == n).then_some("true");
            view! { <a href=format!("/practice?sample={n}") data-noscroll="" aria-current=current>{sample(n, lang()).name}</a> }
        })
        .collect();
    view! {
        <section class="card" id="application" aria-labelledby="application-title">
            <h2 id="application-title">{t.application}</h2>
            <p class="soft">{t.application_help}</p>
            <div role="status">
                {is_sent.then(|| view! {
                    <p class="note good">{t.sent} " " <a href="/recruiting/unassigned">{t.story_read_link}</a></p>
                })}
            </div>
            <nav class="choices" aria-label=t.samples>{samples}</nav>
            <PostForm posting=send>
                // Another sample is another form: what is typed into one does not stay in the next.
                <div class="fields" id=format!("sample-{chosen}")>
                    <Field name="name" label=t.name value=name class="w3"/>
                    <Field name="address" label=t.address value=address error=Signal::stored(wrong_address) class="w3"/>
                    <Field name="subject" label=t.subject value=subject class="w6"/>
                    <div class="field w6">
                        <label for="text">{t.text}</label>
                        <TextArea name="text" value=text rows=9/>
                    </div>
                </div>
                {other_error.map(|error| view! { <ErrorNote error/> })}
                <div class="row-actions"><button class="primary">{t.send}</button></div>
            </PostForm>
        </section>
    }
    .into_any()
}

/// The sample with this number, from the texts.
fn sample(n: usize, lang: Lang) -> Application {
    let text = |what: &str| lang.practice().by_key(&format!("sample{n}_{what}")).unwrap_or_default().to_owned();
    Application { name: text("name"), address: text("address"), subject: text("subject"), text: text("text") }
}

#[cfg(test)]
mod tests {
    use types::{EmailAddress, text::Lang};

    use super::{N_SAMPLES, sample};

    #[test]
    fn every_sample_can_be_sent() {
        for lang in Lang::ALL {
            for n in 1..=N_SAMPLES {
                let sample = sample(n, lang);
                assert!(sample.address.parse::<EmailAddress>().is_ok(), "{}", sample.address);
                assert!(!sample.name.is_empty() && !sample.subject.is_empty() && !sample.text.is_empty(), "{n}");
            }
        }
    }
}
