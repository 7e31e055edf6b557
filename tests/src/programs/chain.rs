//! Member chains, each step in one of the spellings that count the same.

use super::generator::Generator;

impl Generator<'_, '_> {
    /// The target's root.
    pub(super) fn env(&mut self) {
        let root = self.choices.pick(&[
            "env",
            "env",
            "c . env",
            "( env )",
            "globalThis . env",
            "c [ 'env' ]",
        ]);
        if self.dialect.typed && self.choices.chance(20) {
            let typed = self.choices.pick(&["( env as Env )", "env !", "( env satisfies Env )"]);
            self.add(typed);
        } else if self.choices.chance(10) {
            self.add("getContext ( ) . env");
        } else {
            self.add(root);
        }
    }

    pub(super) fn chain_of_env(&mut self, names: &[&str]) {
        let root: &dyn Fn(&mut Self) = &|this| this.env();
        self.chain(root, names);
    }

    /// `root` and then each of the names, with parentheses and assertions around any part.
    pub(super) fn chain(&mut self, root: &dyn Fn(&mut Self), names: &[&str]) {
        let Some((last, before)) = names.split_last() else { return root(self) };
        let parenthesised = self.choices.chance(12);
        if parenthesised {
            self.add("(");
        }
        self.chain(root, before);
        if parenthesised {
            if self.dialect.typed && self.choices.chance(40) {
                self.add("as any");
            }
            self.add(")");
        }
        if self.dialect.typed && self.choices.chance(15) {
            self.add("!");
        }
        self.member(last);
    }

    fn member(&mut self, name: &str) {
        match self.choices.below(16) {
            9 | 10 => {
                self.add("?.");
                self.add(name);
            }
            11 => self.computed("[", &format!("'{name}'")),
            12 => self.computed("[", &format!("\"{name}\"")),
            13 => self.computed("[", &format!("`{name}`")),
            14 => self.computed("?. [", &format!("'{name}'")),
            15 => self.escaped(name),
            _ => {
                self.add(".");
                self.add(name);
            }
        }
    }

    fn computed(&mut self, open: &str, key: &str) {
        self.add(open);
        self.code.token(key);
        self.add("]");
    }

    /// A name whose second character is written as an escape.
    fn escaped(&mut self, name: &str) {
        let second = name.chars().nth(1).map_or(0, u32::from);
        let (first, rest) = (&name[..1], &name[2..]);
        // Node's type stripping refuses escapes in reserved words, also where they are property names.
        let reserved = matches!(name, "delete" | "catch");
        match self.choices.below(if self.dialect.typed && reserved { 2 } else { 3 }) {
            0 => self.computed("[", &format!("'{first}\\x{second:02x}{rest}'")),
            1 => self.computed("[", &format!("'{first}\\\n{}'", &name[1..])),
            _ => {
                self.add(".");
                self.code.token(&format!("{first}\\u{second:04x}{rest}"));
            }
        }
    }
}
