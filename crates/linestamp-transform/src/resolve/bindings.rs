//! What names and fields stand for, through what gives them a value.

use swc_ecma_ast::{Expr, TsEntityName, TsType};

use super::{Doubt, Match, Resolver, Value, join};
use crate::facts::{BindingId, ClassId, Def, Export, FieldName, Place};
use crate::target::{Root, Target};
use crate::walk::is_nullish;

impl<'a, 't> Resolver<'a, 't> {
    pub(super) fn ident(&self, name: &'a swc_atoms::Atom, place: Place, steps: u32) -> Value<'a> {
        let Some(binding) = self.facts.lookup(place.scope, name) else {
            if matches!(&**name, "globalThis" | "window" | "self" | "global") {
                return Value::Global;
            }
            return self.global(name).unwrap_or_else(|| self.by_name(name, Doubt::FirstName));
        };
        match (self.binding(binding, steps), self.begins(name)) {
            (value @ Value::Prefix(_), _) => value,
            (_, Some(found)) => Value::Prefix(found),
            (Value::Unknown | Value::CallResult, None) => match self.continues(name) {
                Some(found) => Value::Maybe(found, Doubt::FirstName),
                None => self.binding(binding, steps),
            },
            (value, None) => value,
        }
    }

    fn binding(&self, id: BindingId, steps: u32) -> Value<'a> {
        let slot = id.0 as usize;
        if let Some(known) = self.known.borrow()[slot] {
            // A binding that depends on itself says nothing.
            return known.unwrap_or(Value::Unknown);
        }
        self.known.borrow_mut()[slot] = Some(None);
        let binding = &self.facts.bindings[slot];
        let value = match binding.typed.and_then(|typed| self.typed(typed, steps)) {
            Some(found) => Value::Prefix(found),
            None => self.defs(&binding.defs, binding.name, steps),
        };
        self.known.borrow_mut()[slot] = Some(Some(value));
        value
    }

    pub(super) fn field(
        &self,
        class: ClassId,
        name: FieldName<'a>,
        steps: u32,
    ) -> Option<Value<'a>> {
        let steps = steps.checked_sub(1)?;
        let field = self.facts.classes[class.0 as usize].fields.get(&name)?;
        if let Some(found) = field.typed.and_then(|typed| self.typed(typed, steps)) {
            return Some(Value::Prefix(found));
        }
        Some(self.defs(&field.defs, name.name, steps))
    }

    fn defs(&self, defs: &'t [Def<'a>], name: &str, steps: u32) -> Value<'a> {
        let given = defs.iter().filter(|def| match def {
            // `let logs = null`: a place for what comes later.
            Def::Value { expr, path, .. } => !(path.is_empty() && is_nullish(expr)),
            _ => true,
        });
        join(given.map(|def| self.def(def, name, steps)))
    }

    fn def(&self, def: &'t Def<'a>, local: &str, steps: u32) -> Value<'a> {
        match def {
            Def::Value { expr, place, path, default } => {
                let value = self.step(expr, *place, steps);
                let value = path.iter().fold(value, |value, name| self.taken(value, name, steps));
                self.or_default(value, default.map(|default| (default, *place)), steps)
            }
            Def::Parameter { path, typed, default } => {
                let value = self.parameter(path, *typed, steps);
                self.or_default(value, *default, steps)
            }
            Def::Import { specifier, name: Export::Named(name) } => self.export(specifier, name),
            Def::Import { specifier, name } => self.whole_module(specifier, *name, local),
            Def::Entity { name, place } => self.entity(name, *place, steps),
            Def::Rest { of, taken } => self.rest(self.def(of, local, steps), taken),
            Def::Other => Value::Other,
        }
    }

    /// What is given by a caller stands for the target's root, since nothing says otherwise.
    fn parameter(&self, path: &[&'a str], typed: Option<&'a TsType>, steps: u32) -> Value<'a> {
        if let Some(found) = typed.and_then(|typed| self.typed(typed, steps)) {
            let start = Value::Prefix(found);
            return path.iter().fold(start, |value, name| self.taken(value, name, steps));
        }
        let Some((first, rest)) = path.split_first() else { return Value::Unknown };
        let start = match self.begins(first).or_else(|| self.continues(first)) {
            Some(found) => Value::Prefix(found),
            None => Value::Unknown,
        };
        rest.iter().fold(start, |value, name| self.taken(value, name, steps))
    }

    /// What is left of an object leads to the targets whose next name was not taken out of it.
    fn rest(&self, value: Value<'a>, taken: &[&str]) -> Value<'a> {
        let has = |name: &String| !taken.contains(&&**name);
        let left = |found: Match| {
            let goes_on = |target: &Target| target.names.get(found.depth).is_some_and(has);
            self.narrow(found, found.depth, goes_on)
        };
        match value {
            Value::Prefix(found) => left(found).map_or(Value::Other, Value::Prefix),
            Value::Maybe(found, doubt) => {
                left(found).map_or(Value::Other, |found| Value::Maybe(found, doubt))
            }
            Value::Unknown | Value::CallResult
                if !self.targets.iter().any(|target| target.names.get(1).is_some_and(has)) =>
            {
                Value::Other
            }
            value => value,
        }
    }

    fn or_default(
        &self,
        value: Value<'a>,
        default: Option<(&'a Expr, Place)>,
        steps: u32,
    ) -> Value<'a> {
        match (value, default) {
            (Value::Unknown | Value::CallResult | Value::Other, Some((default, place))) => {
                match self.step(default, place, steps) {
                    found @ (Value::Prefix(_) | Value::Maybe(..)) => found,
                    _ => value,
                }
            }
            _ => value,
        }
    }

    /// A module's default export or namespace, under a local name that may be a target's first.
    fn whole_module(&self, specifier: &'a str, name: Export<'a>, local: &str) -> Value<'a> {
        let from = |target: &Target| match &target.root {
            Root::From(modules) => modules.is_match(specifier),
            Root::Named | Root::Global => false,
        };
        let default = name == Export::Default;
        let named = |target: &Target| {
            from(target) && (target.names[0] == local || default && target.names[0] == "default")
        };
        match (self.select(1, named), self.select(1, from)) {
            (Some(found), _) => Value::Prefix(found),
            (None, Some(found)) if default => Value::Maybe(found, Doubt::DefaultExport),
            (None, _) if default => Value::Unknown,
            (None, _) => Value::Module(specifier),
        }
    }

    fn entity(&self, name: &'a TsEntityName, place: Place, steps: u32) -> Value<'a> {
        let Some(steps) = steps.checked_sub(1) else { return Value::Unknown };
        match name {
            TsEntityName::Ident(name) => self.ident(&name.sym, place, steps),
            TsEntityName::TsQualifiedName(qualified) => {
                let left = self.entity(&qualified.left, place, steps);
                self.property(left, &qualified.right.sym, steps)
            }
        }
    }
}
