//! A provider for tests: a real token endpoint on a port of its own, which checks PKCE and rotates refresh tokens.

use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Arc, Mutex},
};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use http_body_util::{BodyExt, Full};
use hyper::{Request, Response, body::Bytes, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use sha2::{Digest, Sha256};
use tokio::{net::TcpListener, sync::watch};
use types::{OauthProvider, Timestamp};
use url::Url;

use crate::{OauthClient, OauthClients, Secret};

pub(super) const RETURN_URL: &str = "https://postroom.example/oauth/return";
/// Long after every test.
pub(super) const SECRET_ENDS_AT: Timestamp = Timestamp(4_000_000_000_000_000);
const CLIENT_SECRET: &str = "the operator's secret";

/// What it knows and what it was asked.
#[derive(Default)]
pub(super) struct Books {
    /// Challenges by code.
    codes: HashMap<String, String>,
    n_tokens: u32,
    refresh: Option<String>,
    pub(super) is_down: bool,
    /// Whether the operator's secret has run out.
    pub(super) is_secret_old: bool,
    /// Whether it gives access tokens only.
    pub(super) gives_no_refresh_token: bool,
    /// For how many seconds it says that its refresh tokens hold, from now on.
    pub(super) refresh_secs: Option<i64>,
    /// Whether it lets mail be read, too.
    pub(super) lets_read: bool,
    /// Every form that was posted, by path.
    pub(super) posted: Vec<(String, HashMap<String, String>)>,
}

/// A provider that answers until the test ends.
pub(super) struct Provider {
    pub(super) books: Arc<Mutex<Books>>,
    /// Whether it keeps everybody waiting for its answer.
    pub(super) waits: watch::Sender<bool>,
    base: Url,
}

impl Provider {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
        let books = Arc::new(Mutex::new(Books::default()));
        let (waits, waiting) = watch::channel(false);
        let answering = books.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (books, waiting) = (answering.clone(), waiting.clone());
                let service = service_fn(move |request| answer(books.clone(), waiting.clone(), request));
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        Self { books, waits, base }
    }

    /// The operator's settings for it.
    pub(super) fn clients(&self) -> OauthClients {
        let url = |path: &str| self.base.join(path).unwrap();
        let client = OauthClient {
            provider: OauthProvider::Microsoft,
            client_id: "postroom".into(),
            client_secret: Secret::new(CLIENT_SECRET.into()),
            secret_ends_at: Some(SECRET_ENDS_AT),
            authorize_url: url("authorize"),
            token_url: url("token"),
            revoke_url: Some(url("revoke")),
            more_hosts: vec!["company.localhost".into()],
        };
        OauthClients { microsoft: Some(client), google: None, return_url: RETURN_URL.into() }
    }

    /// The person says yes on this page: state and code.
    pub(super) fn agree(&self, page: &str) -> (String, String) {
        let page = Url::parse(page).unwrap();
        let asked: HashMap<_, _> = page.query_pairs().into_owned().collect();
        assert_eq!((&*asked["redirect_uri"], &*asked["code_challenge_method"]), (RETURN_URL, "S256"));
        let mut books = self.books.lock().unwrap();
        let code = format!("code-{}", books.codes.len());
        books.codes.insert(code.clone(), asked["code_challenge"].clone());
        (asked["state"].clone(), code)
    }

    /// The access token given last.
    pub(super) fn access(&self) -> String {
        format!("access-{}", self.books.lock().unwrap().n_tokens)
    }

    /// Takes the grant back.
    pub(super) fn revoke(&self) {
        self.books.lock().unwrap().refresh = None;
    }

    pub(super) fn n_refreshed(&self) -> usize {
        let is_refresh =
            |form: &HashMap<String, String>| form.get("grant_type").is_some_and(|it| it == "refresh_token");
        self.books.lock().unwrap().posted.iter().filter(|(_, form)| is_refresh(form)).count()
    }
}

async fn answer(
    books: Arc<Mutex<Books>>,
    mut waiting: watch::Receiver<bool>,
    request: Request<hyper::body::Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let path = request.uri().path().to_owned();
    let body = request.into_body().collect().await.unwrap().to_bytes();
    let form: HashMap<String, String> = url::form_urlencoded::parse(&body).into_owned().collect();
    books.lock().unwrap().posted.push((path.clone(), form.clone()));
    // The answer is what it would have been when it was asked.
    let (status, text) = answered(&mut books.lock().unwrap(), &path, &form);
    _ = waiting.wait_for(|waits| !waits).await;
    Ok(Response::builder().status(status).body(Full::from(text)).unwrap())
}

fn answered(books: &mut Books, path: &str, form: &HashMap<String, String>) -> (u16, String) {
    match path {
        _ if books.is_down => (503, String::new()),
        "/token" => books.token(form),
        "/revoke" => {
            books.refresh = None;
            (200, String::new())
        }
        _ => (404, String::new()),
    }
}

impl Books {
    fn token(&mut self, form: &HashMap<String, String>) -> (u16, String) {
        if self.is_secret_old || form["client_secret"] != CLIENT_SECRET {
            return (401, r#"{"error":"invalid_client"}"#.to_owned());
        }
        let is_granted = match form["grant_type"].as_str() {
            "authorization_code" => {
                let proof = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"]));
                self.codes.remove(&form["code"]).is_some_and(|challenge| challenge == proof)
                    && form["redirect_uri"] == RETURN_URL
            }
            _ => self.refresh.take().is_some_and(|refresh| refresh == form["refresh_token"]),
        };
        if !is_granted {
            return (400, r#"{"error":"invalid_grant","error_description":"It is over."}"#.to_owned());
        }
        self.n_tokens += 1;
        let n = self.n_tokens;
        let claims =
            BASE64_URL_SAFE_NO_PAD.encode(r#"{"aud":"postroom","preferred_username":"ada@company.localhost"}"#);
        let mut given = serde_json::json!({
            "access_token": format!("access-{n}"), "token_type": "Bearer", "expires_in": 3600, "id_token": format!("h.{claims}.s"),
            "scope": "https://outlook.office.com/SMTP.Send openid",
        });
        if self.lets_read {
            given["scope"] =
                "https://outlook.office.com/SMTP.Send https://outlook.office.com/IMAP.AccessAsUser.All".into();
        }
        if !self.gives_no_refresh_token {
            self.refresh = Some(format!("refresh-{n}"));
            given["refresh_token"] = format!("refresh-{n}").into();
            if let Some(secs) = self.refresh_secs {
                given["refresh_token_expires_in"] = secs.into();
            }
        }
        (200, given.to_string())
    }
}
