//! How long a client is waited for.

use tokio::time::Instant;

use crate::inbound::Limits;

/// What a client has done lately, and until when it has to do more.
#[derive(Debug)]
pub(super) struct Patience {
    limits: Limits,
    /// The session's steps when the client last got on, and when that was.
    got_on: (u64, Instant),
    /// What came of the message since when.
    window: (usize, Instant),
}

impl Patience {
    pub fn new(limits: &Limits) -> Self {
        let now = Instant::now();
        Self { limits: *limits, got_on: (0, now), window: (0, now) }
    }

    /// Until when something must come. A whole command has its time; so has a whole message, each piece of it, and
    /// each minute of it, in which a least number of bytes must come.
    pub fn deadline(&mut self, n_steps: u64, in_message: bool) -> Instant {
        let now = Instant::now();
        if self.got_on.0 != n_steps {
            (self.got_on, self.window) = ((n_steps, now), (0, now));
        }
        if !in_message {
            return self.got_on.1 + self.limits.command;
        }
        if self.window.0 >= self.limits.window_bytes {
            self.window = (0, now);
        }
        let whole = self.got_on.1 + self.limits.data_whole;
        let window = self.window.1 + self.limits.window;
        whole.min(now + self.limits.data_block).min(window)
    }

    /// Something came.
    pub fn heard(&mut self, n_bytes: usize) {
        self.window.0 += n_bytes;
    }
}
