//! Which files need a parse at all.
//!
//! A file can hold a site of a target only if it spells the names that no binding can rename. A
//! name may be spelled with escapes (`env.L\u004fGS`, `env['LO\x47S']`), so a name that is not
//! found as it stands is looked for again around each backslash.

use memchr::memmem::Finder;

use crate::target::{Root, Target, Targets};

/// The word in all marker comments; a marked literal is a site in any file.
const MARKER: &str = "@linestamp";

/// Compiled searches, shared by all files.
#[derive(Debug, Clone)]
pub(crate) struct Prefilter {
    /// Each alternative is the names that all have to occur, rarest first by length.
    alternatives: Vec<Vec<Name>>,
    marker: Finder<'static>,
}

#[derive(Debug, Clone)]
struct Name {
    text: String,
    finder: Finder<'static>,
}

impl Prefilter {
    pub(crate) fn new(targets: &Targets) -> Prefilter {
        let mut alternatives: Vec<Vec<&str>> = Vec::new();
        for target in targets.iter() {
            for mut names in spelled(target) {
                names.sort_by_key(|name| std::cmp::Reverse(name.len()));
                names.dedup();
                if !alternatives.contains(&names) {
                    alternatives.push(names);
                }
            }
        }
        let compile =
            |text: &str| Name { finder: Finder::new(text).into_owned(), text: text.to_owned() };
        Prefilter {
            alternatives: alternatives
                .into_iter()
                .map(|names| names.into_iter().map(compile).collect())
                .collect(),
            marker: Finder::new(MARKER),
        }
    }

    /// Of each alternative the longest name, and the marker.
    pub(crate) fn needles(&self) -> impl Iterator<Item = &str> {
        let longest = self.alternatives.iter().filter_map(|names| names.first());
        longest.map(|name| name.text.as_str()).chain([MARKER])
    }

    pub(crate) fn may_hold_sites(&self, bytes: &[u8]) -> bool {
        let spelled = |name: &Name| name.finder.find(bytes).is_some() || escaped(&name.text, bytes);
        self.alternatives.iter().any(|names| names.iter().all(spelled))
            || self.marker.find(bytes).is_some()
    }
}

/// The sets of names one of which a file has to spell to hold a site of a target, or a place where
/// it escapes.
fn spelled(target: &Target) -> Vec<Vec<&str>> {
    let names: Vec<&str> = target.names.iter().map(String::as_str).collect();
    match (&target.root, names.as_slice()) {
        // `import log from` does not spell the word `default`.
        (Root::From(_), ["default"]) => vec![vec!["import"], vec!["require"]],
        // A default import or a namespace has a name of its own, but then the rest is spelled.
        (Root::From(_), [root, rest @ ..]) if !rest.is_empty() => vec![vec![root], rest.to_vec()],
        // `console[level]` spells no more than the first name.
        (Root::Global, [root, ..]) => vec![vec![root]],
        // The first name may be another: an alias, a renamed import, a parameter. The last one may
        // be computed, or missing where the target escapes.
        (Root::Named, [_, middle @ .., _]) if !middle.is_empty() => vec![middle.to_vec()],
        (_, [_, last]) => vec![vec![last]],
        _ => vec![names],
    }
}

/// Whether a name is spelled somewhere with at least one escape.
fn escaped(name: &str, bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'\\', bytes).any(|backslash| {
        let (before, rest) = bytes.split_at(backslash);
        // Most escapes stand for nothing that is in the name.
        let letter = match unescape(rest) {
            Some((Some(letter), _)) if name.contains(letter) => Some(letter),
            Some((None, _)) => None,
            _ => return false,
        };
        // The first escape of the spelling: what stands before it is spelled plainly.
        name.char_indices().any(|(at, found)| {
            letter.is_none_or(|letter| letter == found)
                && before.ends_with(&name.as_bytes()[..at])
                && spells(&name[at..], rest)
        })
    })
}

/// Whether `bytes` begin with a spelling of `rest`, escapes and all.
fn spells(mut rest: &str, mut bytes: &[u8]) -> bool {
    while let Some(wanted) = rest.chars().next() {
        let plain = wanted.len_utf8();
        if bytes.first() == Some(&b'\\') {
            let Some((found, length)) = unescape(bytes) else { return false };
            bytes = &bytes[length..];
            match found {
                None => continue,
                Some(found) if found == wanted => {}
                Some(_) => return false,
            }
        } else if bytes.starts_with(&rest.as_bytes()[..plain]) {
            bytes = &bytes[plain..];
        } else {
            return false;
        }
        rest = &rest[plain..];
    }
    true
}

/// The character of the escape at the start of `bytes` (none for a line continuation) and the
/// escape's length.
fn unescape(bytes: &[u8]) -> Option<(Option<char>, usize)> {
    let number = |digits: &[u8], radix: u32| {
        let value = digits.iter().try_fold(0, |value: u32, &digit| {
            value.checked_mul(radix)?.checked_add(char::from(digit).to_digit(radix)?)
        });
        char::from_u32(value?)
    };
    match *bytes.get(1)? {
        b'u' if bytes.get(2) == Some(&b'{') => {
            let close = 3 + memchr::memchr(b'}', bytes.get(3..)?.get(..16).unwrap_or(&bytes[3..]))?;
            Some((Some(number(&bytes[3..close], 16)?), close + 1))
        }
        b'u' => Some((Some(number(bytes.get(2..6)?, 16)?), 6)),
        b'x' => Some((Some(number(bytes.get(2..4)?, 16)?), 4)),
        b'0'..=b'7' => {
            let digits =
                bytes[1..].iter().take(3).take_while(|b| (b'0'..=b'7').contains(b)).count();
            Some((Some(number(&bytes[1..=digits], 8)?), digits + 1))
        }
        b'\r' if bytes.get(2) == Some(&b'\n') => Some((None, 3)),
        b'\r' | b'\n' => Some((None, 2)),
        0xE2 if matches!(bytes.get(2..4), Some([0x80, 0xA8 | 0xA9])) => Some((None, 4)),
        _ => {
            // `\L` is `L`, unless the letter makes an escape of its own.
            let tail = &bytes[1..bytes.len().min(5)];
            let text = match std::str::from_utf8(tail) {
                Ok(text) => text,
                Err(error) => std::str::from_utf8(&tail[..error.valid_up_to()]).ok()?,
            };
            let c = text.chars().next()?;
            Some((Some(c), 1 + c.len_utf8()))
        }
    }
}
