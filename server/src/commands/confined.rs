//! `postroom extract-text` and `postroom tame-pdf`: read one hostile file, for a Postroom that started them to do just that.

use std::{
    io::{Read, Write, stdin, stdout},
    process::ExitCode,
};

use rustix::process::{Resource, Rlimit, nice, setrlimit};

/// Bytes of address space: a document of 30 MB may be ten times as large when it is unpacked. The program itself is in
/// it too.
const MEMORY_MAX_BYTES: u64 = 1 << 30;
/// Seconds of a processor: a CV takes a tenth of one.
const PROCESSOR_MAX_SECS: u64 = 15;
/// Open files: what comes in, what goes out, and faults. It can open no other, and no connection.
const FILES_MAX: u64 = 3;

/// How far it stands behind what people and mail servers wait for, in the system's steps.
const BEHIND_OTHERS: i32 = 10;

/// The word before a PDF that may be shown.
pub(crate) const TAMED: &str = "tamed";

/// What is to be done with the file.
#[derive(Clone, Copy, Debug)]
pub enum Task {
    /// Reading its text.
    ExtractText,
    /// Taking away what runs in a PDF.
    TamePdf,
}

impl Task {
    /// The command.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::ExtractText => "extract-text",
            Self::TamePdf => "tame-pdf",
        }
    }
}

/// Reads a file from standard input; writes the word for how far it came, a line end, and what it gave.
pub fn run(task: Task) -> ExitCode {
    match confine().map_err(std::io::Error::from).and_then(|()| work(task)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("postroom: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Takes away what a file must not use. Done before its first byte is read.
fn confine() -> Result<(), rustix::io::Errno> {
    for (resource, most) in [
        (Resource::As, MEMORY_MAX_BYTES),
        (Resource::Cpu, PROCESSOR_MAX_SECS),
        (Resource::Nofile, FILES_MAX),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
    ] {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    nice(BEHIND_OTHERS)?;
    Ok(())
}

fn work(task: Task) -> std::io::Result<()> {
    let mut content = Vec::new();
    stdin().lock().read_to_end(&mut content)?;
    let (word, rest) = match task {
        Task::ExtractText => {
            let found = engine::file_text(&content);
            (found.state.as_str(), found.text.into_bytes())
        }
        Task::TamePdf => match engine::tame_pdf(&content) {
            Some(rest) => (TAMED, rest),
            None => ("unreadable", Vec::new()),
        },
    };
    let mut out = stdout().lock();
    out.write_all(word.as_bytes())?;
    out.write_all(b"\n")?;
    out.write_all(&rest)?;
    out.flush()
}
