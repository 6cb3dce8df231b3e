//! The engine bound to one signed-in person: everything people may do, each call with its permission.

use types::*;

use crate::{Engine, Result, Secret};

/// What one person may do.
#[derive(Clone, Debug)]
pub struct Desk {
    #[expect(dead_code)]
    engine: Engine,
    me: Me,
}

impl Desk {
    /// Who this is.
    pub fn me(&self) -> &Me {
        &self.me
    }

    /// The recruiting email settings of the main company. Admins only.
    pub async fn recruiting_email(&self) -> Result<RecruitingEmail> {
        unimplemented!()
    }

    /// Stores step *Sender* as typed. Admins only.
    pub async fn save_sender(&self, _form: SenderForm) -> Result<()> {
        unimplemented!()
    }

    /// Stores step *SMTP* as typed; an empty password keeps the stored one. Admins only.
    pub async fn save_smtp(&self, _typed: TypedSmtp, _password: Secret) -> Result<()> {
        unimplemented!()
    }

    /// Begins a connection test of these values, stored or not; an empty password means the stored one. Admins only.
    pub async fn test_connection(&self, _sender: SenderForm, _typed: TypedSmtp, _password: Secret) -> Result<TestId> {
        unimplemented!()
    }

    /// A test as it stands. Admins only.
    pub async fn connection_test(&self, _id: TestId) -> Result<ConnectionTest> {
        unimplemented!()
    }

    /// Ends a test that runs or waits; nothing happens to one that has ended. Admins only.
    pub async fn cancel_test(&self, _id: TestId) -> Result<()> {
        unimplemented!()
    }

    /// A page of messages, newest first, from `before` (a page's `next`) on.
    pub async fn messages(&self, _view: View, _before: Option<String>) -> Result<MessagePage> {
        unimplemented!()
    }

    /// How many messages are where.
    pub async fn counts(&self) -> Result<Counts> {
        unimplemented!()
    }

    /// A message, opened.
    pub async fn message(&self, _id: MessageId) -> Result<MessageView> {
        unimplemented!()
    }

    /// Moves a message out of its list; it can be restored.
    pub async fn delete_message(&self, _id: MessageId) -> Result<()> {
        unimplemented!()
    }

    /// Puts a deleted message back where it was.
    pub async fn restore_message(&self, _id: MessageId) -> Result<()> {
        unimplemented!()
    }

    /// The practice server's facts and switches; [`Problem::NotFound`] outside practice mode.
    pub async fn practice(&self) -> Result<(PracticeFacts, PracticeState)> {
        unimplemented!()
    }

    /// Switches the practice server. Admins only.
    pub async fn switch_practice(&self, _state: PracticeState) -> Result<()> {
        unimplemented!()
    }

    /// Writes a sample application to the practice server, as a candidate would.
    pub async fn send_application(&self, _application: Application) -> Result<()> {
        unimplemented!()
    }
}
