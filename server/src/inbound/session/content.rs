//! The bytes of the message that is being received, and what happens when there are too many. Only its end is kept in
//! memory: what comes before goes to the disk, full buffer by full buffer.

use crate::inbound::Limits;

use super::fault::Fault;

/// Most that is set aside because a client says its message will be this long: nothing of it has come yet, and whoever only
/// says so must not take the memory from others.
const RESERVED_MAX_BYTES: u64 = 8 << 10;

/// A message as far as it has come.
#[derive(Debug)]
pub struct Content {
    raw: Vec<u8>,
    /// What is on the disk already.
    spooled_bytes: usize,
    spool_bytes: usize,
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
            spooled_bytes: 0,
            spool_bytes: limits.spool_bytes,
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
        if self.refused.is_none() && self.spooled_bytes + self.raw.len() + bytes.len() > self.limit_bytes {
            self.refuse(Fault::TooLarge);
        }
        match self.refused {
            None => self.raw.extend_from_slice(bytes),
            Some(_) => self.thrown_away_bytes += bytes.len(),
        }
    }

    /// What has to go to the disk, when there is enough of it.
    pub fn take_full(&mut self) -> Option<Vec<u8>> {
        if self.raw.len() < self.spool_bytes {
            return None;
        }
        self.spooled_bytes += self.raw.len();
        Some(std::mem::take(&mut self.raw))
    }

    /// Whatever is held of it, for the disk.
    pub fn take_held(&mut self) -> Option<Vec<u8>> {
        self.spooled_bytes += self.raw.len();
        Some(std::mem::take(&mut self.raw)).filter(|raw| !raw.is_empty())
    }

    /// Goes on in a buffer whose bytes are on the disk.
    pub fn reuse(&mut self, mut buffer: Vec<u8>) {
        if self.raw.is_empty() && self.refused.is_none() {
            buffer.clear();
            self.raw = buffer;
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

    /// The message, or what of it is not on the disk.
    pub fn into_raw(self) -> Vec<u8> {
        self.raw
    }
}
