//! Recall from a fragment, beside a template search over the same grid; novelty; a stream of more rhythms than contours.

use syntony_medium::rhythm::{RhythmShape, TURN_BITS, TURN_MASK};
use syntony_sim::rhythm::cue::{TEMPI, tempo};
use syntony_sim::rhythm::{Contour, Hear, Memory, memory::Answer};

use crate::signal::{Dirt, RATE, Random, Rhythm, correlation, play};

const NOISE: f64 = 0.05;
const CLEAN: Dirt = Dirt { jitter: 0.0, missing: 0.0, extra: 0.0, noise: 0.0 };

/// A rhythm as it was played when it was learnt.
struct Known {
    rhythm: Rhythm,
    period: f64,
}

fn known(random: &mut Random) -> Known {
    Known { rhythm: Rhythm::random(random), period: random.between(1.6, 2.4) }
}

/// A contour that has heard it for 40 seconds, told its bar to 0.75 %.
fn learnt(known: &Known, random: &mut Random) -> Contour {
    let guess = known.period * (1.0 + random.between(-0.0075, 0.0075));
    let frequency = ((1u64 << TURN_BITS) as f64 / (guess * f64::from(RATE))) as u64;
    let mut contour = Contour::new(&RhythmShape::default(), frequency);
    for sample in play(&known.rhythm, known.period, random.unit(), 40.0, CLEAN, random) {
        contour.sample(Hear::Learn(sample));
    }
    contour
}

/// A fragment from any point, at a tempo up to 6 % off.
fn fragment(known: &Known, bars: f64, dirt: Dirt, random: &mut Random) -> Vec<i16> {
    let period = known.period / (1.0 + random.between(-0.06, 0.06));
    play(&known.rhythm, period, random.unit(), bars * period, dirt, random)
}

fn answer(memory: &Memory, heard: &[i16]) -> Option<Answer> {
    memory.answer(&memory.search(heard), heard)
}

/// The contour whose waveform correlates best with what was heard, over the same starts and tempi.
fn template(memory: &Memory, heard: &[i16]) -> usize {
    let mut best = (f64::NEG_INFINITY, 0);
    for k in memory.held() {
        let slot = &memory.slots[k];
        let n = slot.cells.len();
        for start in 0..n {
            for t in 0..TEMPI.len() {
                let frequency = tempo(slot.frequency, t);
                let said: Vec<i16> = (0..heard.len() as u64)
                    .map(|i| {
                        let phase = (frequency * i + ((start as u64) << (TURN_BITS - n.ilog2()))) & TURN_MASK;
                        slot.cells[(((phase + (1 << (TURN_BITS - n.ilog2() - 1))) & TURN_MASK) >> (TURN_BITS - n.ilog2())) as usize]
                    })
                    .collect();
                let r = correlation(&said, heard);
                if r > best.0 {
                    best = (r, k);
                }
            }
        }
    }
    best.1
}

/// 16 rhythms; fragments of 3 bars.
pub fn cues(draws: u32) {
    println!("missing,extra,bars,trials,contours,template_search");
    for (missing, extra, bars) in [(0.0, 0.0, 3.0), (0.25, 0.0, 3.0), (0.25, 0.1, 3.0), (0.25, 0.0, 2.0), (0.4, 0.0, 3.0)] {
        let (mut right, mut template_right, mut trials) = (0, 0, 0);
        for draw in 0..draws {
            let mut random = Random::new(5000 + draw);
            let rhythms: Vec<Known> = (0..16).map(|_| known(&mut random)).collect();
            let mut memory = Memory::new(RhythmShape::default(), 0);
            for (k, rhythm) in rhythms.iter().enumerate() {
                memory.keep(k, &learnt(rhythm, &mut random));
            }
            for (k, rhythm) in rhythms.iter().enumerate() {
                let heard = fragment(rhythm, bars, Dirt { missing, extra, noise: NOISE, ..CLEAN }, &mut random);
                right += u32::from(answer(&memory, &heard).is_some_and(|answer| answer.slot == k));
                template_right += u32::from(template(&memory, &heard) == k);
                trials += 1;
            }
        }
        let share = |n: u32| f64::from(n) / f64::from(trials);
        println!("{missing},{extra},{bars},{trials},{:.3},{:.3}", share(right), share(template_right));
    }
}

