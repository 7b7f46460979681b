//! `qingyun talk`: a dialogue in which every turn edits what is wanted.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::Result;
use qingyun_prompt::dialogue::{Turn, turn};
use qingyun_prompt::{MAX_BYTES, Vocabulary};
use serde_json::{Value, json};

use crate::bulk::read_line;
use crate::context::Context;
use crate::help::Zh;
use crate::paint::report::saved;
use crate::say::Lang;
use crate::talk::painter::Painter;
use crate::talk::said::{Said, said};
use crate::talk::session::Session;
use crate::talk::show;
use crate::values;

/// Say what to paint over several turns, and change it: "a bit greener", "undo"
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Paint a picture after each turn, with the default model
    #[arg(long)]
    paint: bool,

    /// File (.png) or folder for pictures [default: qingyun-SEED.png here]
    #[arg(short, long, value_name = "PATH", requires = "paint")]
    out: Option<PathBuf>,

    /// Seed of the noise, the same for all turns [default: a new one]
    #[arg(short, long, value_parser = values::seed, allow_negative_numbers = true)]
    seed: Option<u64>,

    /// Keep the dialogue in this file after each turn, and go on with it
    #[arg(long, value_name = "FILE")]
    session: Option<PathBuf>,

    /// How the prompt is written, such as a1111 or plain
    #[arg(long, value_name = "NAME", default_value = "plain")]
    dialect: String,

    /// Print one JSON object a turn
    #[arg(long)]
    json: bool,
}

pub(crate) const ZH: Zh = Zh {
    command: "talk",
    about: "分几轮说出要画什么，并随时改动：“再绿一点”、“撤销”",
    usage: "qingyun talk [选项]",
    arguments: &[
        ("paint", "每轮之后用默认模型画一张图"),
        ("out", "图写到哪个文件（.png）或文件夹 [默认：当前文件夹的 qingyun-种子.png]"),
        ("seed", "噪声的种子，各轮相同 [默认：新的]"),
        ("session", "每轮之后把对话存进这个文件，并从它接着说"),
        ("dialect", "提示词的写法，如 a1111 或 plain"),
        ("json", "每轮输出一个 JSON 对象"),
    ],
};

/// A dialogue that goes on.
struct Talk<'a> {
    args: &'a Args,
    context: &'a Context,
    vocabulary: Vocabulary,
    session: Session,
    painter: Option<Painter>,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<()> {
    let session = Session::open(args.session.as_deref())?;
    show::prompt(session.state.brief(), &args.dialect)?;
    let painter = if args.paint {
        Some(Painter::new(args.out.as_deref(), args.seed, context)?)
    } else {
        None
    };
    let mut talk = Talk { args, context, vocabulary: Vocabulary::general(), session, painter };
    let mut input = io::stdin().lock();
    let asks = io::stdin().is_terminal() && !args.json;
    if asks {
        context.say(help(context.lang))?;
    }
    while let Some(line) = next(&mut input, asks)? {
        if !talk.follow(&line)? {
            break;
        }
    }
    Ok(())
}

/// The next line; of one that is too long only so much that it is refused.
fn next(input: &mut impl BufRead, asks: bool) -> io::Result<Option<String>> {
    if asks {
        write!(io::stdout(), "> ")?;
        io::stdout().flush()?;
    }
    // One byte more for the break.
    let line = read_line(input, MAX_BYTES as u64 + 1)?;
    Ok(line.map(|line| String::from_utf8_lossy(&line).into_owned()))
}

fn help(lang: Lang) -> &'static str {
    lang.pick(
        "说要画什么，再一轮轮地改。命令：/显示 /撤销 /重做 /保存 文件 /退出",
        "Say what to paint, then change it turn by turn. Commands: /show /undo /redo /save FILE /quit",
    )
}

impl Talk<'_> {
    /// Follows a line; `false` ends the dialogue.
    fn follow(&mut self, line: &str) -> Result<bool> {
        let context = self.context;
        match said(line) {
            Said::Turn(words) => self.turn(&words)?,
            Said::Show => self.show()?,
            Said::Save(file) => {
                self.session.save(&file)?;
                let done = context.lang.pick("已保存", "saved");
                self.tell(&format!("{done} {}", file.display()))?;
            }
            Said::Help => self.tell(help(context.lang))?,
            Said::Quit => return Ok(false),
            Said::Blank => {}
            Said::Unknown(command) => {
                let (no, are) = context.lang.pick(("没有命令", "。"), ("no command", ". "));
                context.warn(&format!("{no} /{command}{are}{}", help(context.lang)))?;
            }
        }
        Ok(true)
    }

    /// A line for people.
    fn tell(&self, text: &str) -> io::Result<()> {
        if self.args.json { Ok(()) } else { self.context.say(text) }
    }

    fn show(&self) -> Result<()> {
        let brief = self.session.state.brief();
        let prompt = show::prompt(brief, &self.args.dialect)?;
        if self.args.json {
            let turn = Turn { edits: Vec::new(), changed: Vec::new(), question: None };
            return Ok(self.context.say(show::json("/show", brief, &turn, &prompt).to_string())?);
        }
        let lang = self.context.lang;
        let text = format!("{}\n{}", show::block(brief, lang), show::prompt_line(&prompt, lang));
        Ok(self.context.say(text)?)
    }

    /// A turn that cannot be followed is told, and the dialogue goes on.
    fn turn(&mut self, words: &str) -> Result<()> {
        let context = self.context;
        let done = match turn(&mut self.session.state, words, &self.vocabulary) {
            Ok(done) => done,
            Err(error) if self.args.json => {
                let error = json!({ "said": words, "error": context.lang.message(&error) });
                return Ok(context.say(error.to_string())?);
            }
            Err(error) => return Ok(context.warn(&context.lang.message(&error))?),
        };
        self.session.keep()?;
        let brief = self.session.state.brief();
        let prompt = show::prompt(brief, &self.args.dialect)?;
        if !self.args.json {
            context.say(show::text(brief, &done, &prompt, context.lang))?;
        }
        let picture = self.paint(&done, &prompt.text)?;
        if self.args.json {
            let mut object = show::json(words, brief, &done, &prompt);
            object["picture"] = picture;
            context.say(object.to_string())?;
        }
        Ok(())
    }

    /// The new picture, where one is asked for and something changed; its path.
    fn paint(&self, turn: &Turn, prompt: &str) -> Result<Value> {
        let brief = self.session.state.brief();
        let Some(painter) = self.painter.as_ref().filter(|_| !turn.changed.is_empty()) else {
            return Ok(Value::Null);
        };
        if !painter.can_paint(brief) {
            let lang = self.context.lang;
            self.context.warn(lang.pick(
                "默认模型不认识这里的任何东西，没有画",
                "the default model knows none of these things; nothing was painted",
            ))?;
            return Ok(Value::Null);
        }
        let file = painter.paint(brief, prompt, self.context)?;
        self.tell(&saved(&file, self.context.lang))?;
        Ok(json!(file.path.display().to_string()))
    }
}
