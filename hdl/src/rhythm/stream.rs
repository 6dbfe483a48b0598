//! The stream of a rhythm memory: samples wait in a ring, the contours work on one after another, what the speaker said goes into
//! another ring. Numbers of samples count round at 2^32. Between samples the contours are searched for a cue.
//!
//! Windows: latency 4 clocks from number and offset to `window_read`.

use rust_hdl::prelude::*;
use syntony_medium::registers as reg;
use syntony_medium::rhythm::RhythmShape;
use syntony_medium::window::{ANSWERS, BEAT_STATE, POOL_STATE, READOUTS, RING, SAMPLES};

use super::bank::Bank;
use super::beats::Beats;
use super::cue::order::Order;
use super::pool::Pool;
use crate::cast::*;
use crate::memory::{Address, Ram};

/// What the stream does in a clock.
#[derive(Copy, Clone, PartialEq, Debug, LogicState)]
enum State {
    Idle,
    Fetch,
    Load,
    Go,
    Busy,
    Store,
}

/// The stream and its contours.
#[derive(LogicBlock, Default)]
pub struct Stream {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// The host writes a register.
    pub register_writes: Signal<In, Bit>,
    /// Which.
    pub register_number: Signal<In, Bits<8>>,
    /// What, or the register that it reads.
    pub register_write: Signal<In, Bits<32>>,
    /// The register that was named in the clock before is one of this block's.
    pub register_mine: Signal<Out, Bit>,
    /// What it holds.
    pub register_read: Signal<Out, Bits<32>>,
    /// Samples wait, or one is worked on, or a search is asked for or goes on.
    pub busy: Signal<Out, Bit>,
    /// A search is asked for or goes on.
    pub searching: Signal<Out, Bit>,
    /// Number of the window.
    pub window: Signal<In, Bits<8>>,
    /// Offset in it.
    pub offset: Signal<In, Bits<32>>,
    /// Writes to it.
    pub window_writes: Signal<In, Bit>,
    /// What, held for 2 clocks.
    pub window_write: Signal<In, Bits<32>>,
    /// What the window holds.
    pub window_read: Signal<Out, Bits<32>>,
    bank: Bank,
    beats: Vec<Beats>,
    pools: Vec<Pool>,
    samples: Ram,
    readouts: Ram,
    answers: Vec<Ram>,
    orders: Vec<Order>,
    held: Signal<Local, Bit>,
    state: DFF<State>,
    head: DFF<Bits<32>>,
    count: DFF<Bits<32>>,
    refused: DFF<Bits<32>>,
    speaker: DFF<Bits<10>>,
    sample: DFF<Signed<16>>,
    heard: DFF<Bit>,
    said: DFF<Bits<32>>,
    answer: Signal<Local, Bits<32>>,
    working: Signal<Local, Bit>,
    spoken: DFF<Bits<16>>,
    spoken_wide: Signal<Local, Bits<32>>,
    beat: Signal<Local, Bits<32>>,
    leads: Signal<Local, Bits<5>>,
    leads_wide: Signal<Local, Bits<32>>,
    mine: DFF<Bit>,
    value: DFF<Bits<32>>,
    number: DFF<Bits<8>>,
    place: DFF<Bits<32>>,
    writes: DFF<Bit>,
    word: DFF<Bits<32>>,
    fetched: DFF<Bit>,
    room: Signal<Local, Bits<32>>,
    step: Signal<Local, Bits<32>>,
    fits: Signal<Local, Bit>,
    forward: Signal<Local, Bit>,
    index: Signal<Local, Bits<8>>,
    index_wide: Signal<Local, Address>,
    host_index: Signal<Local, Bits<8>>,
    host_wide: Signal<Local, Address>,
    readout: Signal<Local, Bits<32>>,
    turn: Signal<Local, Bits<32>>,
    sample_bits: Signal<Local, Bits<16>>,
    window_samples: Fixed<Bits<8>>,
    window_readouts: Fixed<Bits<8>>,
    window_answers: Fixed<Bits<8>>,
    window_beats: Fixed<Bits<8>>,
    window_pool: Fixed<Bits<8>>,
    beat_is_now: Fixed<Bits<32>>,
    twenty: Fixed<Bits<5>>,
    head_register: Fixed<Bits<8>>,
    status_register: Fixed<Bits<8>>,
    done_register: Fixed<Bits<8>>,
    refused_register: Fixed<Bits<8>>,
    speaker_register: Fixed<Bits<8>>,
    ring: Fixed<Bits<32>>,
    sixteen: Fixed<Bits<5>>,
}

