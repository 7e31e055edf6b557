//! Batches: arrays of records, and calls that make one.

use super::Expect;
use super::generator::Generator;

impl Generator<'_, '_> {
    /// Calls `root.writeBatch` with several records.
    pub(super) fn batch_call(&mut self, root: &str) {
        let names: &[&str] = &["writeBatch"];
        self.invoke(&|this| this.chain(&|this| this.add(root), names), &|this| {
            this.batch();
            this.rest_of_arguments();
        });
    }

    /// Calls the batch target by its chain.
    pub(super) fn direct_batch(&mut self) {
        self.invoke(&|this| this.chain_of_env(&["LOGS", "writeBatch"]), &|this| {
            this.batch();
            this.rest_of_arguments();
        });
    }

    fn batch(&mut self) {
        match self.choices.below(10) {
            6 => self.mapped("[ 1 , 2 ] . map ( ( x ) => (", ") )"),
            7 => self.mapped("xs . map ( x => (", ") )"),
            8 => self.loosely_mapped(),
            9 => self.expecting(Expect::None, |this| {
                this.add("mk ( [");
                this.record(Expect::None);
                this.add("] )");
            }),
            _ => self.array(),
        }
        if self.dialect.typed && self.choices.chance(15) {
            self.add("as any");
        }
    }

    fn array(&mut self) {
        self.add("[");
        for _ in 0..self.choices.below(4) {
            self.deeper(Self::element);
            self.add(",");
        }
        if self.choices.chance(60) {
            self.deeper(Self::element);
        }
        self.add("]");
    }

    fn element(&mut self) {
        match self.choices.below(10) {
            8 => self.add(""),
            9 => {
                self.add("... [");
                self.record(Expect::None);
                self.add("]");
            }
            _ => self.argument(),
        }
    }

    fn mapped(&mut self, before: &str, after: &str) {
        self.add(before);
        // Only a literal is promised; what else the arrow may give is left open.
        let literal = self.choices.chance(60);
        let expect = if literal { self.expect } else { Expect::Maybe };
        self.outside_async(true, |this| {
            this.expecting(expect, |this| {
                this.deeper(|this| if literal { this.record(expect) } else { this.object() });
            });
        });
        self.add(after);
    }

    /// Other ways to make an array, of which the rules are silent.
    fn loosely_mapped(&mut self) {
        let (before, after) = self.choices.pick(&[
            ("xs . map ( function ( x ) { return", "; } )"),
            ("xs . map ( x => { return", "; } )"),
            ("xs ?. map ( x => (", ") )"),
            ("xs [ 'map' ] ( x => (", ") )"),
            ("t ( 1 ) ? [", "] : [ ]"),
            ("t ( 0 ) || [", "]"),
            ("[ 1 ] . flatMap ( x => (", ") )"),
            ("xs . map ( x => (", ") ) . filter ( Boolean )"),
        ]);
        // Records of a function body start on the line of their `return`.
        self.expecting(Expect::Maybe, |this| {
            this.add(before);
            this.outside_async(true, |this| this.deeper(|this| this.record(Expect::Maybe)));
            this.add(after);
        });
    }
}
