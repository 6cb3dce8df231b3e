//! One PostgreSQL server, and the shell that ends with this process and takes the server with it.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
};

/// Where the sockets lie: their paths have a limit of about 100 bytes, which folders for temporary files may exceed.
const FOLDER: &str = "/tmp";
/// Who PostgreSQL runs as when the tests run as root, which it refuses.
const USERS: [&str; 2] = ["postgres", "nobody"];
/// Where Debian keeps the programs of its versions, outside the search path.
const DEBIAN_VERSIONS: &str = "/usr/lib/postgresql";
const NOT_INSTALLED: &str = "PostgreSQL is needed by the tests and is not installed; type: .ci/install";

/// Makes and starts the server, says so, waits until nobody holds its standard input any more, and cleans up.
/// Arguments: where the programs are, the folder, and the words before a command that give up root's rights.
const SCRIPT: &str = r#"
PATH="$1:$PATH" folder=$2
shift 2
cd "$folder" || exit
"$@" initdb --pgdata=data --username=postgres --auth=trust --encoding=UTF8 --no-locale --no-sync >log 2>&1 &&
  "$@" pg_ctl start --pgdata=data --wait --log=server.log --options="-F -k '$folder' -c listen_addresses='' \
    -c full_page_writes=off -c synchronous_commit=off -c max_connections=300" >>log 2>&1 </dev/null &&
  echo started || { cat log server.log 2>/dev/null; echo failed; }
cat >/dev/null
"$@" pg_ctl stop --pgdata=data --mode=immediate >/dev/null 2>&1
cd / && rm -rf "$folder"
"#;

/// A running server.
pub(super) struct Cluster {
    folder: PathBuf,
    /// Closed by the system when this process ends; the shell waits for that.
    _lifeline: ChildStdin,
    /// Ends by itself after the lifeline has.
    _shell: Child,
}

impl Cluster {
    pub(super) fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("postroom-postgres-").tempdir_in(FOLDER);
        let folder = folder.expect("a folder can be made").keep();
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", SCRIPT, "sh"]).arg(programs()).arg(&folder).stdin(Stdio::piped()).stdout(Stdio::piped());
        if id(&["-u"]) == Some(0) {
            let (user, group) = unprivileged();
            chown(&folder, Some(user), Some(group)).expect("the folder can be given away");
            shell.args(["setpriv", &format!("--reuid={user}"), &format!("--regid={group}"), "--clear-groups"]);
        }
        // A group of its own: Ctrl+C at the tests must leave it time to clean up.
        shell.process_group(0);
        let mut shell = shell.spawn().expect("a shell starts");
        let lifeline = shell.stdin.take().expect("it is piped");
        let mut log = String::new();
        for line in BufReader::new(shell.stdout.take().expect("it is piped")).lines().map_while(Result::ok) {
            match line.as_str() {
                "started" => return Self { folder, _lifeline: lifeline, _shell: shell },
                "failed" => break,
                said => log = log + said + "\n",
            }
        }
        drop(lifeline);
        _ = shell.wait();
        panic!("PostgreSQL for tests did not start:\n{log}");
    }

    /// The URL of one of its databases.
    pub(super) fn url(&self, database: &str) -> String {
        let socket = self.folder.to_string_lossy().replace('/', "%2F");
        format!("postgres://postgres@{socket}/{database}")
    }
}

/// The folder of `initdb`, `pg_ctl` and `postgres`: from the search path, or the newest that Debian has.
fn programs() -> PathBuf {
    let search = env::var_os("PATH").unwrap_or_default();
    let versions = fs::read_dir(DEBIAN_VERSIONS).into_iter().flatten().flatten();
    let mut versions: Vec<_> = versions.map(|entry| entry.path().join("bin")).collect();
    versions.sort_by_key(|folder| version(folder));
    env::split_paths(&search)
        .chain(versions.into_iter().rev())
        .find(|folder| folder.join("initdb").exists() && folder.join("pg_ctl").exists())
        .expect(NOT_INSTALLED)
}

/// The number in `/usr/lib/postgresql/15/bin`.
fn version(folder: &Path) -> Option<u32> {
    folder.parent()?.file_name()?.to_str()?.parse().ok()
}

fn unprivileged() -> (u32, u32) {
    USERS
        .iter()
        .find_map(|user| Some((id(&["-u", user])?, id(&["-g", user])?)))
        .expect("PostgreSQL refuses to run as root and needs a user postgres or nobody")
}

fn id(arguments: &[&str]) -> Option<u32> {
    let output = Command::new("id").args(arguments).stderr(Stdio::null()).output().ok()?;
    str::from_utf8(&output.stdout).ok()?.trim().parse().ok()
}
