//! The way to a provider and back. Neither is a call of the app: forms go there by themselves, and the provider sends
//! the browser to a plain address.

use app::{CallError, backend::Visitor, fetch_link, oauth_pages as screens};
use axum::{
    Extension, Form,
    extract::Query,
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use engine::{Desk, OauthPurpose, OauthReturn, OauthReturned, Secret, SessionToken, TypedMailbox};
use serde::Deserialize;
use types::{CompanyId, Encryption, OauthProvider, Problem, SignInWith, TypedSmtp};

use super::site;

/// Own styles, and forms that stay here.
pub(crate) const STANDALONE_POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The form of step *SMTP*, or that of a mailbox, as it stands when somebody leaves for a provider.
#[derive(Deserialize)]
pub(crate) struct Posted {
    company: Option<CompanyId>,
    #[serde(default)]
    use_for_sending: bool,
    #[serde(default)]
    host: String,
    #[serde(default)]
    port: String,
    #[serde(default)]
    encryption: Encryption,
    #[serde(default)]
    account: String,
    #[serde(default)]
    password: String,
    provider: Option<OauthProvider>,
    /// Stands in the form of a mailbox only.
    folder: Option<String>,
}

impl Posted {
    const fn purpose(&self) -> OauthPurpose {
        if self.folder.is_some() { OauthPurpose::Fetching } else { OauthPurpose::Sending }
    }
}

/// Saves what is typed and leads to the provider.
pub(crate) async fn connect(Extension(visitor): Extension<Visitor>, Form(posted): Form<Posted>) -> Response {
    let Some((desk, session)) = signed_in(&visitor) else { return Redirect::to("/sign-in").into_response() };
    let back = link(posted.purpose(), posted.company);
    let Some(provider) = posted.provider else { return refused(&visitor, Problem::BadRequest, &back) };
    match begin(&desk, &session, posted, provider).await {
        Ok(place) => page(StatusCode::OK, screens::leaving(visitor.lang, site::files(), provider, place)),
        Err(error) => refused(&visitor, error.into(), &back),
    }
}

async fn begin(desk: &Desk, session: &SessionToken, posted: Posted, provider: OauthProvider) -> engine::Result<String> {
    let (purpose, company, password) = (posted.purpose(), posted.company, Secret::new(posted.password));
    let (host, port, encryption, account) = (posted.host, posted.port, posted.encryption, posted.account);
    let sign_in_with = SignInWith::from(provider);
    match posted.folder {
        Some(folder) => {
            let typed = TypedMailbox { host, port, encryption, sign_in_with, account, folder };
            desk.save_mailbox(company, typed, password).await?;
        }
        None => {
            let use_for_sending = posted.use_for_sending;
            let typed = TypedSmtp { use_for_sending, host, port, encryption, sign_in_with, account };
            desk.save_smtp(company, typed, password).await?;
        }
    }
    desk.begin_oauth(company, provider, session, purpose).await
}

/// The page where somebody goes on afterwards.
fn link(purpose: OauthPurpose, subcompany: Option<CompanyId>) -> String {
    match purpose {
        OauthPurpose::Sending => screens::settings_link(subcompany),
        OauthPurpose::Fetching => fetch_link(subcompany),
    }
}

/// Forgets the connection and goes back to the settings.
pub(crate) async fn disconnect(Extension(visitor): Extension<Visitor>, Form(posted): Form<Posted>) -> Response {
    let Some((desk, _)) = signed_in(&visitor) else { return Redirect::to("/sign-in").into_response() };
    match desk.disconnect_oauth(posted.company).await {
        Ok(_) => Redirect::to(&screens::settings_link(posted.company)).into_response(),
        Err(error) => refused(&visitor, error.into(), &screens::settings_link(posted.company)),
    }
}

/// What a provider adds to the address (RFC 6749 section 4.1.2, RFC 9207).
#[derive(Deserialize)]
pub(crate) struct Answer {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
    #[serde(default)]
    error_description: String,
    iss: Option<String>,
}

/// Back from the provider.
pub(crate) async fn come_back(Extension(visitor): Extension<Visitor>, Query(answer): Query<Answer>) -> Response {
    let Some((desk, session)) = signed_in(&visitor) else { return Redirect::to("/sign-in").into_response() };
    let back = OauthReturn {
        state: answer.state,
        code: answer.code.map(Secret::new),
        error: answer.error,
        error_description: answer.error_description,
        iss: answer.iss,
    };
    match desk.end_oauth(&session, back).await {
        Ok(Ok(OauthReturned { company, purpose })) => {
            let subcompany = (!company.is_main()).then_some(company.id);
            Redirect::to(&link(purpose, subcompany)).into_response()
        }
        Ok(Err(fault)) => {
            let back = link(fault.purpose, fault.subcompany);
            let drawn = screens::not_connected(visitor.lang, site::files(), fault.fault, &fault.words, &back);
            page(StatusCode::BAD_REQUEST, drawn)
        }
        Err(error) => refused(&visitor, error.into(), &screens::settings_link(None)),
    }
}

fn signed_in(visitor: &Visitor) -> Option<(Desk, SessionToken)> {
    Some((visitor.desk.clone()?, visitor.token.clone()?))
}

fn refused(visitor: &Visitor, problem: Problem, back: &str) -> Response {
    let why = CallError(problem).sentence(visitor.lang);
    page(StatusCode::BAD_REQUEST, screens::failed(visitor.lang, site::files(), why, back))
}

/// A page drawn here.
pub(crate) fn page(status: StatusCode, drawn: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, STANDALONE_POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (status, headers, drawn).into_response()
}
