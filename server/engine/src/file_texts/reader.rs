//! Who reads files.

use std::{fmt, io, pin::Pin, sync::Arc};

use tokio::sync::Semaphore;

use crate::reading::{FileText, file_text, tame_pdf};

/// Documents made harmless at one time; each may need much memory.
const TAMED_AT_ONCE: usize = 2;

/// A file being read.
type Working<T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send>>;
type Work<T> = Arc<dyn Fn(Vec<u8>) -> Working<T> + Send + Sync>;

/// Reads files where a hostile one can do no harm: the engine starts no process, so it is handed this.
#[derive(Clone)]
pub struct FileReader {
    text: Work<FileText>,
    tame: Work<Option<Vec<u8>>>,
    places: Arc<Semaphore>,
}

impl FileReader {
    /// One that reads texts, and takes away what runs in a PDF, like this. An error means that the reader itself could
    /// not begin, and that it is to be tried again; whatever a file does is an answer.
    pub fn new<F, G>(
        text: impl Fn(Vec<u8>) -> F + Send + Sync + 'static,
        tame: impl Fn(Vec<u8>) -> G + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = io::Result<FileText>> + Send + 'static,
        G: Future<Output = io::Result<Option<Vec<u8>>>> + Send + 'static,
    {
        Self {
            text: Arc::new(move |content| Box::pin(text(content))),
            tame: Arc::new(move |content| Box::pin(tame(content))),
            places: Arc::new(Semaphore::new(TAMED_AT_ONCE)),
        }
    }

    /// One that reads in this process: for tests and measurements, whose files do no harm.
    pub fn in_this_process() -> Self {
        Self::new(async |content| Ok(file_text(&content)), async |content| Ok(tame_pdf(&content)))
    }

    /// What reading a file with this content gives.
    pub(super) async fn text(&self, content: Vec<u8>) -> io::Result<FileText> {
        (self.text)(content).await
    }

    /// A PDF without what runs in it; nothing when it cannot be read.
    pub(crate) async fn tame(&self, content: Vec<u8>) -> io::Result<Option<Vec<u8>>> {
        let _place = self.places.acquire().await.map_err(io::Error::other)?;
        (self.tame)(content).await
    }
}

impl fmt::Debug for FileReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileReader")
    }
}
