//! The texts that are refused before anything looks at them.

use crate::diagnostic::{Code, Diagnostic};
use crate::nesting::with_stack_for;
use crate::position::ByteSpan;

/// Runs `work` with as much stack as a text may need, unless the text is too large for positions of
/// 32 bits or nests too deep for any stack.
pub(crate) fn within_limits<T>(
    text: &str,
    work: impl FnOnce() -> Result<T, Box<Diagnostic>>,
) -> Result<T, Box<Diagnostic>> {
    if u32::try_from(text.len()).is_err() {
        return Err(refused(Code::Syntax, "this file is larger than 4 GiB", "exclude the file"));
    }
    with_stack_for(text, work).unwrap_or_else(|_| Err(too_deep()))
}

/// What is said of a text for which there is not enough stack.
pub(crate) fn too_deep() -> Box<Diagnostic> {
    let help = "split the deepest expression, or exclude the file";
    refused(Code::NestedTooDeep, "this file nests too deep", help)
}

fn refused(code: Code, message: &str, help: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(code, ByteSpan::at(0), message).with_help(help))
}
