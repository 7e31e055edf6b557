//! When a batch is tried again, and the `traceparent` header.

use std::time::Duration;

use linestamp_client::{Retry, ThreadRandomness, TraceParent};
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_wait_is_within_its_bound_and_the_budget(
        failed in 1_u32..200,
        asked in proptest::option::of(0_u64..1000),
        spent in 0_u64..2000,
        fraction in 0.0_f64..1.0,
    ) {
        let retry = Retry::default();
        let (asked, spent) = (asked.map(Duration::from_secs), Duration::from_secs(spent));
        let bound = 2_f64.powi(failed as i32 - 1) * retry.first.as_secs_f64();
        let bound = Duration::from_secs_f64(bound.min(retry.longest.as_secs_f64()));
        match retry.wait(failed, asked, spent, fraction) {
            Some(wait) => {
                prop_assert!(wait <= bound.max(asked.unwrap_or_default()));
                prop_assert!(wait >= asked.unwrap_or_default());
                prop_assert!(wait + spent <= retry.budget);
            }
            None => {
                let least = asked.unwrap_or_default().max(bound.mul_f64(fraction));
                prop_assert!(spent + least > retry.budget);
            }
        }
    }

    #[test]
    fn the_jitter_is_full(failed in 1_u32..20) {
        let retry = Retry::default();
        let wait = |fraction| retry.wait(failed, None, Duration::ZERO, fraction).unwrap();
        prop_assert_eq!(wait(0.0), Duration::ZERO);
        prop_assert!(wait(0.25) < wait(0.75));
    }

    #[test]
    fn a_traceparent_prints_what_was_read(trace in 1_u128.., parent in 1_u64.., flags: u8) {
        let text = format!("00-{trace:032x}-{parent:016x}-{flags:02x}");
        let read: TraceParent = text.parse().unwrap();
        prop_assert_eq!(read.to_string(), text);
        let child = read.child(&ThreadRandomness);
        prop_assert_eq!(child.trace_id(), read.trace_id());
        prop_assert_eq!(child.is_sampled(), read.is_sampled());
        prop_assert_ne!(child.parent_id(), read.parent_id());
    }

    #[test]
    fn no_text_ends_the_program(text in ".*") {
        let _ = text.parse::<TraceParent>();
    }
}

#[test]
fn what_is_no_traceparent_is_refused() {
    let good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    assert!(good.parse::<TraceParent>().is_ok());
    assert!(good.replace("00-", "cc-").parse::<TraceParent>().is_ok());
    assert!(format!("{}-later", good.replace("00-", "cc-")).parse::<TraceParent>().is_ok());
    for bad in [
        "",
        "00",
        &good.to_uppercase(),
        &format!("{good}-more"),
        &good.replace("00-", "ff-"),
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
        "00-+af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    ] {
        assert!(bad.parse::<TraceParent>().is_err(), "{bad}");
    }
}

#[test]
fn a_trace_is_started_with_an_id_of_its_own() {
    let (one, other) =
        (TraceParent::start(&ThreadRandomness), TraceParent::start(&ThreadRandomness));
    assert_ne!(one.trace_id(), other.trace_id());
    assert!(one.is_sampled());
    assert_eq!(one.to_string().parse(), Ok(one));
}
