//! What each stage of the engine costs on one module with ten calls, beside a baseline that does
//! the least that could be done.
//!
//! `cargo bench -p linestamp-bench`

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use linestamp_transform::{Action, LineTable, MapRequest, Settings, Source, plan, transform};

const TEXT: &str = include_str!("../modules/executor.ts");
const INJECT: Action = Action::Inject { refresh: false };

fn main() {
    divan::main();
}

fn source() -> Source<'static> {
    Source::new("src/executor.ts", black_box(TEXT))
}

fn measure<T>(bencher: Bencher<'_, '_>, work: impl Fn() -> T + Sync) {
    bencher.counter(BytesCount::of_str(TEXT)).bench(work);
}

/// A text that cannot hold a site, so that it is searched to its end.
mod prefilter {
    use super::*;

    fn text() -> String {
        TEXT.replace("LOGS", "DOGS")
    }

    #[divan::bench]
    fn baseline_contains(bencher: Bencher<'_, '_>) {
        let text = text();
        measure(bencher, || black_box(&text).contains("LOGS"));
    }

    #[divan::bench]
    fn may_hold_sites(bencher: Bencher<'_, '_>) {
        let (text, settings) = (text(), Settings::default());
        measure(bencher, || settings.may_hold_sites(black_box(&text).as_bytes()));
    }
}

/// The tree, and what is read off it.
mod finding {
    use super::*;

    #[divan::bench]
    fn baseline_parse(bencher: Bencher<'_, '_>) {
        measure(bencher, || linestamp_bench::parses(black_box(TEXT)));
    }

    #[divan::bench]
    fn parse_find_and_plan(bencher: Bencher<'_, '_>) {
        let settings = Settings::default();
        measure(bencher, || plan(&source(), &settings, INJECT));
    }

    #[divan::bench]
    fn line_table(bencher: Bencher<'_, '_>) {
        measure(bencher, || LineTable::new(black_box(TEXT)));
    }
}

/// The new text.
mod applying {
    use super::*;

    #[divan::bench]
    fn baseline_copy(bencher: Bencher<'_, '_>) {
        measure(bencher, || black_box(TEXT).to_owned());
    }

    #[divan::bench]
    fn apply(bencher: Bencher<'_, '_>) {
        let plan = plan(&source(), &Settings::default(), INJECT);
        measure(bencher, || plan.apply(black_box(TEXT)));
    }
}

/// The source map.
mod mapping {
    use super::*;

    #[divan::bench]
    fn baseline_transform(bencher: Bencher<'_, '_>) {
        let settings = Settings::default();
        measure(bencher, || transform(&source(), &settings, INJECT, MapRequest::None));
    }

    #[divan::bench]
    fn transform_with_map(bencher: Bencher<'_, '_>) {
        let settings = Settings::default();
        measure(bencher, || transform(&source(), &settings, INJECT, MapRequest::Detached));
    }
}
