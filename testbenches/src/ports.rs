//! The ports of every core.

use syntony_hdl::coupling::dense::Dense;
use syntony_hdl::coupling::lane::Lane;
use syntony_hdl::coupling::sparse::Sparse;
use syntony_hdl::csr::Csr;
use syntony_hdl::link::crc::Crc;
use syntony_hdl::link::execute::Execute;
use syntony_hdl::link::rate::Rate;
use syntony_hdl::link::receive::Receive;
use syntony_hdl::link::reply::Reply;
use syntony_hdl::link::send::Send;
use syntony_hdl::machine::Machine;
use syntony_hdl::memory::{BulkRam, Ram};
use syntony_hdl::noise::Noise;
use syntony_hdl::observer::Observer;
use syntony_hdl::oscillator::align::Align;
use syntony_hdl::oscillator::amplitude::Amplitude;
use syntony_hdl::oscillator::node::Node;
use syntony_hdl::oscillator::phase::Phase;
use syntony_hdl::oscillator::serial::accumulate::Accumulate;
use syntony_hdl::oscillator::serial::banks::Banks;
use syntony_hdl::oscillator::serial::node::Serial;
use syntony_hdl::oscillator::serial::scratch::Scratch;
use syntony_hdl::oscillator::serial::sequence::Sequence;
use syntony_hdl::oscillator::serial::wave::Wave;
use syntony_hdl::plasticity::learner::Learner;
use syntony_hdl::plasticity::rates::Rates;
use syntony_hdl::plasticity::row::Row;
use syntony_hdl::plasticity::steps::Steps;
use syntony_hdl::plasticity::tuner::Tuner;
use syntony_hdl::plasticity::units::Units;
use syntony_hdl::rhythm::bank::Bank;
use syntony_hdl::rhythm::beats::Beats;
use syntony_hdl::rhythm::cue::order::Order;
use syntony_hdl::rhythm::cue::scan::Scan;
use syntony_hdl::rhythm::cue::search::Search;
use syntony_hdl::rhythm::engine::Engine;
use syntony_hdl::rhythm::pool;
use syntony_hdl::rhythm::stream::Stream;
use syntony_hdl::sequencer::processor::Processor;
use syntony_hdl::sequencer::walk::Walk;
use syntony_hdl::settings::Settings;
use syntony_hdl::sine::Sine;
use syntony_hdl::top::Top;
use syntony_hdl::uart::{UartReceiver, UartTransmitter};

use crate::core_ports;

core_ports!(Ram: read_address, write_enable, write_address, write => read);
core_ports!(BulkRam: address, write_enable, write => read);
core_ports!(Sine: phase => value);
core_ports!(Noise: load, seed, step, dither, still => state, drawn, rounding);
core_ports!(Lane: word, shown, load, shift, next_drive => drive);
core_ports!(Align: drive, bias, biased, exponent => aligned);
core_ports!(Phase: full, still, alpha, harmonic, injection, deviation, state, frequency, target, noise, rounding, sine_drive, cosine_drive, gained, held
    => sine, cosine, coupling, new_phase, u, v);
core_ports!(Amplitude: still, x, y, error, step, aligned, corrected, pulled, gained, held => drive, new_error, present, pushed, new_x, new_y, u);
core_ports!(Accumulate: a, b, base, enable => sum);
core_ports!(Banks: busy, row, column, write_low, write_high, error, new_low, new_high, window, window_address, window_enable, window_write,
    sign_writes, write_row, negative, keep
    => low, high, exponent, held, sign, window_read);
core_ports!(Scratch: place, stays, exponent, negative, wall, clamped, turn_negative, row, store, value, enable, port, port_word => word, noisy);
core_ports!(Sequence: busy, start, half, full, inertial, still, exponent, too_large, beyond, window_address, best_writes, best_address, best_word, held
    => word, active, stays, starts, ready);
core_ports!(Wave: kind, last, low, high, rounding, turn => phase, value);
core_ports!(Serial: opening, drive, row, half, whole, full, inertial, still, clear, dither, enable, port, word, seed_load, busy, window,
    window_address, window_enable, window_write, best_writes, best_address, best_word
    => ready, noise_state, bias, sign, best, done, done_row, u, v, window_read);
core_ports!(Machine: start_run, start_check, register_reads, register_writes, register_number, register_write, window, offset, window_writes, window_write
    => busy, register_read, window_read, window_ready);
