//! How a board learns, and what it has learnt.

use syntony_medium::learning::Learning;
use syntony_medium::noise::Generator;
use syntony_medium::registers as reg;
use syntony_sim::{Learnt, Medium};

use super::{Device, DeviceError};

/// `learn_control` and the five registers after it.
fn rates(learning: &Learning) -> [u32; 6] {
    let flags = [
        ("learn", learning.on),
        ("freeze_weights", learning.freeze_weights),
        ("freeze_gains", learning.freeze_gains),
        ("freeze_structure", learning.freeze_structure),
        ("decay_all", learning.decay_all),
    ];
    let control = reg::LEARN_CONTROL.pack(&flags.map(|(name, on)| (name, u32::from(on))));
    [control, learning.margin, learning.step, learning.decay, learning.drift, learning.target]
}

impl Device {
    /// Sets how a board that can learn does so.
    pub fn upload_learning(&mut self, learning: &Learning) -> Result<(), DeviceError> {
        if !self.shape().learning {
            return Err(DeviceError::Learning { name: self.name() });
        }
        self.write_all(&reg::LEARN_CONTROL, &rates(learning))?;
        self.write(&reg::LEARN_GROWTH, learning.growth)?;
        if !self.shape().tuning {
            return Ok(());
        }
        let freeze = u32::from(learning.freeze_frequencies);
        self.write(&reg::LEARN_TUNE, reg::LEARN_TUNE.pack(&[("tune", learning.tune), ("freeze_frequencies", freeze)]))
    }

    /// How the board learns; what it has learnt is put into the medium.
    pub(super) fn learning(&mut self, medium: &mut Medium) -> Result<Learning, DeviceError> {
        let words = self.read_all(&reg::LEARN_CONTROL, reg::LEARNING.len() as u32)?;
        let tune = if self.shape().tuning { self.read(&reg::LEARN_TUNE)? } else { 0 };
        let flag = |name| reg::LEARN_CONTROL.flag(name, words[0]);
        medium.learnt = Learnt { generator: Generator::new(words[6]), passes: words[7], rows: words[8], last: words[9] };
        Ok(Learning {
            on: flag("learn"),
            freeze_weights: flag("freeze_weights"),
            freeze_gains: flag("freeze_gains"),
            freeze_structure: flag("freeze_structure"),
            decay_all: flag("decay_all"),
            margin: words[1],
            step: words[2],
            decay: words[3],
            drift: words[4],
            target: words[5],
            growth: words[10],
            freeze_frequencies: reg::LEARN_TUNE.flag("freeze_frequencies", tune),
            tune: reg::LEARN_TUNE.part("tune", tune),
        })
    }
}
