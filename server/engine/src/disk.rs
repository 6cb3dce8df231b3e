//! The disk of the data folder: where large messages wait for their end, and whether there is room for more mail.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use tokio::time::{Duration, Instant};

/// How long an answer of the system is believed. In that time the fastest network fills less than the reserve.
const BELIEVED_FOR: Duration = Duration::from_millis(500);

/// A folder on the disk of the store.
#[derive(Clone, Debug)]
pub struct Disk(Arc<Kept>);

#[derive(Debug)]
struct Kept {
    folder: PathBuf,
    reserve_bytes: u64,
    last: Mutex<Option<(Instant, bool)>>,
}

impl Disk {
    /// This folder, on whose disk so much shall stay free: a full disk stops more than mail.
    pub fn new(folder: PathBuf, reserve_bytes: u64) -> Self {
        Self(Arc::new(Kept { folder, reserve_bytes, last: Mutex::default() }))
    }

    /// Where files may be made.
    pub fn folder(&self) -> &Path {
        &self.0.folder
    }

    /// Whether more is free than the reserve. A system that cannot say is taken for one that has room: the store will
    /// say no by itself.
    pub fn has_room(&self) -> bool {
        let mut last = self.0.last.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if let Some((at, has_room)) = *last
            && now - at < BELIEVED_FOR
        {
            return has_room;
        }
        let has_room = free_bytes(&self.0.folder).is_none_or(|free| free > self.0.reserve_bytes);
        if !has_room && last.is_none_or(|(_, had_room)| had_room) {
            tracing::error!(folder = %self.0.folder.display(), "the disk is nearly full: mail is sent away until there is room");
        }
        *last = Some((now, has_room));
        has_room
    }
}

/// What an ordinary user may still write there.
fn free_bytes(folder: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(folder).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}

#[cfg(test)]
mod tests {
    use super::Disk;

    #[test]
    fn keeps_its_reserve() {
        let folder = std::env::temp_dir();
        assert!(Disk::new(folder.clone(), 0).has_room());
        assert!(!Disk::new(folder, u64::MAX).has_room());
        assert!(Disk::new("/nowhere".into(), u64::MAX).has_room());
    }
}
