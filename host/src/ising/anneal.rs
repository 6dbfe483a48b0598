//! Plain simulated annealing, one flip after another: what the medium is compared with.

use super::Problem;
use crate::random::Random;

/// Runs `sweeps` sweeps of single-flip Metropolis annealing from a random start, temperature falling linearly; returns the largest agreement
/// met at the end of a sweep and its signs.
pub fn anneal(problem: &Problem, sweeps: u32, seed: u64, stream: u64) -> (i64, Vec<i8>) {
    let n = problem.nodes();
    let mut rows = vec![Vec::new(); n];
    for &(u, v, c) in problem.couplings() {
        rows[u as usize].push((v, c));
        rows[v as usize].push((u, c));
    }
    let mut random = Random::new(seed, stream);
    let mut signs: Vec<i8> = (0..n).map(|_| if random.bits() >> 63 == 0 { 1 } else { -1 }).collect();
    // What each node agrees with its surroundings; a flip changes the agreement by minus twice this.
    let mut local: Vec<i64> = (0..n)
        .map(|i| {
            let around: i64 = rows[i].iter().map(|&(j, c): &(u32, i64)| c * i64::from(signs[j as usize])).sum();
            (around + problem.fields()[i]) * i64::from(signs[i])
        })
        .collect();
    let squares: f64 = problem.couplings().iter().map(|&(_, _, c)| (c as f64).powi(2)).sum();
    let pairs = problem.couplings().len().max(1) as f64;
    let (rms, degree) = ((squares / pairs).sqrt().max(1.0), 2.0 * pairs / n as f64);
    // The best of seven pairs tried on lattices, planar and random graphs of 800 to 2000 nodes.
    let (hot, cold) = (rms * degree.sqrt(), 0.3 * rms);
    let mut agreement = problem.agreement(&signs);
    let mut best = (agreement, signs.clone());
    for sweep in 0..sweeps {
        let temperature = hot + (cold - hot) * f64::from(sweep) / f64::from(sweeps.max(2) - 1);
        let slope = -2.0 / temperature;
        for i in 0..n {
            let cost = local[i];
            // Beyond exp(-20) a random number is not worth drawing.
            if cost > 0 {
                let exponent = slope * cost as f64;
                if exponent < -20.0 || random.unit() >= exponent.exp() {
                    continue;
                }
            }
            agreement -= 2 * cost;
            local[i] = -cost;
            signs[i] = -signs[i];
            let twice = 2 * i64::from(signs[i]);
            for &(j, c) in &rows[i] {
                let j = j as usize;
                local[j] += twice * c * i64::from(signs[j]);
            }
        }
        if agreement > best.0 {
            best = (agreement, signs.clone());
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_agreement_is_that_of_the_signs() {
        let mut random = Random::new(1, 0);
        let couplings: Vec<_> =
            (0..60u32).flat_map(|u| [(u, (u + 1) % 60), (u, (u + 7) % 60)]).map(|(u, v)| (u, v, random.below(9) as i64 - 4)).collect();
        let problem = Problem::new(60, couplings, (0..60).map(|i| i % 3 - 1).collect()).unwrap();
        let (agreement, signs) = anneal(&problem, 200, 3, 0);
        assert_eq!(agreement, problem.agreement(&signs));
        assert!(agreement > problem.agreement(&[1; 60]));
    }
}
