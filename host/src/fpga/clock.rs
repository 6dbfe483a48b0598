//! The clock of a board: the crystal itself, or the device's PLL with dividers within the data sheet's limits.
//!
//! Equations: iCE40 `f = crystal * (divf + 1) / ((divr + 1) * 2^divq)` (as `icepll`); ECP5 with the feedback taken from the output
//! `f = crystal * clkfb / clki` (as `ecppll`); Gowin rPLL `f = crystal * (fbdiv + 1) / (idiv + 1)` (as `gowin_pll`).

use super::board::Family;
use super::error::FpgaError;

/// Dividers of a PLL, as its parameters are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pll {
    /// `SB_PLL40_PAD` of the iCE40, simple feedback.
    Ice40 {
        /// Reference divider less one.
        divr: u32,
        /// Feedback divider less one.
        divf: u32,
        /// Logarithm of the output divider.
        divq: u32,
        /// Range of the loop filter.
        filter: u32,
    },
    /// `EHXPLLL` of the ECP5, feedback from its output.
    Ecp5 {
        /// Reference divider.
        clki: u32,
        /// Feedback divider.
        clkfb: u32,
        /// Output divider, which sets the oscillator's own frequency.
        clkop: u32,
    },
    /// `rPLL` of Gowin.
    Gowin {
        /// Reference divider less one.
        idiv: u32,
        /// Feedback divider less one.
        fbdiv: u32,
        /// Output divider, which sets the oscillator's own frequency.
        odiv: u32,
    },
}

/// Where the design's clock comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clocking {
    /// The PLL; none if the crystal is the clock.
    pub pll: Option<Pll>,
    /// The clock in Hz, rounded down.
    pub hz: u32,
}

/// A frequency as a fraction of Hz.
type Fraction = (u64, u64);

fn within((n, d): Fraction, low_khz: u64, high_khz: u64) -> bool {
    n >= low_khz * 1000 * d && n <= high_khz * 1000 * d
}

/// Every setting of a family's PLL within its limits, with the frequency it gives.
fn settings(family: Family, crystal: u32) -> Vec<(Fraction, Pll)> {
    let crystal = u64::from(crystal);
    let mut all = Vec::new();
    match family {
        // iCE40 UltraPlus data sheet FPGA-DS-02008, sysCLOCK PLL timing.
        Family::Ice40 => {
            for divr in 0..16u32 {
                let reference = (crystal, u64::from(divr) + 1);
                let filter = match crystal / reference.1 / 1_000_000 {
                    0..17 => 1,
                    17..26 => 2,
                    26..44 => 3,
                    44..66 => 4,
                    66..101 => 5,
                    _ => 6,
                };
                for divf in (0..128u32).filter(|_| within(reference, 10_000, 133_000)) {
                    let oscillator = (crystal * (u64::from(divf) + 1), reference.1);
                    for divq in (1..7u32).filter(|_| within(oscillator, 533_000, 1_066_000)) {
                        let out = (oscillator.0, oscillator.1 << divq);
                        if within(out, 16_000, 275_000) {
                            all.push((out, Pll::Ice40 { divr, divf, divq, filter }));
                        }
                    }
                }
            }
        }
        // ECP5 data sheet FPGA-DS-02012, sysCLOCK PLL timing; the lowest reference as in `ecppll`.
        Family::Ecp5 => {
            for clki in (1..=128u32).filter(|&clki| within((crystal, clki.into()), 3_125, 400_000)) {
                for clkfb in 1..=80u32 {
                    let out = (crystal * u64::from(clkfb), u64::from(clki));
                    // The oscillator as near as can be to the middle of its range.
                    let middle = |clkop: &u32| (out.0 * u64::from(*clkop)).abs_diff(600_000_000 * out.1);
                    let fits = |clkop: &u32| within((out.0 * u64::from(*clkop), out.1), 400_000, 800_000);
                    let best = (1..=128u32).filter(fits).min_by_key(middle);
                    if let Some(clkop) = best.filter(|_| within(out, 10_000, 400_000)) {
                        all.push((out, Pll::Ecp5 { clki, clkfb, clkop }));
                    }
                }
            }
        }
        // Gowin data sheets DS117 and DS226: the narrower limit of GW1NR-9 C6/I5 and GW2AR-18 C8/I7.
        Family::Gowin => {
            for idiv in (0..64u32).filter(|&idiv| within((crystal, u64::from(idiv) + 1), 3_000, 400_000)) {
                for fbdiv in 0..64u32 {
                    let out = (crystal * (u64::from(fbdiv) + 1), u64::from(idiv) + 1);
                    let fits = |odiv: &u32| within((out.0 * u64::from(*odiv), out.1), 500_000, 1_200_000);
                    let best = [2, 4, 8, 16, 32, 48, 64, 80, 96, 112, 128].into_iter().find(fits);
                    if let Some(odiv) = best.filter(|_| within(out, 4_000, 600_000)) {
                        all.push((out, Pll::Gowin { idiv, fbdiv, odiv }));
                    }
                }
            }
        }
    }
    all
}

