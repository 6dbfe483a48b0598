//! The fast kernel gives the bits of the plain one, whatever the shape, the law and the instructions.

mod common;

use common::{Plan, plans};
use proptest::prelude::*;
use syntony_sim::plain::Plain;
use syntony_sim::run::{Request, run};
use syntony_sim::{Isa, Kernel, Medium, Single};

/// Two runs, the second going on where the first ended.
fn after(kernel: &mut impl Kernel, plan: &Plan) -> Medium {
    let mut medium = plan.medium();
    run(kernel, &mut medium, Request { sweeps: plan.sweeps, restart: true }, |_| false).unwrap();
    run(kernel, &mut medium, Request { sweeps: 3, restart: false }, |_| false).unwrap();
    medium
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn single_is_plain(plan in plans()) {
        let plain = after(&mut Plain::default(), &plan);
        for isa in Isa::ALL.into_iter().filter(|isa| isa.available()) {
            let single = after(&mut Single::new(isa), &plan);
            prop_assert_eq!(&single.oscillators, &plain.oscillators, "{} {:?}", isa.name(), plan);
            prop_assert_eq!(&single.observers, &plain.observers, "{} {:?}", isa.name(), plan);
            prop_assert_eq!(&single, &plain, "{} {:?}", isa.name(), plan);
        }
    }
}

/// One kernel may serve media of different widths and codes one after another.
#[test]
fn a_kernel_forgets_the_medium_before() {
    let wide = Plan { oscillators: 200, ..Plan::default() };
    let narrow = Plan { oscillators: 70, ..Plan::default() };
    let radix4 = Plan { weight_bits: 8, radix4: true, ..narrow };
    for isa in Isa::ALL.into_iter().filter(|isa| isa.available()) {
        let mut kernel = Single::new(isa);
        for plan in [wide, narrow, Plan { sparse: true, ..narrow }, radix4, wide] {
            assert_eq!(after(&mut kernel, &plan), after(&mut Plain::default(), &plan));
        }
    }
}
