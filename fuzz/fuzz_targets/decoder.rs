//! Any bytes into the decoder: whatever it takes for a frame is one, and it holds no more than one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use syntony_medium::frame::{Decoder, END, Frame, MAX_WORDS};

fuzz_target!(|bytes: &[u8]| {
    let mut decoder = Decoder::default();
    for &byte in bytes {
        if let Some(Ok(frame)) = decoder.push(byte) {
            assert!(frame.payload.len() <= MAX_WORDS);
            let mut again = Decoder::default();
            let found = frame.encode().into_iter().find_map(|byte| again.push(byte));
            assert_eq!(found, Some(Ok(frame)));
        }
    }
    // Whatever came before, a frame behind an END is found.
    let frame = Frame { op: 2, seq: 7, address: 0x20, payload: vec![0xC0DB_DCDD] };
    decoder.push(END);
    let found = frame.encode().into_iter().filter_map(|byte| decoder.push(byte)).last();
    assert_eq!(found, Some(Ok(frame)));
});
