//! What the operator sets: environment variables, each also a flag. Contradictions refuse to start.

mod oauth;

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;
use engine::{ClamdAddress, Disk, Secret};

pub use oauth::OauthConfig;

/// Every setting of the operator.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// Folder of the database and the key file.
    #[arg(long, env = "POSTROOM_DATA_DIR", default_value = "./data", global = true)]
    pub data_dir: PathBuf,
    /// `sqlite` for a file in the data folder, or a URL beginning with postgres://.
    #[arg(long, env = "POSTROOM_DATABASE_URL", default_value = "sqlite", hide_env_values = true, global = true)]
    pub database_url: String,
    /// Address and port of the web pages.
    #[arg(long, env = "POSTROOM_HTTP_ADDR", default_value = "127.0.0.1:3000", global = true)]
    pub http_addr: SocketAddr,
    /// Address and port of the SMTP receiver.
    #[arg(long, env = "POSTROOM_SMTP_ADDR", default_value = "127.0.0.1:2525", global = true)]
    pub smtp_addr: SocketAddr,
    /// The URL people open; begins links, decides whether cookies are for https only.
    #[arg(long, env = "POSTROOM_PUBLIC_URL", default_value = "http://localhost:3000", global = true)]
    pub public_url: String,
    /// Domain of company recruiting addresses.
    #[arg(long, env = "POSTROOM_MAIL_DOMAIN", default_value = "postroom.localhost", global = true)]
    pub mail_domain: String,
    /// Server for outgoing mail of companies that have none of their own: `smtp://` or
    /// `smtps://user:password@host:port`, with %-encoding [default: none, such mail waits].
    #[arg(long, env = "POSTROOM_RELAY_URL", value_parser = secret, hide_env_values = true, global = true)]
    pub relay_url: Option<Secret>,
    /// File with the key that seals secrets [default: secret.key in the data folder].
    #[arg(long, env = "POSTROOM_KEY_FILE", global = true)]
    pub key_file: Option<PathBuf>,
    /// Hosts, addresses or networks that may be reached although they are private, separated by commas: by connection
    /// tests and sending, by webhooks, and where providers exchange codes for tokens.
    #[arg(long, env = "POSTROOM_ALLOWED_PRIVATE_HOSTS", default_value = "", hide_default_value = true, global = true)]
    pub allowed_private_hosts: String,
    /// Ports of public mail servers that may be reached beside 25, 465, 587, 2465, 2525 and 2587, and 143 and 993 for
    /// mailboxes, separated by commas.
    #[arg(long, env = "POSTROOM_ALLOWED_MAIL_PORTS", value_delimiter = ',', global = true)]
    pub allowed_mail_ports: Vec<u16>,
    /// Name servers instead of this machine's, separated by commas: addresses, with a port unless it is 53.
    #[arg(long, env = "POSTROOM_DNS_SERVERS", value_delimiter = ',', value_parser = name_server, global = true)]
    pub dns_servers: Vec<SocketAddr>,
    /// Whether settings are also looked for in the database of Thunderbird (autoconfig.thunderbird.net), which then
    /// learns the domains of custom email addresses.
    #[arg(long, env = "POSTROOM_THUNDERBIRD_DATABASE", default_value_t = false, action = clap::ArgAction::Set, global = true)]
    pub thunderbird_database: bool,
    /// Further certificate authorities, as PEM.
    #[arg(long, env = "POSTROOM_EXTRA_CA_FILE", global = true)]
    pub extra_ca_file: Option<PathBuf>,
    /// Certificate of the SMTP receiver, as PEM; with it STARTTLS is offered.
    #[arg(long, env = "POSTROOM_SMTP_TLS_CERT", requires = "smtp_tls_key", global = true)]
    pub smtp_tls_cert: Option<PathBuf>,
    /// Key of that certificate, as PEM.
    #[arg(long, env = "POSTROOM_SMTP_TLS_KEY", requires = "smtp_tls_cert", global = true)]
    pub smtp_tls_key: Option<PathBuf>,
    /// Address and port for LMTP (RFC 2033), for those who have a mail server of their own in front [default: none].
    #[arg(long, env = "POSTROOM_LMTP_ADDR", global = true)]
    pub lmtp_addr: Option<SocketAddr>,
    /// Networks whose mail servers are not counted and not made to wait, beside this machine, separated by commas.
    #[arg(long, env = "POSTROOM_TRUSTED_NETWORKS", value_delimiter = ',', global = true)]
    pub trusted_networks: Vec<ipnet::IpNet>,
    /// Networks of balancers that speak the PROXY protocol in front of SMTP, separated by commas.
    #[arg(long, env = "POSTROOM_PROXY_NETWORKS", value_delimiter = ',', global = true)]
    pub proxy_networks: Vec<ipnet::IpNet>,
    /// Networks of web proxies in front of the pages, separated by commas: what they say in X-Forwarded-For is believed, so
    /// that wrong passwords are counted per person and not for everybody behind the proxy.
    #[arg(long, env = "POSTROOM_HTTP_PROXY_NETWORKS", value_delimiter = ',', global = true)]
    pub http_proxy_networks: Vec<ipnet::IpNet>,
    /// Free space of the data folder's disk, in MB, below which mail is sent away for later.
    #[arg(long, env = "POSTROOM_DISK_RESERVE_MB", default_value_t = 200, global = true)]
    pub disk_reserve_mb: u64,
    /// SMTP connections that one address may hold at once.
    #[arg(long, env = "POSTROOM_SMTP_CONNECTIONS_PER_ADDRESS", default_value_t = 100, global = true)]
    pub smtp_connections_per_address: usize,
    /// The virus scanner clamd: host:port, or the path of its socket [default: none, files are not scanned].
    #[arg(long, env = "POSTROOM_CLAMAV_ADDR", global = true)]
    pub clamav_addr: Option<ClamdAddress>,
    /// Networks that may read /metrics beside this machine, separated by commas.
    #[arg(long, env = "POSTROOM_METRICS_NETWORKS", value_delimiter = ',', global = true)]
    pub metrics_networks: Vec<ipnet::IpNet>,
    /// Token of the set-up link [default: random, printed once].
    #[arg(long, env = "POSTROOM_SETUP_TOKEN", hide_env_values = true, global = true)]
    pub setup_token: Option<String>,
    /// Address of the practice mail server for SSL/TLS.
    #[arg(long, env = "POSTROOM_PRACTICE_TLS_ADDR", default_value = "127.0.0.1:4465", global = true)]
    pub practice_tls_addr: SocketAddr,
    /// Address of the practice mail server for STARTTLS.
    #[arg(long, env = "POSTROOM_PRACTICE_STARTTLS_ADDR", default_value = "127.0.0.1:4587", global = true)]
    pub practice_starttls_addr: SocketAddr,
    /// Signing in at Google and Microsoft.
    #[command(flatten)]
    pub oauth: OauthConfig,
    /// Address of a second practice mail server, for STARTTLS: a subcompany's [default: none].
    #[arg(long, env = "POSTROOM_PRACTICE_SUBCOMPANY_ADDR", global = true)]
    pub practice_subcompany_addr: Option<SocketAddr>,
    /// Folder where the practice mail servers write down what is handed to them [default: nowhere].
    #[arg(long, env = "POSTROOM_PRACTICE_MAIL_DIR", global = true)]
    pub practice_mail_dir: Option<PathBuf>,
}

/// A value that no message repeats.
fn secret(text: &str) -> Result<Secret, std::convert::Infallible> {
    Ok(Secret::new(text.to_owned()))
}

/// A name server's address; its port is 53 unless given.
fn name_server(text: &str) -> Result<SocketAddr, std::net::AddrParseError> {
    text.parse().or_else(|_| Ok(SocketAddr::new(text.parse()?, 53)))
}

impl Config {
    /// The key file.
    pub fn key_path(&self) -> PathBuf {
        self.key_file.clone().unwrap_or_else(|| self.data_dir.join("secret.key"))
    }

    /// The disk of the data folder.
    pub fn disk(&self) -> Disk {
        Disk::new(self.data_dir.clone(), self.disk_reserve_mb << 20)
    }

    /// Whether people open Postroom by https.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// A page's link.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.trim_end_matches('/'))
    }

    /// The mail domain as addresses are compared.
    pub fn mail_domain(&self) -> String {
        self.mail_domain.trim().trim_end_matches('.').to_lowercase()
    }
}
