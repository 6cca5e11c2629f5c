//! Slow hashes of what people choose or type, so that whoever steals the database cannot try them all.
//!
//! argon2id with the parameters OWASP recommends (19 MiB, 2 passes, 1 lane; Password Storage Cheat Sheet). Not here: what may be chosen.

use std::sync::LazyLock;

use anyhow::{Context, Result, anyhow};
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::words::hex;

/// How many are worked on at once: each takes 19 MiB, and whoever sends many shall not take all there is.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// What nobody's secret hashes to; checked where there is none, so that the answer takes as long.
/// It is the hash of nothing, and at least a blank is compared with it.
static DECOY: LazyLock<Option<String>> = LazyLock::new(|| hashed("", &[0; 16]).ok());

fn argon2id() -> Result<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|error| anyhow!("{error}"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hashed(secret: &str, salt: &[u8; 16]) -> Result<String> {
    Ok(argon2id()?.hash_password_with_salt(secret.as_bytes(), salt).map_err(|error| anyhow!("{error}"))?.to_string())
}

fn is_of(secret: &str, hash: &str) -> bool {
    argon2id().is_ok_and(|argon2id| argon2id.verify_password(secret.as_bytes(), hash).is_ok())
}

/// Away from the threads that answer requests.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _permit = AT_ONCE.acquire().await?;
    tokio::task::spawn_blocking(work).await.context("hashing broke off")
}

/// The hash of a secret under a salt, with its parameters.
pub(super) async fn hash(secret: &str, salt: [u8; 16]) -> Result<String> {
    let secret = secret.to_owned();
    aside(move || hashed(&secret, &salt)).await?
}

/// Whether a secret has this hash. Where there is none it takes as long to say no.
pub(super) async fn verify(secret: &str, hash: Option<String>) -> Result<bool> {
    let secret = secret.to_owned();
    aside(move || match hash {
        Some(hash) => is_of(&secret, &hash),
        None => DECOY.as_ref().is_some_and(|decoy| is_of(&format!(" {secret}"), decoy)),
    })
    .await
}

/// The digest of a secret that was drawn with 128 bits: nobody tries all of those.
pub(super) fn digest(secret: &str) -> String {
    hex(Sha256::digest(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_says_how_it_was_made_and_fits_only_its_secret() {
        let hash = hashed("correct horse", &[7; 16]).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(is_of("correct horse", &hash) && !is_of("correct horsf", &hash) && !is_of("", &hash) && !is_of("", "no hash"));
        assert_ne!(hash, hashed("correct horse", &[8; 16]).unwrap());
    }

    #[tokio::test]
    async fn nobody_has_the_decoy_as_their_secret() {
        assert!(DECOY.is_some());
        assert!(!verify("", None).await.unwrap());
    }
}
