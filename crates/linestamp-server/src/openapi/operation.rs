//! What can be done at one address, as the document tells it.

use std::collections::BTreeSet;

use axum::http::Method;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Value, json};

use crate::problem::Code;
use crate::trust::Role;

/// Makes the schema of a type.
pub(super) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// What a body or an answer consists of: its media type and its schema.
pub(super) type Content = (&'static str, SchemaOf);

/// What every question to the store may end with.
const STORE: [Code; 4] = [Code::TooSlow, Code::Busy, Code::StoreFailed, Code::Closed];

/// What can be done, and how it may end.
pub(crate) struct Operation {
    pub(super) id: &'static str,
    pub(super) summary: &'static str,
    /// The scope that it needs; `None` if anybody may.
    pub(super) needs: Option<Role>,
    /// What the path names.
    pub(super) named: Option<(&'static str, SchemaOf)>,
    /// What stands behind the question mark.
    pub(super) asked: Option<SchemaOf>,
    pub(super) headers: Vec<Value>,
    pub(super) body: Vec<Content>,
    pub(super) status: u16,
    pub(super) answer: &'static str,
    pub(super) contents: Vec<Content>,
    pub(super) problems: BTreeSet<Code>,
    /// The media types of errors besides those of problem details.
    pub(super) errors: Vec<Content>,
}

/// An operation, and where it is.
pub(crate) struct Placed {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) operation: Operation,
}

impl Operation {
    /// One that anybody may do, by the name that programs know it by.
    pub(crate) fn new(id: &'static str, summary: &'static str) -> Operation {
        Operation {
            id,
            summary,
            needs: None,
            named: None,
            asked: None,
            headers: Vec::new(),
            body: Vec::new(),
            status: 200,
            answer: "Done.",
            contents: Vec::new(),
            problems: [Code::Foreign, Code::TokensFailed].into(),
            errors: Vec::new(),
        }
    }

    /// It needs a token of that scope, where there are tokens.
    pub(crate) fn needs(mut self, role: Role) -> Operation {
        self.needs = Some(role);
        self.may_fail(&[Code::Unauthorized, Code::Forbidden, Code::TooOften])
    }

    /// It asks the store, for whoever may read.
    pub(crate) fn reads(self) -> Operation {
        self.needs(Role::Read).may_fail(&STORE)
    }

    /// It asks the store.
    pub(crate) fn uses_store(self) -> Operation {
        self.may_fail(&STORE)
    }

    /// It may end with those as well.
    pub(crate) fn may_fail(mut self, codes: &[Code]) -> Operation {
        self.problems.extend(codes);
        self
    }

    /// The last part of the path names something.
    pub(crate) fn names<T: JsonSchema>(mut self, description: &'static str) -> Operation {
        self.named = Some((description, SchemaGenerator::subschema_for::<T>));
        self.may_fail(&[Code::BadRequest])
    }

    /// What stands behind the question mark.
    pub(crate) fn asks<T: JsonSchema>(mut self) -> Operation {
        self.asked = Some(SchemaGenerator::root_schema_for::<T>);
        self.may_fail(&[Code::BadRequest])
    }

    /// What stands behind the question mark, a filter among it.
    pub(crate) fn filters<T: JsonSchema>(self) -> Operation {
        self.asks::<T>().may_fail(&[Code::Filter])
    }

    /// It heeds a header.
    pub(crate) fn heeds(
        mut self,
        name: &'static str,
        description: &'static str,
        schema: Value,
    ) -> Operation {
        self.headers.push(json!({
            "name": name, "in": "header", "description": description, "schema": schema,
        }));
        self
    }

    /// It takes a body of that type.
    pub(crate) fn takes<T: JsonSchema>(mut self, media_type: &'static str) -> Operation {
        self.body.push((media_type, SchemaGenerator::subschema_for::<T>));
        self
    }

    /// It is answered so, by that status unless by 200.
    pub(crate) fn says(mut self, answer: &'static str) -> Operation {
        self.answer = answer;
        self
    }

    /// It is answered without a body.
    pub(crate) fn says_nothing(mut self, answer: &'static str) -> Operation {
        (self.status, self.answer) = (204, answer);
        self
    }

    /// Its answer is JSON.
    pub(crate) fn answers<T: JsonSchema>(self) -> Operation {
        self.answers_as::<T>("application/json")
    }

    /// Its answer has that media type.
    pub(crate) fn answers_as<T: JsonSchema>(mut self, media_type: &'static str) -> Operation {
        self.contents.push((media_type, SchemaGenerator::subschema_for::<T>));
        self
    }

    /// Errors have that media type, unless they come before the body is read.
    pub(crate) fn fails_as<T: JsonSchema>(mut self, media_type: &'static str) -> Operation {
        self.errors.push((media_type, SchemaGenerator::subschema_for::<T>));
        self
    }
}
