//! A file for an answer. It comes with everything else that stands in the form, so that nothing typed is lost; forms
//! with files are read here, because server functions read none.

use app::backend::Visitor;
use axum::{
    Extension,
    extract::{Multipart, multipart::Field},
    response::{IntoResponse, Redirect, Response},
};
use engine::{AttachmentFile, Desk};
use types::{
    AnswerForm, BODY_MAX_BYTES, CandidateId, InputFault, InputField, OUTGOING_FILES_MAX_BYTES, Problem, Timestamp,
};

/// Largest body of such a post, in bytes: all files of one message, and the form around them.
pub(crate) const UPLOAD_MAX_BYTES: usize = OUTGOING_FILES_MAX_BYTES as usize + 2 * BODY_MAX_BYTES;
/// Most fields of the form: it has ten.
const FIELDS_MAX: usize = 40;

/// What was posted.
#[derive(Default)]
struct Posted {
    candidate: Option<CandidateId>,
    form: AnswerForm,
    file: Option<AttachmentFile>,
}

/// Keeps the draft and adds the file.
pub(crate) async fn attach(Extension(visitor): Extension<Visitor>, posted: Multipart) -> Response {
    let Some(desk) = visitor.desk else { return Redirect::to("/sign-in").into_response() };
    let posted = match read(posted).await {
        Ok(posted) => posted,
        Err(problem) => return app::backend::refused("/candidates", "/answer-files", problem).into_response(),
    };
    let Some(candidate) = posted.candidate else {
        return app::backend::refused("/candidates", "/answer-files", Problem::BadRequest).into_response();
    };
    let page = format!("/candidates/{candidate}");
    match keep(&desk, candidate, posted).await {
        Ok(()) => Redirect::to(&format!("{page}#answer")).into_response(),
        Err(error) => app::backend::refused(&page, "/answer-files", error.into()).into_response(),
    }
}

async fn keep(desk: &Desk, candidate: CandidateId, posted: Posted) -> engine::Result<()> {
    desk.save_draft(candidate, &posted.form).await?;
    match posted.file {
        Some(file) => desk.attach_file(candidate, file, posted.form.begun).await.map(|_| ()),
        None => Err(engine::Error::invalid(InputField::Files, InputFault::Empty)),
    }
}

async fn read(mut parts: Multipart) -> Result<Posted, Problem> {
    let mut posted = Posted::default();
    for _ in 0..FIELDS_MAX {
        let Some(field) = parts.next_field().await.map_err(|_| Problem::BadRequest)? else { return Ok(posted) };
        let name = field.name().unwrap_or_default().to_owned();
        if name == "form[file]" {
            posted.file = read_file(field).await?;
            continue;
        }
        let text = field.text().await.map_err(|_| too_large())?;
        match name.as_str() {
            "id" => posted.candidate = text.parse().ok(),
            "form[position]" => posted.form.position = text,
            "form[to]" => posted.form.to = text,
            "form[cc]" => posted.form.cc = text,
            "form[subject]" => posted.form.subject = text,
            "form[body]" => posted.form.body = text,
            "form[begun]" => posted.form.begun = Timestamp(text.parse().unwrap_or_default()),
            "form[seen]" => posted.form.seen = Timestamp(text.parse().unwrap_or_default()),
            _ => {}
        }
    }
    Err(Problem::BadRequest)
}

/// The file; nothing when none was chosen.
async fn read_file(field: Field<'_>) -> Result<Option<AttachmentFile>, Problem> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let media_type = field.content_type().unwrap_or("application/octet-stream").to_owned();
    let bytes = field.bytes().await.map_err(|_| too_large())?;
    Ok((!name.is_empty()).then(|| AttachmentFile { name, media_type, bytes: bytes.to_vec() }))
}

/// A body that ends early is one that is too large, or a connection that is gone.
const fn too_large() -> Problem {
    Problem::Invalid { field: InputField::Files, fault: InputFault::TooLong }
}
