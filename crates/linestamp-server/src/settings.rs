//! How the application behaves.

use std::time::Duration;

use linestamp_schema::Environment;

use crate::rate::Rates;

/// How the application behaves; the default is what suits a service of one team.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// How many bytes a body may have as it comes.
    pub body_bytes: usize,
    /// How many bytes a body may have once it is unpacked.
    pub unpacked_bytes: usize,
    /// How much memory all requests that bring records may take together.
    pub memory_bytes: usize,
    /// How often one caller may ask.
    pub rates: Rates,
    /// How long the next part of a body may take.
    pub patience: Duration,
    /// The environment of records that name none; without one they are refused.
    pub environment: Option<Environment>,
    /// Where the page finds the source of a line: `https://github.com/owner/name`.
    pub repository: Option<String>,
    /// Whether every request needs a token, though there be none: so where others than this machine
    /// can reach the service.
    pub needs_tokens: bool,
    /// Whether browsers reach the service by HTTPS: the session's cookie then keeps to that.
    pub is_secure: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            body_bytes: 16 << 20,
            unpacked_bytes: 64 << 20,
            memory_bytes: 512 << 20,
            patience: Duration::from_secs(30),
            rates: Rates::default(),
            environment: None,
            repository: None,
            needs_tokens: false,
            is_secure: false,
        }
    }
}
