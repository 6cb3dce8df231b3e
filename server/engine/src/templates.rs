//! Texts that answers begin with, and what is put below them.

mod placeholders;
mod signatures;

use types::{InputFault, InputField, Problem, SUBJECT_MAX_CHARS, Template, TemplateId, TemplateName};
use uuid::Uuid;

use crate::{
    Engine, Error, Result,
    company::checked_name,
    db::{read, write},
};

pub(crate) use placeholders::Values;

/// Most templates: a list that somebody can choose from.
const TEMPLATES_MAX: i64 = 200;
/// Longest text of a template, in characters: three printed pages.
const TEXT_MAX_CHARS: usize = 10_000;

impl Engine {
    /// The names of all templates, in their order.
    pub(crate) async fn template_names(&self) -> Result<Vec<TemplateName>> {
        let rows: Vec<(Vec<u8>, String)> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT id, name FROM template ORDER BY name, id LIMIT $1")
                .bind(TEMPLATES_MAX)
                .fetch_all(pool)
                .await?
        });
        rows.into_iter().map(|(id, name)| Ok(TemplateName { id: template_id(&id)?, name })).collect()
    }

    /// All templates, in the order of their names.
    pub(crate) async fn templates(&self) -> Result<Vec<Template>> {
        let rows: Vec<(Vec<u8>, String, String, String)> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT id, name, subject, body FROM template ORDER BY name, id LIMIT $1")
                .bind(TEMPLATES_MAX)
                .fetch_all(pool)
                .await?
        });
        let read = |(id, name, subject, body): (Vec<u8>, String, String, String)| {
            Ok(Template { id: template_id(&id)?, name, subject, body })
        };
        rows.into_iter().map(read).collect()
    }

    /// One template.
    pub(crate) async fn template(&self, id: TemplateId) -> Result<Template> {
        let row: Option<(String, String, String)> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT name, subject, body FROM template WHERE id = $1")
                .bind(id.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        let (name, subject, body) = row.ok_or(Problem::NotFound)?;
        Ok(Template { id, name, subject, body })
    }

    /// Changes a template, or adds one when there is no `id`.
    pub(crate) async fn save_template(
        &self,
        id: Option<TemplateId>,
        name: &str,
        subject: &str,
        body: &str,
    ) -> Result<TemplateId> {
        let name = checked_name(name, InputField::TemplateName)?;
        let subject = subject.split_whitespace().collect::<Vec<_>>().join(" ");
        let body = checked_text(body, TEXT_MAX_CHARS, InputField::Body)?;
        if body.is_empty() {
            return Err(Error::invalid(InputField::Body, InputFault::Empty));
        }
        if subject.chars().count() > SUBJECT_MAX_CHARS {
            return Err(Error::invalid(InputField::Subject, InputFault::TooLong));
        }
        let (new, now) = (TemplateId::new(Uuid::now_v7()), self.now());
        let n_saved = write!(self.inner.db, tx => {
            let statement = match id {
                Some(_) => "UPDATE template SET name = $2, subject = $3, body = $4, changed_at = $5 WHERE id = $1",
                None => {
                    let n: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM template").fetch_one(&mut *tx).await?;
                    if n >= TEMPLATES_MAX {
                        return Err(Error::invalid(InputField::TemplateName, InputFault::TooMany));
                    }
                    "INSERT INTO template (id, name, subject, body, changed_at) VALUES ($1, $2, $3, $4, $5)"
                }
            };
            sqlx::query(statement)
                .bind(id.unwrap_or(new).as_bytes().as_slice())
                .bind(&name)
                .bind(&subject)
                .bind(&body)
                .bind(now.0)
                .execute(&mut *tx)
                .await?
                .rows_affected()
        });
        if n_saved == 0 { Err(Problem::NotFound.into()) } else { Ok(id.unwrap_or(new)) }
    }

    /// Deletes a template; answers that began with it stay as they are.
    pub(crate) async fn delete_template(&self, id: TemplateId) -> Result<()> {
        write!(self.inner.db, tx => {
            sqlx::query("DELETE FROM template WHERE id = $1").bind(id.as_bytes().as_slice()).execute(&mut *tx).await?;
        });
        Ok(())
    }
}

fn template_id(bytes: &[u8]) -> Result<TemplateId> {
    TemplateId::from_slice(bytes).ok_or(Error::Stored("template id"))
}

fn checked_text(text: &str, max_chars: usize, field: InputField) -> Result<String> {
    let text = text.replace("\r\n", "\n").replace('\0', "").trim_end().to_owned();
    if text.chars().count() > max_chars { Err(Error::invalid(field, InputFault::TooLong)) } else { Ok(text) }
}
