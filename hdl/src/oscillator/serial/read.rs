//! How the first accumulator is read: from a bit on, and what it is clamped to. No clock: clamping is left to who takes it, a
//! clock later.

use rust_hdl::prelude::*;

use crate::cast::*;

/// From a sum of 32 bits to an operand.
#[derive(LogicBlock, Default)]
pub struct Read {
    /// The accumulator.
    pub sum: Signal<In, Bits<32>>,
    /// How, see [`Read`](super::code::Read).
    pub kind: Signal<In, Bits<3>>,
    /// The bits that are read.
    pub cut: Signal<Out, Bits<16>>,
    /// What they are to be clamped to...
    pub limit: Signal<Out, Bits<16>>,
    /// ...if they are beyond.
    pub over: Signal<Out, Bit>,
    /// The sum is negative.
    pub negative: Signal<Out, Bit>,
    /// It does not fit 16 bits, or is -32768.
    pub too_large: Signal<Out, Bit>,
    /// It is 2048 or -2048, or beyond.
    pub wall: Signal<Out, Bit>,
    /// It is beyond.
    pub clamped: Signal<Out, Bit>,
    from15: Fixed<Bits<3>>,
    from13: Fixed<Bits<3>>,
    amplitude: Fixed<Bits<3>>,
    error: Fixed<Bits<3>>,
    most: Fixed<Bits<16>>,
    least: Fixed<Bits<16>>,
    most_amplitude: Fixed<Bits<16>>,
    least_amplitude: Fixed<Bits<16>>,
    least_error: Fixed<Bits<16>>,
    sign: Signal<Local, Bit>,
    top17: Signal<Local, Bits<17>>,
    top18: Signal<Local, Bits<18>>,
    top7: Signal<Local, Bits<7>>,
    top4: Signal<Local, Bits<4>>,
    low11: Signal<Local, Bits<11>>,
    even: Signal<Local, Bit>,
    beyond11: Signal<Local, Bit>,
    beyond14: Signal<Local, Bit>,
    beyond15: Signal<Local, Bit>,
    is15: Signal<Local, Bit>,
    is13: Signal<Local, Bit>,
    is_word: Signal<Local, Bit>,
    is_error: Signal<Local, Bit>,
    is_amplitude: Signal<Local, Bit>,
    over15: Signal<Local, Bit>,
    over13: Signal<Local, Bit>,
    over_word: Signal<Local, Bit>,
    over_error: Signal<Local, Bit>,
}

impl Read {
    /// The reader.
    pub fn new() -> Self {
        use super::code::Read as Kind;
        Self {
            from15: constant(Kind::From15 as u32),
            from13: constant(Kind::From13 as u32),
            amplitude: constant(Kind::Amplitude as u32),
            error: constant(Kind::Error as u32),
            most: constant(0x7FFF),
            least: constant(0x8001),
            most_amplitude: constant(0x0800),
            least_amplitude: constant(0xF800),
            least_error: constant(0xC000),
            ..Self::default()
        }
    }
}

impl Logic for Read {
    #[hdl_gen]
    fn update(&mut self) {
        self.sign.next = self.sum.val().get_bit(31);
        self.top17.next = self.sum.val().get_bits::<17>(15);
        self.top18.next = self.sum.val().get_bits::<18>(14);
        self.top7.next = self.sum.val().get_bits::<7>(11);
        self.top4.next = self.sum.val().get_bits::<4>(28);
        self.low11.next = self.sum.val().get_bits::<11>(0);
        self.beyond15.next = self.top17.val().any() & !self.top17.val().all();
        self.beyond14.next = self.top18.val().any() & !self.top18.val().all();
        // Amplitudes, and sums of an amplitude and a momentum, fit 17 bits.
        self.beyond11.next = self.top7.val().any() & !self.top7.val().all();
        // What is beyond is clamped; and -32768 becomes -32767. Each way of reading looks at the sum itself: that is faster
        // than to look at what is read.
        self.is15.next = self.kind.val() == self.from15.val();
        self.is13.next = self.kind.val() == self.from13.val();
        self.is_error.next = self.kind.val() == self.error.val();
        self.is_amplitude.next = self.kind.val() == self.amplitude.val();
        self.is_word.next = !self.is15.val() & !self.is13.val() & !self.is_error.val() & !self.is_amplitude.val();
        self.over15.next = (self.sum.val().get_bit(31) ^ self.sum.val().get_bit(30))
            | (self.sum.val().get_bit(30) & !self.sum.val().get_bits::<15>(15).any());
        self.over13.next =
            (self.top4.val().any() & !self.top4.val().all()) | (self.sum.val().get_bit(28) & !self.sum.val().get_bits::<15>(13).any());
        self.over_word.next = self.beyond15.val() | (self.sum.val().get_bit(15) & !self.sum.val().get_bits::<15>(0).any());
        self.over_error.next = (!self.sign.val() & self.beyond15.val()) | (self.sign.val() & self.beyond14.val());
        self.over.next = (self.is15.val() & self.over15.val())
            | (self.is13.val() & self.over13.val())
            | (self.is_word.val() & self.over_word.val())
            | (self.is_error.val() & self.over_error.val())
            | (self.is_amplitude.val() & self.beyond11.val());
        self.cut.next = self.sum.val().get_bits::<16>(0);
        if self.is15.val() {
            self.cut.next = self.sum.val().get_bits::<16>(15);
        }
        if self.is13.val() {
            self.cut.next = self.sum.val().get_bits::<16>(13);
        }
        self.limit.next = self.most.val();
        if self.is_amplitude.val() {
            self.limit.next = self.most_amplitude.val();
        }
        if self.sign.val() {
            self.limit.next = self.least.val();
            if self.is_error.val() {
                self.limit.next = self.least_error.val();
            }
            if self.is_amplitude.val() {
                self.limit.next = self.least_amplitude.val();
            }
        }
        self.negative.next = self.sign.val();
        self.too_large.next = self.over_word.val();
        // 2048 itself is beyond 11 bits, -2048 is not.
        self.even.next = !self.low11.val().any();
        self.wall.next = self.beyond11.val() | (self.sign.val() & self.even.val());
        self.clamped.next = self.beyond11.val() & (self.sign.val() | !self.even.val() | self.sum.val().get_bits::<4>(12).any());
    }
}
