//! Reading a conversation and answering in it: for everybody. Templates and signatures are changed by admins.

use types::{
    AnswerForm, AnswerPreview, CandidateId, CompanyId, Composing, ConversationPage, FileId, OutgoingId, Signature,
    Template, TemplateId, Timestamp,
};

use super::Desk;
use crate::{AttachmentFile, Result, answers::Leaving};

impl Desk {
    /// A page of everything said with a candidate, from `before` (a page's `older`) on.
    pub async fn conversation(&self, candidate: CandidateId, before: Option<String>) -> Result<ConversationPage> {
        self.engine.conversation(candidate, before.as_deref()).await
    }

    /// The form of an answer, as it was left or as it begins.
    pub async fn composing(&self, candidate: CandidateId) -> Result<Composing> {
        self.engine.composing(&self.me, candidate).await
    }

    /// Keeps what is typed; what it reads like with its placeholders filled in.
    pub async fn save_draft(&self, candidate: CandidateId, form: &AnswerForm) -> Result<Option<AnswerPreview>> {
        self.engine.keep_answer(&self.me, candidate, form).await
    }

    /// Throws away what was typed, and its files.
    pub async fn discard_draft(&self, candidate: CandidateId) -> Result<()> {
        self.engine.discard_draft(candidate, self.me.id).await
    }

    /// Puts the chosen template into the draft.
    pub async fn use_template(&self, candidate: CandidateId, form: &AnswerForm) -> Result<()> {
        self.engine.use_template(&self.me, candidate, form).await
    }

    /// Sends an answer, after some seconds in which it can be taken back.
    pub async fn send_answer(&self, candidate: CandidateId, form: &AnswerForm) -> Result<OutgoingId> {
        self.engine.send_answer(&self.me, candidate, form, Leaving::Soon).await
    }

    /// Sends an answer at the time in the form.
    pub async fn send_later(&self, candidate: CandidateId, form: &AnswerForm) -> Result<OutgoingId> {
        self.engine.send_answer(&self.me, candidate, form, Leaving::Later).await
    }

    /// Stops a message that was not sent and makes it this person's draft again.
    pub async fn take_back(&self, id: OutgoingId) -> Result<CandidateId> {
        self.engine.take_back(id, self.me.id).await
    }

    /// Adds a file to the draft; `begun` is when the page was drawn that it comes from, 0 when it belongs to none.
    pub async fn attach_file(&self, candidate: CandidateId, file: AttachmentFile, begun: Timestamp) -> Result<FileId> {
        self.engine.attach_file(candidate, self.me.id, file, begun).await
    }

    /// Takes a file out of the draft.
    pub async fn remove_file(&self, candidate: CandidateId, file: FileId) -> Result<()> {
        self.engine.remove_file(self.engine.living(candidate).await?, self.me.id, file).await
    }

    /// A file of a draft or of a message that went out.
    pub async fn outgoing_file(&self, file: FileId) -> Result<AttachmentFile> {
        self.engine.outgoing_file(file).await
    }

    /// All templates, and the signatures of all companies. Admins only.
    pub async fn templates(&self) -> Result<(Vec<Template>, Vec<Signature>)> {
        self.admin()?;
        Ok((self.engine.templates().await?, self.engine.signatures().await?))
    }

    /// Changes a template, or adds one. Admins only.
    pub async fn save_template(
        &self,
        id: Option<TemplateId>,
        name: &str,
        subject: &str,
        body: &str,
    ) -> Result<TemplateId> {
        self.admin()?;
        self.engine.save_template(id, name, subject, body).await
    }

    /// Deletes a template. Admins only.
    pub async fn delete_template(&self, id: TemplateId) -> Result<()> {
        self.admin()?;
        self.engine.delete_template(id).await
    }

    /// Stores a company's signature. Admins only.
    pub async fn save_signature(&self, company: CompanyId, text: &str) -> Result<()> {
        self.admin()?;
        self.engine.save_signature(company, text).await
    }
}
