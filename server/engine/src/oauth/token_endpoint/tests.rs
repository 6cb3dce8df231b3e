use super::{Refusal, Tokens, account, fault_of, read};
use crate::{Secret, http::Answer, oauth::OauthClient};
use types::{OauthFault, OauthProvider};

fn client(provider: OauthProvider) -> OauthClient {
    let url = |path: &str| url::Url::parse(&format!("https://provider.example/{path}")).unwrap();
    OauthClient {
        provider,
        client_id: "our-id".into(),
        client_secret: Secret::new("hidden".into()),
        secret_ends_at: None,
        authorize_url: url("authorize"),
        token_url: url("token"),
        revoke_url: None,
        more_hosts: Vec::new(),
    }
}

fn answered(status: u16, body: &str) -> Result<Tokens, Refusal> {
    read(&Answer { status, location: None, body: body.as_bytes().to_vec().into() }, &client(OauthProvider::Microsoft))
}

fn fault(status: u16, body: &str) -> OauthFault {
    answered(status, body).err().unwrap().fault
}

#[test]
fn reads_what_is_given() {
    let tokens = answered(
        200,
        r#"{"access_token":"a.b~c","token_type":"bearer","expires_in":"3599","refresh_token":"r1",
            "scope":"https://outlook.office.com/SMTP.Send openid","refresh_token_expires_in":86400}"#,
    )
    .ok()
    .unwrap();
    assert_eq!((tokens.access.expose(), tokens.access_secs), ("a.b~c", 3_599));
    assert_eq!(tokens.refresh.as_ref().map(Secret::expose), Some("r1"));
    assert_eq!(tokens.refresh_secs, Some(86_400));
    let short = answered(200, r#"{"access_token":"a","token_type":"Bearer"}"#).ok().unwrap();
    assert_eq!((short.access_secs, short.refresh_secs, short.account), (3_600, None, None));
}

#[test]
fn takes_nothing_that_could_break_out_or_does_not_send() {
    for (body, expected) in [
        (r#"{"access_token":"a\r\nQUIT","token_type":"Bearer"}"#, OauthFault::Unreadable),
        (r#"{"access_token":"","token_type":"Bearer"}"#, OauthFault::Unreadable),
        (r#"{"access_token":"a","token_type":"mac"}"#, OauthFault::Unreadable),
        (r#"{"access_token":"a","token_type":"Bearer","scope":"openid email"}"#, OauthFault::ScopeRefused),
        ("<html>", OauthFault::Unreadable),
    ] {
        assert_eq!(fault(200, body), expected, "{body}");
    }
    let long = format!(r#"{{"access_token":"{}","token_type":"Bearer"}}"#, "a".repeat(20_000));
    assert_eq!(fault(200, &long), OauthFault::Unreadable);
}

#[test]
fn tells_refusals_apart() {
    for (status, body, expected) in [
        (400, r#"{"error":"invalid_grant"}"#, OauthFault::GrantEnded),
        (401, r#"{"error":"invalid_client","error_description":"AADSTS7000222: expired"}"#, OauthFault::ClientRefused),
        (503, "", OauthFault::Unavailable),
        (429, "", OauthFault::Unavailable),
        (302, "", OauthFault::Unreadable),
    ] {
        assert_eq!(fault(status, body), expected, "{status} {body}");
    }
    assert_eq!(fault_of("invalid_grant", "AADSTS65001: not consented"), OauthFault::ConsentNeeded);
    let refusal = answered(400, r#"{"error":"invalid_scope","error_description":"a\nb"}"#).err().unwrap();
    assert_eq!(refusal, Refusal { fault: OauthFault::ScopeRefused, words: "a b".into() });
}

#[test]
fn knows_whom_an_id_token_is_about() {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
    let token = |claims: &str| format!("h.{}.s", BASE64_URL_SAFE_NO_PAD.encode(claims));
    let ours = token(r#"{"aud":"our-id","preferred_username":"ada@acme.de"}"#);
    assert_eq!(account(&ours, "our-id").as_deref(), Some("ada@acme.de"));
    assert_eq!(account(&ours, "other"), None);
    assert_eq!(account(&token(r#"{"aud":["x","our-id"],"email":"a@b.de"}"#), "our-id").as_deref(), Some("a@b.de"));
    for broken in ["", "a.b", "h.!!.s"] {
        assert_eq!(account(broken, "our-id"), None, "{broken}");
    }
}
