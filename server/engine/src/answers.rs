//! Answering a candidate: what the form begins with, and what happens to it when it is sent.

mod composing;
mod moment;
mod threading;

use types::{
    AnswerForm, AnswerPreview, CandidateId, EmailAddress, InputFault, InputField, Mailbox, Me, NewOutgoing, OutgoingId,
    Placeholder, PositionId, Problem, TemplateId, Timestamp, UNDO_SECS,
};

use crate::{Engine, Error, Result, db::read, drafts::answer_position, templates::Values};

/// When an answer leaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Leaving {
    /// When the time for taking it back is over.
    Soon,
    /// At the time in the form.
    Later,
}

impl Engine {
    /// Sends an answer, or says why not; what was typed is kept in either case.
    pub(crate) async fn send_answer(
        &self,
        me: &Me,
        candidate: CandidateId,
        form: &AnswerForm,
        leaving: Leaving,
    ) -> Result<OutgoingId> {
        let candidate = self.living(candidate).await?;
        self.save_draft(candidate, me.id, form).await?;
        if !form.file.is_empty() {
            return Err(Error::invalid(InputField::Files, InputFault::NotAttached));
        }
        let send_at = match leaving {
            Leaving::Soon => self.now().plus_secs(UNDO_SECS),
            Leaving::Later => self.chosen_moment(form)?,
        };
        if self.sees_newer(candidate, me.id).await? {
            return Err(Problem::NewerMessage.into());
        }
        let new = self.outgoing_of(me, candidate, form, send_at).await?;
        self.queue_draft(new, me.id).await
    }

    /// Puts a template into the draft, with the values that are known.
    pub(crate) async fn use_template(&self, me: &Me, candidate: CandidateId, form: &AnswerForm) -> Result<()> {
        let candidate = self.living(candidate).await?;
        self.save_draft(candidate, me.id, form).await?;
        let id: TemplateId = form.template.parse().map_err(|_| Problem::NotFound)?;
        let template = self.template(id).await?;
        let values = self.values(me, candidate, answer_position(form)?).await?;
        let text = values.fill(&template.body).0;
        let body = if form.body.trim().is_empty() { text } else { format!("{}\n\n{text}", form.body.trim_end()) };
        let subject = match template.subject.as_str() {
            "" => form.subject.clone(),
            subject => values.fill(subject).0,
        };
        self.save_draft(candidate, me.id, &AnswerForm { body, subject, ..form.clone() }).await
    }

    /// Keeps what is typed, and fills it in.
    pub(crate) async fn keep_answer(
        &self,
        me: &Me,
        candidate: CandidateId,
        form: &AnswerForm,
    ) -> Result<Option<AnswerPreview>> {
        let candidate = self.living(candidate).await?;
        self.save_draft(candidate, me.id, form).await?;
        self.preview(me, candidate, form).await
    }

    /// What an answer reads like with its placeholders filled in; nothing when it has none.
    pub(crate) async fn preview(
        &self,
        me: &Me,
        candidate: CandidateId,
        form: &AnswerForm,
    ) -> Result<Option<AnswerPreview>> {
        if !Placeholder::ALL.iter().any(|one| form.subject.contains(one.sign()) || form.body.contains(one.sign())) {
            return Ok(None);
        }
        let values = self.values(me, candidate, answer_position(form)?).await?;
        let ((subject, missing), (body, missing_in_body)) = (values.fill(&form.subject), values.fill(&form.body));
        let unless_as_typed = |text: String, typed: &str| if text == typed { String::new() } else { text };
        Ok(Some(AnswerPreview {
            subject: unless_as_typed(subject, &form.subject),
            body: unless_as_typed(body, &form.body),
            missing: all_of(missing, missing_in_body),
        }))
    }

    async fn outgoing_of(
        &self,
        me: &Me,
        candidate: CandidateId,
        form: &AnswerForm,
        send_at: Timestamp,
    ) -> Result<NewOutgoing> {
        let position = answer_position(form)?;
        let values = self.values(me, candidate, position).await?;
        let ((subject, missing), (body, missing_in_body)) = (values.fill(&form.subject), values.fill(&form.body));
        let missing = all_of(missing, missing_in_body);
        if !missing.is_empty() {
            return Err(Problem::MissingValues { placeholders: missing }.into());
        }
        if body.trim().is_empty() {
            return Err(Error::invalid(InputField::Body, InputFault::Empty));
        }
        let company = self.company_of_position(position).await?;
        let signature = self.signature(company, &me.name).await?;
        let own = self.addresses_of_candidate(candidate).await?;
        let name = values.name.unwrap_or_default();
        let threading = self.thread_end(candidate).await?;
        let files = self.draft_files(candidate, me.id).await?;
        Ok(NewOutgoing {
            candidate: Some(candidate),
            position,
            to: typed_mailboxes(&form.to, &own, &name, InputField::Recipients)?,
            cc: typed_mailboxes(&form.cc, &own, &name, InputField::Cc)?,
            subject,
            body: format!("{}{signature}", body.replace("\r\n", "\n").trim_end()),
            in_reply_to: threading.in_reply_to,
            references: threading.references,
            files: files.into_iter().map(|file| file.id).collect(),
            send_at: Some(send_at),
        })
    }

    /// What is known for the placeholders of an answer.
    async fn values(&self, me: &Me, candidate: CandidateId, position: Option<PositionId>) -> Result<Values> {
        let name: Option<String> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT name FROM candidate WHERE id = $1")
                .bind(candidate.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        let title: Option<String> = match position {
            None => None,
            Some(position) => read!(self.inner.db, pool => {
                sqlx::query_scalar("SELECT title FROM position WHERE id = $1")
                    .bind(position.as_bytes().as_slice())
                    .fetch_optional(pool)
                    .await?
            }),
        };
        let company = self.company(self.company_of_position(position).await?).await?;
        Ok(Values { name, position: title, company: Some(company.name), recruiter: Some(me.name.clone()) })
    }

    /// The candidate's addresses, the oldest first.
    async fn addresses_of_candidate(&self, candidate: CandidateId) -> Result<Vec<String>> {
        Ok(read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT address FROM candidate_address WHERE candidate_id = $1 ORDER BY added_at, address")
                .bind(candidate.as_bytes().as_slice())
                .fetch_all(pool)
                .await?
        }))
    }
}

/// Both, each once.
fn all_of(mut missing: Vec<Placeholder>, more: Vec<Placeholder>) -> Vec<Placeholder> {
    missing.extend(more);
    missing.sort_by_key(|one| one.sign());
    missing.dedup();
    missing
}

/// Addresses as typed, with commas between them; the candidate's own get their name.
fn typed_mailboxes(text: &str, own: &[String], name: &str, field: InputField) -> Result<Vec<Mailbox>> {
    let typed = text.split([',', ';', '\n']).map(str::trim).filter(|piece| !piece.is_empty());
    let read = |piece: &str| {
        let bare = piece.rsplit_once('<').map_or(piece, |(_, address)| address.trim_end_matches('>'));
        let address: EmailAddress = bare.parse().map_err(|_| Error::invalid(field, InputFault::NotAnAddress))?;
        let is_own = own.iter().any(|known| known.to_lowercase() == address.as_str().to_lowercase());
        Ok(Mailbox { name: if is_own { name.to_owned() } else { String::new() }, address: address.to_string() })
    };
    typed.map(read).collect()
}