/// The clock nearest to `wanted` that is not faster: the crystal if it is that clock, else the PLL.
///
/// # Errors
/// [`FpgaError::Clock`] if nothing within 1 % below can be made; it names the nearest that can.
pub fn clocking(family: Family, crystal: u32, wanted: u32) -> Result<Clocking, FpgaError> {
    if wanted == crystal {
        return Ok(Clocking { pll: None, hz: crystal });
    }
    let settings = settings(family, crystal);
    let hz = |&((n, d), _): &(Fraction, Pll)| u32::try_from(n / d).unwrap_or(u32::MAX);
    // The first of equals: the smallest reference divider, which is the least jitter.
    let mut best: Option<&(Fraction, Pll)> = None;
    for setting in settings.iter().filter(|setting| hz(setting) <= wanted) {
        if best.is_none_or(|best| hz(setting) > hz(best)) {
            best = Some(setting);
        }
    }
    if let Some(best) = best.filter(|best| u64::from(hz(best)) * 100 >= u64::from(wanted) * 99) {
        return Ok(Clocking { pll: Some(best.1), hz: hz(best) });
    }
    let nearest = settings.iter().map(hz).chain([crystal]).min_by_key(|hz| hz.abs_diff(wanted)).unwrap_or(crystal);
    Err(FpgaError::Clock { wanted, crystal, family: family.name(), instead: format!("the nearest is {nearest} Hz") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_vendors_calculators_agree() {
        // icepll -i 12 -o 36; ecppll -i 25 -o 80; gowin_pll -i 27 -o 54.
        let pll = |family, crystal, wanted| clocking(family, crystal, wanted).unwrap();
        let ice = Pll::Ice40 { divr: 0, divf: 47, divq: 4, filter: 1 };
        assert_eq!(pll(Family::Ice40, 12_000_000, 36_000_000), Clocking { pll: Some(ice), hz: 36_000_000 });
        let Clocking { pll: Some(Pll::Ecp5 { clki, clkfb, clkop }), hz } = pll(Family::Ecp5, 25_000_000, 80_000_000) else { panic!() };
        assert_eq!((clkfb * 5, hz), (clki * 16, 80_000_000));
        assert!((400..=800).contains(&(80 * clkop)));
        let Clocking { pll: Some(Pll::Gowin { idiv, fbdiv, .. }), hz } = pll(Family::Gowin, 27_000_000, 54_000_000) else { panic!() };
        assert_eq!((fbdiv + 1, hz), (2 * (idiv + 1), 54_000_000));
    }

    #[test]
    fn the_crystal_needs_no_pll_and_the_impossible_is_refused() {
        assert_eq!(clocking(Family::Gowin, 27_000_000, 27_000_000).unwrap().pll, None);
        let error = clocking(Family::Ice40, 12_000_000, 1_000_000).unwrap_err().to_string();
        assert!(error.ends_with("the nearest is 12000000 Hz"), "{error}");
    }

    proptest! {
        #[test]
        fn a_clock_is_at_most_one_percent_below_what_was_asked(family in 0..3usize, wanted in 20_000_000u32..200_000_000) {
            let family = Family::ALL[family];
            let crystal = if family == Family::Ice40 { 12_000_000 } else { 25_000_000 };
            if let Ok(made) = clocking(family, crystal, wanted) {
                prop_assert!(made.hz <= wanted && u64::from(made.hz) * 100 >= u64::from(wanted) * 99);
            }
        }
    }
}
