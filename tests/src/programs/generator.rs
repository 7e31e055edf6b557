//! The state of a generator and its little template language.

use super::{Dialect, Expect};
use crate::choices::Choices;
use crate::code::Code;
use crate::layout;

pub(super) struct Generator<'a, 'c> {
    pub(super) choices: &'a mut Choices<'c>,
    pub(super) code: Code,
    pub(super) dialect: Dialect,
    /// How deep expressions and statements are nested in each other.
    pub(super) depth: usize,
    /// What has to become of the records of the calls that are written now.
    pub(super) expect: Expect,
    /// Whether `await` may be used.
    pub(super) in_async: bool,
    /// Whether a comment says to leave alone the statement that is written now.
    pub(super) ignored: bool,
    /// What stands before the first token: a byte order mark, a hashbang.
    head: &'static str,
    serial: usize,
}

impl<'a, 'c> Generator<'a, 'c> {
    pub(super) fn new(choices: &'a mut Choices<'c>, dialect: Dialect) -> Generator<'a, 'c> {
        Generator {
            choices,
            code: Code::default(),
            dialect,
            depth: 0,
            expect: Expect::Line,
            in_async: false,
            ignored: false,
            head: "",
            serial: 0,
        }
    }

    pub(super) fn program(&mut self) {
        self.head = match self.choices.below(10) {
            8 => "\u{feff}",
            9 => "#!/usr/bin/env node\n",
            _ => "",
        };
        if self.choices.chance(20) {
            self.add("'use strict' ;");
        }
        if self.dialect.imports && self.choices.chance(60) {
            self.add("import { env as bound } from 'cloudflare:workers' ;");
            self.template("%E:bound ;");
        }
        if self.dialect.typed {
            self.add("interface Env { LOGS : any } ;");
        }
        for _ in 0..1 + self.choices.below(6) {
            self.statement();
        }
        if self.dialect.module {
            self.add("export { } ;");
        }
    }

    pub(super) fn print(self) -> String {
        let body = layout::print(&self.code, self.choices);
        // A hashbang counts only as the first bytes of a file.
        format!("{}{body}", self.head)
    }

    pub(super) fn add(&mut self, snippet: &str) {
        self.code.add(snippet);
    }

    /// A name that the program has not used yet.
    pub(super) fn fresh(&mut self) -> String {
        self.serial += 1;
        let stem = self.choices.pick(&["v", "logs", "write", "ünï", "LOGS", "env", "_"]);
        format!("{stem}{}", self.serial)
    }

    /// Runs a part of the generator one level deeper.
    pub(super) fn deeper(&mut self, part: impl FnOnce(&mut Self)) {
        self.depth += 1;
        part(self);
        self.depth -= 1;
    }

    /// Runs a part of the generator whose records have another expectation.
    pub(super) fn expecting(&mut self, expect: Expect, part: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.expect, expect);
        part(self);
        self.expect = outer;
    }

    /// Runs a part of the generator where `await` is not to be used, if `outside` says so.
    pub(super) fn outside_async(&mut self, outside: bool, part: impl FnOnce(&mut Self)) {
        let outer = self.in_async;
        self.in_async &= !outside;
        part(self);
        self.in_async = outer;
    }

    /// Writes a template: words apart by spaces. `$0` to `$3` are fresh names; `%env`, `%logs` and
    /// `%write` are ways to spell the target's chain; `%E:x`, `%L:x` and `%W:x` call what `x.LOGS.write`,
    /// `x.write` and `x` stand for; `%B:x` calls the batch `x.writeBatch`, `%S` is any statement, `%T` the type `Env['LOGS']`,
    /// `%R` a record and `%O` any argument that is an object.
    pub(super) fn template(&mut self, template: &str) {
        let mut text = template.to_owned();
        for name in ["$0", "$1", "$2", "$3"] {
            if text.contains(name) {
                text = text.replace(name, &self.fresh());
            }
        }
        for word in text.split(' ') {
            self.word(word);
        }
    }

    fn word(&mut self, word: &str) {
        match word {
            "%env" => self.env(),
            "%logs" => self.chain_of_env(&["LOGS"]),
            "%write" => self.chain_of_env(&["LOGS", "write"]),
            "%T" => self.type_of_logs(),
            "%S" => self.statement(),
            "%R" => self.record(self.expect),
            "%O" => self.object(),
            _ => match word.split_once(':') {
                Some(("%E", root)) => self.call(root, &["LOGS", "write"]),
                Some(("%L", root)) => self.call(root, &["write"]),
                Some(("%W", root)) => self.call(root, &[]),
                Some(("%B", root)) => self.batch_call(root),
                _ => self.add(word),
            },
        }
    }

    /// `Env['LOGS']`; in types, `[` continues what stands before it on its line only.
    fn type_of_logs(&mut self) {
        let name = self.choices.pick(&["'LOGS'", "\"LOGS\""]);
        self.code.token("Env").same_line("[").token(name).token("]");
    }
}
