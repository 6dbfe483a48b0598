//! Distributions of natural frequencies, by the inverse of their distribution function.
//!
//! Made of additions, multiplications, divisions and square roots only, which every machine rounds alike; a system's own
//! `ln` and `tan` differ in their last bits.

use std::f64::consts::{FRAC_PI_2, LN_2};

/// A distribution around 0 of width 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// Gaussian of standard deviation 1.
    Normal,
    /// Lorentzian of half width 1 at half height.
    Lorentz,
    /// Uniform from -1 to 1.
    Uniform,
}

impl Spread {
    /// The value below which a share `p` lies, `0 < p < 1`.
    pub fn quantile(self, p: f64) -> f64 {
        match self {
            Self::Uniform => 2.0 * p - 1.0,
            Self::Lorentz => tan_half_pi(2.0 * p - 1.0),
            Self::Normal => normal(p),
        }
    }

    /// The density at 0, times the width.
    pub fn density_at_centre(self) -> f64 {
        match self {
            Self::Uniform => 0.5,
            Self::Lorentz => 1.0 / std::f64::consts::PI,
            Self::Normal => 1.0 / std::f64::consts::TAU.sqrt(),
        }
    }
}

/// `tan(x pi / 2)` for `-1 < x < 1`.
fn tan_half_pi(x: f64) -> f64 {
    if x.abs() > 0.5 {
        return x.signum() / tan_half_pi(1.0 - x.abs());
    }
    // Taylor series of sine and cosine up to pi / 4; the terms left out are below 1e-17.
    let (a, mut sine, mut cosine) = (x * FRAC_PI_2, 1.0, 1.0);
    for k in (1..=9).rev() {
        let k = f64::from(2 * k);
        sine = 1.0 - a * a / (k * (k + 1.0)) * sine;
        cosine = 1.0 - a * a / (k * (k - 1.0)) * cosine;
    }
    a * sine / cosine
}

/// The natural logarithm of a positive normal number.
fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let mut exponent = (bits >> 52) as i32 - 1023;
    let mut fraction = f64::from_bits((bits & ((1 << 52) - 1)) | (1023 << 52));
    if fraction > std::f64::consts::SQRT_2 {
        (fraction, exponent) = (fraction / 2.0, exponent + 1);
    }
    // ln f = 2 artanh z, |z| < 0.172.
    let z = (fraction - 1.0) / (fraction + 1.0);
    let series = (0..12).rev().fold(0.0, |sum, k| sum * z * z + 1.0 / f64::from(2 * k + 1));
    2.0 * z * series + f64::from(exponent) * LN_2
}

/// The normal quantile by Acklam's rational functions, relative error below 1.2e-9.
fn normal(p: f64) -> f64 {
    const A: [f64; 6] =
        [-3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1, 2.506628277459239];
    const B: [f64; 6] = [-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1.0];
    const C: [f64; 6] =
        [-7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783];
    const D: [f64; 5] = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1.0];
    let poly = |c: &[f64], x: f64| c.iter().fold(0.0, |sum, c| sum * x + c);
    if p > 0.5 {
        -normal(1.0 - p)
    } else if p < 0.02425 {
        let q = (-2.0 * ln(p)).sqrt();
        poly(&C, q) / poly(&D, q)
    } else {
        let q = p - 0.5;
        poly(&A, q * q) * q / poly(&B, q * q)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_quantiles() {
        for (p, z) in [(0.5, 0.0), (0.975, 1.959_963_985), (0.001, -3.090_232_306), (1e-9, -5.997_807_015)] {
            assert!((Spread::Normal.quantile(p) - z).abs() < 1e-7, "{p}");
        }
        assert!((Spread::Lorentz.quantile(0.75) - 1.0).abs() < 1e-14);
        assert_eq!(Spread::Uniform.quantile(0.75), 0.5);
    }

    proptest! {
        #[test]
        fn own_functions_agree_with_the_system(x in -0.9999f64..0.9999, y in 1e-12f64..0.5) {
            let exact = (x * FRAC_PI_2).tan();
            prop_assert!((tan_half_pi(x) - exact).abs() <= 1e-10 * exact.abs().max(1.0), "{} {}", tan_half_pi(x), exact);
            prop_assert!((ln(y) - y.ln()).abs() < 1e-14 * 30.0);
        }
    }
}