impl Stream {
    /// The stream of a shape; `large`: the device has the large blocks of an iCE40 for its contours.
    pub fn new(shape: &RhythmShape, large: bool) -> Self {
        let register = |register: &reg::Register| constant(register.address.into());
        Self {
            bank: Bank::new(shape, large),
            beats: if shape.beats { vec![Beats::new(shape)] } else { vec![] },
            pools: if shape.tones > 0 { vec![Pool::new(shape)] } else { vec![] },
            samples: Ram::new(RING, 17),
            readouts: Ram::new(RING, 32),
            answers: if shape.answers() { vec![Ram::new(RING, 32)] } else { vec![] },
            orders: if shape.cue > 0 { vec![Order::new()] } else { vec![] },
            window_samples: constant(SAMPLES.number.into()),
            window_readouts: constant(READOUTS.number.into()),
            window_answers: constant(ANSWERS.number.into()),
            window_beats: constant(BEAT_STATE.number.into()),
            window_pool: constant(POOL_STATE.number.into()),
            beat_is_now: constant(1 << 16),
            twenty: constant(20),
            head_register: register(&reg::SAMPLE_HEAD),
            status_register: register(&reg::CUE_STATUS),
            done_register: register(&reg::SAMPLE_DONE),
            refused_register: register(&reg::HEADS_REFUSED),
            speaker_register: register(&reg::SPEAKER),
            ring: constant(RING),
            sixteen: constant(16),
            ..Self::default()
        }
    }
}

