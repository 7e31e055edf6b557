//! Any file with any source map beside it or in it: handled, or refused for its map.
#![no_main]

use linestamp_tests::programs::settings;
use linestamp_transform::{Action, MapRequest, Source, transform};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    linestamp_fuzz::let_panics_be_caught();
    let (text, map) = linestamp_fuzz::two(data);
    let (Some((path, text)), Ok(map)) = (linestamp_fuzz::file(text), str::from_utf8(map)) else {
        return;
    };
    let settings = settings();
    let external = MapRequest::External { file: "a.map" };
    let alone = MapRequest::Alone;
    for request in [MapRequest::None, MapRequest::Detached, alone, MapRequest::Inline, external] {
        for action in [Action::Inject { refresh: true }, Action::Strip] {
            let source = Source::new(path, &text).with_map(map);
            let done = transform(&source, &settings, action, request);
            if let Some(map) = &done.map {
                serde_json::from_str::<serde_json::Value>(map).expect("a map is JSON");
            }
            assert!(!done.plan.failed() || done.code.is_none(), "refused, yet changed");
        }
    }
});
