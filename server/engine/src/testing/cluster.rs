//! A PostgreSQL cluster that lives as long as this process.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::mpsc,
};

/// What to type where PostgreSQL is missing.
const INSTALL: &str = "these tests need PostgreSQL: install it with `apt-get install postgresql` (or your system's way)";
/// PostgreSQL refuses to run as root; this user comes with its package, or with every system.
const USERS: [&str; 2] = ["postgres", "nobody"];

/// A running cluster.
pub struct Cluster {
    folder: PathBuf,
    user: String,
}

impl Cluster {
    /// Makes a cluster and starts it.
    pub fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("postroom-postgres-").tempdir().expect("a folder").keep();
        let user = user();
        let cluster = Self { folder, user };
        if is_root() {
            let owned = Command::new("chown").arg(&cluster.user).arg(&cluster.folder).status();
            assert!(owned.is_ok_and(|status| status.success()), "the folder cannot be given to {}", cluster.user);
        }
        let made = cluster.command("initdb").args(["-A", "trust", "-U", "postroom", "--no-sync", "-D"]).arg(cluster.data()).output();
        let made = made.unwrap_or_else(|error| panic!("{INSTALL} ({error})"));
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        cluster.run();
        cluster
    }

    /// The URL of a database in it.
    pub fn url(&self, database: &str) -> String {
        let socket = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://postroom@{socket}/{database}")
    }

    /// Starts the server under a thread that never ends, because the kernel ends it with the thread that started it;
    /// a shell beside it waits for that and removes the folder.
    fn run(&self) {
        let (ready, started) = mpsc::channel();
        let mut command = self.command("postgres");
        command.args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200", "-k"]);
        command.arg(&self.folder).arg("-D").arg(self.data()).stderr(Stdio::piped());
        let folder = self.folder.clone();
        std::thread::spawn(move || {
            let mut child = command.spawn().expect("postgres starts");
            remove_after(child.id(), &folder);
            let mut lines = BufReader::new(child.stderr.take().expect("its log")).lines().map_while(Result::ok);
            let is_ready = lines.by_ref().any(|line| line.contains("ready to accept connections"));
            _ = ready.send(is_ready);
            lines.for_each(drop);
            _ = child.wait();
        });
        assert!(started.recv().unwrap_or(false), "PostgreSQL did not start in {}", self.folder.display());
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// A program of PostgreSQL, as a user it accepts, ended by the kernel when this process ends.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL"]);
        if is_root() {
            command.args(["--reuid", &self.user, "--regid", &self.user, "--clear-groups"]);
        }
        command.arg(find(program)).current_dir(&self.folder).env("LC_ALL", "C");
        command
    }
}

fn remove_after(pid: u32, folder: &Path) {
    let script = format!("while kill -0 {pid} 2>/dev/null; do sleep 1; done; rm -rf {}", folder.display());
    let watcher = Command::new("setsid").args(["sh", "-c", &script]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    // Without it the folder stays behind in the system's folder for temporary files.
    drop(watcher);
}

fn is_root() -> bool {
    let told = Command::new("id").arg("-u").output();
    told.is_ok_and(|told| told.stdout.starts_with(b"0\n"))
}

fn user() -> String {
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let is_known = |name: &&str| users.lines().any(|line| line.split(':').next() == Some(name));
    USERS.iter().copied().find(is_known).unwrap_or("nobody").to_owned()
}

/// On the search path, else where Debian's package puts it, the newest version first.
fn find(program: &str) -> PathBuf {
    let on_path = env::split_paths(&env::var_os("PATH").unwrap_or_default()).map(|folder| folder.join(program)).find(|path| path.exists());
    let packaged = || {
        let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
        let mut found: Vec<_> = versions.flatten().map(|version| version.path().join("bin").join(program)).filter(|path| path.exists()).collect();
        found.sort();
        found.pop()
    };
    on_path.or_else(packaged).unwrap_or_else(|| panic!("{INSTALL}"))
}
