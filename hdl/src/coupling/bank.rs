//! One bank of the dense weight memory, as wide as a word of its window, and the lanes whose weights it holds.

use rust_hdl::prelude::*;

use super::lane::{Lane, Product};
use crate::cast::*;
use crate::memory::{Address, BulkRam};

/// A bank and its lanes.
#[derive(LogicBlock, Default)]
pub struct Bank {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Clock 1: address of the weights.
    pub address: Signal<In, Address>,
    /// Writes, if the bank is meant.
    pub write_enable: Signal<In, Bit>,
    /// Which bank is meant.
    pub write_bank: Signal<In, Bits<32>>,
    /// What is written.
    pub write: Signal<In, Bits<32>>,
    /// Whether this bank is meant.
    pub chosen: Signal<Out, Bit>,
    /// Clock 2: the weights.
    pub read: Signal<Out, Bits<32>>,
    /// Clock 2: what the partner shows; 0 when there is none.
    pub shown: Signal<In, Signed<8>>,
    /// Clock 3: the rows are complete.
    pub load: Signal<In, Bit>,
    /// Drives move one lane on.
    pub shift: Signal<In, Bit>,
    /// Drive of the next bank's first lane.
    pub next_drive: Signal<In, Signed<32>>,
    /// Drive of the first lane.
    pub drive: Signal<Out, Signed<32>>,
    number: Fixed<Bits<32>>,
    meant: Signal<Local, Bit>,
    ram: BulkRam,
    lanes: Vec<Lane>,
    chain: Vec<Signal<Local, Signed<32>>>,
}

impl Bank {
    /// Bank `number` of `count` with `depth` words for `lanes` lanes, of which the first `multipliers` use `*` in any case.
    pub fn new((number, count): (u32, u32), depth: u32, lanes: u32, multipliers: u32, product: Product, sum_bits: u32) -> Self {
        let of = |lane| Product { digits: product.digits && lane >= multipliers, ..product };
        Self {
            number: constant(number),
            ram: BulkRam::beside(depth, lanes * product.weight_bits, count),
            lanes: (0..lanes).map(|lane| Lane::new(of(lane), lane * product.weight_bits, sum_bits)).collect(),
            chain: (0..=lanes).map(|_| Signal::default()).collect(),
            ..Self::default()
        }
    }
}

impl Logic for Bank {
    #[hdl_gen]
    fn update(&mut self) {
        self.meant.next = self.write_bank.val() == self.number.val();
        self.chosen.next = self.meant.val();
        self.ram.clock.next = self.clock.val();
        self.ram.address.next = self.address.val();
        self.ram.write_enable.next = self.write_enable.val() & self.meant.val();
        self.ram.write.next = self.write.val();
        self.read.next = self.ram.read.val();
        for i in 0..self.lanes.len() {
            self.lanes[i].clock.next = self.clock.val();
            self.lanes[i].word.next = self.ram.read.val();
            self.lanes[i].shown.next = self.shown.val();
            self.lanes[i].load.next = self.load.val();
            self.lanes[i].shift.next = self.shift.val();
        }
        for i in 0..self.lanes.len() {
            self.chain[i].next = self.lanes[i].drive.val();
            self.lanes[i].next_drive.next = self.chain[i + 1].val();
        }
        for i in self.lanes.len()..self.chain.len() {
            self.chain[i].next = self.next_drive.val();
        }
        self.drive.next = self.chain[0].val();
    }
}
