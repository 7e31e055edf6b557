//! A record on its way from an old call to a literal: values with the places that they had.

use linestamp_schema::Level;
use linestamp_transform::ByteSpan;

use crate::effect::{Effect, may_stand_so};
use crate::print::{Entry, Node};
use crate::value::Doubt;

/// A value with the place that it was evaluated at.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) node: Node,
    /// Where it stood.
    pub(crate) at: usize,
    pub(crate) effect: Effect,
}

/// A field of the metadata.
#[derive(Debug, Clone)]
pub(crate) struct FieldPiece {
    /// Its name; none for a spread.
    pub(crate) name: Option<String>,
    pub(crate) piece: Piece,
    /// The text that stands for the whole of `key: value`, where it is taken as it is.
    pub(crate) verbatim: bool,
}

/// A record whose parts are known.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) level: Level,
    pub(crate) columns: Vec<(String, Piece)>,
    pub(crate) message: Option<Piece>,
    pub(crate) fields: Vec<FieldPiece>,
    /// A literal that is the metadata as it is, where nothing else is.
    pub(crate) literal: Option<(Node, usize)>,
    /// The parts of the old call that are in the new one, whose comments are kept so.
    pub(crate) kept: Vec<ByteSpan>,
    /// Why it may not say what the old call said.
    pub(crate) doubt: Option<Doubt>,
}

impl Draft {
    pub(crate) fn new(level: Level) -> Draft {
        Draft {
            level,
            columns: Vec::new(),
            message: None,
            fields: Vec::new(),
            literal: None,
            kept: Vec::new(),
            doubt: None,
        }
    }

    /// Whether a field of this name is there.
    fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name.as_deref() == Some(name))
    }

    /// Adds a field under a name that no other has.
    pub(crate) fn add_named(&mut self, name: &str, piece: Piece) {
        let free = |name: &String| !self.has(name);
        let numbered = (2..).map(|number| format!("{name}{number}"));
        let name = std::iter::once(name.to_owned()).chain(numbered).find(free);
        self.fields.push(FieldPiece { name, piece, verbatim: false });
    }

    /// The entries of the record, if its values may be evaluated in that order.
    pub(crate) fn entries(self, quote: char) -> Option<Vec<Entry>> {
        let order = |piece: &Piece| (piece.at, piece.effect);
        let metadata: Vec<_> = self.fields.iter().map(|field| order(&field.piece)).collect();
        let columns = || self.columns.iter().map(|(_, piece)| order(piece));
        let message = || self.message.iter().map(order);
        let usual: Vec<_> = columns().chain(message()).chain(metadata.iter().copied()).collect();
        let late: Vec<_> = metadata.iter().copied().chain(message()).chain(columns()).collect();
        let metadata_first = match (may_stand_so(&usual), may_stand_so(&late)) {
            (true, _) => false,
            (false, true) => true,
            (false, false) => return None,
        };
        let metadata = self.metadata();
        let level = Node::Text(format!("{quote}{}{quote}", self.level));
        let mut entries = vec![Entry::of("level", level)];
        let mut texts: Vec<Entry> =
            self.columns.into_iter().map(|(name, piece)| Entry::of(&name, piece.node)).collect();
        texts.extend(self.message.map(|message| Entry::of("message", message.node)));
        let metadata = metadata.map(|node| Entry::of("metadata", node));
        if metadata_first {
            texts.reverse();
            entries.extend(metadata);
            entries.extend(texts);
        } else {
            entries.extend(texts);
            entries.extend(metadata);
        }
        Some(entries)
    }

    fn metadata(&self) -> Option<Node> {
        if let Some((literal, count)) = &self.literal
            && self.fields.len() == *count
        {
            return Some(literal.clone());
        }
        match self.fields.as_slice() {
            [] => None,
            // `...meta` alone is `meta`.
            [FieldPiece { name: None, piece, verbatim: false }] => Some(piece.node.clone()),
            fields => Some(Node::Object(fields.iter().map(entry).collect())),
        }
    }
}

fn entry(field: &FieldPiece) -> Entry {
    let node = field.piece.node.clone();
    match (&field.name, field.verbatim) {
        (Some(name), false) => Entry::of(name, node),
        (None, false) => Entry { key: None, value: node.spread() },
        (_, true) => Entry { key: None, value: node },
    }
}
