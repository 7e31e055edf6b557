//! Bytes that are no text, as the prefilter sees them before anybody decodes them.

use linestamp_tests::choices::Choices;
use linestamp_tests::programs::settings;
use linestamp_transform::Settings;

/// Each way to break UTF-8: stray, cut, overlong, surrogate, too large.
const BROKEN: [&[u8]; 8] = [
    b"\x80",
    b"\xff",
    b"\xe2\x80",
    b"\xe2",
    b"\xc0\xaf",
    b"\xed\xa0\x80",
    b"\xf5\x80\x80\x80",
    b"\xf0\x9f\x98",
];

#[test]
fn broken_text_around_a_call_does_not_hide_it() {
    for broken in BROKEN {
        for call in
            ["env.LOGS.write({})", "env.L\\u004fGS.wr\\x69te({})", "env['\\LOGS'].write({})"]
        {
            let bytes = [broken, call.as_bytes(), broken].concat();
            assert!(Settings::default().may_hold_sites(&bytes), "{bytes:?}");
        }
    }
}

#[test]
fn any_bytes_are_looked_at() {
    let pieces: [&[u8]; 10] =
        [b"LOGS", b"\\", b"\\u", b"\\u{", b"4f", b"}", b"\\x4", b"L", b"\xe2\x80\xa8", b"\xff"];
    for seed in 0..20_000 {
        let mut choices = Choices::seeded(seed);
        let mut bytes = Vec::new();
        for _ in 0..choices.below(12) {
            bytes.extend_from_slice(choices.pick(&pieces));
        }
        let plain = bytes.windows(4).any(|window| window == b"LOGS");
        assert!(settings().may_hold_sites(&bytes) || !plain, "{bytes:?}");
    }
}

#[test]
fn megabytes_of_backslashes_take_no_time() {
    let begin = std::time::Instant::now();
    let bytes = b"L\\u004fGX".repeat(1_000_000);
    assert!(!Settings::default().may_hold_sites(&bytes));
    assert!(begin.elapsed() < crate::PATIENCE);
}
