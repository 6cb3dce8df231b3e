//! The key file, and what is done with it: sealing secrets, signing tokens, comparing values without storing them.

use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write},
    path::Path,
    sync::Arc,
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use types::CompanyId;
use zeroize::Zeroizing;

use crate::{
    Error, Result, Secret,
    db::{Db, read, write},
    random,
};

/// First word of the key file; the number is the key's id, for rotation.
const FILE_HEADER: &str = "postroom-key 1 ";
/// First byte of everything sealed: how it is laid out.
const LAYOUT: u8 = 1;
/// The id of the one key there is.
const KEY_ID: u8 = 1;
/// Length of XChaCha20's nonce in bytes; long enough to be chosen at random.
const NONCE_BYTES: usize = 24;

/// The master key. Every use has a key of its own derived from it.
#[derive(Clone)]
pub(crate) struct Keys {
    master: Arc<Zeroizing<[u8; 32]>>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(hidden)")
    }
}

impl Keys {
    /// Reads the key file, or makes one that only its owner can read.
    pub fn open(path: &Path) -> Result<Self> {
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(&Zeroizing::new(text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Self::create(path),
            Err(error) => Err(error.into()),
        }
    }

    /// The keys that this store belongs to. Without them nothing sealed opens and no answer finds its message, so that
    /// beginning with others would only hide that they are missing.
    ///
    /// # Errors
    ///
    /// [`Error::OtherKey`] when the file is another one, or is gone.
    pub async fn of_store(db: &Db, path: &Path) -> Result<Self> {
        let known: Option<Vec<u8>> = read!(db, pool => {
            sqlx::query_scalar("SELECT digest FROM key_identity").fetch_optional(pool).await?
        });
        let Some(known) = known else {
            let keys = Self::open(path)?;
            write!(db, tx => {
                sqlx::query("INSERT INTO key_identity (digest) VALUES ($1)")
                    .bind(keys.identity().as_slice())
                    .execute(&mut *tx)
                    .await?;
            });
            return Ok(keys);
        };
        if !path.exists() {
            return Err(Error::OtherKey);
        }
        let keys = Self::open(path)?;
        if keys.identity()[..] == known[..] { Ok(keys) } else { Err(Error::OtherKey) }
    }

    fn identity(&self) -> [u8; 32] {
        self.digest("key identity", &[])
    }

    fn create(path: &Path) -> Result<Self> {
        let master = Zeroizing::new(random::bytes()?);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        writeln!(file, "{FILE_HEADER}{}", BASE64_STANDARD.encode(*master))?;
        file.sync_all()?;
        Ok(Self { master: Arc::new(master) })
    }

    fn parse(text: &str) -> Result<Self> {
        let bytes = text.trim_end().strip_prefix(FILE_HEADER).and_then(|key| BASE64_STANDARD.decode(key).ok());
        let master = bytes.and_then(|bytes| bytes.try_into().ok()).ok_or(Error::Stored("key file"))?;
        Ok(Self { master: Arc::new(Zeroizing::new(master)) })
    }

    /// The place of a password that was typed for this host: for another one it does not open, so that whoever types a
    /// host learns no password.
    pub fn place_at_host(column: &str, company: CompanyId, host: &str) -> String {
        format!("{column}/{company}/{}", host.trim().trim_end_matches('.').to_lowercase())
    }

    /// Seals a secret for one place (`table.column/row`): elsewhere it does not open.
    pub fn seal(&self, place: &str, secret: &Secret) -> Result<Vec<u8>> {
        let nonce: [u8; NONCE_BYTES] = random::bytes()?;
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), Payload { msg: secret.expose().as_bytes(), aad: place.as_bytes() })
            .map_err(|_| Error::Unsealable)?;
        Ok([&[LAYOUT, KEY_ID][..], &nonce, &sealed].concat())
    }

    /// Opens what is sealed for this place; nothing when it does not open, because it is for another place, or the key
    /// file was lost: then it has to be typed anew, and all else goes on.
    pub fn opened(&self, place: &str, sealed: Option<&[u8]>) -> Option<Secret> {
        self.unseal(place, sealed?).ok()
    }

    /// Opens what [`Self::seal`] sealed for the same place.
    pub fn unseal(&self, place: &str, sealed: &[u8]) -> Result<Secret> {
        let (nonce, body) = match sealed {
            [LAYOUT, KEY_ID, rest @ ..] if rest.len() >= NONCE_BYTES => rest.split_at(NONCE_BYTES),
            _ => return Err(Error::Unsealable),
        };
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| Error::Unsealable)?;
        let opened = self
            .cipher()
            .decrypt(&XNonce::from(nonce), Payload { msg: body, aad: place.as_bytes() })
            .map_err(|_| Error::Unsealable)?;
        String::from_utf8(opened).map(Secret::new).map_err(|_| Error::Unsealable)
    }

    /// A keyed digest of the parts; no part can run into the next.
    pub fn digest(&self, purpose: &str, parts: &[&str]) -> [u8; 32] {
        let mut mac = self.mac(purpose);
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().into()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.digest("seal", &[]).into())
    }

    fn mac(&self, purpose: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&**self.master).expect("HMAC takes keys of any length");
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::Keys;
    use crate::{Error, Secret, db::Db};

    #[tokio::test]
    async fn a_store_opens_with_its_own_keys_only() {
        let folder = tempfile::tempdir().unwrap();
        let (path, aside) = (folder.path().join("secret.key"), folder.path().join("aside.key"));
        let db = Db::open("sqlite", folder.path()).await.unwrap();
        Keys::of_store(&db, &path).await.unwrap();
        Keys::of_store(&db, &path).await.unwrap();
        std::fs::rename(&path, &aside).unwrap();
        assert!(matches!(Keys::of_store(&db, &path).await, Err(Error::OtherKey)));
        assert!(!path.exists(), "none is made in its place");
        Keys::open(&path).unwrap();
        assert!(matches!(Keys::of_store(&db, &path).await, Err(Error::OtherKey)));
        Keys::of_store(&db, &aside).await.unwrap();
    }

    #[test]
    fn opens_only_where_it_was_sealed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        let keys = Keys::open(&path).unwrap();
        let sealed = keys.seal("a/1", &Secret::new("pass".into())).unwrap();
        let again = Keys::open(&path).unwrap();
        assert_eq!(again.unseal("a/1", &sealed).unwrap().expose(), "pass");
        assert!(again.unseal("a/2", &sealed).is_err());
        assert!(again.unseal("a/1", &sealed[..sealed.len() - 1]).is_err());
        assert!(again.unseal("a/1", b"").is_err());
        let other = Keys::open(&folder.path().join("other.key")).unwrap();
        assert!(other.unseal("a/1", &sealed).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn key_file_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        Keys::open(&path).unwrap();
        assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(&folder.path().join("secret.key")).unwrap();
        assert_ne!(keys.digest("x", &["ab", "c"]), keys.digest("x", &["a", "bc"]));
        assert_ne!(keys.digest("x", &["a"]), keys.digest("y", &["a"]));
    }
}
