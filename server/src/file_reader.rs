//! Files read by this program once more: a process for each file, with limits of its own, without the settings and
//! secrets of this one, and ended when it takes too long.

use std::{
    io::{self, Read, Write},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use engine::{FileReader, FileText};
use tokio::{task::spawn_blocking, time::timeout};
use types::TextState;

use crate::commands::confined::{TAMED, Task};

/// How long reading one file may take: longer than it may use a processor, because others use it too.
const FILE_LIMIT: Duration = Duration::from_secs(40);
/// Most bytes that are taken of an answer: a word, and the longest text or a document of the largest message.
const ANSWER_MAX_BYTES: u64 = 64 << 20;

/// A process that ends when this is dropped.
struct Ending(Arc<Mutex<Child>>);

impl Drop for Ending {
    fn drop(&mut self) {
        // One that has ended cannot be ended, which is as good.
        _ = self.0.lock().unwrap_or_else(PoisonError::into_inner).kill();
    }
}

/// What a process answered.
enum Answer {
    /// Its word, and what follows that.
    Said(String, Vec<u8>),
    /// Nothing, and it ended like this.
    Ended(ExitStatus),
    /// Nothing in time.
    Late,
}

/// One that starts this program.
pub(crate) fn file_reader() -> FileReader {
    FileReader::new(text, tame)
}

async fn text(content: Vec<u8>) -> io::Result<FileText> {
    Ok(match ask(Task::ExtractText, content).await? {
        Answer::Said(word, text) => {
            let state = TextState::from_stored(&word).ok_or(io::ErrorKind::InvalidData)?;
            FileText { state, text: String::from_utf8_lossy(&text).into_owned() }
        }
        Answer::Ended(status) => how_it_ended(status).into(),
        Answer::Late => TextState::GaveUp.into(),
    })
}

async fn tame(content: Vec<u8>) -> io::Result<Option<Vec<u8>>> {
    Ok(match ask(Task::TamePdf, content).await? {
        Answer::Said(word, rest) if word == TAMED => Some(rest),
        _ => None,
    })
}

async fn ask(task: Task, content: Vec<u8>) -> io::Result<Answer> {
    let child = Command::new(this_program()?)
        .arg(task.word())
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let child = Arc::new(Mutex::new(child));
    let _ending = Ending(child.clone());
    match timeout(FILE_LIMIT, spawn_blocking(move || exchange(&child, content))).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) => Err(io::ErrorKind::Interrupted.into()),
        Err(_) => Ok(Answer::Late),
    }
}

/// This very program, also after a newer one was put in its place.
fn this_program() -> io::Result<PathBuf> {
    let running = PathBuf::from("/proc/self/exe");
    if running.exists() { Ok(running) } else { std::env::current_exe() }
}

/// Hands the file over and takes the answer.
fn exchange(child: &Mutex<Child>, content: Vec<u8>) -> io::Result<Answer> {
    let (input, output) = {
        let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
        (child.stdin.take(), child.stdout.take())
    };
    let (Some(mut input), Some(output)) = (input, output) else { return Err(io::ErrorKind::BrokenPipe.into()) };
    // Beside reading: whoever answers before it has read everything would otherwise wait for us, and we for it.
    let writing = std::thread::spawn(move || input.write_all(&content));
    let mut answer = Vec::new();
    output.take(ANSWER_MAX_BYTES).read_to_end(&mut answer)?;
    // It has closed its end, so it has ended or is about to; one that has not is ended by whoever waits for us.
    let ended = child.lock().unwrap_or_else(PoisonError::into_inner).wait()?;
    _ = writing.join();
    let end = answer.iter().position(|byte| *byte == b'\n');
    Ok(match end {
        Some(end) if ended.success() => {
            let rest = answer.split_off(end + 1);
            answer.truncate(end);
            Answer::Said(String::from_utf8_lossy(&answer).into_owned(), rest)
        }
        _ => Answer::Ended(ended),
    })
}

/// Whether it was stopped for what it used, or broke.
fn how_it_ended(ended: ExitStatus) -> TextState {
    use std::os::unix::process::ExitStatusExt;

    const SIGABRT: i32 = 6;
    const SIGKILL: i32 = 9;
    const SIGXCPU: i32 = 24;
    match ended.signal() {
        // Without memory a program of ours aborts.
        Some(SIGABRT | SIGKILL | SIGXCPU) => TextState::GaveUp,
        _ => TextState::Damaged,
    }
}
