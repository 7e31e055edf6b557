//! What a file takes from others: the specifiers that it imports, for hosts that follow them.
//!
//! Input: a text. Output: each specifier that is a string, with its place, in order. Imports and
//! exports of types alone are left out: they load nothing.

use swc_ecma_ast::{
    CallExpr, Callee, ExportAll, Expr, ImportDecl, ImportSpecifier, Lit, NamedExport, Program, Str,
    TsImportEqualsDecl, TsModuleRef,
};
use swc_ecma_visit::{Visit, VisitWith};

use crate::diagnostic::Diagnostic;
use crate::limits::within_limits;
use crate::parse::{Keep, Origin, SyntaxError, parse};
use crate::position::ByteSpan;

/// One specifier.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Import {
    /// The specifier, such as `./run` or `@acme/shared`.
    pub specifier: String,
    /// The string that it is written in.
    pub span: ByteSpan,
}

/// The specifiers of `import`, `export … from`, `import()` and `require()`. `path` decides how the
/// text is parsed.
///
/// ```
/// use linestamp_transform::imports;
///
/// let found = imports("a.ts", "import { run } from './run'\nimport type { Env } from './env'\n")?;
/// assert_eq!(found.len(), 1);
/// assert_eq!(found[0].specifier, "./run");
/// # Ok::<(), Box<linestamp_transform::Diagnostic>>(())
/// ```
///
/// # Errors
///
/// Why the text cannot be parsed.
pub fn imports(path: &str, text: &str) -> Result<Vec<Import>, Box<Diagnostic>> {
    let keep = Keep { comments: false, tokens: false };
    within_limits(text, || {
        let parsed = parse(path, text, keep).map_err(SyntaxError::into_diagnostic)?;
        Ok(imports_of(&parsed.program))
    })
}

/// The specifiers of a tree, as [`imports`] gives those of a text.
#[must_use]
pub fn imports_of(program: &Program) -> Vec<Import> {
    let mut finder = Finder { found: Vec::new() };
    program.visit_with(&mut finder);
    finder.found
}

struct Finder {
    found: Vec<Import>,
}

impl Finder {
    fn add(&mut self, string: &Str) {
        if let Some(specifier) = string.value.as_str() {
            let span = Origin::PARSED.span(string.span);
            self.found.push(Import { specifier: specifier.to_owned(), span });
        }
    }
}

impl Visit for Finder {
    fn visit_import_decl(&mut self, import: &ImportDecl) {
        let of_a_type = |specifier: &ImportSpecifier| match specifier {
            ImportSpecifier::Named(named) => named.is_type_only,
            _ => false,
        };
        let names_types = !import.specifiers.is_empty() && import.specifiers.iter().all(of_a_type);
        if !import.type_only && !names_types {
            self.add(&import.src);
        }
    }

    fn visit_export_all(&mut self, export: &ExportAll) {
        if !export.type_only {
            self.add(&export.src);
        }
    }

    fn visit_named_export(&mut self, export: &NamedExport) {
        if let (false, Some(source)) = (export.type_only, &export.src) {
            self.add(source);
        }
    }

    fn visit_ts_import_equals_decl(&mut self, import: &TsImportEqualsDecl) {
        if let (false, TsModuleRef::TsExternalModuleRef(module)) =
            (import.is_type_only, &import.module_ref)
        {
            self.add(&module.expr);
        }
    }

    fn visit_call_expr(&mut self, call: &CallExpr) {
        let loads = match &call.callee {
            Callee::Import(_) => true,
            Callee::Expr(callee) => matches!(&**callee, Expr::Ident(name) if name.sym == "require"),
            Callee::Super(_) => false,
        };
        if loads
            && let Some(argument) = call.args.first()
            && let Expr::Lit(Lit::Str(string)) = &*argument.expr
        {
            self.add(string);
        }
        call.visit_children_with(self);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn what_loads_a_file_is_found_and_types_are_not() {
        let text = "import 'a'; import b, { type B } from 'b'; import { type C } from 'c';\n\
                    export * from 'd'; export { e } from 'e'; export type { F } from 'f';\n\
                    const g = await import('g'); const h = require('h'); require(i);\n\
                    import j = require('j'); import type { K } from 'k';\n";
        let found = imports("a.ts", text).unwrap();
        let names: String = found.iter().map(|import| &*import.specifier).collect();
        assert_eq!(names, "abdeghj");
        assert_eq!(&text[found[0].span.range()], "'a'");
    }

    #[test]
    fn a_broken_text_is_told_of() {
        assert!(imports("a.ts", "import {").is_err());
    }
}
