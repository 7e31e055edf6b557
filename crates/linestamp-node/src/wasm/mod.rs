//! The engine in wasm: a question goes in as JSON with the text that it is about, an answer comes out
//! as JSON. `memory` is how they get across, `question` what can be asked.

mod memory;
mod question;

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Once;

use serde::Serialize;
use serde_json::{Value, json};

use crate::failure::{Code, Failure, Result};
use crate::project::Project;
use crate::transform::Work;
use question::{Asked, Question};

/// What JavaScript holds by number.
#[derive(Default)]
struct Projects {
    open: HashMap<u32, Project>,
    last: u32,
}

thread_local! {
    static PROJECTS: RefCell<Projects> = RefCell::default();
}

static QUIET: Once = Once::new();

/// The answer: `ok` with a value, or `error` with what is to be thrown.
fn answer(question: &[u8], text: &[u8]) -> Vec<u8> {
    QUIET.call_once(linestamp_project::quiet_caught_panics);
    let answer = serde_json::from_slice(question)
        .map_err(|error| Failure::new(Code::InvalidArg, format!("linestamp: {error}")))
        .and_then(|asked| PROJECTS.with_borrow_mut(|projects| projects.answer(asked, text)));
    match answer {
        Ok(value) => json!({ "ok": value }),
        Err(failure) => json!({ "error": failure }),
    }
    .to_string()
    .into_bytes()
}

impl Projects {
    fn answer(&mut self, Asked { engine, question }: Asked, text: &[u8]) -> Result<Value> {
        let engine = engine.function();
        match question {
            Question::Transform { options } => value(Work::new(options)?.run(engine, text)?),
            Question::Open { options } => self.open(Project::new(options)?),
            Question::Close { project } => value(self.open.remove(&project).is_some()),
            Question::Holds { project } => value(self.project(project)?.holds(text)),
            Question::Module { project, id, map } => {
                value(self.project(project)?.transform(engine, text, &id, map.as_deref())?)
            }
            Question::File { project, file } => {
                value(self.project(project)?.transform_file(engine, &file)?)
            }
            Question::Plan { project, id } => {
                value(self.project(project)?.plan(engine, text, &id)?)
            }
        }
    }

    fn open(&mut self, project: Project) -> Result<Value> {
        self.last += 1;
        let known = json!({
            "project": self.last,
            "files": project.files(),
            "options": project.options()?,
            "root": project.root(),
            "extensions": project.extensions(),
            "codeFilter": project.code_filter(),
        });
        self.open.insert(self.last, project);
        Ok(known)
    }

    fn project(&self, number: u32) -> Result<&Project> {
        self.open.get(&number).ok_or_else(|| {
            Failure::new(Code::InvalidArg, format!("linestamp: there is no project {number}"))
        })
    }
}

fn value(of: impl Serialize) -> Result<Value> {
    serde_json::to_value(of).map_err(|error| Failure::new(Code::GenericFailure, error.to_string()))
}
