//! Clients of others hand mail to the receiver: whichever of them are installed. `.ci/install` brings them on Debian.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::Arc,
};

use server::inbound::{InboundOptions, Limits, Protocol, certificate::Certificate};
use tempfile::TempDir;

use super::{
    conn::Conn,
    receiver::{JOBS, Receiver, options},
};

/// A message with what often breaks on the way: dots, long lines, 8-bit letters, no end of line at its end.
fn message() -> String {
    format!(
        "From: Anna <anna@example.org>\nTo: <{JOBS}>\nSubject: Bewerbung\nMIME-Version: 1.0\n\
         Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n.\n..\n.dot\nKüche\n{}\nend",
        "x".repeat(900)
    )
}

/// Whether a program is installed; where it is.
pub fn program(name: &str) -> Option<PathBuf> {
    let unpacked = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/mta/usr/sbin");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), unpacked]);
    folders.find_map(|folder| Some(folder.join(name)).filter(|path| path.is_file()))
}

/// Runs it with this on standard input; fails the test unless it ends well.
async fn run(mut command: Command, input: String) {
    let Output { status, stdout, stderr } = tokio::task::spawn_blocking(move || {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("input");
        fs::write(&path, input).unwrap();
        command.stdin(Stdio::from(fs::File::open(path).unwrap())).output().unwrap()
    })
    .await
    .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(status.success(), "{status}\n{}\n{}", text(&stdout), text(&stderr));
}

/// A receiver with a certificate.
async fn receiver(protocol: Protocol) -> (Receiver, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    fs::write(&cert, made.cert.pem()).unwrap();
    fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let tls = Some(Arc::new(Certificate::open(&cert, &key).unwrap()));
    (Receiver::serving(InboundOptions { tls, protocol, ..options(Limits::default()) }).await, folder)
}

/// Fails the test unless every mail came whole, and so many of them.
async fn came_whole(receiver: Receiver, n: usize, over_tls: bool) {
    let mails = receiver.stop().await;
    assert_eq!(mails.len(), n);
    for mail in mails {
        let raw = String::from_utf8(mail.raw).unwrap();
        let (_, body) = raw.split_once("\r\n\r\n").unwrap();
        assert_eq!(body.trim_end(), message().split_once("\n\n").unwrap().1.replace('\n', "\r\n"));
        assert_eq!((mail.over_tls, mail.mail_from.as_str()), (over_tls, "anna@example.org"));
        assert_eq!(mail.recipients, [JOBS]);
    }
}

/// Says that something is left out, unless it must be there.
pub fn missing(name: &str) {
    assert!(std::env::var_os("POSTROOM_REAL_SERVERS").is_none(), "{name} is missing");
    eprintln!("{name} is missing: not tested");
}

