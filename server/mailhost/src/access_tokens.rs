//! Access tokens that are good at this moment, as a provider would say when it is asked.

use std::sync::{Arc, PoisonError, RwLock};

use crate::{Account, Options, options::is_same};

/// Tokens, each with the account that it opens.
type Known = Vec<(String, String)>;

/// The tokens of one server; clones are the same list.
#[derive(Clone, Default)]
pub(crate) struct AccessTokens(Arc<RwLock<Option<Known>>>);

impl AccessTokens {
    /// Takes these and no others.
    pub(crate) fn set(&self, tokens: Known) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(tokens);
    }

    /// Whether tokens are taken at all.
    pub(crate) fn are_offered(&self) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// The account that this token opens under this name: its own, or a shared mailbox that it may send from.
    pub(crate) fn sign_in<'a>(&self, options: &'a Options, name: &str, token: &str) -> Option<&'a Account> {
        let tokens = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (owner, _) = tokens.as_ref()?.iter().find(|(_, known)| known == token)?;
        options.accounts.iter().find(|account| is_same(&account.account, owner) && account.may_send_as(name))
    }
}
