//! Where the bindings of the Worker are in reach, and under which name.

use linestamp_transform::analysis::{
    Binding, Def, Export, Facts, FieldName, Place, field_name, member_of, unwrap,
};
use swc_atoms::Atom;
use swc_ecma_ast::Expr;

use crate::frames::{Frame, Parameter, This};
use crate::shape::is_plain;

/// The module that has the bindings as `env`.
pub(crate) const MODULE: &str = "cloudflare:workers";

/// How a call can get at the bindings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reach {
    /// By this expression.
    By(String),
    /// An import of `env` would do.
    ByImport,
    /// Not at all, with the reason.
    Not(&'static str),
}

/// How a call gets at the bindings.
pub(crate) fn reach(facts: &Facts<'_>, place: Place, frame: Option<&Frame>) -> Reach {
    let env = Atom::from("env");
    let named = find(facts, place, &env);
    if let Some(binding) = named
        && is_bindings(binding)
    {
        return match only_def(binding) {
            Some(Def::Import { .. }) if is_at_load(frame) => Reach::Not(AT_LOAD),
            _ => Reach::By("env".to_owned()),
        };
    }
    if let Some(by) = by_frames(facts, place, frame).or_else(|| by_field(facts, place)) {
        return Reach::By(by);
    }
    if is_at_load(frame) {
        return Reach::Not(AT_LOAD);
    }
    let imported = facts.bindings.iter().find(|binding| is_import(binding));
    if let Some(binding) = imported
        && find(facts, place, &Atom::from(binding.name)).is_some_and(is_import)
    {
        return Reach::By(binding.name.to_owned());
    }
    match named {
        Some(_) => Reach::Not("`env` is something else where the call stands"),
        None => Reach::ByImport,
    }
}

const AT_LOAD: &str = "it runs as the module is loaded, when Workers let nobody call a binding";

/// Whether a call runs as the file is loaded.
fn is_at_load(frame: Option<&Frame>) -> bool {
    frame.is_none_or(|frame| frame.at_load)
}

/// The binding that a name means. By its text: the name need not be in the file.
pub(crate) fn find<'f, 'a>(
    facts: &'f Facts<'a>,
    place: Place,
    name: &Atom,
) -> Option<&'f Binding<'a>> {
    let mut scope = Some(place.scope);
    while let Some(id) = scope {
        if let Some(binding) = facts.names.get(&(id, name)) {
            return facts.bindings.get(binding.0 as usize);
        }
        scope = facts.scopes[id.0 as usize].parent;
    }
    None
}

fn only_def<'b, 'a>(binding: &'b Binding<'a>) -> Option<&'b Def<'a>> {
    match binding.defs.as_slice() {
        [def] => Some(def),
        _ => None,
    }
}

fn is_import(binding: &Binding<'_>) -> bool {
    matches!(only_def(binding), Some(Def::Import { specifier: MODULE, name: Export::Named("env") }))
}

/// Whether what is called `env` are the bindings.
fn is_bindings(binding: &Binding<'_>) -> bool {
    match only_def(binding) {
        Some(Def::Parameter { path, .. }) => match path.as_slice() {
            [] => !binding.typed.is_some_and(is_plain),
            path => path == ["env"],
        },
        Some(Def::Import { specifier, name }) => {
            *specifier == MODULE && *name == Export::Named("env")
        }
        Some(Def::Value { expr, path, .. }) => match path.as_slice() {
            // `const env = this.env`, `const env = c.env`
            [] => member_of(unwrap(expr)).is_some_and(|member| {
                let name = field_name(&member.prop);
                name == Some(FieldName { private: false, name: "env" }) && may_hold_env(&member.obj)
            }),
            // `const { env } = this`
            ["env"] => may_hold_env(expr),
            _ => false,
        },
        _ => false,
    }
}

/// `process.env` is something else.
fn may_hold_env(expr: &Expr) -> bool {
    match unwrap(expr) {
        Expr::This(_) => true,
        Expr::Ident(name) => matches!(&*name.sym, "c" | "ctx" | "context" | "self"),
        _ => false,
    }
}

fn by_frames(facts: &Facts<'_>, place: Place, mut frame: Option<&Frame>) -> Option<String> {
    let mut hidden: Vec<&Atom> = Vec::new();
    let mut this = This::Outer;
    while let Some(inner) = frame {
        for (name, role) in &inner.parameters {
            let is_it = || {
                find(facts, place, name).is_some_and(|binding| {
                matches!(only_def(binding), Some(Def::Parameter { path, .. }) if path.is_empty())
            })
            };
            match role {
                Parameter::Other => {}
                _ if hidden.contains(&name) || !is_it() => {}
                Parameter::Env => return Some(name.to_string()),
                Parameter::Context => return Some(format!("{name}.env")),
            }
        }
        hidden.extend(inner.parameters.iter().map(|(name, _)| name));
        if this == This::Outer {
            this = inner.this;
        }
        if this == This::Worker {
            return Some("this.env".to_owned());
        }
        frame = inner.around.as_deref();
    }
    None
}

/// `this.env` where the class has it from its constructor.
fn by_field(facts: &Facts<'_>, place: Place) -> Option<String> {
    let class = &facts.classes[place.this?.0 as usize];
    let field = class.fields.get(&FieldName { private: false, name: "env" })?;
    let given = match field.defs.as_slice() {
        [Def::Parameter { .. }] => true,
        [Def::Value { expr, path, .. }] => {
            path.is_empty() && matches!(unwrap(expr), Expr::Ident(name) if name.sym == "env")
        }
        _ => false,
    };
    given.then(|| "this.env".to_owned())
}