#[tokio::test(flavor = "multi_thread")]
async fn pythons_smtplib() {
    let Some(python) = program("python3") else { return missing("python3") };
    let script = "
import smtplib, ssl, sys
port, cert, kind = int(sys.argv[1]), sys.argv[2], sys.argv[3]
data = sys.stdin.buffer.read().replace(b'\\n', b'\\r\\n')
with (smtplib.LMTP if kind == 'lmtp' else smtplib.SMTP)('localhost', port) as client:
    if kind == 'tls':
        client.starttls(context=ssl.create_default_context(cafile=cert))
    assert not client.sendmail('anna@example.org', sys.argv[4:], data, ['BODY=8BITMIME'])
    assert client.verify('jobs')[0] == 252
";
    for (kind, protocol) in [("plain", Protocol::Smtp), ("tls", Protocol::Smtp), ("lmtp", Protocol::Lmtp)] {
        let (receiver, folder) = receiver(protocol).await;
        let mut command = Command::new(&python);
        command.arg("-c").arg(script).arg(receiver.address.port().to_string());
        command.arg(folder.path().join("cert.pem")).arg(kind).arg(JOBS);
        run(command, message()).await;
        came_whole(receiver, 1, kind == "tls").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn msmtp() {
    let Some(msmtp) = program("msmtp") else { return missing("msmtp") };
    for tls in ["off", "on"] {
        let (receiver, folder) = receiver(Protocol::Smtp).await;
        let mut command = Command::new(&msmtp);
        command.args(["--host=localhost", "--from=anna@example.org", "--auth=off", "--file=/dev/null"]);
        command.arg(format!("--port={}", receiver.address.port())).arg(format!("--tls={tls}")).arg("--tls-starttls=on");
        command.arg(format!("--tls-trust-file={}", folder.path().join("cert.pem").display())).arg(JOBS);
        run(command, message()).await;
        came_whole(receiver, 1, tls == "on").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn swaks() {
    let Some(swaks) = program("swaks") else { return missing("swaks") };
    for (more, protocol) in [(&["--pipeline"][..], Protocol::Smtp), (&["--protocol", "LMTP"], Protocol::Lmtp)] {
        let (receiver, _folder) = receiver(protocol).await;
        let mut command = Command::new(&swaks);
        command.args(["--from", "anna@example.org", "--to", JOBS, "--data", "-", "--server"]);
        command.arg(receiver.address.to_string().replace(':', " ").split(' ').next().unwrap());
        command.arg("--port").arg(receiver.address.port().to_string()).args(more);
        run(command, message()).await;
        came_whole(receiver, 1, false).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn curl() {
    let Some(curl) = program("curl") else { return missing("curl") };
    let (receiver, folder) = receiver(Protocol::Smtp).await;
    let mut command = Command::new(curl);
    command.args([
        "--silent",
        "--show-error",
        "--ssl-reqd",
        "--crlf",
        "--mail-from",
        "anna@example.org",
        "--mail-rcpt",
        JOBS,
    ]);
    command.arg("--cacert").arg(folder.path().join("cert.pem")).args(["--upload-file", "-"]);
    command.arg(format!("smtp://localhost:{}/client.example", receiver.address.port()));
    run(command, message()).await;
    came_whole(receiver, 1, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn smtp_source() {
    let Some(source) = program("smtp-source") else { return missing("smtp-source") };
    let (receiver, _folder) = receiver(Protocol::Smtp).await;
    let mut command = Command::new(source);
    command.args(["-s", "20", "-m", "200", "-l", "4096", "-f", "anna@example.org", "-t", JOBS]);
    command.arg(format!("inet:127.0.0.1:{}", receiver.address.port()));
    run(command, String::new()).await;
    assert_eq!(receiver.stop().await.len(), 200);
}

/// Exim hands over by BDAT and over TLS whenever it can.
#[tokio::test(flavor = "multi_thread")]
async fn exim() {
    let Some(exim) = program("exim4") else { return missing("exim4") };
    let (receiver, folder) = receiver(Protocol::Smtp).await;
    let folder = folder.path();
    let config = format!(
        "exim_path = {2}\nprimary_hostname = mx.client.example\nspool_directory = {0}/spool\nlog_file_path = {0}/%slog\nexim_user = mail\n\
         exim_group = mail\nnever_users =\nkeep_environment =\ntls_advertise_hosts =\nbegin routers\nall:\n driver = manualroute\n \
         route_list = * 127.0.0.1\n self = send\n transport = out\nbegin transports\nout:\n driver = smtp\n port = {1}\n \
         hosts_try_chunking = *\n",
        folder.display(),
        receiver.address.port(),
        exim.canonicalize().unwrap().display()
    );
    fs::write(folder.join("exim.conf"), config).unwrap();
    // It works as somebody else than root, and insists on that.
    let mut owner = Command::new("chown");
    owner.arg("mail:mail").arg(folder);
    if !owner.status().unwrap().success() {
        return missing("root, as whom Exim is run,");
    }
    let mut command = Command::new(exim);
    command.arg("-C").arg(folder.join("exim.conf")).args(["-odf", "-oi", "-f", "anna@example.org", JOBS]);
    run(command, message()).await;
    came_whole(receiver, 1, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nodemailer() {
    let modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../end2end/node_modules");
    let (Some(node), true) = (program("node"), modules.join("nodemailer").exists()) else {
        return missing("nodemailer");
    };
    let script = "
const [port, cert, recipient] = process.argv.slice(1);
const { readFileSync } = require('node:fs');
const tls = cert ? { ca: readFileSync(cert), servername: 'localhost' } : undefined;
const client = require('nodemailer').createTransport({ host: '127.0.0.1', port, tls, requireTLS: !!cert, ignoreTLS: !cert });
client.sendMail({ envelope: { from: 'anna@example.org', to: recipient }, raw: readFileSync(0) })
  .then(({ accepted }) => process.exit(accepted.length === 1 ? 0 : 1));
";
    for over_tls in [false, true] {
        let (receiver, folder) = receiver(Protocol::Smtp).await;
        let cert = if over_tls { folder.path().join("cert.pem").display().to_string() } else { String::new() };
        let mut command = Command::new(&node);
        command.env("NODE_PATH", &modules).arg("-e").arg(script);
        command.arg(receiver.address.port().to_string()).arg(cert).arg(JOBS);
        run(command, message()).await;
        came_whole(receiver, 1, over_tls).await;
    }
}

/// Starts it on a queue in memory, for itself alone: the machine's own holds what ended tests have left there, and perhaps
/// mail of somebody.
const OPENSMTPD_APART: &str = "mount -t tmpfs none /var/spool; mount -t tmpfs none /run; \
     mkdir -p -m 711 /var/spool/smtpd; exec \"$1\" -d -f \"$2\"";

/// A whole mail server that hands on what it is given.
#[tokio::test(flavor = "multi_thread")]
async fn opensmtpd() {
    let succeeds = |program: &str, args: &[&str]| {
        Command::new(program).args(args).output().is_ok_and(|output| output.status.success())
    };
    let found = program("smtpctl").filter(|_| succeeds("id", &["opensmtpd"])).map(|path| path.with_file_name("smtpd"));
    let Some(smtpd) = found else { return missing("OpenSMTPD") };
    if !succeeds("unshare", &["--mount", "true"]) {
        // Forbidden in many containers.
        return eprintln!("OpenSMTPD cannot have a file system of its own: not tested");
    }
    let (receiver, folder) = receiver(Protocol::Smtp).await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let config = format!(
        "listen on 127.0.0.1 port {port}\naction \"on\" relay host smtp://{} helo mx.client.example\n\
         match from any for any action \"on\"\n",
        receiver.address
    );
    let path = folder.path().join("smtpd.conf");
    fs::write(&path, config).unwrap();
    let mut start = Command::new("unshare");
    start.args(["--mount", "sh", "-euc", OPENSMTPD_APART, "sh"]).args([smtpd.canonicalize().unwrap(), path]);
    let mut running = start.stderr(Stdio::null()).spawn().unwrap();
    let handing_on = async {
        let address = ([127, 0, 0, 1], port).into();
        while tokio::net::TcpStream::connect(address).await.is_err() {
            tokio::task::yield_now().await;
        }
        let mut conn = Conn::connect(address).await;
        conn.expect("220").await;
        conn.say("EHLO client.example").await.expect("250").await;
        for line in ["MAIL FROM:<anna@example.org>", &format!("RCPT TO:<{JOBS}>")] {
            conn.say(line).await.expect("250").await;
        }
        conn.say("DATA").await.expect("354").await;
        let stuffed = message().replace("\n.", "\n..").replace('\n', "\r\n");
        conn.say(&format!("{stuffed}\r\n.")).await.expect("250").await;
        while receiver.inbox.mails().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    let handed_on = tokio::time::timeout(crate::harness::PATIENCE, handing_on).await;
    running.kill().unwrap();
    running.wait().unwrap();
    assert!(handed_on.is_ok(), "nothing came");
    came_whole(receiver, 1, true).await;
}
