//! How much stack a text may need before it is parsed.
//!
//! SWC's parser recurses, and so do visiting and dropping its tree, so that a text can be made on
//! which any stack overflows. Each level of recursion spends at least one token, which gives an
//! upper bound by counting, cheap and true whatever the bytes: [`counted`]. Real files come nowhere
//! near it, so the bound is spent in address space, not in memory. Where it is larger than
//! [`MOST_STACK`], [`followed`] looks closer: it skips strings and comments, matches brackets and
//! lets commas and semicolons end chains.

/// The most stack that is made for one file; past it a file is refused as nested too deep. That is
/// some 200,000 nested parentheses in an optimised build.
const MOST_STACK: usize = 1 << 30;

/// What is needed whatever the text.
const RESERVE: usize = 256 * 1024;

/// Unoptimised frames are larger; measured by the tests of hostile input.
const SCALE: usize = if cfg!(debug_assertions) { 6 } else { 1 };

/// The most stack that one level of each kind takes, in parser, visitor and destructor.
const BRACKET: usize = 5 * 1024 * SCALE;
const OPERATOR: usize = 2 * 1024 * SCALE;
const WORD: usize = 2 * 1024 * SCALE;

/// The text nests deeper than [`MOST_STACK`] allows for.
#[derive(Debug)]
pub(crate) struct TooDeep;

/// Runs `work` with as much stack as the text may need.
pub(crate) fn with_stack_for<T>(text: &str, work: impl FnOnce() -> T) -> Result<T, TooDeep> {
    // Where there is room for a level at every byte, nothing need be counted.
    let most = text.len().saturating_mul(BRACKET).saturating_add(RESERVE);
    if stacker::remaining_stack().is_some_and(|left| most <= left) {
        return Ok(work());
    }
    let mut need = counted(text.as_bytes());
    if need > MOST_STACK {
        need = followed(text.as_bytes());
    }
    if need > MOST_STACK {
        return Err(TooDeep);
    }
    // Where the stack cannot be measured, as in wasm, it cannot be grown either.
    Ok(stacker::maybe_grow(need + RESERVE, need + 2 * RESERVE, work))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Word,
    Operator,
    Open,
    Close,
    Separator,
}

const fn class_of(byte: u8) -> Class {
    match byte {
        b' ' | b'\t' | b'\n' | b'\r' => Class::Space,
        b'(' | b'[' | b'{' | b'<' | b'`' => Class::Open,
        b')' | b']' | b'}' => Class::Close,
        b',' | b';' => Class::Separator,
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'$' | b'"' | b'\'' | 128.. => Class::Word,
        _ => Class::Operator,
    }
}

/// [`class_of`] and the cost of a level that a byte may open, by byte.
static COSTS: [u32; 256] = {
    let mut costs = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        costs[byte] = match class_of(byte as u8) {
            Class::Open => BRACKET as u32,
            Class::Operator => OPERATOR as u32,
            Class::Word | Class::Space | Class::Close | Class::Separator => 0,
        };
        byte += 1;
    }
    costs
};

static IN_WORD: [bool; 256] = {
    let mut in_word = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        in_word[byte] = matches!(class_of(byte as u8), Class::Word);
        byte += 1;
    }
    in_word
};

/// An upper bound for any text: as if each token opened a level and none closed one.
fn counted(bytes: &[u8]) -> usize {
    let mut need = 0usize;
    let mut words = 0usize;
    let mut before = false;
    for &byte in bytes {
        let now = IN_WORD[byte as usize];
        need += COSTS[byte as usize] as usize;
        words += usize::from(now & !before);
        before = now;
    }
    need + words * WORD
}

/// A closer bound: brackets close, separators and new statements end the chains at their own level,
/// and what stands in strings, comments and templates does not count. A text that does not add up
/// gets no closer bound than [`counted`]'s.
fn followed(bytes: &[u8]) -> usize {
    let mut scan = Scan {
        bytes,
        at: if bytes.starts_with(b"#!") { memchr::memchr(b'\n', bytes).unwrap_or(0) } else { 0 },
        levels: vec![Level::default()],
        need: 0,
        most: 0,
        before: Before::Operator,
        new_line: false,
    };
    match scan.run() {
        Some(()) if scan.levels.len() == 1 => scan.most,
        _ => usize::MAX,
    }
}

/// What an open bracket, or the file around them, has cost so far.
#[derive(Debug, Clone, Copy, Default)]
struct Level {
    /// Since the last separator.
    chain: usize,
    /// By `<`, which may open an element that no separator closes.
    angles: usize,
    /// Whether the bracket is a template's `${`.
    substitution: bool,
}

/// What the last token was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// What ends an operand: no operand follows in the same statement.
    Operand,
    /// A `}`: it may end an operand, a block, a class.
    Brace,
    /// What an operand follows.
    Operator,
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    levels: Vec<Level>,
    /// The sum of the levels.
    need: usize,
    most: usize,
    before: Before,
    /// Whether a line has ended since the last token.
    new_line: bool,
}

/// Words that an operand follows, on another line too.
const PREFIXES: &[&[u8]] = &[
    b"abstract",
    b"as",
    b"asserts",
    b"async",
    b"await",
    b"case",
    b"default",
    b"delete",
    b"do",
    b"else",
    b"extends",
    b"in",
    b"infer",
    b"instanceof",
    b"is",
    b"keyof",
    b"new",
    b"of",
    b"readonly",
    b"return",
    b"satisfies",
    b"throw",
    b"typeof",
    b"unique",
    b"void",
    b"yield",
];

