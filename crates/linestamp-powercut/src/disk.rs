//! A disk on paper: what of a folder is on it for sure, and what may be after a power cut.
//!
//! A write is on the disk for sure once its file was synced, a name once its folder was. Of what was
//! not synced anything may be there: of a file any of its writes, each of them torn between sectors; of a
//! folder its names as they were after any one of their changes. That is what POSIX promises, and
//! less than the common file systems keep.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rand::RngExt as _;
use rand::rngs::StdRng;

use crate::entry::Entry;

/// What a disk writes wholly or not at all.
const SECTOR: usize = 512;

/// How much of what was not synced is there after the cut.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Luck {
    /// Nothing of it.
    Nothing,
    /// All names, and no bytes.
    NamesAlone,
    /// All bytes of files whose names are there, and no names.
    BytesAlone,
    /// Whatever chance leaves.
    Any,
    /// Everything: a process that was killed.
    Everything,
}

impl Luck {
    /// Each of them.
    pub(crate) const ALL: [Luck; 5] =
        [Luck::Nothing, Luck::NamesAlone, Luck::BytesAlone, Luck::Any, Luck::Everything];
}

/// What is on the disk for sure, and what may be.
#[derive(Debug, Default)]
pub struct Disk {
    /// Files and folders by the order in which they were made; a name leads to one of them.
    nodes: Vec<Node>,
    by_inode: BTreeMap<u64, usize>,
}

#[derive(Debug)]
enum Node {
    Folder { sure: Names, now: Names, pending: Vec<Names> },
    File { sure: Vec<u8>, pending: Vec<Change> },
}

type Names = BTreeMap<PathBuf, usize>;

#[derive(Debug)]
enum Change {
    Write(usize, Vec<u8>),
    Resize(usize),
}

impl Disk {
    /// Does what an entry says.
    pub(crate) fn apply(&mut self, entry: Entry) {
        match entry {
            Entry::Folder { inode, path } => {
                let pending = Vec::new();
                let node = Node::Folder { sure: Names::new(), now: Names::new(), pending };
                self.make(inode, &path, node);
            }
            Entry::File { inode, path } => {
                self.make(inode, &path, Node::File { sure: Vec::new(), pending: Vec::new() });
            }
            Entry::Write { inode, offset, bytes } => {
                self.change(inode, Change::Write(offset, bytes));
            }
            Entry::Resize { inode, length } => self.change(inode, Change::Resize(length)),
            Entry::Sync { inode } => self.nodes[self.by_inode[&inode]].sync(),
            Entry::Rename { from, to } => {
                let node = self.find(&from);
                if from.parent() == to.parent() {
                    self.name(&to, |names, name| {
                        names.remove(&PathBuf::from(from.file_name().unwrap()));
                        names.insert(name, node);
                    });
                } else {
                    panic!("{} goes to another folder", from.display());
                }
            }
            Entry::Remove { path } => self.name(&path, |names, name| {
                names.remove(&name);
            }),
        }
    }

    fn make(&mut self, inode: u64, path: &Path, node: Node) {
        if path.as_os_str().is_empty() && !self.nodes.is_empty() {
            return;
        }
        let number = self.nodes.len();
        self.nodes.push(node);
        self.by_inode.insert(inode, number);
        if number > 0 {
            self.name(path, |names, name| {
                names.insert(name, number);
            });
        }
    }

    fn change(&mut self, inode: u64, change: Change) {
        match &mut self.nodes[self.by_inode[&inode]] {
            Node::File { pending, .. } => pending.push(change),
            Node::Folder { .. } => panic!("a folder is written to"),
        }
    }

    /// Changes the names of the folder that a path is in.
    fn name(&mut self, path: &Path, change: impl FnOnce(&mut Names, PathBuf)) {
        let folder = self.find(path.parent().unwrap());
        let Node::Folder { now, pending, .. } = &mut self.nodes[folder] else {
            panic!("{} is in no folder", path.display())
        };
        change(now, PathBuf::from(path.file_name().unwrap()));
        pending.push(now.clone());
    }

    fn find(&self, path: &Path) -> usize {
        path.iter().fold(0, |folder, name| match &self.nodes[folder] {
            Node::Folder { now, .. } => now[Path::new(name)],
            Node::File { .. } => panic!("{} leads through a file", path.display()),
        })
    }

    /// The bytes of a file, as a running machine has them; empty where there is none.
    pub fn read(&self, name: &str) -> Vec<u8> {
        let Some(Node::Folder { now, .. }) = self.nodes.first() else { return Vec::new() };
        match now.get(Path::new(name)).map(|node| &self.nodes[*node]) {
            Some(Node::File { sure, pending }) => changed(sure, pending, || true),
            _ => Vec::new(),
        }
    }

    /// Puts into an empty folder what is left after a power cut.
    pub(crate) fn cut(&self, luck: Luck, random: &mut StdRng, to: &Path) {
        self.cut_node(0, luck, random, to);
    }

    fn cut_node(&self, node: usize, luck: Luck, random: &mut StdRng, to: &Path) {
        match &self.nodes[node] {
            Node::File { sure, pending } => {
                fs::write(to, left_of_file(sure, pending, luck, random)).unwrap();
            }
            Node::Folder { sure, pending, .. } => {
                fs::create_dir_all(to).unwrap();
                let states = pending.len();
                let state = match luck {
                    Luck::Nothing | Luck::BytesAlone => 0,
                    Luck::NamesAlone | Luck::Everything => states,
                    Luck::Any => random.random_range(0..=states),
                };
                let names = if state == 0 { sure } else { &pending[state - 1] };
                for (name, node) in names {
                    self.cut_node(*node, luck, random, &to.join(name));
                }
            }
        }
    }
}

impl Node {
    fn sync(&mut self) {
        match self {
            Node::Folder { sure, now, pending } => {
                pending.clear();
                sure.clone_from(now);
            }
            Node::File { sure, pending } => {
                *sure = changed(sure, pending, || true);
                pending.clear();
            }
        }
    }
}

fn left_of_file(sure: &[u8], pending: &[Change], luck: Luck, random: &mut StdRng) -> Vec<u8> {
    match luck {
        Luck::Nothing | Luck::NamesAlone => sure.to_vec(),
        Luck::BytesAlone | Luck::Everything => changed(sure, pending, || true),
        Luck::Any => {
            let often = random.random_range(0.0..=1.0);
            changed(sure, pending, || random.random_bool(often))
        }
    }
}

/// A file after those of the changes that arrived, of a write sector by sector.
fn changed(sure: &[u8], changes: &[Change], mut arrives: impl FnMut() -> bool) -> Vec<u8> {
    let mut bytes = sure.to_vec();
    for change in changes {
        match change {
            Change::Resize(length) => {
                if arrives() {
                    bytes.resize(*length, 0);
                }
            }
            Change::Write(offset, written) => {
                let mut from = 0;
                while from < written.len() {
                    let at = offset + from;
                    let to = written.len().min(from + SECTOR - at % SECTOR);
                    if arrives() {
                        bytes.resize(bytes.len().max(offset + to), 0);
                        bytes[at..offset + to].copy_from_slice(&written[from..to]);
                    }
                    from = to;
                }
            }
        }
    }
    bytes
}
