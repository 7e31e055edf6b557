//! Any bytes for a segment of the spool: what is whole is read, behind whatever else.
#![no_main]

use linestamp_client::spool::read_segment;

/// A segment that nothing has happened to.
const WHOLE: &[u8] = include_bytes!("../seeds/spool/whole");

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let whole = read_segment(WHOLE).expect("a whole segment is read");
    assert_eq!((whole.records.len(), whole.damaged), (3, 0));
    let Ok(alone) = read_segment(data) else {
        assert!(data.starts_with(b"linestamp spool "), "only another version is refused");
        return;
    };
    assert!(alone.damaged <= data.len() as u64);
    let both = [data, WHOLE].concat();
    let both = read_segment(&both[..]).expect("the version is the same");
    assert!(both.records.ends_with(&whole.records), "lost behind damage");
    assert!(both.records.starts_with(&alone.records), "lost before what follows");
});
