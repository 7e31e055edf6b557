//! Base64 variable-length quantities, the numbers of a map's `mappings`.

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Appends a number.
#[inline]
pub(crate) fn encode(value: i64, out: &mut Vec<u8>) {
    let mut rest =
        if value < 0 { (value.unsigned_abs() << 1) | 1 } else { value.unsigned_abs() << 1 };
    loop {
        let digit = (rest & 31) as usize;
        rest >>= 5;
        let more = if rest > 0 { 32 } else { 0 };
        out.push(DIGITS[digit | more]);
        if rest == 0 {
            return;
        }
    }
}

/// Reads a number at the start of `bytes` and says how many bytes it takes.
pub(crate) fn decode(bytes: &[u8]) -> Option<(i64, usize)> {
    let mut value = 0u64;
    for (index, &byte) in bytes.iter().enumerate() {
        let digit = u64::from(digit(byte)?);
        value |= (digit & 31).checked_shl(5 * u32::try_from(index).ok()?).filter(|_| index < 8)?;
        if digit & 32 == 0 {
            let magnitude = i64::try_from(value >> 1).ok()?;
            return Some((if value & 1 == 1 { -magnitude } else { magnitude }, index + 1));
        }
    }
    None
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}
