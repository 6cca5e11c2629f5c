//! Every no about one's own data, in its words.

use crate::words::{Kind, Points, Refusal};

/// An expected no. The order of the variants is the order in which they are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PersonalRefusal {
    UnknownResident(String),
    UnknownErasure(i64),
    AlreadyDecided,
    /// Something was done in the village between looking and deleting.
    ChangedMeanwhile,
    AlreadyErased,
    ErasureWaiting(i64),
    /// Who lives here is not gone, and who is gone asks for nothing.
    WrongGround,
    BasisMissing,
    OwnHousehold,
    SamePerson,
    NotYours,
    ReasonMissing,
    PointsHeld,
    PointsLeft(Points),
    /// So many deeds are not decided or not posted yet.
    ClaimsOpen(usize),
    ObjectionsOpen(usize),
    ChangeWaiting(i64),
    RedemptionOpen,
    /// A shared screen hands no file out.
    NotOnKiosk,
}

impl From<PersonalRefusal> for Refusal {
    fn from(refusal: PersonalRefusal) -> Self {
        use PersonalRefusal as R;
        let (code, kind, sentence, next_step) = match refusal {
            R::UnknownResident(number) => (
                "personal.unknown_resident",
                Kind::Invalid,
                format!("花名册里没有 {number} 这个人。"),
                "请核对人员编号，要填到人，不填户号。",
            ),
            R::UnknownErasure(id) => ("personal.unknown_erasure", Kind::Missing, format!("没有第 {id} 号删除要求。"), "请核对编号。"),
            R::AlreadyDecided => ("personal.already_decided", Kind::Conflict, "这一件已经定了。".to_owned(), "请刷新后再看。"),
            R::ChangedMeanwhile => {
                ("personal.changed_meanwhile", Kind::Conflict, "刚才村里又办了别的事，什么也没有删。".to_owned(), "请再点一次。")
            }
            R::AlreadyErased => ("personal.already_erased", Kind::Conflict, "这个人的信息已经删除了。".to_owned(), "不用再办。"),
            R::ErasureWaiting(id) => {
                ("personal.erasure_waiting", Kind::Conflict, format!("已经要求过删除（第 {id} 号），还没有定。"), "请等另一个人来定。")
            }
            R::WrongGround => (
                "personal.wrong_ground",
                Kind::Invalid,
                "为什么删除，和花名册对不上，没有办。".to_owned(),
                "还住在村里的，凭本人的纸条；迁走、去世的，请先在“户口变动”里办好。",
            ),
            R::BasisMissing => (
                "personal.basis_missing",
                Kind::Invalid,
                "没有写凭哪张纸办，或者太长。".to_owned(),
                "请写一句，最多 200 个字，比如：2026 年第 3 号申请。不用写名字。",
            ),
            R::OwnHousehold => {
                ("personal.own_household", Kind::Aside, "这是您自己家或亲属家的事，您要回避。".to_owned(), "请换一个人来办。")
            }
            R::SamePerson => ("personal.same_person", Kind::Aside, "这是您自己提出的，要另一个人同意。".to_owned(), "请换一个人来定。"),
            R::NotYours => ("personal.not_yours", Kind::Forbidden, "这不是您提出的。".to_owned(), "谁提出的，由谁收回。"),
            R::ReasonMissing => (
                "personal.reason_missing",
                Kind::Invalid,
                "没有写为什么不同意，或者太长。".to_owned(),
                "请写一句，最多 200 个字，本人看得到。",
            ),
            R::PointsHeld => {
                ("personal.points_held", Kind::Conflict, "账上有分正冻结着，没有办。".to_owned(), "请先领走或退掉订的东西，再来办。")
            }
            R::PointsLeft(points) => (
                "personal.points_left",
                Kind::Conflict,
                format!("账上还有 {} 分，没有办。", points.plain()),
                "请先换成东西；不想要了，就勾上“剩下的分不要了”再办。",
            ),
            R::ClaimsOpen(count) => (
                "personal.claims_open",
                Kind::Conflict,
                format!("还有 {count} 件加分减分没有办完，没有办。"),
                "请等审核、公示完了，或者由记的人撤回，再来办。",
            ),
            R::ObjectionsOpen(count) => {
                ("personal.objections_open", Kind::Conflict, format!("还有 {count} 条意见没有答复，没有办。"), "请等答复以后再来办。")
            }
            R::ChangeWaiting(id) => {
                ("personal.change_waiting", Kind::Conflict, format!("这一户的第 {id} 号变动还没有定，没有办。"), "请先让另一个人定下来。")
            }
            R::RedemptionOpen => {
                ("personal.redemption_open", Kind::Conflict, "有一次换东西正等着退，没有办。".to_owned(), "请先让另一个人把退货定下来。")
            }
            R::NotOnKiosk => (
                "personal.not_on_kiosk",
                Kind::Conflict,
                "自助机是大家用的，不能把您的信息存成文件。".to_owned(),
                "请用自己的手机，或者家里人的手机，登录以后打开这一页。",
            ),
        };
        Refusal::new(code, kind, sentence, next_step)
    }
}
