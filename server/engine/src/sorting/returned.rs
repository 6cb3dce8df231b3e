//! A test mail that came back, beside what was sent.

use types::{Arrival, EmailAddress, HeaderComparison, MessageId, TestId, TestedSettings, Timestamp};

use crate::{Engine, Error, Result, tester::test_message_id};

/// A test mail that came back.
pub(super) struct Returned {
    pub test: TestId,
    pub at: Timestamp,
    pub from: Option<String>,
    pub message_id: Option<String>,
    pub token: Option<String>,
    pub recipients: Vec<String>,
}

impl Engine {
    /// What came back beside what was sent, as stored.
    pub(super) fn arrival(&self, message: MessageId, returned: &Returned, settings: &str) -> Result<String> {
        let settings: TestedSettings = serde_json::from_str(settings).map_err(|_| Error::Stored("test"))?;
        let compared =
            |name: &str, sent: String, found: Option<String>| HeaderComparison { name: name.to_owned(), sent, found };
        let sent_id = test_message_id(returned.test, &self.inner.mail_domain);
        let arrival = Arrival {
            message,
            at: returned.at,
            headers: vec![
                compared("From", settings.custom_address.to_string(), returned.from.clone()),
                compared("Message-ID", sent_id, returned.message_id.clone()),
                compared("X-Postroom-Test", self.test_token(returned.test), returned.token.clone()),
            ],
            elsewhere: elsewhere(&returned.recipients, &settings.recruiting_address),
        };
        serde_json::to_string(&arrival).map_err(|_| Error::Stored("arrival"))
    }
}

/// The envelope recipient, when it is not the recruiting address that the redirection should lead to.
fn elsewhere(recipients: &[String], expected: &EmailAddress) -> Option<String> {
    let is_there = recipients.iter().any(|recipient| recipient.to_lowercase() == expected.as_str().to_lowercase());
    recipients.first().filter(|_| !is_there).cloned()
}
