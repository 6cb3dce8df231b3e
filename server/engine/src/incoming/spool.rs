//! A message that is too large to be kept in memory while it comes: in a file without a name, which is gone with the
//! process however that ends.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
};

/// The beginning of a message, on disk but not durable.
#[derive(Debug)]
pub struct Spool {
    file: File,
    n_bytes: usize,
}

impl Spool {
    /// Nothing yet, in this folder.
    pub fn create(folder: &Path) -> io::Result<Self> {
        Ok(Self { file: tempfile::tempfile_in(folder)?, n_bytes: 0 })
    }

    /// Adds bytes.
    pub fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.n_bytes += bytes.len();
        Ok(())
    }

    /// How many bytes there are.
    pub fn n_bytes(&self) -> usize {
        self.n_bytes
    }

    /// What is in it, and this behind it.
    pub fn read(mut self, rest: &[u8]) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(self.n_bytes + rest.len());
        self.file.seek(SeekFrom::Start(0))?;
        self.file.read_to_end(&mut bytes)?;
        if bytes.len() != self.n_bytes {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(rest);
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::Spool;

    #[test]
    fn gives_back_what_was_put_in_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let mut spool = Spool::create(folder.path()).unwrap();
        spool.push(b"one, ").unwrap();
        spool.push(b"two, ").unwrap();
        assert_eq!((spool.n_bytes(), std::fs::read_dir(folder.path()).unwrap().count()), (10, 0));
        assert_eq!(spool.read(b"three").unwrap(), b"one, two, three");
        assert!(Spool::create(&folder.path().join("missing")).is_err());
    }
}
