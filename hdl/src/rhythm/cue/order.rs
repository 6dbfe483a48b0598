//! A search that was asked for: it begins when the samples that were there before it are worked on, and later ones wait.

use rust_hdl::prelude::*;
use syntony_medium::registers as reg;

use crate::cast::*;

/// The register `cue_search` and what comes of it.
#[derive(LogicBlock, Default)]
pub struct Order {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// The host writes a register.
    pub register_writes: Signal<In, Bit>,
    /// Which.
    pub register_number: Signal<In, Bits<8>>,
    /// What.
    pub register_write: Signal<In, Bits<32>>,
    /// Samples are there up to this number.
    pub head: Signal<In, Bits<32>>,
    /// They are worked on up to this one.
    pub count: Signal<In, Bits<32>>,
    /// No sample is worked on.
    pub idle: Signal<In, Bit>,
    /// The search ends in this clock.
    pub done: Signal<In, Bit>,
    /// A search is asked for or goes on.
    pub busy: Signal<Out, Bit>,
    /// Samples wait for it.
    pub holds: Signal<Out, Bit>,
    /// It begins, if it has not yet.
    pub go: Signal<Out, Bit>,
    /// Samples of the cue.
    pub length: Signal<Out, Bits<16>>,
    /// The register `cue_status`.
    pub status: Signal<Out, Bits<32>>,
    word: DFF<Bits<24>>,
    open: DFF<Bit>,
    upto: DFF<Bits<9>>,
    written: Signal<Local, Bits<24>>,
    reached: Signal<Local, Bit>,
    shown: Signal<Local, Bits<32>>,
    search_register: Fixed<Bits<8>>,
    busy_flag: Fixed<Bits<32>>,
}

impl Order {
    /// Nothing was asked for.
    pub fn new() -> Self {
        Self {
            search_register: constant(reg::CUE_SEARCH.address.into()),
            busy_flag: constant(reg::CUE_STATUS.pack(&[("busy", 1)])),
            ..Self::default()
        }
    }
}

impl Logic for Order {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, word, open, upto);
        self.written.next = self.register_write.val().get_bits::<24>(0);
        // At most 256 samples wait, so 9 bits tell them apart.
        self.reached.next = self.count.val().get_bits::<9>(0) == self.upto.q.val();
        if self.done.val() {
            self.open.d.next = false;
        }
        if self.register_writes.val()
            & (self.register_number.val() == self.search_register.val())
            & !self.open.q.val()
            & (self.written.val() != self.word.q.val())
        {
            self.word.d.next = self.written.val();
            self.upto.d.next = self.head.val().get_bits::<9>(0);
            self.open.d.next = true;
        }
        self.busy.next = self.open.q.val();
        self.holds.next = self.open.q.val() & self.reached.val();
        self.go.next = self.open.q.val() & self.reached.val() & self.idle.val();
        self.length.next = self.word.q.val().get_bits::<16>(0);
        self.shown.next = bit_cast::<32, 24>(self.word.q.val());
        self.status.next = self.shown.val();
        if self.open.q.val() {
            self.status.next = self.shown.val() | self.busy_flag.val();
        }
    }
}
