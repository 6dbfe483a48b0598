//! Time and memory.

use std::time::Instant;

/// Seconds of one call: the least of repeated calls, at least two and as many as `seconds` allow. The least, since whatever else
/// the machine does only adds.
pub fn least(seconds: f64, mut call: impl FnMut()) -> f64 {
    let begin = Instant::now();
    let mut least = f64::INFINITY;
    for count in 0.. {
        if count >= 2 && begin.elapsed().as_secs_f64() >= seconds {
            break;
        }
        let start = Instant::now();
        call();
        least = least.min(start.elapsed().as_secs_f64());
    }
    // A clock too coarse for the call must not divide by zero.
    least.max(1e-9)
}

/// Most memory this process has held, in bytes; nothing where the system does not tell.
pub fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}
