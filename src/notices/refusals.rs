//! What may be refused about notices and objections, in the order in which it is checked.

use chrono::NaiveDate;

use super::model::{MOST_DAYS, NoticeState, ObjectionState};
use crate::awards::AwardState;
use crate::words::{Kind, Moment, Refusal};

/// An expected no about a notice. The order of the variants is the order in which they are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NoticeRefusal {
    WrongPeriod,
    DraftWaits(i64),
    Overlaps(NaiveDate),
    WrongDays(u32),
    UnknownNotice(i64),
    NotWaiting(NoticeState),
    OwnDraft,
    ClockBehind(Moment),
    ReasonMissing,
    NotOver,
    StillWaiting,
    /// It is not public any more.
    Over,
}

impl From<NoticeRefusal> for Refusal {
    fn from(refusal: NoticeRefusal) -> Self {
        use NoticeRefusal as R;
        let (code, kind, sentence, next_step) = match refusal {
            R::WrongPeriod => (
                "notices.wrong_period",
                Kind::Invalid,
                "这一期的起止日期不对。".to_owned(),
                "起在前、止在后，最长一年；这一段要已经过完，今天不能算在里面。",
            ),
            R::DraftWaits(id) => {
                ("notices.draft_waits", Kind::Conflict, format!("第 {id} 号公示草稿还在等签字。"), "请村务监督委员先签字或退回那一份。")
            }
            R::Overlaps(last) => {
                ("notices.overlaps", Kind::Conflict, format!("上一期公示到 {last} 为止，这一期和它重了。"), "请从上一期的后一天起。")
            }
            R::WrongDays(least) => (
                "notices.wrong_days",
                Kind::Invalid,
                format!("这一期要公示 {least} 到 {MOST_DAYS} 天。"),
                "有减分的不少于 7 天；不填就按最少的天数。",
            ),
            R::UnknownNotice(id) => ("notices.unknown_notice", Kind::Missing, format!("没有第 {id} 号公示。"), "请从公示的列表里进。"),
            R::NotWaiting(state) => {
                ("notices.not_waiting", Kind::Conflict, format!("这份公示{}，不用再签。", state.chinese()), "请刷新后再看。")
            }
            R::OwnDraft => ("notices.own_draft", Kind::Aside, "这份公示是您拟的，要由别人来签。".to_owned(), "请换一位村务监督委员。"),
            R::ClockBehind(now) => {
                let sentence = format!("这台机器的时间是 {now}，比拟公示的时间还早，没有办。");
                ("notices.clock_behind", Kind::Conflict, sentence, "请先校准机器的时间：公示要从真正的日子算起。")
            }
            R::ReasonMissing => ("notices.reason_missing", Kind::Invalid, "没有写原因。".to_owned(), "请写一句原因，让别人知道为什么。"),
            R::NotOver => ("notices.not_over", Kind::Conflict, "这期公示还没有到期，或者已经结束了。".to_owned(), "不用处理。"),
            R::StillWaiting => {
                ("notices.still_waiting", Kind::Conflict, "这期公示上还有等着定的，没有结束。".to_owned(), "请先答复有意见的那几件。")
            }
            R::Over => ("notices.over", Kind::Missing, "这期公示已经结束。".to_owned(), "要看以前的公示，请到村委会查。"),
        };
        Refusal::new(code, kind, sentence, next_step)
    }
}

/// An expected no about an objection. The order of the variants is the order in which they are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ObjectionRefusal {
    UnknownAward(i64),
    UnknownResident(String),
    NotStanding(AwardState),
    TooLate(NaiveDate),
    AlreadyObjected(i64),
    BeingCorrected,
    SentenceMissing,
    UnknownObjection(i64),
    NotWaiting(ObjectionState),
    NoAppeal,
    TookPart,
    /// A device recorded it whose token they had.
    OwnDevice,
    OwnHousehold,
    ReasonMissing,
}

impl From<ObjectionRefusal> for Refusal {
    fn from(refusal: ObjectionRefusal) -> Self {
        use ObjectionRefusal as R;
        let (code, kind, sentence, next_step) = match refusal {
            R::UnknownAward(id) => {
                ("objections.unknown_award", Kind::Missing, format!("没有找到第 {id} 号加减分。"), "请从自己的积分或公示里点“有意见”。")
            }
            R::UnknownResident(number) => {
                ("objections.unknown_resident", Kind::Invalid, format!("花名册里没有 {number} 这个人。"), "请写提意见的人的编号。")
            }
            R::NotStanding(state) => {
                let sentence = format!("这一件{}，现在不用提意见。", state.chinese());
                ("objections.not_standing", Kind::Conflict, sentence, "还在审核的，等通过公示了再看。")
            }
            R::TooLate(last) => {
                ("objections.too_late", Kind::Conflict, format!("提意见的时间到 {last} 为止，已经过了。"), "真记错了，请村里的人提出更正。")
            }
            R::AlreadyObjected(id) => (
                "objections.already_raised",
                Kind::Conflict,
                format!("这一件已经提过意见，回执第 {id} 号。"),
                "请看那一件办到哪里了；不服可以申诉。",
            ),
            R::BeingCorrected => {
                ("objections.being_corrected", Kind::Conflict, "这一件已经有人提出更正，正在等结果。".to_owned(), "请等结果出来再看。")
            }
            R::SentenceMissing => {
                ("objections.sentence_missing", Kind::Invalid, "没有写哪里不对。".to_owned(), "请写一句，不会写就请人帮忙。")
            }
            R::UnknownObjection(id) => ("objections.unknown", Kind::Missing, format!("没有第 {id} 号意见。"), "请核对回执上的编号。"),
            R::NotWaiting(state) => {
                ("objections.not_waiting", Kind::Conflict, format!("这条意见现在是“{}”，不能这样定。", state.chinese()), "请刷新后再看。")
            }
            R::NoAppeal => (
                "objections.no_appeal",
                Kind::Conflict,
                "这条意见现在不能申诉。".to_owned(),
                "还没有答复的请等答复；乡镇定过的就是最后的。",
            ),
            R::TookPart => {
                let sentence = "这一件您经过手（记录、审核、代交或者定过），要由别人来定。".to_owned();
                ("objections.took_part", Kind::Aside, sentence, "请没有经过手的村务监督委员或乡镇干部来定。")
            }
            R::OwnDevice => {
                let sentence = "这一件是机器或程序记的，它的口令是您发的，要由别人来定。".to_owned();
                ("objections.own_device", Kind::Aside, sentence, "请没有发过口令的村务监督委员或乡镇干部来定。")
            }
            R::OwnHousehold => {
                ("objections.own_household", Kind::Aside, "这一件跟您自己家或亲属家有关，您要回避。".to_owned(), "请换一个人来定。")
            }
            R::ReasonMissing => {
                ("objections.reason_missing", Kind::Invalid, "没有写原因。".to_owned(), "请写一句原因，让提意见的人知道为什么。")
            }
        };
        Refusal::new(code, kind, sentence, next_step)
    }
}
