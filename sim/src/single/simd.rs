//! Sixteen lanes of 32-bit integers and the dot products of weight rows: what the kernel asks of a machine.

/// Lanes of a vector: oscillators updated together.
pub const LANES: usize = 16;
/// Columns of one step of a dot product; rows of weights and shown values are padded to a multiple of it.
pub const CHUNK: usize = 64;

/// Vector instructions of one kind.
///
/// # Safety
/// An implementation may use instructions beyond the base set: its methods may only be called on a machine that has
/// them, and only from functions compiled for them (else they are calls, not instructions).
pub unsafe trait Simd {
    /// Sixteen 32-bit integers.
    type V: Copy;
    /// What is added to the bytes of shown values in the dot products (128 where the instruction wants unsigned bytes).
    const SHOWN_BIAS: u8;

    /// All lanes alike.
    unsafe fn splat(value: i32) -> Self::V;
    /// Lanes from memory.
    unsafe fn load(from: &[i32; LANES]) -> Self::V;
    /// Lanes to memory.
    unsafe fn store(v: Self::V, to: &mut [i32; LANES]);
    /// `a + b`, wrapping.
    unsafe fn add(a: Self::V, b: Self::V) -> Self::V;
    /// `a - b`, wrapping.
    unsafe fn sub(a: Self::V, b: Self::V) -> Self::V;
    /// Low half of `a b`.
    unsafe fn mul(a: Self::V, b: Self::V) -> Self::V;
    /// The smaller, signed.
    unsafe fn min(a: Self::V, b: Self::V) -> Self::V;
    /// The larger, signed.
    unsafe fn max(a: Self::V, b: Self::V) -> Self::V;
    /// Bitwise and.
    unsafe fn and(a: Self::V, b: Self::V) -> Self::V;
    /// Bitwise exclusive or.
    unsafe fn xor(a: Self::V, b: Self::V) -> Self::V;
    /// All lanes left by `k` < 32.
    unsafe fn shl(a: Self::V, k: u32) -> Self::V;
    /// All lanes right by `k` < 32, arithmetic.
    unsafe fn sar(a: Self::V, k: u32) -> Self::V;
    /// Each lane left by its own count < 32.
    unsafe fn shl_each(a: Self::V, k: Self::V) -> Self::V;
    /// Each lane right by its own count < 32, arithmetic.
    unsafe fn sar_each(a: Self::V, k: Self::V) -> Self::V;
    /// `a == b ? x : y`.
    unsafe fn equal_or(a: Self::V, b: Self::V, x: Self::V, y: Self::V) -> Self::V;
    /// Sines of two vectors of 24-bit phases, Q15.
    unsafe fn sines(a: Self::V, b: Self::V) -> (Self::V, Self::V);
    /// The low byte of each lane.
    unsafe fn bytes(a: Self::V) -> [u8; LANES];

    /// Sums over columns of sixteen rows of `weights` (row after row, `stride` bytes each) times `shown` (`stride` bytes with
    /// [`Self::SHOWN_BIAS`]). The chunk `newest` is read last: it is still being written when the sum begins.
    unsafe fn dots(weights: &[i8], stride: usize, shown: &[u8], newest: usize) -> Self::V;

    /// [`Self::dots`] with two sets of shown values, each weight read once.
    unsafe fn dots_both(weights: &[i8], stride: usize, u: &[u8], v: &[u8], newest: usize) -> [Self::V; 2];

    /// [`Self::dots_both`] of one row.
    unsafe fn dot_both(weights: &[i8], u: &[u8], v: &[u8]) -> [i32; 2];

    /// [`Self::dots`] of one row.
    unsafe fn dot(weights: &[i8], shown: &[u8]) -> i32;
}
