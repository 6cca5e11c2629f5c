//! 脚本: a Rhai file beside the rule file, for what a table cannot say. It calls 加分(n, "理由") and 扣分(n, "理由"), or gives back a number.
//!
//! Its reasons are the steps of the explanation. Not here: the dialect and the limits, which are those of every formula.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use rhai::{Dynamic, Engine, EvalAltResult, ImmutableString, NativeCallContext};
use rust_decimal::Decimal;

use super::amount::Worth;
use super::compiling::{Compiler, Written};
use super::form::{self, Form};
use super::formula::Formula;
use super::functions::{decimal, no};
use super::marks::{Findings, Mark};
use super::yaml::Entry;

/// How the files end.
const ENDING: &str = ".rhai";

/// What a script calls to give and to take.
pub(super) const GIVES: &str = "加分";
pub(super) const TAKES: &str = "扣分";

/// The most reasons one record may have.
const MOST: usize = 50;

/// The longest reason, in characters.
const LONGEST: usize = 60;

/// Whether a file is a script.
pub(super) fn is_script(path: &str) -> bool {
    path.ends_with(ENDING)
}

/// The path of a script that a rule in this file names: both stand in one folder.
pub(super) fn beside(file: &str, name: &str) -> String {
    file.rsplit_once('/').map_or_else(|| name.to_owned(), |(folder, _)| format!("{folder}/{name}"))
}

/// The script that a rule names, if it is there.
pub(super) fn of(form: &Form<'_>, findings: &Findings<'_>) -> Option<u16> {
    let entry = form.get("脚本")?;
    findings.file(&beside(&findings.source(entry.value.mark.file).path, entry.value.text()?))
}

/// A script ready to run.
#[derive(Debug)]
pub(super) struct Script {
    pub(super) worth: Worth,
    pub(super) file: Arc<str>,
    /// The line that names it.
    pub(super) line: u32,
}

impl Script {
    /// The formula, if it calls 加分 or 扣分.
    pub(super) fn reasons(&self) -> Option<&Formula> {
        if let Worth::Formula(formula) = &self.worth { Some(&**formula).filter(|formula| formula.gives_reasons()) } else { None }
    }

    /// The file without its folder.
    pub(super) fn name(&self) -> &str {
        self.file.rsplit('/').next().unwrap_or(&self.file)
    }
}

/// Which of 加分 and 扣分 a script calls, and how much all calls together come to at most.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Calls {
    pub(super) gives: Called,
    pub(super) takes: Called,
}

/// How one of them is called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Called {
    #[default]
    Never,
    /// With plain numbers, each once at most.
    UpTo(Decimal),
    /// In a loop, or with what is worked out.
    WithoutEnd,
}

impl Calls {
    /// Whether it calls any of them.
    pub(super) fn any(self) -> bool {
        self.gives != Called::Never || self.takes != Called::Never
    }
}

impl Called {
    /// One more call; `None` is a number that is not known.
    pub(super) fn and(self, points: Option<Decimal>) -> Self {
        let before = match self {
            Called::Never => Some(Decimal::ZERO),
            Called::UpTo(sum) => Some(sum),
            Called::WithoutEnd => None,
        };
        before.zip(points).and_then(|(sum, points)| sum.checked_add(points)).map_or(Called::WithoutEnd, Called::UpTo)
    }

    /// The most all calls come to.
    pub(super) fn most(self) -> Option<Decimal> {
        match self {
            Called::Never => Some(Decimal::ZERO),
            Called::UpTo(sum) => Some(sum),
            Called::WithoutEnd => None,
        }
    }
}

/// Something a script gave or took, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reason {
    pub(super) points: Decimal,
    pub(super) text: String,
    /// The line of the script.
    pub(super) line: usize,
}

/// What a run writes down.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) reasons: Vec<Reason>,
    /// The parts of the script to which it came, where it is asked (`probing`).
    pub(super) reached: BTreeSet<usize>,
}

/// As a run carries them with it.
pub(super) type Shared = Arc<Mutex<Notes>>;

/// What a script calls where it is asked to which of its parts it comes. No script can name it: it is no word of the dialect.
pub(super) const REACHES: &str = "到";

/// Makes 加分 and 扣分 known to the engine. They write into what the run carries with it; the engine itself holds nothing.
pub(super) fn register(engine: &mut Engine) {
    for (name, sign) in [(GIVES, Decimal::ONE), (TAKES, Decimal::NEGATIVE_ONE)] {
        engine.register_fn(name, move |run: NativeCallContext<'_>, points: Dynamic, reason: ImmutableString| {
            note(&run, name, sign, &points, &reason)
        });
    }
    engine.register_fn(REACHES, |run: NativeCallContext<'_>, part: i64| {
        let notes = run.tag().and_then(|tag| tag.clone().try_cast::<Shared>());
        if let Some(mut notes) = notes.as_ref().and_then(|notes| notes.lock().ok()) {
            notes.reached.extend(usize::try_from(part).ok());
        }
    });
}

fn note(run: &NativeCallContext<'_>, name: &str, sign: Decimal, points: &Dynamic, reason: &str) -> Result<(), Box<EvalAltResult>> {
    let Some(points) = decimal(points) else { return no("这里要一个数") };
    if points < Decimal::ZERO {
        return no(format!("“{name}”后面的数不能小于 0"));
    }
    if reason.trim().is_empty() || reason.chars().count() > LONGEST {
        return no(format!("理由要写 1 到 {LONGEST} 个字"));
    }
    let notes = run.tag().and_then(|tag| tag.clone().try_cast::<Shared>());
    let Some(mut notes) = notes.as_ref().and_then(|notes| notes.lock().ok()) else { return no("这里不能加分扣分") };
    if notes.reasons.len() == MOST {
        return no(format!("一件事最多加分、扣分 {MOST} 次"));
    }
    if !points.is_zero() {
        let line = run.call_position().line().unwrap_or(0);
        notes.reasons.push(Reason { points: points * sign, text: reason.trim().to_owned(), line });
    }
    Ok(())
}

/// What a script says, without what some editors put before it.
pub(super) fn written<'f>(file: u16, findings: &Findings<'f>) -> Written<'f> {
    let text = findings.source(file).text.as_str();
    let start = text.len() - text.trim_start_matches('\u{FEFF}').len();
    Written { text: &text[start..], mark: Mark::new(file, start, text.len()) }
}

impl Compiler<'_, '_> {
    /// 脚本
    pub(super) fn script(&mut self, entry: &Entry) -> Option<Script> {
        let name = form::text(entry, self.findings)?;
        let path = beside(&self.findings.source(entry.value.mark.file).path, name);
        if !is_script(name) || name.contains(['/', '\\']) {
            self.findings.error("script.name", entry.value.mark, format!("脚本要写同一个文件夹里的文件名，以 {ENDING} 结尾。"));
            return None;
        }
        let Some(file) = self.findings.file(&path) else {
            self.findings.error("script.missing", entry.value.mark, format!("没有找到脚本“{path}”，请放在规则文件旁边。"));
            return None;
        };
        let formula = self.points_script(written(file, self.findings))?;
        Some(Script { worth: Worth::Formula(Box::new(formula)), file: path.into(), line: self.findings.line(entry.key_mark) })
    }
}
