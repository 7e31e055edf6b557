//! Records as object literals, with every kind of property.

use super::Expect;
use super::generator::Generator;

#[derive(Clone, Copy)]
enum Property {
    /// What has to become of the record.
    Mark(Expect),
    /// The field itself, given by hand.
    Own,
    /// Anything else.
    Other,
}

/// The field as people may write it; each gives it a value.
const OWN: [&str; 14] = [
    "source_location : 'mine'",
    "source_location",
    "'source_location' : t ( 'k' )",
    "\"source_location\" : undefined",
    "source_location ( ) { }",
    "get source_location ( ) { return 'g' ; }",
    "async source_location ( ) { }",
    "* source_location ( ) { }",
    "[ 'source_location' ] : 1",
    "[ t ( 'source_location' ) ] : 2",
    "... mine",
    "... ( t ( 1 ) ? mine : { } )",
    "source\\u005flocation : null",
    "source_location : env . LOGS",
];

/// Other properties, without nested records.
const OTHERS: [&str; 22] = [
    "n : 1",
    "level : 'info'",
    "'quoted key' : 2",
    "1 : 3",
    "0x10 : 4",
    "[ t ( 'k' ) ] : t ( 'v' )",
    "[ 'plain' ] : 5",
    "... plain",
    "... null",
    "... ( t ( 0 ) && { x : 1 } )",
    "xs",
    "m ( a , b ) { return a ; }",
    "get g ( ) { return 7 ; }",
    "set s ( v ) { }",
    "async * am ( ) { }",
    "f : ( x ) => ( { x } )",
    "a : [ 1 , , 2 ]",
    "o : { } ",
    "o2 : { p : { } , }",
    "c : class { }",
    "[ '__proto__' ] : null",
    "u : undefined",
];

/// Values that are one token whatever the layout: line breaks and quotes inside.
const RAW: [&str; 8] = [
    "'😀 \\' \u{2028} é'",
    "\"a\\\nb\"",
    "`line\nbreak ' \" \u{2029}`",
    "`\r\n`",
    "/[/'\"}]/g",
    "'// no comment'",
    "`${1}`",
    "0b11",
];

impl Generator<'_, '_> {
    /// A literal of which the expectation comes true.
    pub(super) fn record(&mut self, expect: Expect) {
        if expect == Expect::At {
            return self.marked_literal();
        }
        let mut properties = vec![Property::Other; self.choices.below(4)];
        if expect != Expect::Line || self.choices.chance(80) {
            self.insert(&mut properties, Property::Mark(expect));
        }
        if expect == Expect::Own {
            self.insert(&mut properties, Property::Own);
        }
        self.add("{");
        let first = self.choices.below(OTHERS.len());
        for (index, property) in properties.iter().enumerate() {
            if index > 0 {
                self.add(",");
            }
            // No key comes twice: V8 does not keep to the standard's order of such keys.
            self.property(*property, first + index);
        }
        if !properties.is_empty() && self.choices.chance(25) {
            self.add(",");
        }
        self.add("}");
    }

    fn insert(&mut self, properties: &mut Vec<Property>, property: Property) {
        let at = self.choices.below(properties.len() + 1);
        properties.insert(at, property);
    }

    fn property(&mut self, property: Property, other: usize) {
        match property {
            Property::Mark(expect) => {
                let key = self.choices.pick(&["e", "e", "'e'", "\"e\""]);
                self.add(&format!("{key} : '{}'", expect.name()));
            }
            Property::Own => {
                let own = self.choices.pick(&OWN);
                self.add(own);
            }
            Property::Other if self.depth < 4 && self.choices.chance(8) => {
                self.add(&format!("nested{other} :"));
                let expect = if self.ignored { Expect::None } else { Expect::Line };
                self.expecting(expect, |this| this.deeper(Self::direct_call));
            }
            Property::Other if self.choices.chance(15) => {
                let raw = self.choices.pick(&RAW);
                self.add(&format!("raw{other} :"));
                self.code.token(raw);
            }
            Property::Other if self.dialect.typed && self.choices.chance(25) => {
                let typed = self.choices.pick(&[
                    ": 1 as number",
                    ": xs !",
                    "( x ? : number ) : void { }",
                    ": < T , > ( x : T ) : T => x",
                ]);
                self.add(&format!("typed{other} {typed}"));
            }
            Property::Other => self.add(OTHERS[other % OTHERS.len()]),
        }
    }

    /// A literal under a marker comment. Its first property calls `here`, on the line of the brace.
    fn marked_literal(&mut self) {
        self.code.token("/* @linestamp */");
        self.code.same_line("{");
        for token in ["at", ":", "here", "(", ")", ","] {
            self.code.same_line(token);
        }
        self.add("e : 'at'");
        if self.choices.chance(40) {
            self.add(", ... plain");
        }
        self.add("}");
    }
}
