//! The bytes of the message that is being received, and what happens when there are too many.

use crate::inbound::Limits;

use super::fault::Fault;

/// Most that is set aside because a client says its message will be this long; more only when it comes.
const RESERVED_MAX_BYTES: u64 = 256 << 10;

/// A message as far as it has come.
#[derive(Debug)]
pub struct Content {
    raw: Vec<u8>,
    limit_bytes: usize,
    refused: Option<Fault>,
    thrown_away_bytes: usize,
    thrown_away_limit_bytes: usize,
}

impl Content {
    /// Nothing yet.
    pub fn new(limits: &Limits) -> Self {
        Self {
            raw: Vec::new(),
            limit_bytes: limits.message_bytes,
            refused: None,
            thrown_away_bytes: 0,
            thrown_away_limit_bytes: limits.discarded_bytes,
        }
    }

    /// Sets room aside for a message of the declared size.
    pub fn reserve(&mut self, declared_bytes: u64) {
        self.raw.reserve(usize::try_from(declared_bytes.min(RESERVED_MAX_BYTES)).unwrap_or(0));
    }

    /// Adds what came; from the limit on it is only counted.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.refused.is_none() && self.raw.len() + bytes.len() > self.limit_bytes {
            self.refuse(Fault::TooLarge);
        }
        match self.refused {
            None => self.raw.extend_from_slice(bytes),
            Some(_) => self.thrown_away_bytes += bytes.len(),
        }
    }

    /// Throws away what is there and what will come.
    pub fn refuse(&mut self, fault: Fault) {
        self.raw = Vec::new();
        self.refused = Some(fault);
    }

    /// Whether more was thrown away than anybody can expect us to read.
    pub fn is_endless(&self) -> bool {
        self.thrown_away_bytes > self.thrown_away_limit_bytes
    }

    /// The memory it takes.
    pub fn held_bytes(&self) -> usize {
        self.raw.capacity()
    }

    /// Why it is refused, if it is.
    pub fn refused(&self) -> Option<Fault> {
        self.refused
    }

    /// The message.
    pub fn into_raw(self) -> Vec<u8> {
        self.raw
    }
}
