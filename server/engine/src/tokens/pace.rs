//! How often each token may ask: a minute's worth at once, then evenly. In memory: it is about this minute.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use types::{Timestamp, TokenId};

const MICROS_PER_MINUTE: i64 = 60_000_000;

/// When each token will have used up what it was given.
#[derive(Debug, Default)]
pub(crate) struct Paces(Mutex<HashMap<TokenId, Timestamp>>);

impl Paces {
    /// Counts one request; the seconds to wait when there were too many. What is remembered is bounded by the number
    /// of tokens in force.
    pub fn take(&self, token: TokenId, per_minute: u32, now: Timestamp) -> Result<(), u32> {
        let mut used_up = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let each = MICROS_PER_MINUTE / i64::from(per_minute.max(1));
        let since = used_up.get(&token).copied().unwrap_or(now).max(now);
        let ahead = since.0 - now.0 + each;
        if ahead > MICROS_PER_MINUTE {
            let wait_secs = (ahead - MICROS_PER_MINUTE).div_euclid(1_000_000) + 1;
            return Err(u32::try_from(wait_secs).unwrap_or(u32::MAX));
        }
        used_up.retain(|_, until| *until > now);
        used_up.insert(token, Timestamp(since.0 + each));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use types::{Timestamp, TokenId};

    use super::Paces;

    #[test]
    fn a_minutes_worth_at_once_and_then_evenly() {
        let paces = Paces::default();
        let (one, other) = (TokenId::from_slice(&[1; 16]).unwrap(), TokenId::from_slice(&[2; 16]).unwrap());
        let now = Timestamp(0);
        for _ in 0..30 {
            assert_eq!(paces.take(one, 30, now), Ok(()));
        }
        assert_eq!(paces.take(one, 30, now), Err(3), "one every two seconds, and a second to be sure");
        assert_eq!(paces.take(other, 30, now), Ok(()), "each has its own");
        assert_eq!(paces.take(one, 30, now.plus_secs(2)), Ok(()));
        assert!(paces.take(one, 30, now.plus_secs(2)).is_err());
        assert_eq!(paces.take(one, 30, now.plus_secs(600)), Ok(()));
        assert_eq!(paces.0.lock().unwrap().len(), 1, "who rests is forgotten");
    }
}
