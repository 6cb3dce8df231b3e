//! Who reads the text of files.

use std::{fmt, io, pin::Pin, sync::Arc};

use crate::reading::FileText;

/// A file being read.
type Working = Pin<Box<dyn Future<Output = io::Result<FileText>> + Send>>;

/// Reads the text of a file where a hostile one can do no harm: the engine starts no process, so it is handed this.
#[derive(Clone)]
pub struct TextReader(Arc<dyn Fn(Vec<u8>) -> Working + Send + Sync>);

impl TextReader {
    /// One that works like this. An error means that the reader itself could not begin, and that it is to be tried
    /// again; whatever a file does is an answer.
    pub fn new<F>(read: impl Fn(Vec<u8>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = io::Result<FileText>> + Send + 'static,
    {
        Self(Arc::new(move |content| Box::pin(read(content))))
    }

    /// What reading a file with this content gives.
    pub(super) async fn read(&self, content: Vec<u8>) -> io::Result<FileText> {
        (self.0)(content).await
    }
}

impl fmt::Debug for TextReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TextReader")
    }
}
