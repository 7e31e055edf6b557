//! What an answer means, by ClickHouse's error codes.
//!
//! Source: `src/Common/ErrorCodes.cpp` and `src/Server/HTTP/exceptionCodeToHTTPStatus.cpp` of
//! <https://github.com/ClickHouse/ClickHouse>. Servers of 2018 answer most of them with 500, and
//! have no header for the code; it is in the text.

use crate::sinks::transport::{Answer, by_status};
use crate::verdict::Verdict;

/// Values that do not fit: one of the records is to blame.
///
/// `CANNOT_PARSE_TEXT`, `CANNOT_PARSE_ESCAPE_SEQUENCE`, `…_QUOTED_STRING`, `…_INPUT_ASSERTION_FAILED`,
/// `CANNOT_READ_ALL_DATA`, `CANNOT_PARSE_DATE`, `…_DATETIME`, `TYPE_MISMATCH`,
/// `ARGUMENT_OUT_OF_BOUND`, `CANNOT_CONVERT_TYPE`, `CANNOT_PARSE_NUMBER`, `INCORRECT_DATA`,
/// `TOO_LARGE_STRING_SIZE`, `CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN`, `VIOLATED_CONSTRAINT`,
/// `UNKNOWN_ELEMENT_OF_ENUM`.
const DATA: [u32; 17] = [6, 25, 26, 27, 32, 33, 38, 41, 53, 69, 70, 72, 117, 131, 349, 469, 691];

/// The address, the table or the user: no record is to blame.
///
/// `NO_SUCH_COLUMN_IN_TABLE`, `UNKNOWN_IDENTIFIER`, `UNKNOWN_TABLE`, `SYNTAX_ERROR`,
/// `UNKNOWN_DATABASE`, `UNKNOWN_SETTING`, `READONLY`, `UNKNOWN_USER`, `WRONG_PASSWORD`,
/// `REQUIRED_PASSWORD`, `IP_ADDRESS_NOT_ALLOWED`, `DATABASE_ACCESS_DENIED`, `ACCESS_DENIED`,
/// `AUTHENTICATION_FAILED`.
const OURS: [u32; 14] = [16, 47, 60, 62, 81, 115, 164, 192, 193, 194, 195, 291, 497, 516];

/// What an answer means; `code` is the header `X-ClickHouse-Exception-Code`, where there is one.
///
/// | answer | verdict |
/// |---|---|
/// | 200 without an exception in its body | confirmed |
/// | code of a value that does not fit: 6, 26, 27, 41, 53, 72, 117, 349, 691, … | refused: halves |
/// | code of a wrong address, table or user: 16, 60, 62, 81, 115, 193, 194, 497, 516, … | held |
/// | any other code: 159, 202, 209, 241, 242, 252, 439, … | again |
/// | no code | by the status |
#[must_use]
pub fn classify(answer: &Answer<'_>, code: Option<&str>) -> Verdict {
    let code = code.and_then(|code| code.trim().parse().ok()).or_else(|| in_text(answer.body));
    match code {
        // `wait_end_of_query` or not, an error may follow a success.
        Some(code) if DATA.contains(&code) => Verdict::Refused { reason: answer.reason() },
        Some(code) if OURS.contains(&code) => Verdict::Held { reason: answer.reason() },
        Some(_) => answer.again(),
        None => by_status(answer),
    }
}

/// `Code: 60, e.displayText() = …` of 2018, `Code: 60. DB::Exception: …` of today.
fn in_text(body: &[u8]) -> Option<u32> {
    let text = String::from_utf8_lossy(body);
    let (before, after) = text.split_once("Code: ")?;
    // An insert answers nothing else; another server's prose may have the word somewhere.
    if !before.is_empty() && !before.ends_with('\n') {
        return None;
    }
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}
