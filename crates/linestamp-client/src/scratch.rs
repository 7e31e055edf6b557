//! Where a thread formats its messages: the queue copies them, so that one room does for all.

use std::cell::Cell;
use std::fmt::{Arguments, Write as _};

/// The most bytes that a thread keeps.
const MOST: usize = 4 << 10;

thread_local! {
    static ROOM: Cell<String> = const { Cell::new(String::new()) };
}

/// The text of a message. What is formatted may log by itself; that then has other room.
#[inline]
pub(crate) fn format(message: Arguments<'_>) -> String {
    // A thread that ends has none any longer.
    let mut text = ROOM.try_with(Cell::take).unwrap_or_default();
    // It cannot be full. Where a value cannot be formatted, what was before it is the message.
    let _ = text.write_fmt(message);
    text
}

/// Takes back what is no longer wanted, for the next message.
#[inline]
pub(crate) fn give_back(mut text: String) {
    if text.capacity() <= MOST {
        text.clear();
        // A thread that ends needs it no more.
        let _ = ROOM.try_with(|room| room.set(text));
    }
}
