//! Every register.

use super::{Access, Field, Register};

macro_rules! access {
    (ro) => {
        Access::ReadOnly
    };
    (rw) => {
        Access::ReadWrite
    };
    (always) => {
        Access::ReadWriteAlways
    };
}

macro_rules! signed {
    (i) => {
        true
    };
    (u) => {
        false
    };
}

macro_rules! registers {
    ($(#[$about:meta])* $table:ident: $($group:literal { $($id:ident $name:literal @ $address:literal $access:ident $sign:ident $width:literal = $reset:expr, $doc:literal
        $([$($field:ident $lsb:literal + $bits:literal $field_doc:literal),* $(,)?])?;)* })*) => {
        $($(
            #[doc = $doc]
            pub const $id: Register = Register {
                name: $name,
                group: $group,
                address: $address,
                access: access!($access),
                width: $width,
                signed: signed!($sign),
                reset: $reset,
                doc: $doc,
                fields: &[$($(Field { name: stringify!($field), lsb: $lsb, width: $bits, doc: $field_doc }),*)?],
            };
        )*)*

        $(#[$about])*
        pub const $table: &[Register] = &[$($($id,)*)*];
    };
}

/// Value of the register `magic`: the letters `SYNT`, little-endian.
pub const MAGIC_VALUE: u32 = u32::from_le_bytes(*b"SYNT");
/// Version of the frames and of the identity registers.
pub const PROTOCOL_VERSION: u32 = 1;

