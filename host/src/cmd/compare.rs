//! `syntony compare`: a job on a board and on the simulator, word by word.

use std::sync::atomic::Ordering;

use anyhow::{bail, ensure};
use clap::{Args, Parser};

use super::target::COMPARED;
use super::{Cli, Context, Output, Verb};

/// Do a job on a board and on the simulator, and name the first bit that differs
///
/// Every frame of the job goes to both, and every word that comes back is compared. Exit code 5 if a bit differs.
#[derive(Args)]
pub struct Compare {
    /// The job with its --target, for example: recall --glyphs digits --target virtual
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true, value_name = "VERB")]
    job: Vec<String>,
}

impl Compare {
    pub fn run(&self, context: &Context) -> anyhow::Result<Output> {
        let words = ["syntony"].into_iter().chain(self.job.iter().map(String::as_str)).chain(["--compare"]);
        let job = match Cli::try_parse_from(words) {
            Ok(cli) => cli.verb,
            Err(error) if error.to_string().contains("--compare") => {
                bail!(
                    "`{}` talks to no board: compare recall, learn, listen, rhythm, beat, cut, qubo, run, load, save, dump, read, write or info",
                    self.job[0]
                )
            }
            Err(error) if !error.use_stderr() => {
                error.print()?;
                return Ok(Output::nothing());
            }
            Err(error) => bail!("{}", error.to_string().trim_start_matches("error: ").trim_end()),
        };
        ensure!(!matches!(job, Verb::Compare(_)), "a comparison cannot be compared: give a verb that talks to a board");
        let output = job.run(context)?;
        let words = COMPARED.load(Ordering::Relaxed);
        ensure!(
            words > 0,
            "nothing of `{}` could be compared: it asked the board for nothing that the simulator tells",
            self.job.join(" ")
        );
        let text = format!("{}\nno bit differs from the simulator: {words} words compared", output.text().trim_end());
        let report = serde_json::json!({ "job": self.job.join(" "), "words": words, "differences": 0, "result": output.json() });
        Ok(Output::new(&report, text)?.interrupted(output.interrupted))
    }
}
