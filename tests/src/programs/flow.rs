//! Statements around calls, so that calls stand in every kind of place.

use super::generator::Generator;

/// Places for statements and calls.
const PLACES: [&str; 20] = [
    "if ( t ( 1 ) ) { %S }",
    "if ( t ( 0 ) ) { } else { %S }",
    "for ( let $0 = 0 ; $0 < 2 ; $0 ++ ) { %S }",
    "try { %S } finally { %S }",
    "try { throw 1 ; } catch { %S }",
    "( ( ) => { %S } ) ( ) ;",
    "( function ( ) { %S } ) . call ( c ) ;",
    "( ( ) => %E:env ) ( ) ;",
    "( ( $0 = %E:env ) => $0 ) ( ) ;",
    "[ ... ( function * ( ) { yield %E:env ; } ) ( ) ] ;",
    "$0 : while ( true ) { %S break $0 ; }",
    "class $0 { static { %E:env ; } }",
    "class $0 { [ %E:env ] ( ) { } }",
    "class $0 extends ( %E:env , Object ) { }",
    "switch ( %E:env ) { default : %S }",
    "var { $0 = %E:env } = { } ;",
    "do { %S } while ( t ( 0 ) ) ;",
    "( { get $0 ( ) { return %E:env ; } } ) . $0 ;",
    "[ 1 ] . map ( ( x ) => %E:env ) ;",
    "{ function $0 ( ) { return %E:env ; } $0 ( ) ; }",
];

impl Generator<'_, '_> {
    pub(super) fn statement(&mut self) {
        if self.depth > 2 {
            self.direct_call();
            return self.add(";");
        }
        match self.choices.below(24) {
            10..=16 => self.alias(),
            17 => self.place(),
            18 => self.unreachable_call(),
            19 => self.wrapper(),
            20 => self.marked(),
            21 => self.ignored(),
            22 if self.choices.chance(30) => self.tagged_template(),
            22 => self.asynchronous(),
            7..=9 => {
                self.direct_batch();
                self.add(";");
            }
            23 => self.place(),
            _ => {
                self.direct_call();
                self.add(";");
            }
        }
    }

    fn place(&mut self) {
        let place = self.choices.pick(&PLACES);
        // A generator's body and a class's parts know no `await` of what is around them.
        self.outside_async(true, |this| this.deeper(|this| this.template(place)));
    }

    fn asynchronous(&mut self) {
        let outer = std::mem::replace(&mut self.in_async, true);
        self.add("( async ( ) => {");
        self.deeper(|this| {
            this.direct_call();
            this.add(";");
            this.direct_call();
            this.add(";");
        });
        self.add("} ) ( ) ;");
        self.in_async = outer;
    }
}
