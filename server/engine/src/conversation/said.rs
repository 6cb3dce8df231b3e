//! The thread as scripts get it: whole messages, newest first.

use types::{CandidateId, OutgoingId, OutgoingView};

use crate::{
    Engine, Error, Result,
    cursor::Cursor,
    messages::{ANSWER_BYTES, WholeMessage},
};

/// Messages of one page at most: each is read when it is asked for, and may be large.
const PAGE_MAX: usize = 20;

/// One message of a conversation.
#[derive(Clone, Debug)]
pub enum Said {
    /// By the candidate.
    Theirs(Box<WholeMessage>),
    /// By us.
    Ours(Box<OutgoingView>),
}

impl Engine {
    /// At most `n` messages of a conversation, and at most 20, newest first; and where the older ones begin. It ends
    /// early when they are large.
    pub(crate) async fn said(
        &self,
        candidate: CandidateId,
        n: usize,
        before: Option<&str>,
    ) -> Result<(Vec<Said>, Option<String>)> {
        let candidate = self.living(candidate).await?;
        let (places, mut older) = self.places(candidate, n.min(PAGE_MAX), before).await?;
        let (mut said, mut n_bytes, mut last) = (Vec::with_capacity(places.len()), 0, None);
        for place in places {
            let message = if place.is_ours {
                let id = OutgoingId::from_slice(&place.id).ok_or(Error::Stored("outgoing id"))?;
                Said::Ours(Box::new(self.outgoing(id).await?))
            } else {
                let id = types::MessageId::from_slice(&place.id).ok_or(Error::Stored("message id"))?;
                let message = self.whole_message(id).await?;
                n_bytes += message.says.n_bytes();
                Said::Theirs(Box::new(message))
            };
            if n_bytes > ANSWER_BYTES && !said.is_empty() {
                older = last;
                break;
            }
            said.push(message);
            last = Some(Cursor::write(place.at, &place.id));
        }
        Ok((said, older))
    }
}
