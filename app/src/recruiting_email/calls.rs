//! The calls of the recruiting email settings, of the main company when none is named. Admins only: the desk sees to
//! it.
#![allow(clippy::too_many_arguments, reason = "the fields of a form are the arguments of its call")]

use leptos::prelude::*;
use types::{CompanyId, ConnectionTest, Encryption, RecruitingEmail, SignInWith, TestId};

#[cfg(feature = "ssr")]
use super::wizard::{Step, wizard_link};
use crate::{CallError, call::Record};

/// The settings as they are.
#[server(prefix = "/call", endpoint = "recruiting_email", output = Record)]
pub async fn load_settings(company: Option<String>) -> Result<RecruitingEmail, CallError> {
    let company = company.as_deref().map(crate::backend::identity).transpose()?;
    Ok(crate::backend::desk()?.recruiting_email(company).await?)
}

/// The settings, the step of the wizard that is opened with them, and what stands below *Sign in with*, drawn.
#[server(prefix = "/call", endpoint = "open_step", output = Record)]
pub async fn open_step(
    company: Option<String>,
    step: Option<String>,
) -> Result<(Option<String>, RecruitingEmail, String), CallError> {
    let company = company.as_deref().map(crate::backend::identity).transpose()?;
    let (desk, visitor) = (crate::backend::desk()?, crate::backend::visitor()?);
    let settings = desk.recruiting_email(company).await?;
    let card = super::oauth_card::draw(&settings, &desk.oauth_providers()?, visitor.door.now(), visitor.lang);
    Ok((step, settings, card))
}

/// Stores step *Sender*.
#[server(prefix = "/call", endpoint = "save_sender", output = Record)]
pub async fn save_sender(
    company: Option<CompanyId>,
    use_custom: bool,
    #[server(default)] custom_address: String,
) -> Result<(), CallError> {
    crate::backend::desk()?.save_sender(company, types::SenderForm { use_custom, custom_address }).await?;
    leptos_axum::redirect(&Step::Smtp.link(company));
    Ok(())
}

/// Stores step *SMTP*; an empty password keeps the stored one.
#[server(prefix = "/call", endpoint = "save_smtp", output = Record)]
pub async fn save_smtp(
    company: Option<CompanyId>,
    use_for_sending: bool,
    #[server(default)] host: String,
    #[server(default)] port: String,
    encryption: Encryption,
    #[server(default)] sign_in_with: SignInWith,
    #[server(default)] account: String,
    #[server(default)] password: String,
) -> Result<(), CallError> {
    let typed = types::TypedSmtp { use_for_sending, host, port, encryption, sign_in_with, account };
    let desk = crate::backend::desk()?;
    desk.save_smtp(company, typed, crate::backend::secret(password)).await?;
    leptos_axum::redirect(&match super::test::missing(&desk.recruiting_email(company).await?) {
        None => Step::Test.link(company),
        Some(_) => format!("{}&saved=true", Step::Smtp.link(company)),
    });
    Ok(())
}

/// Stores step *SMTP* and tests it: what the test button does without script, where a page cannot keep what was typed.
#[server(prefix = "/call", endpoint = "save_and_test", output = Record)]
pub async fn save_and_test(
    company: Option<CompanyId>,
    use_for_sending: bool,
    #[server(default)] host: String,
    #[server(default)] port: String,
    encryption: Encryption,
    #[server(default)] sign_in_with: SignInWith,
    #[server(default)] account: String,
    #[server(default)] password: String,
) -> Result<(), CallError> {
    let typed = types::TypedSmtp { use_for_sending, host, port, encryption, sign_in_with, account };
    let desk = crate::backend::desk()?;
    desk.save_smtp(company, typed, crate::backend::secret(password)).await?;
    let test = desk.test_stored(company).await?;
    crate::backend::wait_for_sending(&desk, test).await?;
    leptos_axum::redirect(&Step::Test.link(company));
    Ok(())
}

