//! Taking turns: each round runs every arm once, so that a busy machine is busy for all of them.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use wait4::Wait4 as _;

/// What has to be done before an arm may run; not timed.
type Before<'a> = Box<dyn Fn() -> Result<()> + 'a>;

/// One of the commands that race.
pub(crate) struct Arm<'a> {
    pub(crate) name: String,
    program: PathBuf,
    args: Vec<String>,
    before: Option<Before<'a>>,
}

impl<'a> Arm<'a> {
    /// A command under a name for the table.
    pub(crate) fn new(name: impl Into<String>, program: impl Into<PathBuf>) -> Arm<'a> {
        Arm { name: name.into(), program: program.into(), args: Vec::new(), before: None }
    }

    pub(crate) fn arg(mut self, arg: impl Into<String>) -> Arm<'a> {
        self.args.push(arg.into());
        self
    }

    pub(crate) fn args<'s>(mut self, args: impl IntoIterator<Item = &'s str>) -> Arm<'a> {
        self.args.extend(args.into_iter().map(str::to_owned));
        self
    }

    /// Something to do before each run of this arm.
    pub(crate) fn before(mut self, before: impl Fn() -> Result<()> + 'a) -> Arm<'a> {
        self.before = Some(Box::new(before));
        self
    }

    fn run(&self) -> Result<Sample> {
        if let Some(before) = &self.before {
            before()?;
        }
        let mut command = Command::new(&self.program);
        command.args(&self.args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let begin = Instant::now();
        let mut child = command.spawn().with_context(|| format!("cannot run {}", self.name))?;
        let done = child.wait4()?;
        let time = begin.elapsed();
        ensure!(done.status.success(), "{} failed: {}", self.name, done.status);
        let processor = done.rusage.utime + done.rusage.stime;
        Ok(Sample { time, processor, memory: done.rusage.maxrss })
    }
}

struct Sample {
    time: Duration,
    processor: Duration,
    memory: u64,
}

/// What an arm's runs came to.
pub(crate) struct Timing {
    pub(crate) name: String,
    /// By round.
    times: Vec<Duration>,
    /// Processor time, with that of the processes that it waited for, by round.
    processor: Vec<Duration>,
    /// The most memory that any run took, in bytes.
    pub(crate) memory: u64,
}

impl Timing {
    pub(crate) fn median(&self) -> Duration {
        let mut times = self.times.clone();
        times.sort_unstable();
        times[times.len() / 2]
    }

    pub(crate) fn best(&self) -> Duration {
        self.times.iter().min().copied().unwrap_or_default()
    }

    /// How many times as long as another arm it took: the middle one of the rounds' ratios, since
    /// what disturbs a round mostly disturbs both.
    pub(crate) fn ratio(&self, other: &Timing) -> f64 {
        middle_ratio(&self.times, &other.times)
    }

    /// The same for processor time.
    pub(crate) fn processor_ratio(&self, other: &Timing) -> f64 {
        middle_ratio(&self.processor, &other.processor)
    }

    /// The same for the fastest run of each.
    pub(crate) fn best_ratio(&self, other: &Timing) -> f64 {
        self.best().as_secs_f64() / other.best().as_secs_f64()
    }
}

fn middle_ratio(own: &[Duration], other: &[Duration]) -> f64 {
    let pairs = own.iter().zip(other);
    let mut ratios: Vec<f64> =
        pairs.map(|(own, other)| own.as_secs_f64() / other.as_secs_f64()).collect();
    ratios.sort_unstable_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

/// Lets the arms take turns, after a round that does not count.
pub(crate) fn race(arms: &[Arm<'_>], rounds: usize) -> Result<Vec<Timing>> {
    let blank = |arm: &Arm<'_>| Timing {
        name: arm.name.clone(),
        times: Vec::new(),
        processor: Vec::new(),
        memory: 0,
    };
    let mut timings: Vec<Timing> = arms.iter().map(blank).collect();
    for round in 0..=rounds {
        for (arm, timing) in arms.iter().zip(&mut timings) {
            let sample = arm.run()?;
            if round > 0 {
                timing.times.push(sample.time);
                timing.processor.push(sample.processor);
                timing.memory = timing.memory.max(sample.memory);
            }
        }
    }
    Ok(timings)
}
