//! Real servers, each misconfigured in many ways: what they say there, and what must be told about it.
//!
//! A server that is not installed is left out, unless `POSTROOM_REAL_SERVERS` says that it must be there.

mod dovecot;
mod exim;
mod fault;
mod firewall;
mod opensmtpd;
mod postfix;
mod smtp_server;

use std::{
    fs,
    net::{Ipv4Addr, TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use super::authority::{Shown, pem};

/// How long a server may take to start on a busy machine.
const START_LIMIT: Duration = Duration::from_secs(30);

/// The path of a program, or nothing when it may be missing.
pub(crate) fn program(name: &str, places: &[PathBuf]) -> Option<PathBuf> {
    let usual = ["/usr/sbin", "/usr/bin", "/usr/local/bin"].map(|folder| Path::new(folder).join(name));
    let found = places.iter().cloned().chain(usual).find(|path| path.exists());
    if found.is_none() {
        missing(name);
    }
    found
}

/// Where `.ci/install` unpacks servers that are not installed.
fn unpacked(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/mta").join(path)
}

/// Says that a server is left out.
fn missing(name: &str) {
    assert!(std::env::var_os("POSTROOM_REAL_SERVERS").is_none(), "{name} is not installed");
    eprintln!("{name} is not installed: its faults are left out");
}

/// Whether servers that need root can be run.
pub(crate) fn is_root() -> bool {
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    if !is_root {
        missing("a server that needs root");
    }
    is_root
}

/// Ports that are free at this moment.
pub(crate) fn free_ports(n: usize) -> Vec<u16> {
    let held: Vec<TcpListener> = (0..n).map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap()).collect();
    held.iter().map(|listener| listener.local_addr().unwrap().port()).collect()
}

/// A folder with every certificate in it, that the servers' own users can read.
pub(crate) fn folder() -> tempfile::TempDir {
    let folder = tempfile::Builder::new().prefix("real-server").tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    for shown in
        [Shown::Good, Shown::Expired, Shown::NotYetValid, Shown::WrongName, Shown::UnknownIssuer, Shown::OwnAuthority]
    {
        let (certificate, key) = pem(shown);
        fs::write(folder.path().join(format!("{shown:?}.pem")), certificate).unwrap();
        fs::write(folder.path().join(format!("{shown:?}.key")), key).unwrap();
        fs::set_permissions(folder.path().join(format!("{shown:?}.key")), fs::Permissions::from_mode(0o644)).unwrap();
    }
    folder
}

/// A process that ends with the test.
pub(crate) struct Running(Child);

impl Running {
    /// Starts it and waits until all ports answer.
    pub(crate) fn start(command: &mut Command, ports: &[u16]) -> Self {
        let running = Self(command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap());
        let deadline = Instant::now() + START_LIMIT;
        for port in ports {
            while TcpStream::connect((Ipv4Addr::LOCALHOST, *port)).is_err() {
                assert!(Instant::now() < deadline, "nobody listens at {port}");
                std::thread::yield_now();
            }
        }
        running
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
    }
}
