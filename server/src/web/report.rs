//! Reports for IT as pages of their own: for admins, and behind links for everybody who has one.

use app::{
    CallError,
    backend::Visitor,
    it_report::{self, AdminReport, Done, OpenLink},
};
use axum::{
    Extension, Form,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use engine::{Desk, NotSent, ReportLink};
use serde::Deserialize;
use types::{InputField, Problem, TestId, text::Lang};

use super::{Web, oauth::page, site, visitor::language};

/// Search engines are asked to leave these pages out, whatever they find in them.
const ROBOTS: (HeaderName, &str) = (HeaderName::from_static("x-robots-tag"), "noindex, nofollow, noarchive");

/// In which language; that of the screen when none is named.
#[derive(Deserialize)]
pub(crate) struct In {
    lang: Option<Lang>,
    #[serde(default)]
    beside: bool,
}

/// The page that is asked for.
#[derive(Clone, Copy)]
struct Shown {
    test: TestId,
    lang: Lang,
    is_beside: bool,
}

/// What the forms of the page post.
#[derive(Deserialize)]
pub(crate) struct Posted {
    test: TestId,
    lang: Lang,
    #[serde(default)]
    beside: bool,
    #[serde(default)]
    link: String,
    #[serde(default)]
    address: String,
}

/// The report with what can be done with it.
pub(crate) async fn show(
    Extension(visitor): Extension<Visitor>,
    Path(test): Path<String>,
    Query(In { lang, beside }): Query<In>,
) -> Response {
    let Ok(test) = test.parse() else { return StatusCode::NOT_FOUND.into_response() };
    let shown = Shown { test, lang: lang.unwrap_or(visitor.lang), is_beside: beside };
    draw(&visitor, shown, Done::Nothing).await
}

/// The report as a file.
pub(crate) async fn text(
    Extension(visitor): Extension<Visitor>,
    Path(test): Path<String>,
    Query(In { lang, .. }): Query<In>,
) -> Response {
    let Some(desk) = &visitor.desk else { return StatusCode::UNAUTHORIZED.into_response() };
    let Ok(test) = test.parse() else { return StatusCode::NOT_FOUND.into_response() };
    match desk.it_report(test, lang.unwrap_or(visitor.lang)).await {
        Ok(report) => {
            let headers = [
                (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "inline; filename=\"report.txt\""),
            ];
            (headers, report.text()).into_response()
        }
        Err(error) => refused(error.into()).into_response(),
    }
}

/// Makes a link and shows it, this once.
pub(crate) async fn make_link(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Form(posted): Form<Posted>,
) -> Response {
    let Some(desk) = &visitor.desk else { return Redirect::to("/sign-in").into_response() };
    let done = match desk.make_report_link(posted.test, posted.lang).await {
        Ok(token) => Done::Link(web.config.link(&format!("/report/{}", token.expose()))),
        Err(error) => failed(&visitor, error),
    };
    draw(&visitor, posted.shown(), done).await
}

/// Ends a link.
pub(crate) async fn revoke(Extension(visitor): Extension<Visitor>, Form(posted): Form<Posted>) -> Response {
    let Some(desk) = &visitor.desk else { return Redirect::to("/sign-in").into_response() };
    match desk.revoke_report_link(posted.test, &posted.link).await {
        Ok(()) => Redirect::to(&AdminReport::link(posted.test, posted.lang, posted.beside)).into_response(),
        Err(error) => draw(&visitor, posted.shown(), failed(&visitor, error)).await,
    }
}

/// Sends the report.
pub(crate) async fn send(Extension(visitor): Extension<Visitor>, Form(posted): Form<Posted>) -> Response {
    let Some(desk) = &visitor.desk else { return Redirect::to("/sign-in").into_response() };
    let shown = posted.shown();
    let done = match desk.send_report(shown.test, shown.lang, &posted.address).await {
        Ok(Ok(address)) => Done::Sent(address.to_string()),
        Ok(Err(NotSent::TooMany)) => Done::TooMany,
        // The page says so anyway.
        Ok(Err(NotSent::NoRelay)) => Done::Nothing,
        Err(error) => match Problem::from(error) {
            Problem::Invalid { field: InputField::Recipients, .. } => Done::NotAnAddress(posted.address),
            problem => Done::Failed(CallError(problem).sentence(visitor.lang)),
        },
    };
    draw(&visitor, shown, done).await
}

/// The report behind a link: nobody signs in for it.
pub(crate) async fn linked(State(web): State<Web>, Path(token): Path<String>, headers: HeaderMap) -> Response {
    let drawn = match web.engine.linked_report(&token).await {
        Ok(Some(report)) => page(StatusCode::OK, it_report::linked(&report, site::files())),
        Ok(None) => page(StatusCode::NOT_FOUND, it_report::gone(language(&headers), site::files())),
        Err(error) => refused(error.into()).into_response(),
    };
    ([ROBOTS], drawn).into_response()
}

impl Posted {
    const fn shown(&self) -> Shown {
        Shown { test: self.test, lang: self.lang, is_beside: self.beside }
    }
}

async fn draw(visitor: &Visitor, shown: Shown, done: Done) -> Response {
    let Some(desk) = &visitor.desk else { return Redirect::to("/sign-in").into_response() };
    match found(desk, visitor.lang, shown, done).await {
        Ok(found) => ([ROBOTS], page(StatusCode::OK, found.draw(site::files()))).into_response(),
        Err(error) => refused(error.into()).into_response(),
    }
}

async fn found(desk: &Desk, screen: Lang, shown: Shown, done: Done) -> engine::Result<AdminReport> {
    let Shown { test, lang, is_beside } = shown;
    let links = desk.report_links(test).await?.into_iter();
    let open =
        |link: ReportLink| OpenLink { id: link.id, lang: link.lang, made_at: link.made_at, ends_at: link.ends_at };
    Ok(AdminReport {
        lang: screen,
        test,
        subcompany: desk.tested_subcompany(test).await?,
        is_beside,
        report: desk.it_report(test, lang).await?,
        links: links.map(open).collect(),
        has_relay: desk.has_relay(),
        done,
    })
}

fn failed(visitor: &Visitor, error: engine::Error) -> Done {
    Done::Failed(CallError(error.into()).sentence(visitor.lang))
}

fn refused(problem: Problem) -> StatusCode {
    match problem {
        Problem::NotFound => StatusCode::NOT_FOUND,
        Problem::NotAllowed => StatusCode::FORBIDDEN,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    }
}
