//! The place of a log call: `executor.ts:142`.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

/// The place of a log call, as the column `source_location` usually has it.
///
/// The column itself is free text; a call site is what can be read out of it. Printing gives the
/// text back from which it was parsed.
///
/// ```
/// use linestamp_schema::CallSite;
///
/// let site: CallSite = "src/executor.ts:142".parse()?;
/// assert_eq!((site.file(), site.line().get()), ("src/executor.ts", 142));
/// assert_eq!(site.to_string(), "src/executor.ts:142");
/// # Ok::<(), linestamp_schema::CallSiteError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CallSite {
    file: String,
    line: NonZeroU32,
    column: Option<NonZeroU32>,
}

impl CallSite {
    /// The place in a file.
    ///
    /// # Errors
    ///
    /// Where the file has no name, or one that ends in `:` and a number: it could not be told from
    /// a line.
    pub fn new(
        file: impl Into<String>,
        line: NonZeroU32,
        column: Option<NonZeroU32>,
    ) -> Result<CallSite, CallSiteError> {
        let file = file.into();
        if file.is_empty() || number_at_end(&file).is_some() {
            return Err(CallSiteError(file));
        }
        Ok(CallSite { file, line, column })
    }

    /// The file, as the stamp names it.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line, from 1.
    #[must_use]
    pub fn line(&self) -> NonZeroU32 {
        self.line
    }

    /// The column, from 1, where the stamp's template has it.
    #[must_use]
    pub fn column(&self) -> Option<NonZeroU32> {
        self.column
    }
}

impl FromStr for CallSite {
    type Err = CallSiteError;

    fn from_str(text: &str) -> Result<CallSite, CallSiteError> {
        let refused = || CallSiteError(text.to_owned());
        let (before, last) = number_at_end(text).ok_or_else(refused)?;
        let (file, line, column) = match number_at_end(before) {
            Some((file, line)) => (file, line, Some(last)),
            None => (before, last, None),
        };
        CallSite::new(file, line, column).map_err(|_| refused())
    }
}

impl fmt::Display for CallSite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        self.column.map_or(Ok(()), |column| write!(f, ":{column}"))
    }
}

/// Splits `:142` off. Only as it is printed: without sign and leading zeros.
fn number_at_end(text: &str) -> Option<(&str, NonZeroU32)> {
    let (before, digits) = text.rsplit_once(':')?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    let number = digits.parse().ok().filter(|_| plain)?;
    Some((before, number))
}

/// A text that is no call site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallSiteError(String);

impl fmt::Display for CallSiteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is not a call site: it has to be a file, a colon and a line", self.0)
    }
}

impl std::error::Error for CallSiteError {}
