//! The sine table and what an oscillator shows of its phase.

use crate::format::{PHASE_MASK, QUARTER_TURN, clamp, round_shift};

/// A quarter wave sampled at bucket centres: `round(32767 sin((k + 1/2) pi / 512))`.
///
/// A constant and not a computation, so that no machine's `sin` can change a bit.
#[rustfmt::skip]
pub const QUARTER_WAVE: [i16; 256] = [
    101, 302, 503, 704, 905, 1106, 1307, 1507, 1708, 1909, 2110, 2310, 2511, 2711, 2911, 3112,
    3312, 3512, 3712, 3911, 4111, 4310, 4509, 4708, 4907, 5106, 5305, 5503, 5701, 5899, 6096, 6294,
    6491, 6688, 6885, 7081, 7277, 7473, 7669, 7864, 8059, 8254, 8448, 8642, 8836, 9030, 9223, 9416,
    9608, 9800, 9992, 10183, 10374, 10564, 10754, 10944, 11133, 11322, 11511, 11699, 11886, 12074, 12260, 12446,
    12632, 12817, 13002, 13187, 13370, 13554, 13736, 13919, 14101, 14282, 14462, 14643, 14822, 15001, 15180, 15358,
    15535, 15712, 15888, 16063, 16238, 16413, 16586, 16759, 16932, 17104, 17275, 17445, 17615, 17784, 17953, 18121,
    18288, 18454, 18620, 18785, 18950, 19113, 19276, 19438, 19600, 19761, 19921, 20080, 20238, 20396, 20553, 20709,
    20865, 21019, 21173, 21326, 21479, 21630, 21781, 21930, 22079, 22227, 22375, 22521, 22667, 22812, 22956, 23099,
    23241, 23382, 23522, 23662, 23801, 23938, 24075, 24211, 24346, 24480, 24613, 24746, 24877, 25007, 25137, 25265,
    25393, 25519, 25645, 25770, 25893, 26016, 26138, 26259, 26378, 26497, 26615, 26732, 26848, 26962, 27076, 27189,
    27300, 27411, 27521, 27629, 27737, 27843, 27949, 28053, 28157, 28259, 28360, 28460, 28560, 28658, 28755, 28850,
    28945, 29039, 29131, 29223, 29313, 29403, 29491, 29578, 29664, 29749, 29832, 29915, 29997, 30077, 30156, 30234,
    30311, 30387, 30462, 30535, 30607, 30679, 30749, 30818, 30885, 30952, 31017, 31082, 31145, 31206, 31267, 31327,
    31385, 31442, 31498, 31553, 31607, 31659, 31710, 31760, 31809, 31857, 31903, 31949, 31993, 32036, 32077, 32118,
    32157, 32195, 32232, 32267, 32302, 32335, 32367, 32397, 32427, 32455, 32482, 32508, 32533, 32556, 32578, 32599,
    32619, 32637, 32655, 32671, 32685, 32699, 32711, 32722, 32732, 32741, 32748, 32755, 32759, 32763, 32766, 32767,
];

/// Sine of a 24-bit phase word, Q15, from the phase's top ten bits.
#[inline(always)]
pub const fn sin(phase: u32) -> i32 {
    let address = (phase >> 14) & 1023;
    let k = address & 255;
    let k = if address & 256 != 0 { 255 - k } else { k };
    let value = QUARTER_WAVE[k as usize] as i32;
    if address & 512 != 0 { -value } else { value }
}

/// Cosine of a 24-bit phase word, Q15.
#[inline(always)]
pub const fn cos(phase: u32) -> i32 {
    sin(phase.wrapping_add(QUARTER_TURN as u32) & PHASE_MASK)
}

/// What is shown of a Q15 value in `shown_bits` bits: rounded, symmetric.
#[inline(always)]
pub const fn show(value: i32, shown_bits: u32) -> i32 {
    clamp(round_shift(value, 16 - shown_bits), (1 << (shown_bits - 1)) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_sine() {
        for (k, &value) in QUARTER_WAVE.iter().enumerate() {
            let exact = 32767.0 * ((k as f64 + 0.5) * std::f64::consts::PI / 512.0).sin();
            assert!((f64::from(value) - exact).abs() <= 0.5 + 1e-9, "entry {k}");
        }
    }

    #[test]
    fn sine_and_cosine_stay_within_a_bucket_of_the_true_ones() {
        for phase in (0..1u32 << 24).step_by(997) {
            let angle = f64::from(phase) / f64::from(1 << 24) * std::f64::consts::TAU;
            let bucket = std::f64::consts::PI / 1024.0 + 1.0 / 32767.0;
            assert!((f64::from(sin(phase)) / 32767.0 - angle.sin()).abs() < bucket);
            assert!((f64::from(cos(phase)) / 32767.0 - angle.cos()).abs() < bucket);
        }
    }

    #[test]
    fn what_is_shown_is_symmetric() {
        assert_eq!([show(32767, 8), show(-32767, 8), show(0, 8), show(32767, 4)], [127, -127, 0, 7]);
    }
}
