//! The engine bound to one signed-in person: everything people may do, each call with its permission.

mod candidates;
mod companies;
mod conversation;
mod fetching;
mod oauth;
mod outbox;
mod positions;
mod report;
mod search;
mod settings;
mod status;
mod triage;

use types::{
    Application, CompanyId, Confirming, ConnectionTest, Counts, Me, MessageId, MessagePage, MessageView, PracticeFacts,
    PracticeState, Problem, RecruitingEmail, Role, SenderForm, TestId, Topic, TypedSmtp, View, text::Lang,
};

use crate::{
    AttachmentFile, Company, Engine, EveryFile, KnownFiles, Result, Secret, VerdictWords, connection_test::Occasion,
};

/// What one person may do.
#[derive(Clone, Debug)]
pub struct Desk {
    engine: Engine,
    me: Me,
}

impl Desk {
    pub(crate) const fn new(engine: Engine, me: Me) -> Self {
        Self { engine, me }
    }

    /// Who this is.
    pub const fn me(&self) -> &Me {
        &self.me
    }

    /// Whether this person may learn that the topic changed.
    pub const fn may_hear(&self, topic: Topic) -> bool {
        match topic {
            Topic::Messages
            | Topic::Message(_)
            | Topic::Positions
            | Topic::Candidates
            | Topic::Candidate(_)
            | Topic::Outbox
            // Whether mail comes in and goes out is everybody's business.
            | Topic::Settings => true,
            Topic::Test(_) => matches!(self.me.role, Role::Admin),
        }
    }

    /// The recruiting email settings in force at a company; of the main company when none is named, as everywhere here.
    /// Admins only.
    pub async fn recruiting_email(&self, company: Option<CompanyId>) -> Result<RecruitingEmail> {
        let company = self.admin_company(company).await?;
        self.engine.recruiting_email(&company).await
    }

    /// Stores step *Sender* as typed. Admins only.
    pub async fn save_sender(&self, company: Option<CompanyId>, form: SenderForm) -> Result<()> {
        let company = self.admin_company(company).await?;
        self.engine.save_sender(company.id, form).await
    }

    /// Stores step *SMTP* as typed; an empty password keeps the stored one. Admins only.
    pub async fn save_smtp(&self, company: Option<CompanyId>, typed: TypedSmtp, password: Secret) -> Result<()> {
        let company = self.admin_company(company).await?;
        self.engine.save_smtp(company.id, typed, password).await
    }

    /// Begins a connection test of these values from and to the stored custom address; an empty password means the
    /// stored one. Admins only.
    pub async fn test_connection(
        &self,
        company: Option<CompanyId>,
        typed: TypedSmtp,
        password: Secret,
    ) -> Result<TestId> {
        let company = self.admin_company(company).await?;
        self.engine.begin_test(&company, Some(typed), password, Occasion::Asked(self.me.id)).await
    }

    /// Begins a connection test of the company's own stored values. Admins only.
    pub async fn test_stored(&self, company: Option<CompanyId>) -> Result<TestId> {
        let company = self.admin_company(company).await?;
        self.engine.begin_test(&company, None, Secret::new(String::new()), Occasion::Asked(self.me.id)).await
    }

    /// A test as it stands. Admins only.
    pub async fn connection_test(&self, id: TestId) -> Result<ConnectionTest> {
        self.admin()?;
        self.engine.connection_test(id).await
    }

    /// What a test's mails show, in words; nothing while no server has taken any. Admins only.
    pub async fn verdict_words(&self, id: TestId, lang: Lang) -> Result<Option<VerdictWords>> {
        self.admin()?;
        self.engine.verdict_words(id, lang).await
    }

    /// Services that ask to confirm a redirection to this company. Admins only.
    pub async fn confirming(&self, company: Option<CompanyId>) -> Result<Vec<Confirming>> {
        let company = self.admin_company(company).await?;
        self.engine.confirming(company.id).await
    }

    /// Ends a test that runs or waits; nothing happens to one that has ended. Admins only.
    pub async fn cancel_test(&self, id: TestId) -> Result<()> {
        self.admin()?;
        self.engine.cancel_test(id).await
    }

    /// A page of messages, newest first, from `before` (a page's `next`) on.
    pub async fn messages(&self, view: View, before: Option<String>) -> Result<MessagePage> {
        self.engine.messages(view, before.as_deref()).await
    }

    /// How many messages are where.
    pub async fn counts(&self) -> Result<Counts> {
        self.engine.counts().await
    }

    /// A message, opened; what is said about it in this language.
    pub async fn message(&self, id: MessageId, lang: Lang) -> Result<MessageView> {
        self.engine.message(id, lang).await
    }

    /// The bytes of a message as received; not when a virus was found in it.
    pub async fn raw_message(&self, id: MessageId) -> Result<Vec<u8>> {
        self.engine.harmless_raw_message(id).await
    }

    /// The bytes of a message as received, whatever was found in it. Admins only.
    pub async fn infected_raw_message(&self, id: MessageId) -> Result<Vec<u8>> {
        self.admin()?;
        self.engine.raw_message(id).await
    }

    /// What is known of the files of a message.
    pub async fn known_files(&self, id: MessageId) -> Result<KnownFiles> {
        self.engine.known_files(id).await
    }

    /// A file of a message for showing in a browser, of kinds that run nothing.
    pub async fn shown_attachment(&self, id: MessageId, index: u32) -> Result<AttachmentFile> {
        self.engine.shown_attachment(id, index).await
    }

    /// All files of a message.
    pub async fn every_file(&self, id: MessageId) -> Result<EveryFile> {
        self.engine.every_file(id).await
    }

    /// A file of a message.
    pub async fn attachment(&self, id: MessageId, index: u32) -> Result<AttachmentFile> {
        self.engine.attachment(id, index).await
    }

    /// The HTML part of a message as a document for a frame without scripts.
    pub async fn message_html(&self, id: MessageId, remote_images: bool) -> Result<String> {
        self.engine.message_html(id, remote_images).await
    }

    /// Moves a message out of its list; it can be restored. Not when somebody has decided about it since it was `seen`.
    pub async fn delete_message(&self, id: MessageId, seen: Option<u32>) -> Result<()> {
        self.engine.delete_message(self.me.id, id, seen).await
    }

    /// Puts a deleted message back where it was.
    pub async fn restore_message(&self, id: MessageId) -> Result<()> {
        self.engine.restore_message(id).await
    }

    /// The practice server's facts and switches; [`Problem::NotFound`] outside practice mode.
    pub async fn practice(&self) -> Result<(PracticeFacts, PracticeState)> {
        self.engine.practice()
    }

    /// Switches the practice server. Admins only.
    pub async fn switch_practice(&self, state: PracticeState) -> Result<()> {
        self.admin()?;
        self.engine.switch_practice(state)
    }

    /// Writes a sample application to the practice server, as a candidate would.
    pub async fn send_application(&self, application: Application) -> Result<()> {
        self.engine.send_application(application).await
    }

    fn admin(&self) -> Result<()> {
        match self.me.role {
            Role::Admin => Ok(()),
            Role::Recruiter => Err(Problem::NotAllowed.into()),
        }
    }

    /// The company that an admin means; the main company when none is named.
    async fn admin_company(&self, id: Option<CompanyId>) -> Result<Company> {
        self.admin()?;
        match id {
            Some(id) => self.engine.company(id).await,
            None => Ok(self.engine.main_company().await?.ok_or(Problem::NotFound)?),
        }
    }
}
