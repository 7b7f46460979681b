//! A process that waits on its input for what to do, and answers each time with a line of JSON.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// It, while it runs.
pub(crate) struct Process {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Process {
    /// Starts it and waits for its first answer, which is given too.
    pub(crate) fn start(mut command: Command) -> Result<(Self, Value)> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("starting {command:?}"))?;
        let input = child.stdin.take().context("no input")?;
        let output = BufReader::new(child.stdout.take().context("no output")?);
        let mut process = Self { child, input, output };
        let ready = process.listen()?;
        Ok((process, ready))
    }

    /// Tells it what to do; gives what it answers.
    pub(crate) fn ask(&mut self, what: &str) -> Result<Value> {
        writeln!(self.input, "{what}")?;
        self.listen()
    }

    /// The same, where the answer has a number of that name.
    pub(crate) fn ask_number(&mut self, what: &str, name: &str) -> Result<f64> {
        number(&self.ask(what)?, name)
    }

    fn listen(&mut self) -> Result<Value> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        ensure!(!line.is_empty(), "a process ended before its time");
        Ok(serde_json::from_str(&line)?)
    }
}

impl Drop for Process {
    /// Leaves nothing behind.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The number of that name in an answer.
pub(crate) fn number(answer: &Value, name: &str) -> Result<f64> {
    answer[name].as_f64().with_context(|| format!("no {name} in {answer}"))
}
