//! Searching: everybody finds everything, as everybody reads everything.

use types::{SearchPage, SearchQuery};

use super::Desk;
use crate::Result;

impl Desk {
    /// A page of the messages that this query finds, the best first.
    pub async fn search(&self, query: SearchQuery) -> Result<SearchPage> {
        self.engine.search_messages(&query).await
    }
}
