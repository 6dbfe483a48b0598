//! The node laws: how a drive changes an oscillator.

/// How an oscillator answers its drive. The equations are in `docs/src/definition.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Law {
    /// Shows `cos phi`; `phi += omega - gain sin(phi) h`: associative recall with one multiply a weight.
    Projected,
    /// Kuramoto-Sakaguchi: shows `cos phi` and `sin phi`; feels `sum w sin(phi_j - phi_i - alpha)`.
    FullPhase,
    /// Saturating amplitude with inertia and a wall at +-1: optimisation.
    Inertial,
}

impl Law {
    /// Every law, in the order of their register codes.
    pub const ALL: [Law; 3] = [Law::Projected, Law::FullPhase, Law::Inertial];

    /// The name used in files, options and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Projected => "projected",
            Self::FullPhase => "full-phase",
            Self::Inertial => "inertial",
        }
    }

    /// The law of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|law| law.name() == name)
    }

    /// The code in the register `law`.
    pub const fn code(self) -> u32 {
        match self {
            Self::Projected => 0,
            Self::FullPhase => 1,
            Self::Inertial => 2,
        }
    }

    /// The law of a register code.
    pub fn from_code(code: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|law| law.code() == code)
    }
}

/// A set of laws: what a shape has hardware for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Laws(u32);

impl Laws {
    /// All laws.
    pub const ALL: Laws = Laws(0b111);
    /// No law.
    pub const NONE: Laws = Laws(0);

    /// This set and one law more.
    pub const fn with(self, law: Law) -> Self {
        Self(self.0 | 1 << law.code())
    }

    /// Whether the set has a law.
    pub const fn has(self, law: Law) -> bool {
        self.0 >> law.code() & 1 == 1
    }

    /// One bit a law, bit number = register code.
    pub const fn mask(self) -> u32 {
        self.0
    }

    /// The set of a mask; bits that stand for no law are dropped.
    pub const fn from_mask(mask: u32) -> Self {
        Self(mask & Self::ALL.0)
    }

    /// The laws of the set in the order of their codes.
    pub fn iter(self) -> impl Iterator<Item = Law> {
        Law::ALL.into_iter().filter(move |&law| self.has(law))
    }
}

impl FromIterator<Law> for Laws {
    fn from_iter<I: IntoIterator<Item = Law>>(laws: I) -> Self {
        laws.into_iter().fold(Self::NONE, Self::with)
    }
}
