//! The way to a provider and back. Neither is a call of the app: forms go there by themselves, and the provider sends
//! the browser to a plain address.

use app::{CallError, backend::Visitor, oauth_pages as screens};
use axum::{
    Extension, Form,
    extract::Query,
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use engine::{Desk, OauthReturn, Secret, SessionToken};
use serde::Deserialize;
use types::{CompanyId, Encryption, OauthProvider, Problem, SignInWith, TypedSmtp};

use super::site;

/// Own styles, and forms that stay here.
pub(crate) const STANDALONE_POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The form of step *SMTP*, as it stands when somebody leaves for a provider.
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
}

/// Saves what is typed and leads to the provider.
pub(crate) async fn connect(Extension(visitor): Extension<Visitor>, Form(posted): Form<Posted>) -> Response {
    let Some((desk, session)) = signed_in(&visitor) else { return Redirect::to("/sign-in").into_response() };
    let company = posted.company;
    let Some(provider) = posted.provider else { return refused(&visitor, Problem::BadRequest, company) };
    match begin(&desk, &session, posted, provider).await {
        Ok(place) => page(StatusCode::OK, screens::leaving(visitor.lang, site::files(), provider, place)),
        Err(error) => refused(&visitor, error.into(), company),
    }
}

async fn begin(desk: &Desk, session: &SessionToken, posted: Posted, provider: OauthProvider) -> engine::Result<String> {
    let typed = TypedSmtp {
        use_for_sending: posted.use_for_sending,
        host: posted.host,
        port: posted.port,
        encryption: posted.encryption,
        sign_in_with: SignInWith::from(provider),
        account: posted.account,
    };
    desk.save_smtp(posted.company, typed, Secret::new(posted.password)).await?;
    desk.begin_oauth(posted.company, provider, session).await
}

/// Forgets the connection and goes back to the settings.
pub(crate) async fn disconnect(Extension(visitor): Extension<Visitor>, Form(posted): Form<Posted>) -> Response {
    let Some((desk, _)) = signed_in(&visitor) else { return Redirect::to("/sign-in").into_response() };
    match desk.disconnect_oauth(posted.company).await {
        Ok(_) => Redirect::to(&screens::settings_link(posted.company)).into_response(),
        Err(error) => refused(&visitor, error.into(), posted.company),
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
        Ok(Ok(company)) => {
            let subcompany = (!company.is_main()).then_some(company.id);
            Redirect::to(&screens::settings_link(subcompany)).into_response()
        }
        Ok(Err(fault)) => {
            let drawn =
                screens::not_connected(visitor.lang, site::files(), fault.fault, &fault.words, fault.subcompany);
            page(StatusCode::BAD_REQUEST, drawn)
        }
        Err(error) => refused(&visitor, error.into(), None),
    }
}

fn signed_in(visitor: &Visitor) -> Option<(Desk, SessionToken)> {
    Some((visitor.desk.clone()?, visitor.token.clone()?))
}

fn refused(visitor: &Visitor, problem: Problem, subcompany: Option<CompanyId>) -> Response {
    let why = CallError(problem).sentence(visitor.lang);
    page(StatusCode::BAD_REQUEST, screens::failed(visitor.lang, site::files(), why, subcompany))
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
