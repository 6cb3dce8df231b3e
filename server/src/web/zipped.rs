//! All files of a message in one ZIP archive, written while it is sent.

use std::{
    io::{self, Write},
    time::Duration,
};

use axum::body::Bytes;
use engine::EveryFile;
use futures_util::{Stream, stream};
use tokio::sync::mpsc;
use types::text::Lang;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// Pieces that wait for a slow reader.
const PIECES_WAITING: usize = 4;
/// Bytes of one piece.
const PIECE_BYTES: usize = 64 << 10;
/// How long a reader may take for one piece; one that takes longer has gone away.
const PIECE_LIMIT: Duration = Duration::from_secs(60);

/// The archive, piece by piece. What is left out is named in a file of its own.
pub(super) fn zipped(found: EveryFile, lang: Lang) -> impl Stream<Item = io::Result<Bytes>> {
    let (pieces, waiting) = mpsc::channel(PIECES_WAITING);
    tokio::task::spawn_blocking(move || {
        let mut sending = Sending { pieces: pieces.clone(), piece: Vec::with_capacity(PIECE_BYTES) };
        // The reader learns of a fault by an archive that does not end well.
        if let Err(error) = write(&mut sending, found, lang).and_then(|()| sending.flush()) {
            _ = pieces.try_send(Err(error));
        }
    });
    stream::unfold(waiting, async |mut waiting| waiting.recv().await.map(|piece| (piece, waiting)))
}

fn write(sending: &mut Sending, found: EveryFile, lang: Lang) -> io::Result<()> {
    let t = lang.attachments();
    let mut archive = ZipWriter::new_stream(sending);
    // Quickly, because documents and pictures are packed already. Some programs read files of unknown length only when
    // they are packed, so these are.
    let packed =
        SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).compression_level(Some(1));
    let mut left_out_name = t.left_out_name.to_owned();
    for file in found.files {
        // Two of one name are no archive.
        if file.name.eq_ignore_ascii_case(&left_out_name) {
            left_out_name.insert(0, '_');
        }
        archive.start_file(file.name, packed)?;
        archive.write_all(&file.bytes)?;
    }
    if !found.left_out.is_empty() {
        archive.start_file(left_out_name, packed)?;
        archive.write_all(format!("{}\r\n\r\n{}\r\n", t.left_out, found.left_out.join("\r\n")).as_bytes())?;
    }
    archive.finish()?;
    Ok(())
}

/// Where the archive is written to.
struct Sending {
    pieces: mpsc::Sender<io::Result<Bytes>>,
    piece: Vec<u8>,
}

impl Write for Sending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::take(&mut self.piece));
        let sending = tokio::time::timeout(PIECE_LIMIT, self.pieces.send(Ok(piece)));
        match tokio::runtime::Handle::current().block_on(sending) {
            Ok(Ok(())) => Ok(()),
            _ => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }
}
