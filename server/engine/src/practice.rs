//! The practice company mail server as the engine knows it: switches to set, and a slot for sample applications.

use tokio::sync::{mpsc, watch};
use types::{Application, InputFault, InputField, PracticeFacts, PracticeState, Problem};

use crate::{Engine, Error, Result};

/// Longest text of a sample application, in bytes.
const TEXT_MAX_BYTES: usize = 20_000;
/// Longest name or subject of a sample application, in bytes.
const LINE_MAX_BYTES: usize = 500;

/// The practice mail server beside this Postroom.
#[derive(Clone, Debug)]
pub struct Practice {
    /// What to type into the wizard.
    pub facts: PracticeFacts,
    /// How it is switched.
    pub switches: watch::Sender<PracticeState>,
    /// Applications to be sent to it.
    pub applications: mpsc::Sender<Application>,
}

impl Engine {
    pub(crate) fn practice(&self) -> Result<(PracticeFacts, PracticeState)> {
        let practice = self.inner.practice.as_ref().ok_or(Problem::NotFound)?;
        let state = *practice.switches.borrow();
        Ok((practice.facts.clone(), state))
    }

    pub(crate) fn switch_practice(&self, state: PracticeState) -> Result<()> {
        let practice = self.inner.practice.as_ref().ok_or(Problem::NotFound)?;
        practice.switches.send_replace(state);
        Ok(())
    }

    pub(crate) async fn send_application(&self, application: Application) -> Result<()> {
        let practice = self.inner.practice.as_ref().ok_or(Problem::NotFound)?;
        if application.address.parse::<types::EmailAddress>().is_err() {
            return Err(Error::invalid(InputField::Address, InputFault::NotAnAddress));
        }
        let lines_fit = application.name.len() <= LINE_MAX_BYTES && application.subject.len() <= LINE_MAX_BYTES;
        if !lines_fit || application.text.len() > TEXT_MAX_BYTES {
            return Err(Error::invalid(InputField::PersonName, InputFault::TooLong));
        }
        practice.applications.send(application).await.map_err(|_| Error::Stopping)
    }
}
