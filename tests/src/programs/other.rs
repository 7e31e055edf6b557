//! Wrappers, marked literals, ignored statements, and calls that no stamp can reach.

use super::Expect;
use super::generator::Generator;

/// Ways to reach the target by which its records cannot be stamped.
const UNREACHABLE: [&str; 13] = [
    "%write . apply ( null , [ %R ] ) ;",
    "Reflect . apply ( %write , null , [ %R ] ) ;",
    "new env . LOGS . write ( %R ) ;",
    "new ( env . LOGS . write ) ( %R ) ;",
    "%write ( ... [ %R ] ) ;",
    "%write ( ... [ ] , %R ) ;",
    "%write ( ) ;",
    "[ %R ] . forEach ( env . LOGS . write ) ;",
    "{ const $0 = { w : env . LOGS . write } ; $0 . w ( %R ) ; }",
    "env . LOGS [ t ( 'write' ) ] ( %R ) ;",
    "%logs . other ( %R ) ;",
    "%env . OTHER . write ( %R ) ;",
    "( ( ) => env . LOGS . write ) ( ) ( %R ) ;",
];

/// Helpers that pass a record on: their callers' lines count.
const WRAPPERS: [&str; 2] = [
    "( function ( ) { function logEvent ( kind , record ) { env . LOGS . write ( record ) ; } logEvent ( t ( 'k' ) , %O ) ; } ) ( ) ;",
    "( ( ) => { const logEvent = ( kind , record , ... rest ) => env . LOGS . write ( record ) ; logEvent ( 'k' , %O ) ; } ) ( ) ;",
];

impl Generator<'_, '_> {
    pub(super) fn unreachable_call(&mut self) {
        let template = self.choices.pick(&UNREACHABLE);
        self.expecting(Expect::None, |this| this.template(template));
    }

    pub(super) fn tagged_template(&mut self) {
        self.add("env . LOGS . write");
        self.code.token("`tag ${");
        self.add("1");
        self.code.token("}`");
        self.add(";");
    }

    pub(super) fn wrapper(&mut self) {
        if self.choices.chance(50) {
            // A wrapper from elsewhere.
            self.invoke(&|this| this.add("logEvent"), &|this| {
                this.add("'kind' ,");
                this.object();
                this.rest_of_arguments();
            });
            return self.add(";");
        }
        let template = self.choices.pick(&WRAPPERS);
        self.expecting(Expect::Up, |this| this.deeper(|this| this.template(template)));
    }

    pub(super) fn marked(&mut self) {
        self.expecting(Expect::At, |this| {
            this.template("{ const $0 = %R ; env . LOGS . write ( $0 ) ; }")
        });
    }

    pub(super) fn ignored(&mut self) {
        // On a line of its own, or on its statement's; behind other code it would speak of that.
        let comment = self.choices.pick(&[
            "\n/* linestamp-ignore */",
            "\n// linestamp-ignore\n",
            "/*linestamp-ignore*/ void",
        ]);
        self.code.token(comment);
        let outer = std::mem::replace(&mut self.ignored, true);
        self.expecting(Expect::None, Self::direct_call);
        self.ignored = outer;
        self.add(";");
    }
}
