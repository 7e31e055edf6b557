//! The functions around a call, and which of their parameters has the bindings of the Worker.

use std::rc::Rc;

use linestamp_transform::analysis::unwrap;
use swc_atoms::Atom;
use swc_ecma_ast::{CallExpr, Callee, Class, Expr, ExprOrSpread, Ident, Pat, TsEntityName, TsType};

/// What a parameter is known to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parameter {
    /// The bindings of a Worker.
    Env,
    /// A context with the bindings as `env`.
    Context,
    Other,
}

/// What `this` is in a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum This {
    /// As around it.
    Outer,
    /// An instance of a class of Workers, which has the bindings as `env`.
    Worker,
    Other,
}

/// A function, or a class member's value, with what is around it.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) around: Option<Rc<Frame>>,
    pub(crate) parameters: Vec<(Atom, Parameter)>,
    pub(crate) this: This,
    /// Whether it runs as the file is loaded.
    pub(crate) at_load: bool,
}

/// The handlers of a Worker, whose second parameter are its bindings.
pub(crate) const HANDLERS: [&str; 7] =
    ["fetch", "scheduled", "queue", "email", "tail", "trace", "test"];

/// The classes of `cloudflare:workers`, whose instances have the bindings as `env`.
const CLASSES: [&str; 3] = ["WorkerEntrypoint", "DurableObject", "WorkflowEntrypoint"];

/// Hono's methods that take handlers.
const ROUTES: [&str; 12] = [
    "get",
    "post",
    "put",
    "delete",
    "patch",
    "options",
    "all",
    "on",
    "use",
    "notFound",
    "onError",
    "createMiddleware",
];

/// The name and the written type of a parameter.
pub(crate) fn named(pat: &Pat) -> Option<(&Ident, Option<&TsType>)> {
    match pat {
        Pat::Ident(name) => {
            Some((&name.id, name.type_ann.as_deref().map(|typed| &*typed.type_ann)))
        }
        Pat::Assign(assign) => named(&assign.left),
        _ => None,
    }
}

/// What a parameter of a type is. `Context` is a name of many, and `is_hono` says whether it may be Hono's; a team
/// gives it a name of its own (`c: AppContext`) for the bindings that it has.
pub(crate) fn by_type(parameter: &str, typed: &TsType, is_hono: bool) -> Parameter {
    let TsType::TsTypeRef(reference) = typed else { return Parameter::Other };
    match &reference.type_name {
        TsEntityName::Ident(name) if matches!(&*name.sym, "Env" | "Bindings") => Parameter::Env,
        TsEntityName::TsQualifiedName(name) if name.right.sym == "Env" => Parameter::Env,
        TsEntityName::Ident(name) if name.sym == "Context" && is_hono => Parameter::Context,
        TsEntityName::Ident(name)
            if parameter == "c" && name.sym.ends_with("Context") && name.sym != "Context" =>
        {
            Parameter::Context
        }
        _ => Parameter::Other,
    }
}

/// The method of `app.get(path, (c) => …)`. Other routers have a `ctx` too, so that such a name counts only
/// where something of Hono's is imported.
pub(crate) fn route_of(call: &CallExpr, imports_hono: bool) -> Option<&str> {
    let Callee::Expr(callee) = &call.callee else { return None };
    let name = match unwrap(callee) {
        Expr::Member(member) => &*member.prop.as_ident()?.sym,
        Expr::Ident(name) if name.sym == "createMiddleware" => &*name.sym,
        _ => return None,
    };
    let at = context_of(name);
    let takes_context = |arg: &ExprOrSpread| {
        let context = match unwrap(&arg.expr) {
            Expr::Arrow(arrow) => arrow.params.get(at).and_then(named),
            Expr::Fn(function) => function.function.params.get(at).and_then(|p| named(&p.pat)),
            _ => None,
        };
        context.is_some_and(|(name, _)| match &*name.sym {
            "c" => true,
            name => imports_hono && matches!(name, "ctx" | "context"),
        })
    };
    (ROUTES.contains(&name) && call.args.iter().any(takes_context)).then_some(name)
}

/// Which parameter of a route's function is the context.
pub(crate) fn context_of(method: &str) -> usize {
    usize::from(method == "onError")
}

/// Whether instances of a class have the bindings as `env`.
pub(crate) fn is_worker_class(class: &Class) -> bool {
    let name = match class.super_class.as_deref().map(unwrap) {
        Some(Expr::Ident(name)) => Some(&name.sym),
        Some(Expr::Member(member)) => member.prop.as_ident().map(|name| &name.sym),
        _ => None,
    };
    name.is_some_and(|name| CLASSES.contains(&&**name))
}
