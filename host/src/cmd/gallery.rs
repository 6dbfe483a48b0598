//! Pictures of a recall: stored, damaged, settling, recalled.

use syntony_host::io::bitmap::Bitmap;
use syntony_host::memory::{Memory, MemoryError, Setting, overlap};
use syntony_host::player::Player;
use syntony_host::plot::{Picture, Sheet, SheetRow};
use syntony_host::random::Random;

/// Pictures of the settling between the damaged and the recalled one.
const BETWEEN: u32 = 4;
/// Most pictures side by side.
const COLUMNS: usize = 26;

/// One recall of each picture, and its sheet.
pub struct Gallery {
    /// The sheet.
    pub sheet: Sheet,
    /// Overlap of the damaged and of the recalled picture, in the order of the pictures.
    pub overlaps: Vec<(f64, f64)>,
    /// The damaged pictures.
    pub damaged: Vec<Picture>,
    /// The recalled pictures.
    pub recalled: Vec<Picture>,
}

impl Gallery {
    /// Damages each picture once (stream `k` of the seed for picture `k`) and has it recalled; the sheet shows at most the first 26.
    pub fn new(
        memory: &Memory,
        pictures: &[Bitmap],
        (flip, seed): (f64, u64),
        setting: &Setting,
        player: &mut impl Player,
    ) -> Result<Self, MemoryError> {
        let (width, height) = memory.set().size();
        let grey = |values: &[f32]| {
            let values: Vec<f64> = values.iter().map(|&v| f64::from(v)).collect();
            Picture::grey(width, height, &values, (-1.0, 1.0))
        };
        let mut rows: Vec<SheetRow> = Vec::new();
        let (mut overlaps, mut damaged, mut recalled) = (Vec::new(), Vec::new(), Vec::new());
        for (k, (stored, pattern)) in pictures.iter().zip(memory.set().patterns()).enumerate() {
            let mut random = Random::new(seed, k as u64);
            let flips = (flip * pattern.pixels.len() as f64).round() as usize;
            let cue = pattern.damaged(flips, &mut random);
            let course = memory.watch_on(&cue, setting, BETWEEN, &mut random, player)?;
            overlaps.push((overlap(&cue, &pattern.pixels), overlap(&course.recalled, &pattern.pixels)));
            let last: Vec<f32> = course.recalled.iter().map(|&p| f32::from(p)).collect();
            let sign = |values: &[f32]| grey(values).against(&stored.pixels);
            damaged.push(grey(&course.frames[0]));
            recalled.push(grey(&last));
            if k >= COLUMNS {
                continue;
            }
            let frames = course.frames.iter().zip(&course.sweeps).skip(1).take(BETWEEN as usize - 1);
            let mut column =
                vec![("stored".to_string(), Picture::from(stored)), (format!("{:.0} % flipped", 100.0 * flip), sign(&course.frames[0]))];
            column.extend(frames.map(|(frame, sweep)| (format!("sweep {sweep}"), grey(frame))));
            column.push(("recalled".into(), sign(&last)));
            for (at, (label, picture)) in column.into_iter().enumerate() {
                if rows.len() == at {
                    rows.push(SheetRow { label, pictures: Vec::new() });
                }
                rows[at].pictures.push(picture);
            }
        }
        let captions = pictures.iter().take(COLUMNS).map(|picture| picture.name.clone()).collect();
        let title = format!("{} pictures in {} oscillators", pictures.len(), memory.set().pixels());
        Ok(Self { sheet: Sheet { title, captions, rows }, overlaps, damaged, recalled })
    }
}