registers! {
    /// Every register of a medium that does not learn, in the order of its address.
    TABLE:
    "identity" {
        MAGIC "magic" @ 0x00 ro u 32 = MAGIC_VALUE, "The letters SYNT, little-endian: this is a Syntony board.";
        PROTOCOL "protocol" @ 0x01 ro u 32 = PROTOCOL_VERSION, "Version of the frames and of this group.";
        MAP_HASH "map_hash" @ 0x02 ro u 32 = 0, "CRC-32 of the register and window tables: host and board must agree.";
        BUILD_ID "build_id" @ 0x03 ro u 32 = 0, "Hash of the generated hardware's content; 0 for the simulator.";
        CLOCK_HZ "clock_hz" @ 0x04 ro u 32 = 0, "Clock of the board in Hz; 0 for the simulator.";
        OSCILLATORS "oscillators" @ 0x05 ro u 14 = 0, "Number of oscillators N, 2 to 8192.";
        COUPLING "coupling" @ 0x06 ro u 1 = 0, "0: dense, 1: sparse.";
        SLOTS "slots" @ 0x07 ro u 24 = 0, "Sparse: slots of one lane's edge memory.";
        NUMBERS "numbers" @ 0x08 ro u 24 = 0, "Widths of numbers."
            [weight_bits 0 + 4 "bits of a weight", radix4 4 + 1 "1: weights are radix-4 digits, 0: two's complement",
             shown_bits 8 + 4 "bits of a shown value", phase_bits 16 + 5 "bits of a phase"];
        ORDER "order" @ 0x09 ro u 17 = 0, "Order of update." [lanes 0 + 9 "rows worked on at once", lag 16 + 1 "blocks of delay beyond the next"];
        BLOCK "block" @ 0x0A ro u 14 = 0, "Rows that see the same shown values.";
        LAWS "laws" @ 0x0B ro u 3 = 0, "Laws there is hardware for."
            [projected 0 + 1 "projected phase", full_phase 1 + 1 "full phase", inertial 2 + 1 "inertial amplitude"];
    }
    "link" {
        SCRATCH "scratch" @ 0x20 always u 32 = 0, "Keeps what is written: for testing the link.";
        BIT_CLOCKS "bit_clocks" @ 0x21 always u 16 = 0, "Clocks a bit of the serial line lasts; takes effect after the reply. The simulator ignores it.";
        FALLBACK_MS "fallback_ms" @ 0x22 always u 16 = 1000, "Without a valid frame for so many milliseconds the line falls back to its first rate; 0: never.";
        FRAMES_GOOD "frames_good" @ 0x23 ro u 32 = 0, "Frames acted on since reset, counted round.";
        FRAMES_BAD "frames_bad" @ 0x24 ro u 32 = 0, "Frames dropped for their CRC, length or escapes, counted round.";
    }
    "run" {
        RUN_TAG "run_tag" @ 0x40 rw u 32 = 0, "A run starts when a value other than the present one is written.";
        STOP_TAG "stop_tag" @ 0x41 always u 32 = 0, "The run whose tag equals this stops after its present sweep.";
        STATUS "status" @ 0x42 ro u 4 = 0, "How the last run is doing."
            [running 0 + 1 "a run goes on", settled 1 + 1 "it ended because nothing changed any more", stopped 2 + 1 "it ended by stop_tag",
             refused 3 + 1 "it did not begin: the law is not in this shape"];
        RUN_SWEEPS "run_sweeps" @ 0x43 rw u 32 = 0, "Sweeps of a run.";
        RUN_CONTROL "run_control" @ 0x44 rw u 3 = 1, "How a run begins and goes on."
            [restart 0 + 1 "counters and error counters to zero, schedules to their starts", measure 1 + 1 "measure the sign energy at each cycle's end and at the run's end",
             dither 2 + 1 "dither the cut of low phase bits"];
        CYCLE "cycle" @ 0x45 rw u 32 = 0, "Sweeps of a cycle; 0: no cycles.";
        SETTLE "settle" @ 0x46 rw u 32 = 0, "Stop after so many sweeps without a change of sign; 0: never.";
        LAW "law" @ 0x47 rw u 2 = 0, "Node law: 0 projected phase, 1 full phase, 2 inertial amplitude.";
        ALPHA "alpha" @ 0x48 rw u 16 = 0, "Phase lag of the full-phase law, 2^-16 turn.";
        NOISE_STATE "noise_state" @ 0x49 rw u 32 = 1, "State of the noise generator; 0 is taken as 1.";
    }
    "schedules" {
        GAIN_START "gain_start" @ 0x60 rw i 32 = 0, "Coupling gain at a cycle's start, 2^-16 turn for a scaled drive of 1, in 2^-16 of that unit.";
        GAIN_STEP "gain_step" @ 0x61 rw i 32 = 0, "Change of the coupling gain after each sweep.";
        GAIN_NOW "gain_now" @ 0x62 rw i 32 = 0, "Coupling gain of the coming sweep.";
        HARMONIC_START "harmonic_start" @ 0x63 rw i 32 = 0, "Second harmonic Ks at a cycle's start, 2^-16 turn, in 2^-16 of that unit.";
        HARMONIC_STEP "harmonic_step" @ 0x64 rw i 32 = 0, "Change of the second harmonic after each sweep.";
        HARMONIC_NOW "harmonic_now" @ 0x65 rw i 32 = 0, "Second harmonic of the coming sweep.";
        INJECTION_START "injection_start" @ 0x66 rw i 32 = 0, "Injection A at a cycle's start, 2^-16 turn, in 2^-16 of that unit.";
        INJECTION_STEP "injection_step" @ 0x67 rw i 32 = 0, "Change of the injection after each sweep.";
        INJECTION_NOW "injection_now" @ 0x68 rw i 32 = 0, "Injection of the coming sweep.";
        NOISE_START "noise_start" @ 0x69 rw i 32 = 0, "Noise (standard deviation) at a cycle's start, 2^-16 turn, in 2^-16 of that unit.";
        NOISE_STEP "noise_step" @ 0x6A rw i 32 = 0, "Change of the noise after each sweep.";
        NOISE_NOW "noise_now" @ 0x6B rw i 32 = 0, "Noise of the coming sweep.";
        PULL_START "pull_start" @ 0x6C rw i 32 = 0, "Square of the pull of the inertial law at a cycle's start, Q26.";
        PULL_STEP "pull_step" @ 0x6D rw i 32 = 0, "Change of the pull's square after each sweep.";
        PULL_NOW "pull_now" @ 0x6E rw i 32 = 0, "Square of the pull of the coming sweep.";
    }
    "observers" {
        SWEEPS_DONE "sweeps_done" @ 0x80 rw u 32 = 0, "Sweeps since the last restart, counted round.";
        CYCLE_POSITION "cycle_position" @ 0x81 rw u 32 = 0, "Sweeps in the current cycle.";
        SETTLED_FOR "settled_for" @ 0x82 rw u 32 = 0, "Sweeps running without a change of sign.";
        SUM_COS "sum_cos" @ 0x83 ro i 32 = 0, "Sum of the shown values after the last sweep.";
        SUM_SIN "sum_sin" @ 0x84 ro i 32 = 0, "Sum of the second shown values after the last sweep.";
        CHANGED "changed" @ 0x85 ro u 14 = 0, "Oscillators whose sign changed in the last sweep.";
        ENERGY_LOW "energy_low" @ 0x86 ro u 32 = 0, "Energy of the last measure (twice the Ising energy of the signs), low half.";
        ENERGY_HIGH "energy_high" @ 0x87 ro i 32 = 0, "Its high half.";
        BEST_LOW "best_low" @ 0x88 rw u 32 = 0xFFFF_FFFF, "Lowest energy measured since the restart, low half.";
        BEST_HIGH "best_high" @ 0x89 rw i 32 = 0x7FFF_FFFF, "Its high half.";
        BEST_SWEEP "best_sweep" @ 0x8A rw u 32 = 0, "Sweep count at which the best was measured.";
    }
    "checksum" {
        CHECK_WINDOW "check_window" @ 0xA0 rw u 8 = 0, "Number of the window to sum.";
        CHECK_WORDS "check_words" @ 0xA1 rw u 24 = 0, "Words to sum, from offset 0.";
        CHECK_TAG "check_tag" @ 0xA2 rw u 32 = 0, "A sum starts when a value other than the present one is written.";
        CHECK_DONE "check_done" @ 0xA3 ro u 32 = 0, "Tag of the sum that is ready.";
        CHECK_A "check_a" @ 0xA4 ro u 32 = 0, "Sum of the words, modulo 2^32.";
        CHECK_B "check_b" @ 0xA5 ro u 32 = 0, "Sum of all the values check_a had after each word, modulo 2^32.";
    }
}

