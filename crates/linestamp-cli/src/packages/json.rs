//! Edits of manifests and compiler configurations, which keep their form and their comments.

use std::path::Path;

use jsonc_parser::cst::{CstArray, CstNode, CstObject, CstRootNode};

use crate::names::normalised;

/// Where a manifest lists what its package needs.
const TABLES: [&str; 4] =
    ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

/// A manifest without a dependency; `None` where it has none of that name.
pub(super) fn without_dependency(text: &str, name: &str) -> Option<String> {
    let (root, top) = open(text)?;
    let mut found = false;
    for table in TABLES {
        let Some(object) = top.object_value(table) else { continue };
        let Some(dependency) = object.get(name) else { continue };
        closely(&object.clone().into(), || dependency.remove());
        found = true;
        if object.properties().is_empty()
            && let Some(table) = top.get(table)
        {
            table.remove();
        }
    }
    found.then(|| root.to_string())
}

/// A manifest without a member of its workspace; `None` where it does not name it. `folder` is that of
/// the manifest.
pub(super) fn without_workspace(text: &str, folder: &Path, member: &Path) -> Option<String> {
    let (root, top) = open(text)?;
    let nested = || top.object_value("workspaces")?.array_value("packages");
    let list = top.array_value("workspaces").or_else(nested)?;
    let is_member = |entry: &CstNode| {
        let path = entry.as_string_lit()?.decoded_value().ok()?;
        Some(normalised(&folder.join(path)) == member)
    };
    remove(&list, is_member).then(|| root.to_string())
}

/// Whether a manifest needs what is in a folder, by its path: `file:../logger`. `own` is the folder of the
/// manifest.
pub(super) fn needs_folder(text: &str, own: &Path, folder: &Path) -> bool {
    let Some((_, top)) = open(text) else { return false };
    let tables = TABLES.iter().filter_map(|table| top.object_value(table));
    let leads_there = |version: Option<CstNode>| {
        let version = version?.as_string_lit()?.decoded_value().ok()?;
        let path = ["file:", "link:", "portal:", "workspace:"]
            .iter()
            .find_map(|protocol| version.strip_prefix(protocol))?;
        Some(normalised(&own.join(path)) == folder)
    };
    tables
        .flat_map(|table| table.properties())
        .any(|property| leads_there(property.value()) == Some(true))
}

/// A compiler configuration without a reference to a folder and, where its name is known, without the
/// paths of a package; `None` where it has neither. `own` is the folder of the configuration.
pub(super) fn without_reference(
    text: &str,
    own: &Path,
    folder: &Path,
    name: Option<&str>,
) -> Option<String> {
    let (root, top) = open(text)?;
    let leads_there = |entry: &CstNode| {
        let path =
            entry.as_object()?.get("path")?.value()?.as_string_lit()?.decoded_value().ok()?;
        Some(normalised(&own.join(path)).starts_with(folder))
    };
    let list = top.array_value("references");
    let mut found = list.is_some_and(|list| remove(&list, leads_there));
    let paths = top.object_value("compilerOptions").and_then(|all| all.object_value("paths"));
    if let Some(paths) = paths {
        for property in paths.properties() {
            let key = property.decoded_name().unwrap_or_default();
            let rest = name.and_then(|name| key.strip_prefix(name));
            if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
                closely(&paths.clone().into(), || property.remove());
                found = true;
            }
        }
    }
    found.then(|| root.to_string())
}

/// Takes out the entries of a list; says whether there were any.
fn remove(list: &CstArray, is_one: impl Fn(&CstNode) -> Option<bool>) -> bool {
    let found: Vec<CstNode> =
        list.elements().into_iter().filter(|entry| is_one(entry) == Some(true)).collect();
    let any = !found.is_empty();
    closely(&list.clone().into(), || found.into_iter().for_each(CstNode::remove));
    any
}

/// Takes something out of brackets, and the space that was before the next entry, where there was none
/// behind the opening one.
fn closely(brackets: &CstNode, take_out: impl FnOnce()) {
    let gap = || brackets.children().into_iter().nth(1).filter(CstNode::is_whitespace);
    let was_close = gap().is_none();
    take_out();
    if let Some(gap) = gap().filter(|_| was_close) {
        gap.remove();
    }
}

/// The name of the package that a manifest describes.
pub(super) fn package_name(text: &str) -> Option<String> {
    let (_, top) = open(text)?;
    top.get("name")?.value()?.as_string_lit()?.decoded_value().ok()
}

fn open(text: &str) -> Option<(CstRootNode, CstObject)> {
    let root = CstRootNode::parse(text, &jsonc_parser::ParseOptions::default()).ok()?;
    let top = root.object_value()?;
    Some((root, top))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_goes_and_the_form_stays() {
        let text = "{\n\t\"name\": \"a\",\n\t\"dependencies\": {\n\t\t\"hono\": \"4\",\n\t\t\"pino\": \"10\"\n\t},\n\t\"devDependencies\": { \"pino\": \"*\" }\n}\n";
        let without = "{\n\t\"name\": \"a\",\n\t\"dependencies\": {\n\t\t\"hono\": \"4\"\n\t}\n}\n";
        assert_eq!(without_dependency(text, "pino").as_deref(), Some(without));
        assert_eq!(without_dependency(text, "pin"), None);
        assert_eq!(without_dependency("[]", "pino"), None);
        assert_eq!(without_dependency("{", "pino"), None);
    }

    #[test]
    fn a_member_of_a_workspace_goes_by_its_path() {
        let (top, member) = (Path::new("/w"), Path::new("/w/packages/logger"));
        let without = |text| without_workspace(text, top, member);
        assert_eq!(
            without(r#"{ "workspaces": ["services/*", "./packages/logger/"] }"#).as_deref(),
            Some(r#"{ "workspaces": ["services/*"] }"#)
        );
        assert_eq!(
            without(r#"{ "workspaces": { "packages": ["a", "packages/logger"] } }"#).as_deref(),
            Some(r#"{ "workspaces": { "packages": ["a"] } }"#)
        );
        for (before, after) in [
            (r#"["packages/logger", "a"]"#, r#"["a"]"#),
            (r#"[ "packages/logger", "a" ]"#, r#"[ "a" ]"#),
            (r#"["packages/logger"]"#, "[]"),
        ] {
            let in_manifest = |list| format!("{{\"workspaces\":{list}}}");
            let found = without_workspace(&in_manifest(before), top, member);
            assert_eq!(found, Some(in_manifest(after)));
        }
        assert_eq!(without(r#"{ "workspaces": ["packages/*"] }"#), None);
    }

    #[test]
    fn references_and_paths_of_a_compiler_configuration_go() {
        let text = r#"{
  // Shared by all.
  "compilerOptions": { "paths": { "@acme/logger": ["x"], "@acme/logger/*": ["x/*"], "@acme/loggers": ["y"] } },
  "references": [{ "path": "../shared" }, { "path": "../logger/tsconfig.json" }]
}"#;
        let without = r#"{
  // Shared by all.
  "compilerOptions": { "paths": { "@acme/loggers": ["y"] } },
  "references": [{ "path": "../shared" }]
}"#;
        let (own, folder) = (Path::new("/w/packages/app"), Path::new("/w/packages/logger"));
        let name = Some("@acme/logger");
        let found = without_reference(text, own, folder, name);
        assert_eq!(found.as_deref(), Some(without));
        assert_eq!(without_reference(without, own, folder, name), None);
    }
}
