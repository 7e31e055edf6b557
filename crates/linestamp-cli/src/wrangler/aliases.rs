//! Imports that go by another name, and how they come to lead into the copy.
//!
//! Input: `@app/*` for `/s/src/lib/*`, `~/*` for `/s/*`; sources in `/s/src`, the copy in
//! `/s/.linestamp`. Output: `@app/*` for `/s/.linestamp/lib/*`, and beside `~/*` the more particular
//! `~/src/*` for `/s/.linestamp/*`.

use std::path::{Path, PathBuf};

/// One pattern of TypeScript's `paths`, or of `imports` or `exports` in a `package.json`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Alias {
    /// What is written, with at most one star.
    pub(super) key: String,
    /// The absolute paths that it stands for, the first that is there counts.
    pub(super) targets: Vec<String>,
}

/// All that a tsconfig says about imports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Aliases {
    /// `paths`.
    pub(super) list: Vec<Alias>,
    /// `baseUrl`, absolute.
    pub(super) base: Option<PathBuf>,
}

impl Alias {
    /// The text that the star stands for in a specifier; empty where there is no star.
    fn matches<'s>(&self, specifier: &'s str) -> Option<&'s str> {
        match self.key.split_once('*') {
            None => (self.key == specifier).then_some(""),
            Some((before, after)) => {
                let long = specifier.len() >= before.len() + after.len();
                long.then(|| specifier.strip_prefix(before)?.strip_suffix(after)).flatten()
            }
        }
    }

    /// How particular the pattern is: one without a star first, then the longest.
    fn rank(&self) -> (bool, usize) {
        match self.key.split_once('*') {
            None => (true, self.key.len()),
            Some((before, _)) => (false, before.len()),
        }
    }
}

/// The paths that a specifier may stand for, by the most particular pattern.
pub(super) fn stands_for(list: &[Alias], specifier: &str) -> Vec<PathBuf> {
    let matching = list.iter().filter_map(|alias| Some((alias, alias.matches(specifier)?)));
    let best = matching.max_by_key(|(alias, _)| alias.rank());
    best.map_or_else(Vec::new, |(alias, star)| {
        alias.targets.iter().map(|target| PathBuf::from(target.replacen('*', star, 1))).collect()
    })
}

/// A path as patterns have it, with `/` on every system.
pub(super) fn spelled(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}

/// From the sources into their copy.
#[derive(Debug, Clone, Copy)]
pub(super) struct Move<'a> {
    /// The sources.
    pub(super) from: &'a Path,
    /// The copy.
    pub(super) to: &'a Path,
}

impl Move<'_> {
    /// A path with its star, in the copy where it leads into the sources.
    fn path(&self, path: &str) -> String {
        match path.strip_prefix(&*spelled(self.from)) {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => {
                format!("{}{rest}", spelled(self.to))
            }
            _ => path.to_owned(),
        }
    }

    /// All patterns of a tsconfig, leading into the copy.
    pub(super) fn aliases(&self, aliases: &Aliases) -> Aliases {
        let mut list: Vec<Alias> = aliases.list.iter().map(|alias| self.alias(alias)).collect();
        for alias in &aliases.list {
            add(&mut list, self.particular(alias));
        }
        let base = aliases.base.as_deref().map(spelled);
        if let Some(base) = &base {
            let whole = Alias { key: "*".to_owned(), targets: vec![format!("{base}/*")] };
            add(&mut list, self.particular(&whole));
        }
        list.sort_by(|one, other| one.key.cmp(&other.key));
        Aliases { list, base: base.map(|base| self.path(&base).into()) }
    }

    /// The patterns of a package that lead elsewhere now.
    pub(super) fn changed(&self, list: &[Alias]) -> Vec<Alias> {
        let moved =
            list.iter().map(|alias| self.alias(alias)).filter(|moved| !list.contains(moved));
        moved.chain(list.iter().filter_map(|alias| self.particular(alias))).collect()
    }

    fn alias(&self, alias: &Alias) -> Alias {
        let targets = alias.targets.iter().map(|target| self.path(target)).collect();
        Alias { key: alias.key.clone(), targets }
    }

    /// For a pattern that stands for more than the sources, the one that stands for them alone.
    fn particular(&self, alias: &Alias) -> Option<Alias> {
        let from = spelled(self.from);
        let rest = alias.targets.iter().find_map(|target| {
            let (before, _) = target.split_once('*')?;
            from.strip_prefix(before).filter(|rest| !rest.is_empty())
        })?;
        let star = format!("{rest}/*");
        let targets = alias.targets.iter().map(|target| self.path(&target.replacen('*', &star, 1)));
        Some(Alias { key: alias.key.replacen('*', &star, 1), targets: targets.collect() })
    }
}