registers! {
    /// What a medium that learns has besides, in the order of its address.
    LEARNING:
    "learning" {
        LEARN_CONTROL "learn_control" @ 0x50 rw u 5 = 0, "Whether the medium learns, and what stays as it is."
            [learn 0 + 1 "a learning pass at each cycle's end and at the run's end", freeze_weights 1 + 1 "the weights stay",
             freeze_gains 2 + 1 "the row gains stay", freeze_structure 3 + 1 "a weight of 0 is no coupling, and no coupling becomes 0",
             decay_all 4 + 1 "decay falls on every row, not only on those that learn"];
        LEARN_MARGIN "learn_margin" @ 0x51 rw u 24 = 0, "A row learns while its drive toward its own sign is below this, in units of a weight.";
        LEARN_STEP "learn_step" @ 0x52 rw u 10 = 256, "Step of a weight, 1/256 of a weight's unit, rounded at random.";
        LEARN_DECAY "learn_decay" @ 0x53 rw u 4 = 0, "A weight gives way by one with probability |w| / 2^learn_decay; 0: never.";
        LEARN_DRIFT "learn_drift" @ 0x54 rw u 4 = 0, "A gain drifts by about 2^-learn_drift of what it is off; 0: never.";
        LEARN_TARGET "learn_target" @ 0x55 rw u 15 = 2048, "Set point of a row's mean scaled drive, Q11.";
        LEARN_NOISE "learn_noise" @ 0x56 rw u 32 = 1, "State of the generator that learning rounds by; 0 is taken as 1.";
        LEARN_PASSES "learn_passes" @ 0x57 rw u 32 = 0, "Learning passes made, counted round.";
        LEARN_ROWS "learn_rows" @ 0x58 rw u 32 = 0, "Rows found out of balance in all passes, counted round.";
        LEARN_LAST "learn_last" @ 0x59 ro u 14 = 0, "Rows found out of balance in the last pass.";
        LEARN_GROWTH "learn_growth" @ 0x5A rw u 4 = 0, "A weight of 0 takes its step with probability 2^-learn_growth; more than 8 count as 8.";
    }
}

registers! {
    /// What a medium that tunes its natural frequencies has besides.
    TUNING:
    "learning" {
        LEARN_TUNE "learn_tune" @ 0x5B rw u 5 = 0, "How natural frequencies tune themselves; only in a shape with `tuning`, whose map hash is another one."
            [tune 0 + 4 "a frequency gives way by 2^-tune of the phase's offset from the nearer one of 0 and half a turn; 0: never",
             freeze_frequencies 4 + 1 "the frequencies stay"];
    }
}

registers! {
    /// What a board with contours has besides, in the order of its address.
    RHYTHM:
    "rhythm" {
        CONTOURS "contours" @ 0xB0 ro u 11 = 0, "Contours of the rhythm memory.";
        CELLS "cells" @ 0xB1 ro u 9 = 0, "Cells of a contour, a power of two.";
        SAMPLE_RATE "sample_rate" @ 0xB2 ro u 16 = 0, "Samples a second that it is made for.";
        SAMPLE_HEAD "sample_head" @ 0xB3 always u 32 = 0, "Samples are there up to this number, itself not; taken if it is at most 256 ahead of sample_done and not behind what it was.";
        SAMPLE_DONE "sample_done" @ 0xB4 ro u 32 = 0, "Number of the next sample to be worked on; readouts are there up to it. sample_head may go up to 256 beyond it: the credit.";
        HEADS_REFUSED "heads_refused" @ 0xB5 ro u 32 = 0, "Writes of sample_head that were not taken, since they went too far, counted round.";
        SPEAKER "speaker" @ 0xB6 always u 10 = 0, "The contour whose readout and phase are told.";
        BESIDE "beside" @ 0xB7 ro u 12 = 0, "What there is beside the contours."
            [tones 0 + 7 "oscillators of the pool, 0: none", beats 7 + 1 "there is a beat tracker",
             cue 8 + 4 "a cue is searched for: base-two logarithm of its samples at most, 0: none is"];
    }
}

registers! {
    /// What a board that searches its contours for a cue has besides, in the order of its address.
    CUEING:
    "cueing" {
        CUE_SEARCH "cue_search" @ 0xB8 always u 24 = 0, "A search begins when a word other than that of the last one is written, while none is going on; else nothing does."
            [length 0 + 16 "samples of the window cue, from the first on; more than it has: all", tag 16 + 8 "any"];
        CUE_STATUS "cue_status" @ 0xB9 ro u 25 = 0, "The search that goes on, or was the last."
            [length 0 + 16 "as it was written", tag 16 + 8 "as it was written", busy 24 + 1 "it goes on; samples that come meanwhile wait"];
    }
}