/// Words that go on with what stands before them.
const INFIXES: &[&[u8]] = &[
    b"as",
    b"catch",
    b"else",
    b"extends",
    b"finally",
    b"in",
    b"instanceof",
    b"is",
    b"of",
    b"satisfies",
    b"while",
];

/// Words that begin a statement: no chain goes on across them.
const STATEMENTS: &[&[u8]] =
    &[b"const", b"export", b"for", b"return", b"switch", b"throw", b"try", b"var", b"while"];

impl Scan<'_> {
    fn run(&mut self) -> Option<()> {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'"' | b'\'' => {
                    self.skip_string(byte)?;
                    self.token(Before::Operand);
                }
                b'`' => self.template()?,
                b'/' => self.slash()?,
                b'}' if self.levels.last().is_some_and(|level| level.substitution) => {
                    self.close()?;
                    self.at += 1;
                    self.template_rest()?;
                }
                _ => self.plain(byte)?,
            }
        }
        Some(())
    }

    fn plain(&mut self, byte: u8) -> Option<()> {
        match class_of(byte) {
            Class::Space => self.new_line |= matches!(byte, b'\n' | b'\r'),
            Class::Word => return self.word(),
            Class::Open if byte == b'<' => {
                self.add_angle();
                self.token(Before::Operator);
            }
            Class::Open => {
                if byte == b'{' && self.before == Before::Brace {
                    self.separate();
                }
                self.open(false);
                self.token(Before::Operator);
            }
            Class::Close => {
                self.close()?;
                self.token(if byte == b'}' { Before::Brace } else { Before::Operand });
            }
            Class::Separator => {
                self.separate();
                self.token(Before::Operator);
            }
            Class::Operator => {
                self.add(OPERATOR);
                self.token(Before::Operator);
            }
        }
        self.at += 1;
        Some(())
    }

    fn token(&mut self, before: Before) {
        self.before = before;
        self.new_line = false;
    }

    fn word(&mut self) -> Option<()> {
        let rest = &self.bytes[self.at..];
        let in_word = |byte: &&u8| IN_WORD[**byte as usize] && !matches!(**byte, b'"' | b'\'');
        let word = &rest[..rest.iter().take_while(in_word).count().max(1)];
        let begins = match self.before {
            Before::Brace => true,
            Before::Operand => self.new_line,
            Before::Operator => false,
        };
        if STATEMENTS.contains(&word) || begins && !INFIXES.contains(&word) {
            self.separate();
        }
        self.add(WORD);
        self.token(if PREFIXES.contains(&word) { Before::Operator } else { Before::Operand });
        self.at += word.len();
        Some(())
    }

    fn add(&mut self, cost: usize) {
        self.need += cost;
        self.most = self.most.max(self.need);
        if let Some(level) = self.levels.last_mut() {
            level.chain += cost;
        }
    }

    fn add_angle(&mut self) {
        self.need += BRACKET;
        self.most = self.most.max(self.need);
        if let Some(level) = self.levels.last_mut() {
            level.angles += BRACKET;
        }
    }

    fn separate(&mut self) {
        if let Some(level) = self.levels.last_mut() {
            self.need -= std::mem::take(&mut level.chain);
        }
    }

    fn open(&mut self, substitution: bool) {
        self.add(BRACKET);
        self.levels.push(Level { substitution, ..Level::default() });
    }

    fn close(&mut self) -> Option<()> {
        let level = self.levels.pop()?;
        self.need -= level.chain + level.angles;
        if self.levels.is_empty() { None } else { Some(()) }
    }

    /// Skips a string, which ends at its line's end at the latest.
    fn skip_string(&mut self, quote: u8) -> Option<()> {
        self.at += 1;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'\n' => return Some(()),
                _ if byte == quote => return Some(()),
                _ => {}
            }
        }
        None
    }

    fn template(&mut self) -> Option<()> {
        self.add(BRACKET);
        self.at += 1;
        self.template_rest()
    }

    fn template_rest(&mut self) -> Option<()> {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\\' => self.at += 2,
                b'`' => {
                    self.at += 1;
                    self.token(Before::Operand);
                    return Some(());
                }
                b'$' if self.bytes.get(self.at + 1) == Some(&b'{') => {
                    self.at += 2;
                    self.open(true);
                    self.token(Before::Operator);
                    return Some(());
                }
                _ => self.at += 1,
            }
        }
        None
    }

    fn slash(&mut self) -> Option<()> {
        let rest = &self.bytes[self.at..];
        match rest.get(1) {
            Some(b'/') => {
                self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            }
            Some(b'*') => {
                self.at += memchr::memmem::find(&rest[2..], b"*/")? + 4;
            }
            _ if self.before == Before::Operand => self.plain(b'/')?,
            _ => self.skip_regexp()?,
        }
        Some(())
    }

    fn skip_regexp(&mut self) -> Option<()> {
        let mut class = false;
        self.at += 1;
        loop {
            match *self.bytes.get(self.at)? {
                b'\\' => self.at += 1,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => break,
                b'\n' => return None,
                _ => {}
            }
            self.at += 1;
        }
        self.at += 1;
        self.token(Before::Operand);
        Some(())
    }
}