impl Logic for Stream {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, bank, samples, readouts);
        dff_setup!(
            self, clock, state, head, count, refused, speaker, sample, heard, said, mine, value, number, place, writes, word, fetched,
            spoken
        );
        // Registers.
        self.room.next = self.register_write.val() - self.count.q.val();
        self.step.next = self.register_write.val() - self.head.q.val();
        self.fits.next = self.room.val() <= self.ring.val();
        self.forward.next = !self.step.val().get_bit(31);
        if self.register_writes.val() & (self.register_number.val() == self.head_register.val()) & self.forward.val() {
            if self.fits.val() {
                self.head.d.next = self.register_write.val();
            } else {
                self.refused.d.next = self.refused.q.val() + 1;
            }
        }
        if self.register_writes.val() & (self.register_number.val() == self.speaker_register.val()) {
            self.speaker.d.next = self.register_write.val().get_bits::<10>(0);
        }
        self.mine.d.next = false;
        self.value.d.next = self.count.q.val();
        if self.register_number.val() == self.done_register.val() {
            self.mine.d.next = true;
        }
        if self.register_number.val() == self.refused_register.val() {
            self.mine.d.next = true;
            self.value.d.next = self.refused.q.val();
        }
        self.register_mine.next = self.mine.q.val();
        self.register_read.next = self.value.q.val();
        self.busy.next = (self.state.q.val() != State::Idle) | (self.count.q.val() != self.head.q.val());
        // A search.
        self.searching.next = false;
        self.held.next = false;
        self.bank.search.next = false;
        self.bank.search_length.next = 0.into();
        for i in 0..self.orders.len() {
            self.orders[i].clock.next = self.clock.val();
            self.orders[i].register_writes.next = self.register_writes.val();
            self.orders[i].register_number.next = self.register_number.val();
            self.orders[i].register_write.next = self.register_write.val();
            self.orders[i].head.next = self.head.q.val();
            self.orders[i].count.next = self.count.q.val();
            self.orders[i].idle.next = self.state.q.val() == State::Idle;
            self.orders[i].done.next = self.bank.searched.val();
            self.held.next = self.orders[i].holds.val();
            self.bank.search.next = self.orders[i].go.val();
            self.bank.search_length.next = self.orders[i].length.val();
            self.searching.next = self.orders[i].busy.val();
            if self.orders[i].busy.val() {
                self.busy.next = true;
            }
            if self.register_number.val() == self.status_register.val() {
                self.mine.d.next = true;
                self.value.d.next = self.orders[i].status.val();
            }
        }
        // Windows.
        self.number.d.next = self.window.val();
        self.place.d.next = self.offset.val();
        self.writes.d.next = self.window_writes.val();
        self.host_index.next = self.place.q.val().get_bits::<8>(0);
        self.host_wide.next = bit_cast::<24, 8>(self.host_index.val());
        self.bank.window.next = self.number.q.val();
        self.bank.window_address.next = self.place.q.val().get_bits::<24>(0);
        self.bank.window_enable.next = self.writes.q.val();
        self.bank.window_write.next = self.window_write.val();
        self.samples.write_enable.next = self.writes.q.val() & (self.number.q.val() == self.window_samples.val());
        self.samples.write_address.next = self.host_wide.val();
        self.samples.write.next = self.window_write.val();
        self.samples.read_address.next = self.host_wide.val();
        self.readouts.read_address.next = self.host_wide.val();
        self.fetched.d.next = self.state.q.val() == State::Fetch;
        if self.number.q.val() == self.window_readouts.val() {
            self.word.d.next = self.readouts.read.val();
        } else if self.number.q.val() == self.window_samples.val() {
            // The clock behind a fetch has another word.
            if !self.fetched.q.val() {
                self.word.d.next = self.samples.read.val();
            }
        } else {
            self.word.d.next = self.bank.window_read.val();
        }
        self.window_read.next = self.word.q.val();
        // Samples, one after another.
        self.index.next = self.count.q.val().get_bits::<8>(0);
        self.index_wide.next = bit_cast::<24, 8>(self.index.val());
        self.readouts.write_enable.next = self.state.q.val() == State::Store;
        self.readouts.write_address.next = self.index_wide.val();
        self.readouts.write.next = self.said.q.val();
        // What hears beside the contours begins with them.
        self.working.next = self.bank.busy.val();
        self.beat.next = 0.into();
        self.leads.next = 0.into();
        for i in 0..self.beats.len() {
            self.beats[i].clock.next = self.clock.val();
            self.beats[i].go.next = self.state.q.val() == State::Go;
            self.beats[i].sample.next = self.sample.q.val();
            self.beats[i].hears.next = self.heard.q.val();
            self.beats[i].window_address.next = self.place.q.val().get_bits::<24>(0);
            self.beats[i].window_enable.next = self.writes.q.val() & (self.number.q.val() == self.window_beats.val());
            self.beats[i].window_write.next = self.window_write.val();
            if self.number.q.val() == self.window_beats.val() {
                self.word.d.next = self.beats[i].window_read.val();
            }
            if self.beats[i].busy.val() {
                self.working.next = true;
            }
            if self.beats[i].beat.val() {
                self.beat.next = self.beat_is_now.val();
            }
            self.leads.next = self.beats[i].leads.val();
        }
        for i in 0..self.pools.len() {
            self.pools[i].clock.next = self.clock.val();
            self.pools[i].go.next = self.state.q.val() == State::Go;
            self.pools[i].sample.next = self.sample.q.val();
            self.pools[i].heard.next = self.heard.q.val();
            self.pools[i].window_address.next = self.place.q.val().get_bits::<24>(0);
            self.pools[i].window_enable.next = self.writes.q.val() & (self.number.q.val() == self.window_pool.val());
            self.pools[i].window_write.next = self.window_write.val();
            if self.number.q.val() == self.window_pool.val() {
                self.word.d.next = self.pools[i].window_read.val();
            }
            if self.pools[i].busy.val() {
                self.working.next = true;
            }
            if self.pools[i].told.val() {
                self.spoken.d.next = self.pools[i].readout.val();
            }
        }
        self.spoken_wide.next = bit_cast::<32, 16>(self.spoken.q.val());
        self.leads_wide.next = bit_cast::<32, 5>(self.leads.val());
        self.answer.next = self.spoken_wide.val() | self.beat.val() | (self.leads_wide.val() << self.twenty.val());
        for i in 0..self.answers.len() {
            self.answers[i].clock.next = self.clock.val();
            self.answers[i].read_address.next = self.host_wide.val();
            self.answers[i].write_enable.next = self.state.q.val() == State::Store;
            self.answers[i].write_address.next = self.index_wide.val();
            self.answers[i].write.next = self.answer.val();
            if self.number.q.val() == self.window_answers.val() {
                self.word.d.next = self.answers[i].read.val();
            }
        }
        self.sample_bits.next = self.samples.read.val().get_bits::<16>(0);
        self.bank.go.next = self.state.q.val() == State::Go;
        self.bank.sample.next = self.sample.q.val();
        self.bank.heard.next = self.heard.q.val();
        self.readout.next = bit_cast::<32, 16>(self.bank.readout.val());
        self.turn.next = bit_cast::<32, 16>(self.bank.turn.val());
        if self.bank.told.val() & (self.bank.contour.val() == self.speaker.q.val()) {
            self.said.d.next = self.readout.val() | (self.turn.val() << self.sixteen.val());
        }
        match self.state.q.val() {
            State::Idle => {
                if (self.count.q.val() != self.head.q.val()) & !self.held.val() {
                    self.state.d.next = State::Fetch;
                }
            }
            State::Fetch => {
                self.samples.read_address.next = self.index_wide.val();
                self.state.d.next = State::Load;
            }
            State::Load => {
                self.sample.d.next = signed_cast(self.sample_bits.val());
                self.heard.d.next = self.samples.read.val().get_bit(16);
                self.said.d.next = 0.into();
                self.state.d.next = State::Go;
            }
            State::Go => {
                self.state.d.next = State::Busy;
            }
            State::Busy => {
                if !self.working.val() {
                    self.state.d.next = State::Store;
                }
            }
            State::Store => {
                self.count.d.next = self.count.q.val() + 1;
                self.state.d.next = State::Idle;
            }
            _ => {
                self.state.d.next = State::Idle;
            }
        }
    }
}