/// Adds a pattern, or its targets to the one that is there.
fn add(list: &mut Vec<Alias>, alias: Option<Alias>) {
    let Some(alias) = alias else { return };
    match list.iter_mut().find(|known| known.key == alias.key) {
        Some(known) => {
            let new = alias.targets.into_iter().filter(|target| !known.targets.contains(target));
            let new: Vec<String> = new.collect();
            known.targets.extend(new);
        }
        None => list.push(alias),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOVE: (&str, &str) = ("/s/src", "/s/.linestamp");

    fn moved(list: &[(&str, &[&str])], base: Option<&str>) -> Vec<(String, Vec<String>)> {
        let alias = |(key, targets): &(&str, &[&str])| Alias {
            key: (*key).to_owned(),
            targets: targets.iter().map(|target| (*target).to_owned()).collect(),
        };
        let aliases =
            Aliases { list: list.iter().map(alias).collect(), base: base.map(PathBuf::from) };
        let Aliases { list, .. } =
            Move { from: Path::new(MOVE.0), to: Path::new(MOVE.1) }.aliases(&aliases);
        list.into_iter().map(|alias| (alias.key, alias.targets)).collect()
    }

    fn one(key: &str, targets: &[&str]) -> (String, Vec<String>) {
        (key.to_owned(), targets.iter().map(|target| (*target).to_owned()).collect())
    }

    #[test]
    fn what_leads_into_the_sources_leads_into_the_copy() {
        let list = moved(&[("@a/*", &["/s/src/lib/*", "/x/*"]), ("b", &["/s/src/b.ts"])], None);
        let copied =
            [one("@a/*", &["/s/.linestamp/lib/*", "/x/*"]), one("b", &["/s/.linestamp/b.ts"])];
        assert_eq!(list, copied);
        assert_eq!(moved(&[("c/*", &["/s/srcs/*"])], None), [one("c/*", &["/s/srcs/*"])]);
    }

    #[test]
    fn a_pattern_above_the_sources_gets_a_more_particular_one() {
        let list = moved(&[("~/*", &["/s/*"])], None);
        assert_eq!(list, [one("~/*", &["/s/*"]), one("~/src/*", &["/s/.linestamp/*"])]);
        assert_eq!(moved(&[], Some("/s")), [one("src/*", &["/s/.linestamp/*"])]);
        assert_eq!(moved(&[], Some("/s/src")), []);
    }

    #[test]
    fn the_most_particular_pattern_counts() {
        let alias = |key: &str, target: &str| Alias {
            key: key.to_owned(),
            targets: vec![target.to_owned()],
        };
        let list = [alias("a/*", "/1/*"), alias("a/b/*", "/2/*"), alias("a/b/c", "/3")];
        for (specifier, path) in [("a/x", "/1/x"), ("a/b/x", "/2/x"), ("a/b/c", "/3")] {
            assert_eq!(stands_for(&list, specifier), [Path::new(path)]);
        }
        assert!(stands_for(&list, "b").is_empty());
    }
}
