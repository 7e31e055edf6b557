//! The W3C's `traceparent` header: a trace's id, the caller's span, and flags.
//!
//! Input: `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01`, or a later version of which
//! only that much is read. Refused: other lengths, upper case, ids of zeros, version `ff`.

use std::fmt;
use std::str::FromStr;

use crate::clock::Randomness;

/// A [`traceparent`](https://www.w3.org/TR/trace-context/#traceparent-header) header.
///
/// ```
/// use linestamp_client::TraceParent;
///
/// let came_in: TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".parse()?;
/// assert_eq!(came_in.trace_id(), "0af7651916cd43dd8448eb211c80319c");
/// assert!(came_in.is_sampled());
/// # Ok::<(), linestamp_client::TraceParentError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TraceParent {
    trace_id: u128,
    parent_id: u64,
    flags: u8,
}

impl TraceParent {
    /// Starts a trace, sampled.
    #[must_use]
    pub fn start(randomness: &dyn Randomness) -> TraceParent {
        let mut bytes = [0; 16];
        randomness.fill(&mut bytes);
        // Zeros are no id.
        let trace_id = u128::from_be_bytes(bytes).max(1);
        TraceParent { trace_id, parent_id: 1, flags: 1 }.child(randomness)
    }

    /// The same trace from a span of our own, to send on.
    #[must_use]
    pub fn child(self, randomness: &dyn Randomness) -> TraceParent {
        let mut bytes = [0; 8];
        randomness.fill(&mut bytes);
        TraceParent { parent_id: u64::from_be_bytes(bytes).max(1), ..self }
    }

    /// The trace's id: 32 hexadecimal digits.
    #[must_use]
    pub fn trace_id(&self) -> String {
        format!("{:032x}", self.trace_id)
    }

    /// The caller's span: 16 hexadecimal digits.
    #[must_use]
    pub fn parent_id(&self) -> String {
        format!("{:016x}", self.parent_id)
    }

    /// Whether the caller records the trace.
    #[must_use]
    pub fn is_sampled(&self) -> bool {
        self.flags & 1 == 1
    }
}

/// The header's value, version 00.
impl fmt::Display for TraceParent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "00-{:032x}-{:016x}-{:02x}", self.trace_id, self.parent_id, self.flags)
    }
}

impl FromStr for TraceParent {
    type Err = TraceParentError;

    fn from_str(text: &str) -> Result<TraceParent, TraceParentError> {
        read(text.trim()).ok_or(TraceParentError)
    }
}

fn read(text: &str) -> Option<TraceParent> {
    let mut parts = text.split('-');
    let version = hex(parts.next()?, 2)?;
    let trace_id = hex(parts.next()?, 32)?;
    let parent_id = u64::try_from(hex(parts.next()?, 16)?).ok()?;
    let flags = u8::try_from(hex(parts.next()?, 2)?).ok()?;
    // Version 00 ends there; a later one may go on.
    let ends = version != 0 || parts.next().is_none();
    let valid = version != 0xff && trace_id != 0 && parent_id != 0 && ends;
    valid.then_some(TraceParent { trace_id, parent_id, flags })
}

fn hex(digits: &str, length: usize) -> Option<u128> {
    let plain = digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (plain && digits.len() == length).then(|| u128::from_str_radix(digits, 16).ok())?
}

/// A header that is no `traceparent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceParentError;

impl fmt::Display for TraceParentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "not a traceparent: it has to be like \
             00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01; start a trace of your own",
        )
    }
}

impl std::error::Error for TraceParentError {}
