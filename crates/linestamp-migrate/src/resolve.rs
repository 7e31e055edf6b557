//! What an expression stands for: a logger, something that makes one, or a method of one.
//!
//! Input: the engine's tables. Output: a [`Value`], by bindings, imports, fields and written types.
//! Names count for nothing here but for the global `console`.

use linestamp_transform::ExportRole;
use linestamp_transform::analysis::{
    BindingId, ClassId, Def, Export, Facts, FieldName, Place, field_name, is_nullish, member_of,
    static_name, unwrap,
};
use rustc_hash::{FxHashMap, FxHashSet};
use swc_atoms::Atom;
use swc_ecma_ast::{
    CallExpr, Callee, Expr, ExprOrSpread, Ident, ObjectLit, Prop, PropOrSpread, TsEntityName,
    TsType,
};

use crate::made::{child, key_of, made};
use crate::memory::{Memory, Name};
use crate::rules::RuleId;
use crate::settings::Settings;
use crate::suspect::{Suspects, bind_of};
use crate::value::{Logger, Value, as_logger};

/// How many steps from name to name are followed.
const MOST_STEPS: u32 = 32;

/// Why a logger in an object may be another one.
const WRITTEN_OVER: &str = "the logger is kept in a property that may be written over";

/// Answers what expressions of one file stand for.
pub(crate) struct Resolver<'a, 's> {
    pub(crate) facts: &'s Facts<'a>,
    pub(crate) settings: &'s Settings,
    /// The names that are imported as types, and from where.
    types: FxHashMap<&'a Atom, &'a str>,
    /// The names of the properties that the file writes to.
    written: FxHashSet<String>,
    memory: Memory<'a, Value<'a>>,
    /// Which names may be those of loggers.
    pub(crate) suspects: Suspects<'a>,
}

impl<'a, 's> Resolver<'a, 's> {
    /// For one file; `types` are the names that are imported as types, with their modules, `written` the
    /// properties that are written to.
    pub(crate) fn new(
        facts: &'s Facts<'a>,
        settings: &'s Settings,
        types: FxHashMap<&'a Atom, &'a str>,
        written: FxHashSet<String>,
    ) -> Self {
        let (memory, suspects) = (Memory::default(), Suspects::default());
        Resolver { facts, settings, types, written, memory, suspects }
    }

