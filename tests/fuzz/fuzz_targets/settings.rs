//! Any options for any file: refused with a message, or of use; and the prefilter never passes over
//! a file with sites.
#![no_main]

use linestamp_transform::{Action, Options, Settings, Source, plan};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    linestamp_fuzz::let_panics_be_caught();
    let (options, text) = linestamp_fuzz::two(data);
    let Ok(options) = serde_json::from_slice::<Options>(options) else { return };
    let settings = match Settings::new(&options) {
        Ok(settings) => settings,
        Err(error) => {
            assert!(!error.key().is_empty() && !error.help().is_empty(), "{error:?}");
            return;
        }
    };
    let text = String::from_utf8_lossy(text);
    for path in ["a.ts", "src/a.jsx"] {
        let plan = plan(&Source::new(path, &text), &settings, Action::Inject { refresh: true });
        let may = settings.may_hold_sites(text.as_bytes());
        assert!(may || plan.sites.is_empty(), "passed over {:?}", plan.sites);
    }
});
