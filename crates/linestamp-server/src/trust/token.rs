//! One token: what it allows, and what is kept of it.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// What a token allows.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// To send records.
    Ingest,
    /// To read them.
    Read,
    /// To read and to delete them.
    Admin,
}

impl Role {
    /// All of them.
    pub const ALL: [Role; 3] = [Role::Ingest, Role::Read, Role::Admin];

    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Ingest => "ingest",
            Role::Read => "read",
            Role::Admin => "admin",
        }
    }

    /// Whether who has this role may do what the other stands for.
    #[must_use]
    pub fn allows(self, other: Role) -> bool {
        self == other || (self, other) == (Role::Admin, Role::Read)
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(word: &str) -> Result<Role, String> {
        let found = Role::ALL.into_iter().find(|role| role.as_str() == word);
        found.ok_or_else(|| format!("`{word}` is no scope: it is ingest, read or admin"))
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is kept of a token; the token itself is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// Its name, by which it is rotated and revoked.
    pub name: String,
    /// What it allows.
    pub scopes: Vec<Role>,
    /// The only workspace that it knows; all, if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace: Option<String>,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    /// The SHA-256 of the token, in hexadecimal digits.
    pub(crate) sha256: String,
}

/// What tokens begin with, so that one that leaked can be searched for.
const PREFIX: &str = "linestamp_";

/// A new token: 256 random bits, which need no slow hash.
pub(crate) fn fresh() -> String {
    format!("{PREFIX}{}", random())
}

/// 256 random bits as hexadecimal digits.
pub(crate) fn random() -> String {
    hex(&rand::random::<[u8; 32]>())
}

/// What is kept of a secret.
pub(crate) fn digest(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

/// Whether two digests or words are the same, in a time that does not depend on where they differ.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
