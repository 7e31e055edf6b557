//! How bytes get across: whoever has them next frees them.

/// Makes room for bytes.
#[unsafe(no_mangle)]
pub extern "C" fn linestamp_alloc(length: usize) -> *mut u8 {
    Box::into_raw(vec![0; length].into_boxed_slice()).cast()
}

/// Frees room that was made, or an answer.
///
/// # Safety
///
/// The address and the length are those of bytes that came from here and were not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn linestamp_free(address: *mut u8, length: usize) {
    // SAFETY: as the caller promises.
    drop(unsafe { taken(address, length) });
}

/// Answers a question about a text; takes both. The answer's address is the upper half of what comes
/// back, its length the lower one.
///
/// # Safety
///
/// As for [`linestamp_free`], of both.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn linestamp_ask(
    question: *mut u8,
    question_length: usize,
    text: *mut u8,
    text_length: usize,
) -> u64 {
    // SAFETY: as the caller promises.
    let (question, text) = unsafe { (taken(question, question_length), taken(text, text_length)) };
    let answer = super::answer(&question, &text).into_boxed_slice();
    let length = answer.len() as u64;
    let address = Box::into_raw(answer).cast::<u8>() as usize as u64;
    address << 32 | length
}

/// # Safety
///
/// As for [`linestamp_free`].
unsafe fn taken(address: *mut u8, length: usize) -> Box<[u8]> {
    // SAFETY: this is how `linestamp_alloc` and `linestamp_ask` made them.
    unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(address, length)) }
}
