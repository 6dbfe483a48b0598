//! One bank of the dense weight memory of devices with multipliers: as wide as their block RAMs, and the lanes whose weights it
//! holds. Words of the window lie across the banks.

use rust_hdl::prelude::*;

use super::lane::{Lane, Product};
use super::store::{Lanes, Store};
use crate::memory::Address;

/// A bank and its lanes.
#[derive(LogicBlock, Default)]
pub struct WideBank {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Clock 1: address of the weights.
    pub address: Signal<In, Address>,
    /// Writes over what was read, see [`Store`].
    pub write_enable: Signal<In, Bit>,
    /// Word of the window, among the words of a partner.
    pub window_word: Signal<In, Bits<32>>,
    /// What is written.
    pub write: Signal<In, Bits<32>>,
    /// What this bank and the next ones hold of the window's word, 4 clocks after the address; 0 elsewhere.
    pub read: Signal<Out, Bits<32>>,
    /// What the next banks hold of it.
    pub next_read: Signal<In, Bits<32>>,
    /// Clock 4: what the partner shows; 0 when there is none.
    pub shown: Signal<In, Signed<8>>,
    /// Clock 7: the rows are complete.
    pub load: Signal<In, Bit>,
    /// Drives move one lane on.
    pub shift: Signal<In, Bit>,
    /// Drive of the next bank's first lane.
    pub next_drive: Signal<In, Signed<32>>,
    /// Drive of the first lane.
    pub drive: Signal<Out, Signed<32>>,
    store: Store,
    low: Vec<Lane>,
    high: Vec<Lane>,
    chain: Vec<Signal<Local, Signed<32>>>,
    high_chain: Vec<Signal<Local, Signed<32>>>,
}

impl WideBank {
    /// The bank of these lanes, with `depth` words.
    pub fn new(depth: u32, lanes: Lanes, product: Product, sum_bits: u32) -> Self {
        let low = lanes.count.min(lanes.in_word());
        let of = |count: u32| (0..count).map(|lane| Lane::new(product, lane * product.weight_bits, sum_bits)).collect();
        Self {
            store: Store::new(depth, lanes),
            low: of(low),
            high: of(lanes.count - low),
            chain: (0..=low).map(|_| Signal::default()).collect(),
            high_chain: (0..=lanes.count - low).map(|_| Signal::default()).collect(),
            ..Self::default()
        }
    }
}

impl Logic for WideBank {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, store);
        self.store.address.next = self.address.val();
        self.store.write_enable.next = self.write_enable.val();
        self.store.window_word.next = self.window_word.val();
        self.store.write.next = self.write.val();
        self.read.next = self.store.read.val() | self.next_read.val();
        for i in 0..self.low.len() {
            self.low[i].clock.next = self.clock.val();
            self.low[i].word.next = self.store.low.val();
            self.low[i].shown.next = self.shown.val();
            self.low[i].load.next = self.load.val();
            self.low[i].shift.next = self.shift.val();
            self.chain[i].next = self.low[i].drive.val();
            self.low[i].next_drive.next = self.chain[i + 1].val();
        }
        for i in 0..self.high.len() {
            self.high[i].clock.next = self.clock.val();
            self.high[i].word.next = self.store.high.val();
            self.high[i].shown.next = self.shown.val();
            self.high[i].load.next = self.load.val();
            self.high[i].shift.next = self.shift.val();
            self.high_chain[i].next = self.high[i].drive.val();
            self.high[i].next_drive.next = self.high_chain[i + 1].val();
        }
        for i in self.high.len()..self.high_chain.len() {
            self.high_chain[i].next = self.next_drive.val();
        }
        for i in self.low.len()..self.chain.len() {
            self.chain[i].next = self.high_chain[0].val();
        }
        self.drive.next = self.chain[0].val();
    }
}
