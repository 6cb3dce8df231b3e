//! A Dovecot of one's own: mailboxes in a folder, IMAP on a loopback port.

use std::{
    fs::{self, File},
    io::Write,
    os::unix::fs::chown,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, SystemTime},
};

use tempfile::TempDir;
use types::{Encryption, Timestamp};

use crate::{
    TypedMailbox,
    probe::tests::{
        authority::HOST,
        real::{Running, folder, free_ports, is_root, program},
    },
};

pub(super) const ACCOUNT: &str = "jobs@acme.example";
pub(super) const PASSWORD: &str = "s3cret \"Passw0rd\" ü";
/// Where the server has this name, it offers no IDLE.
pub(super) const WITHOUT_IDLE: &str = "other.acme.test";

/// The server, with one mailbox.
pub(super) struct Dovecot {
    folder: TempDir,
    ports: Vec<u16>,
    running: Option<Running>,
    n_delivered: std::cell::Cell<u32>,
    owner: (u32, u32),
}

impl Dovecot {
    /// Starts it; nothing where it cannot be run. `tokens` is where it asks about access tokens.
    pub(super) fn start(tokens: Option<u16>) -> Option<Self> {
        program("dovecot", &[]).filter(|_| is_root())?;
        program("imap-login", &[PathBuf::from("/usr/lib/dovecot/imap-login")])?;
        let owner = (id("-u"), id("-g"));
        let mut dovecot =
            Self { folder: folder(), ports: free_ports(2), running: None, n_delivered: std::cell::Cell::new(0), owner };
        fs::write(dovecot.configuration_file(), dovecot.configuration(tokens)).unwrap();
        fs::write(dovecot.path("accounts"), format!("{ACCOUNT}:{{PLAIN}}{PASSWORD}\n")).unwrap();
        dovecot.make_folder("");
        dovecot.go_on();
        Some(dovecot)
    }

    /// Starts it again.
    pub(super) fn go_on(&mut self) {
        let file = self.configuration_file();
        self.running = Some(Running::start(Command::new("dovecot").arg("-F").arg("-c").arg(file), &self.ports));
    }

    pub(super) fn stop(&mut self) {
        self.running = None;
    }

    /// How it is read from.
    pub(super) fn typed(&self, encryption: Encryption) -> TypedMailbox {
        let port = self.ports[usize::from(encryption == Encryption::StartTls)];
        TypedMailbox {
            host: HOST.into(),
            port: port.to_string(),
            encryption,
            account: ACCOUNT.into(),
            ..TypedMailbox::default()
        }
    }

    /// Puts a mail into a folder (`""` is INBOX) as a delivery agent does: under another name first.
    pub(super) fn deliver(&self, folder: &str, raw: &[u8], at: Timestamp) {
        let n = self.n_delivered.get();
        self.n_delivered.set(n + 1);
        let (tmp, new) =
            (self.maildir(folder).join(format!("tmp/m{n}")), self.maildir(folder).join(format!("new/m{n}")));
        let mut file = File::create(&tmp).unwrap();
        file.write_all(raw).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(at.0).unwrap())).unwrap();
        chown(&tmp, Some(self.owner.0), Some(self.owner.1)).unwrap();
        fs::rename(tmp, new).unwrap();
    }

    /// Makes a folder, by its name in modified UTF-7.
    pub(super) fn make_folder(&self, name: &str) {
        for part in ["", "cur", "new", "tmp"] {
            let path = self.maildir(name).join(part);
            fs::create_dir_all(&path).unwrap();
            chown(path, Some(self.owner.0), Some(self.owner.1)).unwrap();
        }
        if !name.is_empty() {
            File::create(self.maildir(name).join("maildirfolder")).unwrap();
        }
    }

    /// Loses every number, as after a restored backup.
    pub(super) fn forget_numbers(&self) {
        for entry in fs::read_dir(self.maildir("")).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name == "dovecot-uidlist" || name.starts_with("dovecot.index") {
                fs::remove_file(path).unwrap();
            }
        }
    }

    /// The flags of every message in a folder, in the order of their numbers.
    pub(super) fn flags(&self, folder: &str) -> Vec<String> {
        let mailbox = if folder.is_empty() { "INBOX" } else { folder };
        let told = self.doveadm(&["-f", "tab", "fetch", "-u", ACCOUNT, "flags", "mailbox", mailbox, "all"]);
        told.lines().skip(1).map(str::to_owned).collect()
    }

    /// Takes a flag from every message.
    pub(super) fn remove_flag(&self, flag: &str) {
        self.doveadm(&["flags", "remove", "-u", ACCOUNT, flag, "mailbox", "INBOX", "all"]);
    }

    pub(super) fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    fn doveadm(&self, arguments: &[&str]) -> String {
        let told = Command::new("doveadm").arg("-c").arg(self.configuration_file()).args(arguments).output().unwrap();
        assert!(told.status.success(), "{arguments:?} {told:?}");
        String::from_utf8(told.stdout).unwrap()
    }

    fn maildir(&self, folder: &str) -> PathBuf {
        let inbox = self.path("mail");
        if folder.is_empty() { inbox } else { inbox.join(format!(".{folder}")) }
    }

    fn configuration_file(&self) -> PathBuf {
        self.path("dovecot.conf")
    }

    fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    fn configuration(&self, tokens: Option<u16>) -> String {
        let folder = self.folder.path().display();
        let [wrapped, plain] = self.ports.as_slice() else { unreachable!() };
        let tokens = tokens.map(|port| {
            let asked = format!("tokeninfo_url = http://127.0.0.1:{port}/?access_token=\nusername_attribute = email\n");
            fs::write(self.path("oauth2.conf"), asked).unwrap();
            format!(
                "passdb {{\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = {folder}/oauth2.conf\n}}\n"
            )
        });
        let mechanisms = if tokens.is_some() { "plain login xoauth2 oauthbearer" } else { "plain login" };
        format!(
            "base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
ssl = required
ssl_cert = <{folder}/Good.pem
ssl_key = <{folder}/Good.key
auth_mechanisms = {mechanisms}
auth_failure_delay = 0
auth_verbose = yes
first_valid_uid = 1
mail_location = maildir:{folder}/mail
mail_max_userip_connections = 100
{}passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = {folder}/accounts
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/mail allow_all_users=yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = 0
  }}
  inet_listener wrapped {{
    address = 127.0.0.1 127.0.0.2
    port = {wrapped}
    ssl = yes
  }}
  inet_listener plain {{
    address = 127.0.0.1
    port = {plain}
  }}
}}
local 127.0.0.2 {{
  ssl_cert = <{folder}/WrongName.pem
  ssl_key = <{folder}/WrongName.key
  imap_capability = IMAP4rev1 LITERAL+
}}
",
            tokens.unwrap_or_default()
        )
    }
}

/// The number of the user or group that mailboxes belong to.
fn id(what: &str) -> u32 {
    let told = Command::new("id").args([what, "nobody"]).output().unwrap();
    String::from_utf8(told.stdout).unwrap().trim().parse().unwrap()
}
