//! Characters, and words of them.

use crate::error::FilterError;

/// A word, or a text in quotes.
#[derive(Debug)]
pub(super) struct Word {
    pub(super) text: String,
    /// Whether it was in quotes, so that nothing in it means anything else.
    pub(super) quoted: bool,
    pub(super) at: (usize, usize),
}

/// Goes through a text.
pub(super) struct Scanner {
    chars: Vec<char>,
    place: usize,
}

/// Whether a character ends a word.
fn ends(character: char) -> bool {
    character.is_whitespace() || matches!(character, '(' | ')' | '"')
}

impl Scanner {
    pub(super) fn new(text: &str) -> Scanner {
        Scanner { chars: text.chars().collect(), place: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    pub(super) fn place(&self) -> usize {
        self.place
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.chars.get(self.place).copied()
    }

    /// The next character, as a place.
    pub(super) fn here(&self) -> (usize, usize) {
        (self.place, (self.place + 1).min(self.len()))
    }

    pub(super) fn take(&mut self, wanted: char) -> bool {
        let takes = self.peek() == Some(wanted);
        self.place += usize::from(takes);
        takes
    }

    /// Takes these characters, if all of them are next.
    pub(super) fn take_all(&mut self, wanted: &str) -> bool {
        let length = wanted.chars().count();
        let next = self.chars.get(self.place..self.place + length);
        let takes = next.is_some_and(|next| next.iter().copied().eq(wanted.chars()));
        self.place += if takes { length } else { 0 };
        takes
    }

    /// Goes to what is no space; whether that is the end.
    pub(super) fn skip_space(&mut self) -> bool {
        while self.peek().is_some_and(char::is_whitespace) {
            self.place += 1;
        }
        self.peek().is_none()
    }

    pub(super) fn is_at_end_of_group(&self) -> bool {
        matches!(self.peek(), None | Some(')')) || self.peek().is_some_and(char::is_whitespace)
    }

    /// The letters here, where nothing but space or a parenthesis follows; none otherwise.
    pub(super) fn letters(&self) -> String {
        let rest = &self.chars[self.place.min(self.len())..];
        let length = rest.iter().take_while(|character| character.is_ascii_alphabetic()).count();
        let is_word = rest.get(length).is_none_or(|next| ends(*next) && *next != '"');
        if is_word { rest[..length].iter().collect() } else { String::new() }
    }

    pub(super) fn skip_letters(&mut self) {
        self.place += self.letters().len();
    }

    /// The next word: up to space, a parenthesis, a quote, and up to a colon if that ends it.
    pub(super) fn word(&mut self, to_colon: bool) -> Result<Word, FilterError> {
        let begin = self.place;
        if self.peek() == Some('"') {
            return self.quoted();
        }
        while let Some(next) = self.peek() {
            // Quotes are for keys in the metadata as well, which are looked at one by one.
            let opens_key =
                next == '"' && to_colon && self.chars[..self.place].last() == Some(&'.');
            if opens_key {
                self.quoted()?;
                continue;
            }
            if ends(next) || (to_colon && next == ':') {
                break;
            }
            self.place += 1;
        }
        let text = self.chars[begin..self.place].iter().collect();
        Ok(Word { text, quoted: false, at: (begin, self.place) })
    }

    /// The text in quotes that begins here.
    fn quoted(&mut self) -> Result<Word, FilterError> {
        let begin = self.place;
        self.place += 1;
        let mut text = String::new();
        loop {
            let Some(next) = self.peek() else {
                return Err(FilterError::new(
                    (begin, begin + 1),
                    "this quote is never closed",
                    "close it, or write `\\\"` for a quote within a text in quotes",
                ));
            };
            self.place += 1;
            match next {
                '"' => return Ok(Word { text, quoted: true, at: (begin, self.place) }),
                '\\' => text.push(self.escaped()?),
                other => text.push(other),
            }
        }
    }

    fn escaped(&mut self) -> Result<char, FilterError> {
        let begin = self.place - 1;
        let escape = self.peek();
        self.place += 1;
        let meant = match escape {
            Some(same @ ('"' | '\\')) => Some(same),
            Some('n') => Some('\n'),
            Some('r') => Some('\r'),
            Some('t') => Some('\t'),
            Some('u') if self.take('{') => self.scalar(),
            _ => None,
        };
        meant.ok_or_else(|| {
            FilterError::new(
                (begin, self.place.min(self.len())),
                "this escape means nothing",
                "known are \\\" \\\\ \\n \\r \\t and \\u{1f600}",
            )
        })
    }

    /// The character whose number is here, up to the brace.
    fn scalar(&mut self) -> Option<char> {
        let rest = &self.chars[self.place..];
        let length = rest.iter().take(7).position(|character| *character == '}')?;
        let digits: String = rest[..length].iter().collect();
        self.place += length + 1;
        char::from_u32(u32::from_str_radix(&digits, 16).ok().filter(|_| !digits.contains('+'))?)
    }

    /// The keys of a path, which is the end of a word.
    pub(super) fn path(&self, word: &Word, path: &str) -> Result<Vec<String>, FilterError> {
        let begin = word.at.1 - path.chars().count();
        let mut keys = Scanner { chars: self.chars[..word.at.1].to_vec(), place: begin };
        let mut found = Vec::new();
        loop {
            let key = if keys.peek() == Some('"') { keys.quoted()?.text } else { keys.key() };
            let is_last = keys.peek().is_none();
            if (key.is_empty() && keys.chars[..keys.place].last() != Some(&'"'))
                || !(is_last || keys.take('.'))
            {
                return Err(FilterError::new(
                    word.at,
                    "a key of the metadata is missing",
                    "write the keys with dots between them: metadata.user.plan",
                ));
            }
            found.push(key);
            if is_last {
                return Ok(found);
            }
        }
    }

    fn key(&mut self) -> String {
        let rest = &self.chars[self.place..];
        let key: String = rest.iter().take_while(|c| !matches!(c, '.' | '"')).collect();
        self.place += key.chars().count();
        key
    }
}
