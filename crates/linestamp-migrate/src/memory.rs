//! What was found out about names, so that each is looked into once: names of bundled code are
//! assigned from each other in every direction.

use std::cell::{Cell, RefCell};

use linestamp_transform::analysis::{BindingId, ClassId, FieldName};
use rustc_hash::FxHashMap;

/// What can be given a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Name<'a> {
    Binding(BindingId),
    Field(ClassId, FieldName<'a>),
}

/// The answers to one question about names. The default one is that nothing is known.
#[derive(Debug)]
pub(crate) struct Memory<'a, T> {
    /// None while it is being looked into.
    values: RefCell<FxHashMap<Name<'a>, Option<T>>>,
    /// The names that were looked into for the one that was asked for, and are done.
    along: RefCell<Vec<Name<'a>>>,
    depth: Cell<u32>,
    /// Whether something was not followed to its end.
    cut: Cell<bool>,
}

impl<T> Default for Memory<'_, T> {
    fn default() -> Self {
        Memory {
            values: RefCell::default(),
            along: RefCell::default(),
            depth: Cell::default(),
            cut: Cell::default(),
        }
    }
}

impl<'a, T: Clone + Default> Memory<'a, T> {
    /// The answer for a name; `look` finds it out the first time. A name that leads back to itself is
    /// followed no further.
    pub(crate) fn remember(&self, name: Name<'a>, look: impl FnOnce() -> T) -> T {
        match self.values.borrow().get(&name) {
            Some(Some(value)) => return value.clone(),
            Some(None) => {
                self.cut.set(true);
                return T::default();
            }
            None => {}
        }
        self.values.borrow_mut().insert(name, None);
        self.depth.set(self.depth.get() + 1);
        let value = look();
        self.depth.set(self.depth.get() - 1);
        self.values.borrow_mut().insert(name, Some(value.clone()));
        if self.depth.get() == 0 {
            self.settle();
        } else {
            self.along.borrow_mut().push(name);
        }
        value
    }

    /// Notes that something is not followed to its end.
    pub(crate) fn cut(&self) {
        self.cut.set(true);
    }

    /// Where something was cut off, only what was asked for has all that leads to it: the others are
    /// looked into again when it is their turn.
    fn settle(&self) {
        let along = self.along.take();
        if self.cut.replace(false) {
            let mut values = self.values.borrow_mut();
            along.iter().for_each(|name| {
                values.remove(name);
            });
        }
    }
}
