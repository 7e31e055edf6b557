//! What a file is called in stamps, by the path that the host has for it.
//!
//! Input: the host's `filename`, such as `/repo/app/src/run.ts?raw`, its current folder, and the
//! root. Output: `src/run.ts`. Paths are texts here: a plugin sees no files, and is wasm on Windows
//! too. So a file outside the root goes by its own name alone, unless it is in `node_modules`.

/// The folder whose files are named by their packages.
const PACKAGES: &str = "/node_modules/";

/// The path of a file, absolute where that is known, and its name in stamps.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    /// The path, with `/` on every system.
    pub path: String,
    /// The name, which never is a path of a machine.
    pub name: String,
}

/// Names a file; `None` where the host gives it no name, so that a stamp would say nothing true.
#[must_use]
pub fn named(filename: Option<&str>, cwd: Option<&str>, root: Option<&str>) -> Option<Named> {
    let id = filename?.trim_start_matches('\0');
    let end = id.find(['?', '#']).unwrap_or(id.len());
    let given = slashed(id.strip_prefix("file://").unwrap_or(&id[..end]));
    let given = given.split(['?', '#']).next().unwrap_or_default();
    if given.is_empty() || given == "anonymous" {
        return None;
    }
    let cwd = cwd.map(slashed);
    let path = match &cwd {
        Some(cwd) if !is_absolute(given) => normalised(&format!("{cwd}/{given}")),
        _ => normalised(given),
    };
    let root = root.map(slashed).or(cwd).map(|root| normalised(&root));
    let name = match root.and_then(|root| inside(&path, &root)) {
        Some(name) => name,
        None if is_absolute(&path) => outside(&path),
        None => path.clone(),
    };
    Some(Named { path, name })
}

fn slashed(path: &str) -> String {
    let windows = path.starts_with('\\') || path.as_bytes().get(1) == Some(&b':');
    if windows { path.replace('\\', "/") } else { path.to_owned() }
}

fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || path.get(1..3) == Some(":/")
}

/// A path without `.` and `..`, as it is written.
fn normalised(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let top = if path.starts_with('/') { "/" } else { "" };
    format!("{top}{}", parts.join("/"))
}

fn inside(path: &str, root: &str) -> Option<String> {
    let rest = path.strip_prefix(root)?;
    let rest = if root.ends_with('/') { rest } else { rest.strip_prefix('/')? };
    (!rest.is_empty()).then(|| rest.to_owned())
}

fn outside(path: &str) -> String {
    let packed = path.rfind(PACKAGES).map(|at| at + PACKAGES.len());
    let from = packed.or_else(|| path.rfind('/').map(|at| at + 1)).unwrap_or_default();
    path[from..].to_owned()
}

#[cfg(test)]
mod tests {
    use super::named;

    fn name(filename: &str, cwd: &str, root: Option<&str>) -> String {
        named(Some(filename), Some(cwd), root).expect("there is a name").name
    }

    #[test]
    fn names_are_relative_to_the_root() {
        assert_eq!(name("/app/src/a.ts", "/app", None), "src/a.ts");
        assert_eq!(name("src/a.ts", "/app", None), "src/a.ts");
        assert_eq!(name("../lib/./a.ts", "/repo/app", Some("/repo")), "lib/a.ts");
        assert_eq!(name("/app/src/a.ts", "/", Some("/app/src/")), "a.ts");
        assert_eq!(name("/app/a.ts", "/", None), "app/a.ts");
    }

    #[test]
    fn queries_go() {
        assert_eq!(name("/app/src/a.ts?v=1#x", "/app", None), "src/a.ts");
        assert_eq!(name("file:///app/src/a.ts?v=1", "/app", None), "src/a.ts");
        assert_eq!(name("\0virtual:log.ts", "/app", None), "virtual:log.ts");
    }

    #[test]
    fn no_path_of_a_machine_gets_out() {
        assert_eq!(name("/else/src/a.ts", "/app", None), "a.ts");
        assert_eq!(name("/appendix/a.ts", "/app", None), "a.ts");
        assert_eq!(name("/x/node_modules/@acme/b/src/a.js", "/app", None), "@acme/b/src/a.js");
        assert_eq!(named(Some("/x/a.ts"), None, None).map(|it| it.name).as_deref(), Some("a.ts"));
    }

    #[test]
    fn windows_is_the_same() {
        assert_eq!(name(r"C:\app\src\a.ts", r"C:\app", None), "src/a.ts");
        assert_eq!(name(r"D:\other\a.ts", r"C:\app", None), "a.ts");
        assert_eq!(name(r"C:\app\src\a.ts", r"C:\", Some(r"C:\app")), "src/a.ts");
    }

    #[test]
    fn a_text_without_a_name_has_none() {
        assert_eq!(named(None, Some("/app"), None), None);
        assert_eq!(named(Some(""), Some("/app"), None), None);
    }
}