/// Fragments of rhythms that are held and of others: where both errors are equal.
pub fn novelty(draws: u32) {
    let (mut held, mut new) = (vec![], vec![]);
    for draw in 0..draws {
        let mut random = Random::new(7000 + draw);
        let rhythms: Vec<Known> = (0..16).map(|_| known(&mut random)).collect();
        let mut memory = Memory::new(RhythmShape::default(), 0);
        for (k, rhythm) in rhythms.iter().enumerate() {
            memory.keep(k, &learnt(rhythm, &mut random));
        }
        let dirt = Dirt { missing: 0.25, noise: NOISE, ..CLEAN };
        for rhythm in &rhythms {
            held.extend(answer(&memory, &fragment(rhythm, 3.0, dirt, &mut random)).map(|answer| answer.novelty));
            let other = known(&mut random);
            new.extend(answer(&memory, &fragment(&other, 3.0, dirt, &mut random)).map(|answer| answer.novelty));
        }
    }
    let errors = |bound: u32| {
        let share = |n: usize, of: usize| n as f64 / of as f64;
        (share(held.iter().filter(|&&v| v >= bound).count(), held.len()), share(new.iter().filter(|&&v| v < bound).count(), new.len()))
    };
    let equal = (0..1024).min_by(|&a, &b| {
        let far = |bound: u32| (errors(bound).0 - errors(bound).1).abs();
        far(a).total_cmp(&far(b))
    });
    println!("bound,held_taken_for_new,new_taken_for_held,fragments");
    for bound in equal.into_iter().chain([syntony_sim::rhythm::memory::NOVEL]) {
        let (missed, taken) = errors(bound);
        println!("{bound},{missed:.3},{taken:.3},{}", held.len() + new.len());
    }
}

/// 180 fragments of 20 rhythms, 30 s apart, over 8 contours: what is new is learnt, what is known grows stronger, all fade.
pub fn stream(draws: u32) {
    println!("fade,seconds_held_after_learning,of_a_held_one,recognised,another_contour,of_one_not_held,taken_for_known");
    for fade in [3, 4, 5, 6, 7, 8, 10] {
        let mut probe = Memory::new(RhythmShape::default(), fade);
        probe.keep(0, &Contour::new(&RhythmShape::default(), 1 << 32));
        let mut life = 0;
        while probe.held().next().is_some() {
            probe.second();
            life += 1;
        }
        let (mut stored, mut right, mut wrong, mut fresh, mut taken) = (0, 0, 0, 0, 0);
        for draw in 0..draws {
            let mut random = Random::new(9000 + draw);
            let rhythms: Vec<Known> = (0..20).map(|_| known(&mut random)).collect();
            let mut memory = Memory::new(RhythmShape { contours: 8, ..RhythmShape::default() }, fade);
            let mut holds = [None; 8];
            for _ in 0..180 {
                // Some are played more often: the square of a uniform number.
                let k = (random.unit().powi(2) * 20.0) as usize;
                let heard = fragment(&rhythms[k], 3.0, Dirt { missing: 0.1, noise: NOISE, ..CLEAN }, &mut random);
                let place = memory.held().find(|&slot| holds[slot] == Some(k));
                let answer = answer(&memory, &heard).filter(Answer::known);
                match (place, answer) {
                    (Some(place), answer) => {
                        stored += 1;
                        right += u32::from(answer.is_some_and(|answer| answer.slot == place));
                        wrong += u32::from(answer.is_some_and(|answer| answer.slot != place));
                    }
                    (None, answer) => {
                        fresh += 1;
                        taken += u32::from(answer.is_some());
                    }
                }
                if let Some(answer) = answer {
                    memory.recall(&answer);
                } else {
                    let place = memory.place();
                    memory.keep(place, &learnt(&rhythms[k], &mut random));
                    holds[place] = Some(k);
                }
                (0..30).for_each(|_| memory.second());
            }
        }
        println!("{fade},{life},{stored},{right},{wrong},{fresh},{taken}");
    }
}
