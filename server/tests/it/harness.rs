//! Starts the binary, and looks into its store after it has ended.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::Duration,
};

use engine::{
    Clock, Desk, Disk, Dns, Engine, FileReader, Loops, Network, OauthClients, Options, Reach, Secret, SendingLimits,
    SetUp, SmtpLimits, Trust,
};

/// Longer than anything here takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);
pub const PASSWORD: &str = "correct horse battery";
pub const ADMIN: &str = "ada@acme.example";

/// A running `postroom`.
pub struct Postroom {
    child: Child,
    pub http: SocketAddr,
    pub smtp: SocketAddr,
    /// Where it speaks LMTP, when it was told to.
    pub lmtp: Option<SocketAddr>,
}

/// What a program is started with.
pub struct Start<'a> {
    pub command: &'a str,
    pub data_dir: &'a Path,
    pub database_url: &'a str,
    pub more: &'a [(&'a str, &'a str)],
}

impl Postroom {
    /// Starts it and waits until it listens.
    pub fn start(start: &Start) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_postroom"))
            .arg(start.command)
            .env("POSTROOM_DATA_DIR", start.data_dir)
            .env("POSTROOM_DATABASE_URL", start.database_url)
            .env("POSTROOM_HTTP_ADDR", "127.0.0.1:0")
            .env("POSTROOM_SMTP_ADDR", "127.0.0.1:0")
            .env("POSTROOM_PRACTICE_TLS_ADDR", "127.0.0.1:0")
            .env("POSTROOM_PRACTICE_STARTTLS_ADDR", "127.0.0.1:0")
            .env("POSTROOM_MAIL_DOMAIN", "in.example")
            .env("POSTROOM_SETUP_TOKEN", "the-token")
            .envs(start.more.iter().copied())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (line, lines) = mpsc::channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || stdout.lines().map_while(Result::ok).try_for_each(|text| line.send(text)));
        let mut greeting = String::new();
        while !greeting.contains("Stop it with") {
            greeting += &lines.recv_timeout(PATIENCE).expect("postroom did not start");
            greeting.push('\n');
        }
        // Keeps the pipe open, so that printing never fails.
        std::thread::spawn(move || lines.iter().for_each(drop));
        let (http, smtp) = addresses(&greeting);
        let lmtp = greeting.lines().find_map(|line| line.strip_prefix("LMTP on ")?.trim_end_matches('.').parse().ok());
        Self { child, http, smtp, lmtp }
    }

    /// Bytes of memory that it has taken at most; nothing where the system does not tell.
    pub fn memory_peak_bytes(&self) -> Option<usize> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        Some(line.trim().strip_suffix(" kB")?.parse::<usize>().ok()? << 10)
    }

    /// SIGKILL.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, and its orderly end.
    pub fn stop(mut self) {
        let told = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(told.success());
        assert!(self.child.wait().unwrap().success());
    }

    /// One HTTP request as it is written here; the whole answer.
    pub fn http(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.http).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// A GET that asks the server to close afterwards.
    pub fn get(&self, path: &str, cookie: &str) -> String {
        self.http(&format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n",
            self.http
        ))
    }
}

impl Postroom {
    /// Hands a mail over by SMTP; `raw` ends with the dot.
    pub fn mail(&self, from: &str, raw: &str) {
        let stream = TcpStream::connect(self.smtp).unwrap();
        let mut replies = BufReader::new(stream.try_clone().unwrap());
        let sender = format!("MAIL FROM:<{from}>\r\n");
        for say in ["", "HELO x\r\n", &sender, "RCPT TO:<acme-jobs@in.example>\r\n", "DATA\r\n", raw] {
            (&stream).write_all(say.as_bytes()).unwrap();
            let mut line = String::new();
            replies.read_line(&mut line).unwrap();
            assert!(line.starts_with('2') || line.starts_with('3'), "{say}: {line}");
        }
    }
}

impl Drop for Postroom {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

fn addresses(greeting: &str) -> (SocketAddr, SocketAddr) {
    let line = greeting.lines().find(|line| line.contains("web pages on")).unwrap();
    let mut found = line.split_whitespace().filter_map(|word| word.trim_end_matches([',', '.']).parse().ok());
    (found.next().unwrap(), found.next().unwrap())
}

/// Opens the store of a program that is not running.
pub async fn engine(data_dir: &Path, database_url: &str) -> (Engine, Loops) {
    Engine::open(options(data_dir, database_url)).await.unwrap()
}

/// An engine's options as the program has them.
pub fn options(data_dir: &Path, database_url: &str) -> Options {
    Options {
        database_url: database_url.into(),
        data_dir: data_dir.into(),
        key_file: data_dir.join("secret.key"),
        mail_domain: "in.example".into(),
        setup_token: Secret::new("the-token".into()),
        reach: Reach {
            dns: Dns::system(),
            network: Network::parse("").unwrap(),
            trust: Trust::new(&[]).unwrap(),
            limits: SmtpLimits::default(),
        },
        fetching: engine::FetchLimits::default(),
        clock: Clock::System,
        test_mail_subject: String::new(),
        test_mail_text: String::new(),
        practice: None,
        relay: None,
        sending: SendingLimits::default(),
        discovery: engine::DiscoveryOptions::default(),
        oauth: OauthClients::default(),
        file_reader: FileReader::in_this_process(),
        disk: Disk::new(data_dir.into(), 0),
        clamd: None,
    }
}

/// Sets a company up in a store nobody uses.
pub async fn set_up(data_dir: &Path, database_url: &str) {
    let (engine, _loops) = engine(data_dir, database_url).await;
    let form = SetUp {
        token: Secret::new("the-token".into()),
        company_name: "Acme GmbH".into(),
        account_name: String::new(),
        person_name: "Ada".into(),
        address: ADMIN.into(),
        password: Secret::new(PASSWORD.into()),
    };
    engine.set_up(form).await.unwrap();
    engine.close().await;
}

/// The admin's desk at an open engine, and the cookie of its session.
pub async fn admin(engine: &Engine) -> (Desk, String) {
    let token = engine.sign_in(ADMIN, Secret::new(PASSWORD.into()), None).await.unwrap();
    let cookie = format!("postroom_session={}", token.expose());
    (engine.desk(&token).await.unwrap().unwrap(), cookie)
}
