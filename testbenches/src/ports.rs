//! The ports of every core.

use syntony_hdl::coupling::lane::Lane;
use syntony_hdl::machine::Machine;
use syntony_hdl::memory::{BulkRam, Ram};
use syntony_hdl::noise::Noise;
use syntony_hdl::oscillator::align::Align;
use syntony_hdl::oscillator::amplitude::Amplitude;
use syntony_hdl::oscillator::phase::Phase;
use syntony_hdl::sine::Sine;
use syntony_hdl::top::Top;

use crate::core_ports;

core_ports!(Ram: read_address, write_enable, write_address, write => read);
core_ports!(BulkRam: address, write_enable, write => read);
core_ports!(Sine: phase => value);
core_ports!(Noise: load, seed, step, dither, still => state, drawn, rounding);
core_ports!(Lane: word, shown, enable, load, shift, next_drive => drive);
core_ports!(Align: drive, bias, biased, exponent => aligned);
core_ports!(Phase: full, still, alpha, harmonic, injection, deviation, state, frequency, target, noise, rounding, sine_drive, cosine_drive, gained
    => sine, cosine, coupling, new_phase, u, v);
core_ports!(Amplitude: still, x, y, error, step, aligned, corrected, pulled, gained => drive, new_error, present, pushed, new_x, new_y, u);
core_ports!(Machine: start_run, start_check, register_reads, register_writes, register_number, register_write, window, offset, window_writes, window_write
    => busy, register_read, window_read, window_exists, window_words);
core_ports!(Top: uart_rx => uart_tx);
