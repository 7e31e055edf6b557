//! Promises 1 and 2: only insertions, and none of them holds a line break.

use linestamp_transform::{LineTable, Transformed};

use super::Handled;

pub(super) fn apply(text: &str, done: &Transformed) -> Result<Handled, String> {
    let plan = &done.plan;
    if done.code.is_some() == plan.edits.is_empty() {
        return Err("there is code exactly where there are edits".to_owned());
    }
    let mut inserted: Vec<std::ops::Range<usize>> = Vec::new();
    let mut grown = 0;
    let mut last = 0;
    for edit in &plan.edits {
        if !edit.span.is_empty() || edit.text.is_empty() {
            return Err(format!("{edit:?} is no insertion"));
        }
        if edit.text.contains(['\n', '\r', '\u{2028}', '\u{2029}']) {
            return Err(format!("{edit:?} holds a line break"));
        }
        if edit.span.start < last || !text.is_char_boundary(edit.span.start) {
            return Err(format!("{edit:?} is out of place"));
        }
        last = edit.span.start;
        let start = edit.span.start + grown;
        inserted.push(start..start + edit.text.len());
        grown += edit.text.len();
    }
    let code = done.code.clone().unwrap_or_else(|| text.to_owned());
    if code != plan.apply(text) || remove(&code, &inserted) != text {
        return Err("the code is not the text with the plan's edits".to_owned());
    }
    if LineTable::new(&code).len() != LineTable::new(text).len() {
        return Err("the number of lines differs".to_owned());
    }
    let records = plan.counts().total();
    Ok(Handled { code, map: done.map.clone(), inserted, records })
}

fn remove(code: &str, spans: &[std::ops::Range<usize>]) -> String {
    let mut out = String::with_capacity(code.len());
    let mut from = 0;
    for span in spans {
        out.push_str(&code[from..span.start]);
        from = span.end;
    }
    out.push_str(&code[from..]);
    out
}
