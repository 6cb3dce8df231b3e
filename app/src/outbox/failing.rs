//! The banner about servers that do not take messages. For those who can change the settings.

use leptos::prelude::*;

#[cfg(feature = "ssr")]
pub use on_server::banner;

/// The banner; nothing while all is well.
pub fn failing_servers() -> AnyView {
    // A page of its own, which holds nothing but the frame: the banner stands on every page.
    let address = Signal::stored(if crate::visit::is_admin() { "/failing-servers".to_owned() } else { String::new() });
    crate::drawn::drawn!("failing", from address, banner())
}

#[cfg(feature = "ssr")]
mod on_server {
    use leptos::prelude::*;
    use types::{FailingServer, Topic};

    use crate::{
        drawn::Drawing,
        outbox::{calls, place::PATH},
        parts::Moment,
        visit::{is_admin, lang},
    };

    /// What stands in the banner.
    pub async fn banner() -> Drawing {
        if !is_admin() {
            return Drawing::new(());
        }
        let failing = calls::failing_servers().await.unwrap_or_default();
        Drawing::new(failing.into_iter().map(note).collect::<Vec<_>>()).live([Topic::Settings])
    }

    fn note(failing: FailingServer) -> AnyView {
        let t = lang().outbox();
        let cause = failing.cause.sentence(lang());
        let FailingServer { company_name, is_relay, since, .. } = failing;
        let what = if is_relay { t.failing_relay(&company_name) } else { t.failing_own(&company_name) };
        view! {
            <div class="note bad banner">
                <p><b>{what}</b> " " {cause}</p>
                <p>
                    {t.failing_since} " " <Moment at=since/> ". "
                    {(!is_relay).then(|| view! { <a href="/settings/recruiting/email">{t.failing_settings}</a> " · " })}
                    <a href=PATH>{t.failing_outbox}</a>
                </p>
            </div>
        }
        .into_any()
    }
}
