//! Lines of JSON, or anything else in their place: each unit is a record or refused, however it comes.
#![no_main]

use linestamp_formats::Format;

libfuzzer_sys::fuzz_target!(|data: &[u8]| linestamp_fuzz::input(data, Format::Ndjson));
