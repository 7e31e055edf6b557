//! What is written as the record: a literal, what can be one, and what cannot.

use super::Expect;
use super::generator::Generator;

/// Values that are no records; nothing may happen to them.
const NO_RECORDS: [&str; 12] = [
    "'text'",
    "12",
    "null",
    "[ { e : 'none' } ]",
    "new Rec ( { e : 'none' } )",
    "function ( ) { }",
    "class { }",
    "( ) => ( { } )",
    "async x => x",
    "( 'text' )",
    "[ ]",
    "true && 'text'",
];

/// Dynamic values which are records without an expectation of their own.
const PLAIN: [&str; 8] = [
    "plain",
    "o . plain",
    "o ?. [ 'plain' ]",
    "t ( plain )",
    "( ( ) => plain ) ( )",
    "slot = plain",
    "( plain )",
    "t ( 1 ) && plain",
];

impl Generator<'_, '_> {
    /// An argument of which the generator's expectation comes true.
    pub(super) fn argument(&mut self) {
        if self.choices.chance(8) && matches!(self.expect, Expect::Line | Expect::None) {
            return self.no_record();
        }
        self.object();
    }

    fn no_record(&mut self) {
        if self.choices.chance(20) {
            self.code.token("`a${");
            self.add("t ( 1 )");
            self.code.token("}\nb`");
            return;
        }
        let value = self.choices.pick(&NO_RECORDS);
        self.add(value);
    }

    /// An argument that is an object whatever happens.
    pub(super) fn object(&mut self) {
        let expect = match self.expect {
            Expect::Line if self.choices.chance(15) => Expect::Own,
            expect => expect,
        };
        if self.depth > 3 {
            return self.record(expect);
        }
        match self.choices.below(20) {
            10 => self.between("(", ")"),
            11 | 12 => self.conditional(),
            13 => self.between("( t ( 1 ) ,", ")"),
            // A wrapper's own call would stamp a left side that wins.
            14 | 15 if self.expect != Expect::Up => self.logical(),
            16 | 17 => self.dynamic(),
            18 if self.expect == Expect::Line => self.plain(),
            19 if self.dialect.typed => self.typed_object(),
            _ => self.record(expect),
        }
    }

    fn between(&mut self, before: &str, after: &str) {
        self.add(before);
        self.deeper(Self::object);
        self.add(after);
    }

    fn conditional(&mut self) {
        let test = self.choices.pick(&["t ( 1 )", "t ( 0 )", "xs", "o ?. nothing"]);
        self.add(test);
        self.between("?", ":");
        self.deeper(Self::object);
    }

    /// Only the right side is touched, so a left side that wins keeps what it is.
    fn logical(&mut self) {
        let left = self.choices.pick(&[
            "t ( 1 ) && (",
            "t ( 0 ) || (",
            "t ( null ) ?? (",
            "{ e : 'none' } || (",
            "{ e : 'none' } ?? (",
            "t ( { e : 'none' } ) || (",
        ]);
        self.between(left, ")");
    }

    /// A value that is known at run time alone. It is evaluated once, and its own field wins.
    fn dynamic(&mut self) {
        let maker =
            self.choices.pick(&["mk (", "t ( mk (", "( ( ) => (", "slot = mk (", "await mk ("]);
        let maker = if maker.starts_with("await") && !self.in_async { "mk (" } else { maker };
        self.add(maker);
        self.outside_async(maker.contains("=>"), Self::record_of_run_time);
        let after = match maker {
            "t ( mk (" => ") )",
            "( ( ) => (" => ") ) ( )",
            _ => ")",
        };
        self.add(after);
    }

    /// A literal that is no argument of a target, so nothing may be put into it.
    fn record_of_run_time(&mut self) {
        let expect = match self.expect {
            Expect::Line if self.choices.chance(25) => Expect::Own,
            expect => expect,
        };
        self.record(expect);
    }

    fn plain(&mut self) {
        let plain = self.choices.pick(&PLAIN);
        self.add(plain);
    }

    fn typed_object(&mut self) {
        match self.choices.below(5) {
            0 => self.between("(", "as any )"),
            1 => self.between("(", "satisfies object )"),
            2 => self.between("(", ") !"),
            3 if self.dialect.casts => self.between("< any > (", ")"),
            _ => {
                self.deeper(|this| this.record(this.expect));
                self.add("as unknown as Env");
            }
        }
    }
}
