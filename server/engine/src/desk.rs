//! The engine bound to one signed-in person: everything people may do, each call with its permission.

use types::{
    ApplicantPage, Application, CompanyChoice, CompanyId, CompanyLine, ConnectionTest, Counts, Me, MessageId,
    MessagePage, MessageView, Outlook, Position, PositionForm, PositionId, PositionPage, PositionQuery, PositionSaved,
    PracticeFacts, PracticeState, Problem, RecruitingEmail, Role, SenderForm, TestId, Topic, TypedSmtp, View,
};

use crate::{AttachmentFile, Company, Engine, Result, Secret};

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
            Topic::Messages | Topic::Positions | Topic::Candidates | Topic::Candidate(_) | Topic::Outbox => true,
            Topic::Settings | Topic::Test(_) => matches!(self.me.role, Role::Admin),
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

    /// Gives a subcompany settings of its own that begin as the main company's, without the password. Admins only.
    pub async fn use_own_settings(&self, company: CompanyId) -> Result<()> {
        let company = self.admin_company(Some(company)).await?;
        self.engine.use_own_settings(&company).await
    }

    /// Gives a subcompany's own settings up for the main company's. Admins only.
    pub async fn use_main_settings(&self, company: CompanyId) -> Result<()> {
        let company = self.admin_company(Some(company)).await?;
        self.engine.use_main_settings(&company).await
    }

    /// Undoes [`Self::use_main_settings`]. Admins only.
    pub async fn take_settings_back(&self, company: CompanyId) -> Result<()> {
        let company = self.admin_company(Some(company)).await?;
        self.engine.take_settings_back(&company).await
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
        self.engine.begin_test(&company, Some(typed), password).await
    }

    /// Begins a connection test of the company's own stored values. Admins only.
    pub async fn test_stored(&self, company: Option<CompanyId>) -> Result<TestId> {
        let company = self.admin_company(company).await?;
        self.engine.begin_test(&company, None, Secret::new(String::new())).await
    }

    /// A test as it stands. Admins only.
    pub async fn connection_test(&self, id: TestId) -> Result<ConnectionTest> {
        self.admin()?;
        self.engine.connection_test(id).await
    }

    /// Ends a test that runs or waits; nothing happens to one that has ended. Admins only.
    pub async fn cancel_test(&self, id: TestId) -> Result<()> {
        self.admin()?;
        self.engine.cancel_test(id).await
    }

    /// A line for every company, the main company first. Admins only.
    pub async fn company_overview(&self) -> Result<Vec<CompanyLine>> {
        self.admin()?;
        self.engine.company_overview().await
    }

    /// Makes a subcompany; without a tag, one is made from the name. Admins only.
    pub async fn create_subcompany(&self, name: String, tag: String) -> Result<CompanyId> {
        self.admin()?;
        self.engine.create_subcompany(&name, &tag).await
    }

    /// Gives a company another name; its addresses stay. Admins only.
    pub async fn rename_company(&self, id: CompanyId, name: String) -> Result<()> {
        self.admin()?;
        self.engine.rename_company(id, &name).await
    }

    /// Keeps a subcompany for its history only: it takes no new positions, and goes on receiving and answering.
    /// Admins only.
    pub async fn retire_subcompany(&self, id: CompanyId) -> Result<()> {
        self.admin()?;
        self.engine.retire_subcompany(id).await
    }

    /// Takes that back. Admins only.
    pub async fn bring_back_subcompany(&self, id: CompanyId) -> Result<()> {
        self.admin()?;
        self.engine.bring_back_subcompany(id).await
    }

    /// A page of messages, newest first, from `before` (a page's `next`) on.
    pub async fn messages(&self, view: View, before: Option<String>) -> Result<MessagePage> {
        self.engine.messages(view, before.as_deref()).await
    }

    /// How many messages are where.
    pub async fn counts(&self) -> Result<Counts> {
        self.engine.counts().await
    }

    /// A message, opened.
    pub async fn message(&self, id: MessageId) -> Result<MessageView> {
        self.engine.message(id).await
    }

    /// The bytes of a message as received.
    pub async fn raw_message(&self, id: MessageId) -> Result<Vec<u8>> {
        self.engine.raw_message(id).await
    }

    /// A file of a message.
    pub async fn attachment(&self, id: MessageId, index: u32) -> Result<AttachmentFile> {
        self.engine.attachment(id, index).await
    }

    /// The HTML part of a message as a document for a frame without scripts.
    pub async fn message_html(&self, id: MessageId, remote_images: bool) -> Result<String> {
        self.engine.message_html(id, remote_images).await
    }

    /// Moves a message out of its list; it can be restored.
    pub async fn delete_message(&self, id: MessageId) -> Result<()> {
        self.engine.delete_message(id).await
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

    /// A page of positions, newest first, from `before` (a page's `next`) on.
    pub async fn positions(&self, query: PositionQuery, before: Option<String>) -> Result<PositionPage> {
        self.engine.positions(&query, before.as_deref()).await
    }

    /// A position, opened.
    pub async fn position(&self, id: PositionId) -> Result<Position> {
        self.engine.position(id).await
    }

    /// Makes a position.
    pub async fn create_position(&self, form: PositionForm) -> Result<PositionId> {
        self.engine.create_position(form).await
    }

    /// Stores a position's details. Another company that changes who answers open conversations is stored only when
    /// it is the one whose [`Self::outlook`] was `seen`.
    pub async fn change_position(
        &self,
        id: PositionId,
        form: PositionForm,
        seen: Option<CompanyId>,
    ) -> Result<PositionSaved> {
        self.engine.change_position(id, form, seen).await
    }

    /// What a company means for the position, or for a new one. Without a company, what things are like now.
    pub async fn outlook(&self, position: Option<PositionId>, company: Option<CompanyId>) -> Result<Outlook> {
        self.engine.outlook(position, company).await
    }

    /// A page of those who apply for the position, newest first, from `before` (a page's `next`) on.
    pub async fn applicants(&self, position: PositionId, before: Option<String>) -> Result<ApplicantPage> {
        self.engine.applicants(position, before.as_deref()).await
    }

    /// The companies that a position may belong to, the main company first.
    pub async fn company_choices(&self) -> Result<Vec<CompanyChoice>> {
        self.engine.company_choices().await
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
