//! A file that was cut off while it was written: at every byte, and then with that byte gone.

use linestamp_tests::programs::settings;
use linestamp_tests::promises::check;

const SAMPLE: &str = include_str!("executor.ts");

#[test]
fn at_every_byte() {
    let settings = settings();
    let mut handled = 0;
    for end in (0..SAMPLE.len()).filter(|end| SAMPLE.is_char_boundary(*end)) {
        match check("executor.ts", &SAMPLE[..end], &settings) {
            Ok(linestamp_tests::promises::Verdict::Handled(_)) => handled += 1,
            Ok(_) => {}
            Err(message) => panic!("cut off at byte {end}: {message}"),
        }
    }
    assert!(handled > 20, "only {handled} of the pieces parse");
}

#[test]
fn without_a_byte() {
    let settings = settings();
    for (at, c) in SAMPLE.char_indices() {
        let text = format!("{}{}", &SAMPLE[..at], &SAMPLE[at + c.len_utf8()..]);
        if let Err(message) = check("executor.ts", &text, &settings) {
            panic!("without byte {at}: {message}");
        }
    }
}
