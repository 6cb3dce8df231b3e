//! The log: one line per event on standard error, set by `RUST_LOG`.

use tracing_subscriber::EnvFilter;

/// Our own events, and of others only what goes wrong. Statements and dialogues of libraries stay out: they hold
/// what people wrote.
const DEFAULT_FILTER: &str = "warn,postroom=info,server=info,engine=info,app=info,mailhost=info";

/// Starts the log. A second call changes nothing.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(DEFAULT_FILTER));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Whoever reads the log may have gone: saying so in the same place would end the task that had something to log.
    _ = log.log_internal_errors(false).try_init();
}
