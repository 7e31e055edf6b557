//! `linestamp migrate --delete-package` of a package that is not there: it was deleted before, or something
//! else is meant.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod support;

use support::Sandbox;

fn monorepo() -> Sandbox {
    Sandbox::with(&[
        ("linestamp.toml", ""),
        (
            "package.json",
            "{ \"name\": \"acme\", \"workspaces\": [\"services/*\", \"packages/journal\"] }\n",
        ),
        ("package-lock.json", "{ \"packages\": { \"packages/journal\": {} } }\n"),
        ("packages/journal/package.json", "{ \"name\": \"@acme/journal\" }\n"),
        ("packages/journal/index.ts", "export const logger = console;\n"),
        (
            "services/http/package.json",
            "{ \"name\": \"http\", \"dependencies\": { \"@acme/journal\": \"*\" } }\n",
        ),
        (
            "services/http/index.ts",
            "import { logger } from '@acme/journal';\nexport const run = (env: Env) => {\n  logger.info('x');\n};\n",
        ),
    ])
}

const RUN: &str = "migrate services --from @acme/journal --write --delete-package";

#[test]
fn a_second_run_says_that_the_package_is_gone_and_changes_nothing() {
    let sandbox = monorepo();
    sandbox.run(&format!("{RUN} packages/journal")).status(0);
    assert!(!sandbox.exists("packages/journal"));
    // The lock file still names it; then it is refreshed; then the empty folder goes.
    let refreshed = || sandbox.put("package-lock.json", "{ \"packages\": {} }\n");
    let emptied = || std::fs::remove_dir(sandbox.path("packages")).unwrap();
    let steps: [&dyn Fn(); 3] = [&|| {}, &refreshed, &emptied];
    for step in steps {
        step();
        let before: Vec<_> =
            sandbox.files(".").into_iter().map(|file| sandbox.read(&file)).collect();
        let ran = sandbox.run(&format!("{RUN} packages/journal")).status(0);
        ran.says("the package is already gone, and nothing refers to it");
        let after: Vec<_> =
            sandbox.files(".").into_iter().map(|file| sandbox.read(&file)).collect();
        assert_eq!(after, before);
    }
    let ran = sandbox.run(&format!("{RUN} packages/journal --format json")).status(0);
    ran.says("\"deleted\"");
}

#[test]
fn a_slip_of_the_pen_is_no_package_that_is_gone() {
    let sandbox = monorepo();
    let before = sandbox.files(".");
    for slip in ["packages/jornal", "packages/jounral", "package/journal", "elsewhere/journal"] {
        let ran = sandbox.run(&format!("{RUN} {slip}")).status(2);
        ran.complains("cannot delete the package").complains("did you mean `packages/journal`?");
    }
    for outside in ["../journal", "/journal"] {
        let ran = sandbox.run(&format!("{RUN} {outside}")).status(2);
        ran.complains("it is not below the root");
    }
    assert_eq!(sandbox.files("."), before);
    assert!(sandbox.read("services/http/index.ts").contains("logger.info"));
}

#[test]
fn what_still_refers_to_a_folder_that_is_not_there_is_told() {
    let sandbox = monorepo();
    sandbox.run(&format!("{RUN} packages/journal")).status(0);
    for (file, text) in [
        ("package.json", "{ \"workspaces\": [\"packages/journal\"] }\n"),
        (
            "services/http/package.json",
            "{ \"dependencies\": { \"j\": \"file:../../packages/journal\" } }\n",
        ),
        (
            "services/http/tsconfig.json",
            "{ \"references\": [{ \"path\": \"../../packages/journal\" }] }\n",
        ),
        ("pnpm-workspace.yaml", "packages:\n  - packages/journal\n"),
        ("services/http/other.ts", "import '../../packages/journal/index';\n"),
    ] {
        let before = sandbox.exists(file).then(|| sandbox.read(file));
        sandbox.put(file, text);
        let ran = sandbox.run(&format!("{RUN} packages/journal")).status(2);
        ran.says("error[still-used]").says(file);
        assert_eq!(sandbox.read(file), text);
        match before {
            Some(before) => sandbox.put(file, &before),
            None => std::fs::remove_file(sandbox.path(file)).unwrap(),
        }
    }
}