core_ports!(Top: uart_rx => uart_tx);
core_ports!(Crc: clear, enable, data => low, good);
core_ports!(UartReceiver: line, bit_clocks => valid, octet, broken);
core_ports!(UartTransmitter: enable, octet, bit_clocks => ready, line);
core_ports!(Send: shift, data, enable, raw, line_ready => ready, line_enable, line_byte);
core_ports!(Receive: valid, octet, torn, take, word_number => ready, dropped, word);
core_ports!(Reply: start, status, count, load, word, increment, byte_ready => ask, done, value, shift, data, enable, raw);
core_ports!(Rate: load, word, ticked => bit_clocks, tick);
core_ports!(Execute: ready, dropped, word, byte_ready, line_idle, busy, register_read, window_read, window_ready
    => take, word_number, shift, data, byte_enable, raw, bit_clocks, start_run, start_check, register_reads, register_writes, register_number,
       register_write, window, offset, window_writes, window_write);
core_ports!(Settings: enable, port, word
    => full, inertial, dither, alpha, gain, harmonic, injection, deviation, pull, seed_load, window, offset);
core_ports!(Processor: start_run, start_check, working, host_reads, host_writes, read, port_read
    => busy, register_number, write_enable, write, port, port_enable, start_pass);
core_ports!(Observer: opening, sweep, measure, copy, blank, ahead, done, done_row, u, v, valid, row, drive, bias, busy, window_address, window_enable, window_write,
    sign, stored
    => sum, sum_high, sum_sin, count, window_read, best_writes, best_address, best_word);
core_ports!(Walk: start, kind, full, done, counted, load, ready, window_address, window_enable, window_write
    => active, opening, sweep, measure, still, clear, copy, blank, valid, last, partner, weight, select, shift, row, biased, half, whole, observed, empty,
       boundary_row, older_from, copy_written, window_read, show_address);
core_ports!(Dense: valid, last, partner, weight, select, shift, show_enable, show_address, u, v, busy, window_address, window_enable, window_write
    => load, drive, window_read, negative, window_ready);
core_ports!(Sparse: valid, last, empty, slot, boundary, older_from, parity, select, shift, show_enable, show_address, u, v, busy, window_address,
    window_enable, window_write
    => load, drive, window_read);
core_ports!(Csr: host_reads, host_writes, host_address, host_write, address, writes, write => read);
core_ports!(Node: opening, drive, row, biased, half, whole, full, inertial, still, clear, dither, alpha, gain, harmonic, injection, deviation, pull,
    seed_load, seed, busy, window, window_address, window_enable, window_write
    => noise_state, bias, ahead, done, done_row, u, v, window_read);
core_ports!(Rates: writes, number, word, draw
    => state, freeze_weights, freeze_structure, decay_all, margin, step, decay_mask, growth_mask, drifts, drift, target, tunes, tune);
core_ports!(Row: take, starts, sum, word, negative, margin, target, drift, random => learns, busy, gain);
core_ports!(Tuner: take, word, tune => frequency);
core_ports!(Units: freeze_weights, freeze_structure, decay_all, step, decay_mask, growth_mask, clear, sums, choose, judge, negative, learns, seed, draw, take,
    word, at, row, sign
    => partner, sum, result);
core_ports!(Steps: start, word, learns, busy, drifts, tunes, changes, changes_all
    => active, window, offset, writes, gain, clear, sums, choose, judge, draw_row, take_row, take_gain, take_state, frequency, draw, take, at, own, row, first, learnt);
core_ports!(Learner: start, register_writes, register_number, register_write, done, done_row, u, inertial, window_read, shown_negative
    => active, window, offset, writes, window_write, noise_state, partner, learnt);
core_ports!(Engine: go, sample, heard, code, code_high, code_top, state, state_high, ring, fault
    => fetch, busy, told, done, contour, readout, turn, state_at, state_writes, state_write, state_write_high, cell_at, cell_writes, cell_write,
       fault_at, fault_writes, fault_write);
core_ports!(Scan: go, length, omega_low, omega_high, ring, heard, sum
    => busy, done, state_at, cell_at, heard_at, sum_from, sum_to, sum_writes, sum_write);
core_ports!(Search: go, length, omega_low, omega_high, ring, window, window_address, window_enable, window_write
    => busy, done, state_at, cell_at, window_mine, window_read);
core_ports!(Order: register_writes, register_number, register_write, head, count, idle, done => busy, holds, go, length, status);
core_ports!(Bank: go, sample, heard, search, search_length, window, window_address, window_enable, window_write
    => searched, busy, told, done, contour, readout, turn, window_read);
core_ports!(Beats: go, sample, hears, window_address, window_enable, window_write => busy, beat, leads, window_read);
core_ports!(pool::engine::Engine: go, sample, heard, code, code_high, state, wave
    => fetch, busy, told, done, readout, state_at, state_writes, state_write, wave_at);
core_ports!(pool::Pool: go, sample, heard, window_address, window_enable, window_write => busy, told, done, readout, window_read);
core_ports!(Stream: register_writes, register_number, register_write, window, offset, window_writes, window_write
    => register_mine, register_read, busy, window_read, searching);
