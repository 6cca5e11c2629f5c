//! What may be refused about errata, in the order in which it is checked.

use chrono::NaiveDate;

use super::model::ErratumState;
use crate::words::{Kind, Moment, Problem, Refusal};

/// An expected no. The order of the variants is the order in which they are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ErratumRefusal {
    NoDraft,
    /// What else the text says differently.
    OtherChange(Vec<String>),
    Unchanged(String),
    /// What of the rule is no number of points.
    NotNumbers(Vec<String>),
    Protected(String),
    AnotherWaits(i64),
    /// The version never held, or not on that day.
    WrongDay(NaiveDate),
    AlreadyCorrected(i64),
    ReasonMissing,
    UnknownErratum(i64),
    NotWaiting(ErratumState),
    OwnProposal,
    OwnHousehold,
    Kin,
    ClockBehind(Moment),
    NotOver,
    /// Somebody has yet to decide on these awards.
    StillWaiting(Vec<i64>),
    /// It is not public any more.
    Over,
}

fn problems(sentences: &[String]) -> Vec<Problem> {
    sentences.iter().map(|message| Problem { pointer: "/files".to_owned(), message: message.clone(), fix: None }).collect()
}

impl From<ErratumRefusal> for Refusal {
    fn from(refusal: ErratumRefusal) -> Self {
        use ErratumRefusal as R;
        let parts = match &refusal {
            R::OtherChange(sentences) | R::NotNumbers(sentences) => problems(sentences),
            _ => Vec::new(),
        };
        let (code, kind, sentence, next_step) = match refusal {
            R::NoDraft => (
                "errata.no_draft",
                Kind::Conflict,
                "还没有改好的规则，没有提出。".to_owned(),
                "请先在“村规则”里把写错的数改好，存成草案，再来提出。",
            ),
            R::OtherChange(sentences) => {
                let sentence = format!("草案里还改了别的：{}，这不是改正，没有提出。", sentences.join("；"));
                ("errata.other_change", Kind::Invalid, sentence, "一次只改正一条规则里写错的数。要改规则，请开会通过，从以后的一天起用。")
            }
            R::Unchanged(rule) => (
                "errata.unchanged",
                Kind::Invalid,
                format!("“{rule}”的数和那一版一样，没有可改正的。"),
                "请核对是哪一版、哪一条规则写错了。",
            ),
            R::NotNumbers(sentences) => {
                let sentence = format!("改的不只是分数：{}，没有提出。", sentences.join("；"));
                let next_step = "填报、审核、公示、有效期、否决、修复这些，请开会通过，从以后的一天起用。";
                ("errata.not_numbers", Kind::Invalid, sentence, next_step)
            }
            R::Protected(rule) => {
                ("errata.protected", Kind::Invalid, format!("“{rule}”要保密，不能公示，没有提出。"), "请开会通过，从以后的一天起用。")
            }
            R::AnotherWaits(id) => {
                ("errata.another_waits", Kind::Conflict, format!("第 {id} 号改正还没有办完，没有提出。"), "请等那一号办完，或者先撤回。")
            }
            R::WrongDay(day) => {
                let sentence = format!("{day} 这一天用的不是这一版规则，没有提出。");
                ("errata.wrong_day", Kind::Invalid, sentence, "请在“历次”里看这一版从哪天用到哪天。")
            }
            R::AlreadyCorrected(number) => {
                let sentence = format!("这一版已经由第 {number} 版改正过了，没有提出。");
                ("errata.already_corrected", Kind::Conflict, sentence, "还有错的话，请改正那一版。")
            }
            R::ReasonMissing => {
                ("errata.reason_missing", Kind::Invalid, "没有写原因。".to_owned(), "请写一句：会上定的是什么，怎么写错的。")
            }
            R::UnknownErratum(id) => ("errata.unknown", Kind::Missing, format!("没有第 {id} 号改正。"), "请从规则改正的列表里进。"),
            R::NotWaiting(state) => {
                ("errata.not_waiting", Kind::Conflict, format!("这一号{}，不能这样办。", state.chinese()), "请刷新后再看。")
            }
            R::OwnProposal => (
                "errata.own_proposal",
                Kind::Aside,
                "这一号是您提出的，要由别人来同意。".to_owned(),
                "请换一位村务监督委员；想收回就写明原因撤回。",
            ),
            R::OwnHousehold => (
                "errata.own_household",
                Kind::Aside,
                "这一号会改您自己家的分，您要回避。".to_owned(),
                "请换一位村务监督委员，或者请乡镇来定。",
            ),
            R::Kin => {
                ("errata.kin", Kind::Aside, "这一号会改您亲属家的分，您要回避。".to_owned(), "请换一位村务监督委员，或者请乡镇来定。")
            }
            R::ClockBehind(now) => {
                let sentence = format!("这台机器的时间是 {now}，比提出的时间还早，没有办。");
                ("errata.clock_behind", Kind::Conflict, sentence, "请先校准机器的时间：公示要从真正的日子算起。")
            }
            R::NotOver => ("errata.not_over", Kind::Conflict, "公示的日子还没有过完，或者已经办过了。".to_owned(), "不用处理。"),
            R::StillWaiting(awards) => {
                let numbers: Vec<String> = awards.iter().map(|award| format!("第 {award} 号")).collect();
                let sentence = format!("{}还有人有意见或提出更正，没有定，先不改。", numbers.join("、"));
                ("errata.still_waiting", Kind::Conflict, sentence, "请先把这几件定下来。")
            }
            R::Over => ("errata.over", Kind::Missing, "这一号规则改正的公示已经结束。".to_owned(), "要看以前的，请到村委会查。"),
        };
        Refusal::new(code, kind, sentence, next_step).with(parts)
    }
}
