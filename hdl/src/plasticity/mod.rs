//! Learning in the fabric: a pass over the rows through the windows of weights, gains and biases, which are free between two passes
//! of the walk (`docs/src/definition.md#learning`). Only media whose shape has `learning` have these parts.

pub mod learner;
pub mod rates;
pub mod row;
pub mod steps;
pub mod tuner;
pub mod units;