/// Tests these values without storing them; an empty password means the stored one.
#[server(prefix = "/call", endpoint = "test_connection", output = Record)]
pub async fn test_connection(
    company: Option<CompanyId>,
    use_for_sending: bool,
    #[server(default)] host: String,
    #[server(default)] port: String,
    encryption: Encryption,
    #[server(default)] sign_in_with: SignInWith,
    #[server(default)] account: String,
    #[server(default)] password: String,
) -> Result<TestId, CallError> {
    let typed = types::TypedSmtp { use_for_sending, host, port, encryption, sign_in_with, account };
    Ok(crate::backend::desk()?.test_connection(company, typed, crate::backend::secret(password)).await?)
}

/// Tests the stored values.
#[server(prefix = "/call", endpoint = "test_stored", output = Record)]
pub async fn test_stored(company: Option<CompanyId>) -> Result<TestId, CallError> {
    let desk = crate::backend::desk()?;
    let is_without_script = crate::backend::is_without_script();
    let test = desk.test_stored(company).await?;
    if is_without_script {
        crate::backend::wait_for_sending(&desk, test).await?;
        leptos_axum::redirect(&Step::Test.link(company));
    }
    Ok(test)
}

/// Stores the settings that a test found to work, with the stored password, and tests them when there is one.
#[server(prefix = "/call", endpoint = "use_remedy", output = Record)]
pub async fn use_remedy(
    company: Option<CompanyId>,
    host: String,
    port: String,
    encryption: Encryption,
    #[server(default)] sign_in_with: SignInWith,
    account: String,
) -> Result<(), CallError> {
    let typed = types::TypedSmtp { use_for_sending: true, host, port, encryption, sign_in_with, account };
    save_found(company, typed, String::new()).await
}

/// Stores step *SMTP* with what a test found to work, and tests it; where the password is missing, leads to that.
#[cfg(feature = "ssr")]
pub(super) async fn save_found(
    company: Option<CompanyId>,
    typed: types::TypedSmtp,
    password: String,
) -> Result<(), CallError> {
    let desk = crate::backend::desk()?;
    desk.save_smtp(company, typed, crate::backend::secret(password)).await?;
    let is_provided = desk.recruiting_email(company).await?.is_sign_in_provided();
    if is_provided {
        let test = desk.test_stored(company).await?;
        if crate::backend::is_without_script() {
            crate::backend::wait_for_sending(&desk, test).await?;
        }
    }
    leptos_axum::redirect(&match is_provided {
        true => Step::Test.link(company),
        false => format!("{}#password", Step::Smtp.link(company)),
    });
    Ok(())
}

/// A test as it stands.
#[server(prefix = "/call", endpoint = "connection_test", output = Record)]
pub async fn load_test(id: TestId) -> Result<ConnectionTest, CallError> {
    Ok(crate::backend::desk()?.connection_test(id).await?)
}

/// Its report for IT as text, in the language of the screen.
#[server(prefix = "/call", endpoint = "test_report", output = Record)]
pub async fn load_report(id: TestId) -> Result<String, CallError> {
    Ok(crate::backend::desk()?.it_report(id, crate::backend::visitor()?.lang).await?.text())
}

/// Ends a test that runs or waits.
#[server(prefix = "/call", endpoint = "cancel_test", output = Record)]
pub async fn cancel_test(id: TestId) -> Result<(), CallError> {
    Ok(crate::backend::desk()?.cancel_test(id).await?)
}

/// Gives a subcompany settings of its own, which begin as the main company's.
#[server(prefix = "/call", endpoint = "use_own_settings", output = Record)]
pub async fn use_own_settings(company: CompanyId) -> Result<(), CallError> {
    crate::backend::desk()?.use_own_settings(company).await?;
    leptos_axum::redirect(&Step::Sender.link(Some(company)));
    Ok(())
}

/// Gives a subcompany's own settings up for the main company's.
#[server(prefix = "/call", endpoint = "use_main_settings", output = Record)]
pub async fn use_main_settings(company: CompanyId) -> Result<(), CallError> {
    crate::backend::desk()?.use_main_settings(company).await?;
    leptos_axum::redirect(&wizard_link(company));
    Ok(())
}

/// Undoes that.
#[server(prefix = "/call", endpoint = "take_settings_back", output = Record)]
pub async fn take_settings_back(company: CompanyId) -> Result<(), CallError> {
    crate::backend::desk()?.take_settings_back(company).await?;
    leptos_axum::redirect(&wizard_link(company));
    Ok(())
}
