//! Calls of a target, in every form that counts as one.

use super::generator::Generator;

/// A part of the generator, to be used inside another one.
type Part<'p, 'a, 'c> = &'p dyn Fn(&mut Generator<'a, 'c>);

impl<'a, 'c> Generator<'a, 'c> {
    /// Calls `root` with `names` behind it, with a record.
    pub(super) fn call(&mut self, root: &str, names: &[&str]) {
        let root: Part<'_, 'a, 'c> = &|this| this.add(root);
        self.invoke(&|this| this.chain(root, names), &|this| this.arguments());
    }

    /// Calls one of the targets by its chain.
    pub(super) fn direct_call(&mut self) {
        let last = self.choices.pick(&["write", "write", "write", "write", "delete", "catch"]);
        self.invoke(&|this| this.chain_of_env(&["LOGS", last]), &|this| this.arguments());
    }

    /// Calls a callee with arguments, in one of the forms that all count as calls of it.
    pub(super) fn invoke(&mut self, callee: Part<'_, 'a, 'c>, arguments: Part<'_, 'a, 'c>) {
        let before = self.choices.pick(&["", "", "", "", "void", "!", "await"]);
        self.add(if before == "await" && !self.in_async { "" } else { before });
        match self.choices.below(20) {
            10 => self.around(callee, "", "?. ("),
            11 => self.around(callee, "(", ") ("),
            12 => self.around(callee, "( 0 ,", ") ("),
            13 => self.around(callee, "", ". call ( null ,"),
            14 => self.around(callee, "", "?. call ( t ( 1 ) ,"),
            15 => self.around(callee, "( ", ") [ 'call' ] ( null ,"),
            16 => self.around(callee, "", ". call ?. ( null ,"),
            17 => self.around(callee, "", ". bind ( null ) ("),
            18 => self.around(callee, "(", ". bind ( t ( 2 ) ) ) ("),
            19 if self.dialect.typed => self.typed_callee(callee),
            _ => self.around(callee, "", "("),
        }
        arguments(self);
        self.add(")");
        if self.choices.chance(8) {
            self.add(". catch ( ( ) => { } )");
        }
    }

    fn around(&mut self, callee: Part<'_, 'a, 'c>, before: &str, after: &str) {
        self.add(before);
        callee(self);
        self.add(after);
    }

    fn typed_callee(&mut self, callee: Part<'_, 'a, 'c>) {
        match self.choices.below(6) {
            0 => self.around(callee, "(", "as any ) ("),
            1 => self.around(callee, "(", "satisfies any ) ("),
            2 => self.around(callee, "", "! ("),
            3 => self.around(callee, "", "< Env , any > ("),
            4 => self.around(callee, "", "?. < Env > ("),
            _ if self.dialect.casts => self.around(callee, "( < any >", ") ("),
            _ => self.around(callee, "( (", "as any ) ! ) ("),
        }
    }

    fn arguments(&mut self) {
        self.argument();
        self.rest_of_arguments();
    }

    /// More arguments, which are no records, and the comma that may end them.
    pub(super) fn rest_of_arguments(&mut self) {
        let rest = self.choices.pick(&["", "", "", ",", ", t ( 3 )", ", ... xs", ", 1 ,"]);
        self.add(rest);
    }
}
