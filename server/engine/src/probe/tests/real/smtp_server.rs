//! npm's `smtp-server`, as programs of their own are often built on it.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use types::{Encryption, StageName};

use super::{
    Running,
    fault::{Fault, differences, fault, with_those_of_all},
    folder, free_ports, missing, program,
};
use crate::probe::tests::{ACCOUNT, PASSWORD};
use Encryption::{StartTls, Tls};

#[rustfmt::skip]
const FAULTS: &[Fault<&str>] = &[
    fault("login off", "login_off", Tls, "sign_in_not_offered", "port", StageName::SignIn),
    fault("XOAUTH2 only", "xoauth2_only", Tls, "sign_in_not_offered", "port", StageName::SignIn),
    fault("wrong password, LOGIN, STARTTLS", "wrong_password_login", StartTls, "sign_in_refused", "password", StageName::SignIn),
    fault("account suspended", "suspended", Tls, "account_disabled", "account", StageName::SignIn),
    fault("accounts cannot be looked up", "backend", Tls, "sign_in_unavailable", "-", StageName::SignIn),
    fault("connections refused", "connect", StartTls, "greeting_refused", "host", StageName::Greeting),
    fault("421 at connect", "busy", StartTls, "server_busy", "-", StageName::Greeting),
    fault("sender of another account", "sender", Tls, "sender_not_owned", "custom_address", StageName::Sender),
    fault("relay denied", "relay", Tls, "relay_denied", "host", StageName::Recipient),
    fault("no such user", "recipient", Tls, "recipient_unknown", "custom_address", StageName::Recipient),
    fault("greylisting", "greylisting", Tls, "greylisted", "-", StageName::Recipient),
    fault("over quota", "quota", Tls, "mailbox_full", "custom_address", StageName::HandOver),
    fault("size limit", "size", Tls, "message_too_large", "-", StageName::HandOver),
    fault("dropped after DATA", "drop", Tls, "dropped_after_message", "-", StageName::HandOver),
    fault("an error of its own", "trouble", Tls, "server_trouble", "-", StageName::HandOver),
];

#[tokio::test]
async fn faults() {
    let modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../end2end/node_modules");
    if !modules.join("smtp-server").exists() {
        return missing("smtp-server");
    }
    let Some(node) = program("node", &[]) else { return };
    let faults = with_those_of_all(FAULTS);
    let (folder, ports) = (folder(), free_ports(faults.len()));
    let servers: Vec<String> = faults
        .iter()
        .zip(&ports)
        .map(|(fault, port)| {
            let way = if fault.is_wrapped() { "tls" } else { "starttls" };
            format!("{port}={}={way}={}", fault.set, fault.certificate())
        })
        .collect();
    let mut start = Command::new(node);
    start.arg("-e").arg(SERVERS).arg("--").arg(folder.path()).args([ACCOUNT, PASSWORD]).args(servers);
    let _running = Running::start(start.current_dir(modules.join("..")).stderr(Stdio::inherit()), &ports);
    let wrong = differences("smtp-server", &faults, &ports).await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// One server for each `port=fault=encryption=certificate`.
const SERVERS: &str = r#"
const { SMTPServer } = require("smtp-server");
const fs = require("fs");
const [folder, account, password, ...servers] = process.argv.slice(1).filter(a => a !== "--");
const error = (responseCode, message) => Object.assign(new Error(message), { responseCode });
for (const [port, fault, encryption, certificate] of servers.map(server => server.split("="))) {
  const is = (...names) => names.includes(fault);
  const server = new SMTPServer({
    name: "mail.acme.test",
    secure: encryption === "tls",
    key: fs.readFileSync(`${folder}/${certificate}.key`),
    cert: fs.readFileSync(`${folder}/${certificate}.pem`),
    disabledCommands: [...(is("login_off") ? ["AUTH"] : []), ...(is("no_tls") ? ["STARTTLS"] : [])],
    authOptional: is("login_off"),
    authMethods: is("xoauth2_only") ? ["XOAUTH2"] : is("wrong_password_login") ? ["LOGIN"] : ["PLAIN", "LOGIN"],
    disableReverseLookup: true,
    logger: false,
    onConnect: (session, done) =>
      done(is("connect") ? error(554, "No service here") : is("busy") ? error(421, "Too many connections") : null),
    onAuth: (auth, session, done) => {
      if (is("suspended")) return done(error(535, "This account is suspended"));
      if (is("backend")) return done(error(454, "Temporary authentication failure"));
      const isRight = auth.username === account && auth.password === password && !fault.startsWith("wrong_password");
      return isRight ? done(null, { user: account }) : done(new Error("Invalid username or password"));
    },
    onMailFrom: (address, session, done) => done(is("sender") ? error(553, "You may not send as this address: not owned by you") : null),
    onRcptTo: (address, session, done) =>
      done(is("relay") ? error(554, "Relay access denied") : is("recipient") ? error(550, "No such user here")
        : is("greylisting") ? error(451, "Greylisted, please come back later") : null),
    onData: (stream, session, done) => {
      stream.on("data", () => {});
      stream.on("end", () => {
        if (is("drop")) return [...server.connections].forEach(connection => connection._socket.destroy());
        done(is("quota") ? error(552, "Mailbox is over quota") : is("size") ? error(552, "Message exceeds fixed maximum message size")
          : is("trouble") ? error(451, "Internal error: database is down") : null);
      });
    },
  });
  server.on("error", () => {});
  server.listen(Number(port), "127.0.0.1");
}
"#;