    pub(crate) fn expr(&self, expr: &'a Expr, place: Place) -> Value<'a> {
        self.step(expr, place, MOST_STEPS)
    }

    /// What a name stands for where it stands.
    pub(crate) fn named(&self, name: &'a Ident, place: Place) -> Value<'a> {
        self.name(&name.sym, place, MOST_STEPS)
    }

    /// What one of a name's definitions gives it.
    pub(crate) fn defined(&self, def: &Def<'a>) -> Value<'a> {
        self.def(def, MOST_STEPS)
    }

    fn step(&self, expr: &'a Expr, place: Place, steps: u32) -> Value<'a> {
        let Some(steps) = steps.checked_sub(1) else {
            self.memory.cut();
            return Value::Unknown;
        };
        match unwrap(expr) {
            Expr::Ident(name) => self.name(&name.sym, place, steps),
            Expr::Call(call) => self.call(call, place, steps),
            Expr::New(new) => match self.step(&new.callee, place, steps) {
                Value::Factory(rule) | Value::Module(rule, _) => {
                    self.made(rule, new.args.as_deref().unwrap_or_default(), place)
                }
                _ => Value::Unknown,
            },
            Expr::Await(awaited) => match unwrap(&awaited.arg) {
                Expr::Call(CallExpr { callee: Callee::Import(_), args, .. }) => self.module(args),
                _ => Value::Unknown,
            },
            Expr::Object(literal) => Value::Object { literal, place, taken: Vec::new() },
            other => match member_of(other) {
                Some(member) => {
                    let Some(name) = field_name(&member.prop) else { return Value::Unknown };
                    if let (Expr::This(_), Some(class)) = (unwrap(&member.obj), place.this) {
                        return self.field(class, name, steps);
                    }
                    self.property(self.step(&member.obj, place, steps), name.name, steps)
                }
                None => Value::Unknown,
            },
        }
    }

    fn name(&self, name: &'a Atom, place: Place, steps: u32) -> Value<'a> {
        match self.facts.lookup(place.scope, name) {
            Some(binding) => self.binding(binding, steps),
            None if matches!(&**name, "globalThis" | "window" | "self" | "global") => Value::Global,
            None => self.property(Value::Global, name, steps),
        }
    }

    fn binding(&self, id: BindingId, steps: u32) -> Value<'a> {
        let binding = &self.facts.bindings[id.0 as usize];
        self.memory.remember(Name::Binding(id), || self.given(&binding.defs, binding.typed, steps))
    }

    fn field(&self, class: ClassId, name: FieldName<'a>, steps: u32) -> Value<'a> {
        match self.facts.classes[class.0 as usize].fields.get(&name) {
            Some(field) => self
                .memory
                .remember(Name::Field(class, name), || self.given(&field.defs, field.typed, steps)),
            None => Value::Unknown,
        }
    }

    /// What all definitions together give; where a logger is one of several, it is in doubt.
    fn given(&self, defs: &'s [Def<'a>], typed: Option<&'a TsType>, steps: u32) -> Value<'a> {
        let is_empty = |def: &&Def<'a>| matches!(def, Def::Value { expr, path, .. } if path.is_empty() && is_nullish(expr));
        let given = defs.iter().filter(|def| !is_empty(def));
        let mut values: Vec<Value<'a>> = given.map(|def| self.def(def, steps)).collect();
        match values.as_slice() {
            [] | [Value::Unknown] => {
                let rule = typed.and_then(|typed| self.typed(typed));
                rule.map_or(Value::Unknown, |rule| {
                    let doubt = "nothing shows where the logger was made, and with which fields";
                    Value::Logger(Logger::doubted(rule, doubt))
                })
            }
            [_] => values.pop().unwrap_or(Value::Unknown),
            _ => match values.into_iter().find_map(as_logger) {
                Some(logger) => {
                    let doubt = "the logger's name is assigned more than once";
                    Value::Logger(Logger::doubted(logger.rule, doubt))
                }
                None => Value::Unknown,
            },
        }
    }

    fn def(&self, def: &Def<'a>, steps: u32) -> Value<'a> {
        match def {
            Def::Value { expr, place, path, .. } => {
                // `const { logger } = this`
                if let (Expr::This(_), Some(class), [name, rest @ ..]) =
                    (unwrap(expr), place.this, path.as_slice())
                {
                    let start = self.field(class, FieldName { private: false, name }, steps);
                    return rest
                        .iter()
                        .fold(start, |value, name| self.property(value, name, steps));
                }
                let start = self.step(expr, *place, steps);
                path.iter().fold(start, |value, name| self.property(value, name, steps))
            }
            Def::Parameter { typed: Some(typed), path, .. } if path.is_empty() => {
                match self.typed(typed) {
                    Some(rule) => {
                        Value::Logger(Logger::doubted(rule, "the caller gives the logger"))
                    }
                    None => Value::Unknown,
                }
            }
            Def::Import { specifier, name } => match (self.settings.rule_for(specifier), name) {
                (None, _) => Value::Unknown,
                (Some(rule), Export::Named(name)) => self.export(rule, name),
                (Some(rule), Export::Default) => {
                    let role = self.settings.rule(rule).export("default");
                    self.role(rule, "default", role.unwrap_or(ExportRole::Module))
                }
                (Some(rule), Export::Namespace) => self.whole(rule),
            },
            Def::Rest { of, taken } => self.def(of, steps).without(taken),
            Def::Parameter { .. } | Def::Entity { .. } | Def::Other => Value::Unknown,
        }
    }

    /// What a module is as a whole.
    fn whole(&self, id: RuleId) -> Value<'a> {
        let rule = self.settings.rule(id);
        match rule.is_bare() {
            true => Value::Logger(Logger::plain(id)),
            false => Value::Module(id, rule.whole()),
        }
    }

    /// What an export with a role is.
    fn role(&self, rule: RuleId, name: &'a str, role: ExportRole) -> Value<'a> {
        match role {
            ExportRole::Logger => Value::Logger(Logger::plain(rule)),
            ExportRole::Factory => Value::Factory(rule),
            ExportRole::Method => Value::Method(Logger::plain(rule), name),
            ExportRole::Module | ExportRole::Both => self.whole(rule),
        }
    }

    fn export(&self, id: RuleId, name: &'a str) -> Value<'a> {
        let rule = self.settings.rule(id);
        match rule.export(name) {
            Some(role) => self.role(id, name, role),
            None if rule.exports_methods && self.settings.level(id, name).is_some() => {
                Value::Method(Logger::plain(id), name)
            }
            None => Value::Unknown,
        }
    }

    /// Whether loggers have such a method: `winston.log(level, …)`, `winston.child(…)`.
    fn is_method(&self, rule: RuleId, name: &str) -> bool {
        name == "log"
            || self.settings.rule(rule).child(name).is_some()
            || self.settings.level(rule, name).is_some()
    }

    fn made(&self, rule: RuleId, args: &'a [ExprOrSpread], place: Place) -> Value<'a> {
        made(rule, self.settings.rule(rule), args, place)
    }

    fn property(&self, value: Value<'a>, name: &'a str, steps: u32) -> Value<'a> {
        match value {
            Value::Global => {
                let rule = self.settings.rule_for_global(name);
                rule.map_or(Value::Unknown, |rule| Value::Logger(Logger::plain(rule)))
            }
            Value::Module(rule, whole) => match self.export(rule, name) {
                Value::Unknown if whole.is_logger && self.is_method(rule, name) => {
                    Value::Method(Logger::plain(rule), name)
                }
                found => found,
            },
            Value::Logger(logger) => Value::Method(logger, name),
            Value::Object { taken, .. } if taken.contains(&name) => Value::Unknown,
            Value::Object { literal, place, .. } => self.entry(literal, place, name, steps),
            Value::Unknown | Value::Factory(_) | Value::Method(..) => Value::Unknown,
        }
    }

    /// What an object that is written out has under a name; what may be written over is in doubt.
    fn entry(&self, literal: &'a ObjectLit, place: Place, name: &'a str, steps: u32) -> Value<'a> {
        let mut is_sure = !self.written.contains(name);
        for property in literal.props.iter().rev() {
            let found = match property {
                PropOrSpread::Prop(own) if key_of(own) == Some(name) => match &**own {
                    Prop::Shorthand(own) => self.name(&own.sym, place, steps),
                    Prop::KeyValue(own) => self.step(&own.value, place, steps),
                    _ => return Value::Unknown,
                },
                PropOrSpread::Prop(own) if key_of(own).is_some() => continue,
                PropOrSpread::Spread(spread) => match self.step(&spread.expr, place, steps) {
                    Value::Logger(logger) => Value::Method(logger, name),
                    _ => {
                        is_sure = false;
                        continue;
                    }
                },
                // A key that is not known.
                PropOrSpread::Prop(_) => {
                    is_sure = false;
                    continue;
                }
            };
            return match as_logger(found.clone()) {
                _ if is_sure => found,
                Some(logger) => Value::Logger(Logger::doubted(logger.rule, WRITTEN_OVER)),
                None => Value::Unknown,
            };
        }
        Value::Unknown
    }

    fn call(&self, call: &'a CallExpr, place: Place, steps: u32) -> Value<'a> {
        let Callee::Expr(callee) = &call.callee else { return Value::Unknown };
        if let Expr::Ident(name) = unwrap(callee)
            && name.sym == "require"
            && self.facts.lookup(place.scope, &name.sym).is_none()
        {
            return self.module(&call.args);
        }
        if let Some(method) = self.bound_in(callee, &call.args, place, steps) {
            return method;
        }
        match self.step(callee, place, steps) {
            Value::Factory(rule) => self.made(rule, &call.args, place),
            Value::Module(rule, whole) if whole.is_factory => self.made(rule, &call.args, place),
            Value::Method(logger, name) if !logger.taken.contains(&name) => {
                let to = self.settings.rule(logger.rule).child(name).cloned();
                to.map_or(Value::Unknown, |to| {
                    Value::Logger(child(logger, (name, &to), &call.args, place))
                })
            }
            _ => Value::Unknown,
        }
    }

    /// `logger.info.bind(logger)` is the method of the logger that it is bound to.
    pub(crate) fn bound(
        &self,
        callee: &'a Expr,
        args: &'a [ExprOrSpread],
        place: Place,
    ) -> Option<Value<'a>> {
        self.bound_in(callee, args, place, MOST_STEPS)
    }

    fn bound_in(
        &self,
        callee: &'a Expr,
        args: &'a [ExprOrSpread],
        place: Place,
        steps: u32,
    ) -> Option<Value<'a>> {
        let function = bind_of(callee)?;
        let [receiver] = args else { return None };
        let Value::Method(logger, name) = self.step(function, place, steps) else { return None };
        let receiver = as_logger(self.step(&receiver.expr, place, steps))?;
        let is_one = receiver.rule == logger.rule && !logger.taken.contains(&name);
        is_one.then_some(Value::Method(receiver, name))
    }

    /// What `require('…')` and `import('…')` give.
    fn module(&self, args: &'a [ExprOrSpread]) -> Value<'a> {
        let specifier = args.first().and_then(|arg| static_name(&arg.expr));
        specifier
            .and_then(|specifier| self.settings.rule_for(specifier))
            .map_or(Value::Unknown, |rule| self.whole(rule))
    }

    /// The rule of a type's module: `Logger`, `pino.Logger`.
    fn typed(&self, typed: &'a TsType) -> Option<RuleId> {
        let TsType::TsTypeRef(reference) = typed else { return None };
        let (first, last) = match &reference.type_name {
            TsEntityName::Ident(name) => (name, &name.sym),
            TsEntityName::TsQualifiedName(qualified) => match &qualified.left {
                TsEntityName::Ident(first) => (first, &qualified.right.sym),
                TsEntityName::TsQualifiedName(_) => return None,
            },
        };
        let rule = self.settings.rule_for(self.types.get(&first.sym)?)?;
        self.settings.rule(rule).types_logger(last).then_some(rule)
    }
}
