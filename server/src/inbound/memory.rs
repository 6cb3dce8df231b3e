//! How many bytes of messages are held at one time, over all sessions.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// What is kept in memory of all messages being received at one time, unless told otherwise.
const HELD_BYTES: usize = 64 << 20;

/// The memory that all sessions share, also those of another receiver that has the same.
#[derive(Clone, Debug)]
pub struct Memory {
    limit_bytes: usize,
    held_bytes: Arc<AtomicUsize>,
}

/// What one session holds; given back when dropped.
#[derive(Debug)]
pub struct Share {
    memory: Memory,
    bytes: usize,
}

impl Default for Memory {
    fn default() -> Self {
        Self::new(HELD_BYTES)
    }
}

impl Memory {
    /// So many bytes in all; what does not fit waits on the disk.
    pub fn new(limit_bytes: usize) -> Self {
        Self { limit_bytes, held_bytes: Arc::default() }
    }

    /// A share that holds nothing yet.
    pub fn share(&self) -> Share {
        Share { memory: self.clone(), bytes: 0 }
    }
}

impl Share {
    /// Says that the session now holds this much. False when that is more than there is; then the share stays.
    pub fn hold(&mut self, bytes: usize) -> bool {
        if bytes > self.bytes {
            let more = bytes - self.bytes;
            let before = self.memory.held_bytes.fetch_add(more, Ordering::Relaxed);
            if before.saturating_add(more) > self.memory.limit_bytes {
                self.memory.held_bytes.fetch_sub(more, Ordering::Relaxed);
                return false;
            }
        } else {
            self.memory.held_bytes.fetch_sub(self.bytes - bytes, Ordering::Relaxed);
        }
        self.bytes = bytes;
        true
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.hold(0);
    }
}

#[cfg(test)]
mod tests {
    use super::Memory;

    #[test]
    fn is_shared_and_given_back() {
        let memory = Memory::new(10);
        let (mut one, mut other) = (memory.share(), memory.share());
        assert!(one.hold(6) && other.hold(4) && !other.hold(5));
        assert!(one.hold(5) && other.hold(5));
        drop(one);
        assert!(other.hold(10) && !other.hold(11));
    }
}
