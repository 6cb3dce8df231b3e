//! The certificate with which the receiver offers STARTTLS.

use std::{
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{
        CertificateDer, PrivateKeyDer,
        pem::{self, PemObject},
    },
};
use tokio::time::Instant;

/// Why a certificate cannot be used. Never contains anything of the key.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// A file cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The certificate's file is not PEM, or there is no certificate in it.
    #[error("{} has no certificate in PEM form", .0.display())]
    NoCertificate(PathBuf),
    /// The key's file is not PEM, or there is no private key without a passphrase in it.
    #[error("{} has no private key in PEM form (a key with a passphrase cannot be used)", .0.display())]
    NoKey(PathBuf),
    /// Both were read, but they do not go together or are of a kind that is not supported.
    #[error("the certificate {} and the key {} cannot be used together: {source}", certificate.display(), key.display())]
    Unusable {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's file.
        key: PathBuf,
        /// What the TLS library says.
        source: rustls::Error,
    },
}

/// How often the files are looked at, at most: a handshake costs more than that.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// The certificate in force: what is in its files, as long as that can be used.
#[derive(Debug)]
pub struct Certificate {
    cert_path: PathBuf,
    key_path: PathBuf,
    kept: Mutex<Kept>,
}

#[derive(Debug)]
struct Kept {
    config: Arc<ServerConfig>,
    stamps: [Stamp; 2],
    looked_at: Instant,
}

/// What changes when a file is written or replaced: length, moment, number.
type Stamp = Option<(u64, SystemTime, u64)>;

impl Certificate {
    /// Reads the files. Now they must be right; later on a mistake in them changes nothing but the log.
    pub fn open(cert_path: &Path, key_path: &Path) -> Result<Self, CertificateError> {
        let stamps = [stamp(cert_path), stamp(key_path)];
        let kept = Kept { config: load(cert_path, key_path)?, stamps, looked_at: Instant::now() };
        Ok(Self { cert_path: cert_path.to_owned(), key_path: key_path.to_owned(), kept: Mutex::new(kept) })
    }

    /// What a new connection is to be given.
    pub fn current(&self) -> Arc<ServerConfig> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.looked_at.elapsed() >= LOOK_EVERY {
            self.look(&mut kept);
        }
        Arc::clone(&kept.config)
    }

    fn look(&self, kept: &mut Kept) {
        kept.looked_at = Instant::now();
        let stamps = [stamp(&self.cert_path), stamp(&self.key_path)];
        if stamps == kept.stamps {
            return;
        }
        kept.stamps = stamps;
        match load(&self.cert_path, &self.key_path) {
            Ok(config) => {
                kept.config = config;
                tracing::info!("the certificate of the SMTP receiver was changed");
            }
            // Both files are written one after the other: in between they do not go together.
            Err(error) => {
                tracing::warn!(%error, "the changed certificate cannot be used, the one before stays in force")
            }
        }
    }
}

fn stamp(path: &Path) -> Stamp {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.len(), metadata.modified().ok()?, std::os::unix::fs::MetadataExt::ino(&metadata)))
}

/// Reads the certificate chain, the server's own first, and its key from PEM files.
pub fn load(cert_path: &Path, key_path: &Path) -> Result<Arc<ServerConfig>, CertificateError> {
    let chain = CertificateDer::pem_slice_iter(&read(cert_path)?).collect::<Result<Vec<_>, pem::Error>>();
    let chain = chain.ok().filter(|chain| !chain.is_empty());
    let chain = chain.ok_or_else(|| CertificateError::NoCertificate(cert_path.to_owned()))?;
    let key = PrivateKeyDer::from_pem_slice(&read(key_path)?);
    let key = key.map_err(|_| CertificateError::NoKey(key_path.to_owned()))?;

    let unusable =
        |source| CertificateError::Unusable { certificate: cert_path.to_owned(), key: key_path.to_owned(), source };
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(unusable)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(unusable)?;
    Ok(Arc::new(config))
}

fn read(path: &Path) -> Result<Vec<u8>, CertificateError> {
    std::fs::read(path).map_err(|source| CertificateError::Unreadable { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests;
