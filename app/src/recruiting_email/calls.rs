//! The calls of the recruiting email settings. Admins only: the desk sees to it.

use leptos::prelude::*;
use types::{ConnectionTest, Encryption, RecruitingEmail, TestId};

use crate::{CallError, call::Record};

/// The settings as they are.
#[server(prefix = "/call", endpoint = "recruiting_email", output = Record)]
pub async fn load_settings() -> Result<RecruitingEmail, CallError> {
    Ok(crate::backend::desk()?.recruiting_email().await?)
}

/// The settings, and the step of the wizard that is opened with them.
#[server(prefix = "/call", endpoint = "open_step", output = Record)]
pub async fn open_step(step: Option<String>) -> Result<(Option<String>, RecruitingEmail), CallError> {
    Ok((step, crate::backend::desk()?.recruiting_email().await?))
}

/// Stores step *Sender*.
#[server(prefix = "/call", endpoint = "save_sender", output = Record)]
pub async fn save_sender(use_custom: bool, #[server(default)] custom_address: String) -> Result<(), CallError> {
    crate::backend::desk()?.save_sender(types::SenderForm { use_custom, custom_address }).await?;
    leptos_axum::redirect("/settings/recruiting/email?step=smtp");
    Ok(())
}

/// Stores step *SMTP*; an empty password keeps the stored one.
#[server(prefix = "/call", endpoint = "save_smtp", output = Record)]
pub async fn save_smtp(
    use_for_sending: bool,
    #[server(default)] host: String,
    #[server(default)] port: String,
    encryption: Encryption,
    #[server(default)] account: String,
    #[server(default)] password: String,
) -> Result<(), CallError> {
    let typed = types::TypedSmtp { use_for_sending, host, port, encryption, account };
    crate::backend::desk()?.save_smtp(typed, crate::backend::secret(password)).await?;
    leptos_axum::redirect("/settings/recruiting/email?step=test");
    Ok(())
}

/// Stores step *SMTP* and tests it: what the test button does without script, where a page cannot keep what was typed.
#[server(prefix = "/call", endpoint = "save_and_test", output = Record)]
pub async fn save_and_test(
    use_for_sending: bool,
    #[server(default)] host: String,
    #[server(default)] port: String,
    encryption: Encryption,
    #[server(default)] account: String,
    #[server(default)] password: String,
) -> Result<(), CallError> {
    let typed = types::TypedSmtp { use_for_sending, host, port, encryption, account };
    let desk = crate::backend::desk()?;
    desk.save_smtp(typed, crate::backend::secret(password)).await?;
    let test = desk.test_stored().await?;
    crate::backend::wait_for_sending(&desk, test).await?;
    leptos_axum::redirect("/settings/recruiting/email?step=test");
    Ok(())
}

/// Tests these values without storing them; an empty password means the stored one.
#[server(prefix = "/call", endpoint = "test_connection", output = Record)]
pub async fn test_connection(
    use_for_sending: bool,
    #[server(default)] host: String,
    #[server(default)] port: String,
    encryption: Encryption,
    #[server(default)] account: String,
    #[server(default)] password: String,
) -> Result<TestId, CallError> {
    let typed = types::TypedSmtp { use_for_sending, host, port, encryption, account };
    Ok(crate::backend::desk()?.test_connection(typed, crate::backend::secret(password)).await?)
}

/// Tests the stored values.
#[server(prefix = "/call", endpoint = "test_stored", output = Record)]
pub async fn test_stored() -> Result<TestId, CallError> {
    let desk = crate::backend::desk()?;
    let is_without_script = crate::backend::is_without_script();
    let test = desk.test_stored().await?;
    if is_without_script {
        crate::backend::wait_for_sending(&desk, test).await?;
        leptos_axum::redirect("/settings/recruiting/email?step=test");
    }
    Ok(test)
}

/// A test as it stands.
#[server(prefix = "/call", endpoint = "connection_test", output = Record)]
pub async fn load_test(id: TestId) -> Result<ConnectionTest, CallError> {
    Ok(crate::backend::desk()?.connection_test(id).await?)
}

/// Ends a test that runs or waits.
#[server(prefix = "/call", endpoint = "cancel_test", output = Record)]
pub async fn cancel_test(id: TestId) -> Result<(), CallError> {
    Ok(crate::backend::desk()?.cancel_test(id).await?)
}
