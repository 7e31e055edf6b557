//! Where a generator's decisions come from: a seed, or the bytes of a fuzzer or of proptest.

/// A stream of decisions. Once its bytes are used up, every decision is the first, simplest one,
/// so that shorter input means a smaller program.
#[derive(Debug)]
pub struct Choices<'a>(Stream<'a>);

#[derive(Debug)]
enum Stream<'a> {
    /// The state of a SplitMix64 generator.
    Seed(u64),
    Bytes(&'a [u8]),
}

impl<'a> Choices<'a> {
    /// Endless decisions, the same ones for the same seed on every machine.
    #[must_use]
    pub fn seeded(seed: u64) -> Choices<'static> {
        Choices(Stream::Seed(seed))
    }

    /// One byte for each decision.
    #[must_use]
    pub fn from_bytes(bytes: &'a [u8]) -> Choices<'a> {
        Choices(Stream::Bytes(bytes))
    }

    /// A number below `count`, which must not be 0.
    pub fn below(&mut self, count: usize) -> usize {
        self.next() as usize % count
    }

    /// Whether to do something that is done in so many of 100 cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        100 - percent.min(100) <= self.below(100) && percent > 0
    }

    /// One of several values.
    pub fn pick<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())]
    }

    fn next(&mut self) -> u64 {
        match &mut self.0 {
            Stream::Seed(state) => split_mix(state),
            Stream::Bytes(bytes) => match bytes.split_first() {
                Some((first, rest)) => {
                    *bytes = rest;
                    u64::from(*first)
                }
                None => 0,
            },
        }
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): one addition and a mix, good enough to spread choices.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    // The low bits decide, so the good high ones are folded into them.
    (mixed ^ (mixed >> 31)) >> 8
}

#[cfg(test)]
mod tests {
    use super::Choices;

    #[test]
    fn a_seed_gives_the_same_choices_on_every_machine() {
        let mut choices = Choices::seeded(7);
        let drawn: Vec<usize> = (0..6).map(|_| choices.below(1000)).collect();
        let mut again = Choices::seeded(7);
        assert_eq!(drawn, (0..6).map(|_| again.below(1000)).collect::<Vec<_>>());
    }

    #[test]
    fn used_up_bytes_choose_the_first() {
        let mut choices = Choices::from_bytes(&[3, 250]);
        assert_eq!(choices.below(10), 3);
        assert!(choices.chance(60));
        assert_eq!(choices.below(10), 0);
        assert!(!choices.chance(99));
    }
}
