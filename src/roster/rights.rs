//! Which role may do what, and how far that reaches: the one table. Whoever is not named may not.
//!
//! | scope | who |
//! |---|---|
//! | one's own | residents: every action of theirs is about the one who is signed in (`Action::SeeOwn`), or open to all |
//! | one's own household | residents who are the head of theirs (户主): what each member has and why, saying what one did, objecting (`reach`). What is told in confidence, and correcting, consenting and deleting, stay with the person |
//! | one's own group | group leaders: the households of the group they live in (`reach`) |
//! | one's own village | whoever else serves, devices and programs |
//! | another village | nobody: to each it is as if it did not exist (`entrance::Caller::check`) |
//! | the township, the county | an officer with a number in one of its villages: `Action::Compare`, for all of them (`Caller::check_division`) |
//!
//! [`scope`] says which of them a role's action ends at; what asks for it is named above. `tests/story/contract.rs` calls every route and page in every role
//! and from another village, and for each scope from within and from without.

use crate::words::{Kind, Refusal, Role};

/// Something a caller can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Record a deed for review.
    Record,
    /// Bring a picture that is shown for a deed recorded next.
    BringPhoto,
    /// See what was shown for a deed: those who decide on it; a resident for what was recorded of themselves or by them.
    SeePhotos,
    /// Look for a resident by number or part of a name. No device does: it would be a list of who lives here.
    LookUp,
    /// Record with a phone, out in the village.
    RecordOnTheWay,
    /// See who lives in one's own group, and what they have.
    SeeGroup,
    /// Record what one did oneself, for review, and take it back.
    ClaimOwn,
    /// Approve, return or reject what somebody else recorded.
    Review,
    /// Say that an approved claim was a mistake, and decide on it when somebody else says so.
    Correct,
    /// Draft a public notice.
    DraftNotice,
    /// Put a notice up that somebody else drafted, or send it back.
    SignNotice,
    /// See notices that are drafted or over, and what stands on them.
    SeeNotices,
    /// Object to an award: a resident for themselves, staff for whoever came with a piece of paper. Also to appeal.
    Object,
    /// See who objected to what.
    SeeObjections,
    /// Rule on an objection.
    RuleOnObjection,
    /// Rule on an appeal, for good.
    RuleOnAppeal,
    /// See claims and the review queue.
    SeeClaims,
    /// See accounts and their entries.
    SeeAccounts,
    /// See what oneself and one's household have.
    SeeOwn,
    /// See what each member of the household has and how it came about: its head. Nothing of what they reported.
    SeeFamily,
    /// Report something under a rule with 保密: a resident for themselves, the township for whoever comes to it.
    Report,
    /// See and decide what was reported, without seeing by whom. Nobody who works in the village does.
    HandleReports,
    /// See goods, fund and chain head.
    SeeShop,
    /// Hand out goods for points.
    Redeem,
    /// Have goods kept for one's own points, and give them up.
    Reserve,
    /// Change goods and stock; count them at the end of a day.
    ManageStock,
    /// Agree to what somebody else proposed in the shop: a delivery, a count that differs, writing goods off, a late cancellation.
    Countersign,
    /// See the ends of days at the shop and what is settled with its keeper.
    SeeShopBooks,
    /// Draw up, sign or withdraw a settlement with the keeper; one side each.
    Settle,
    /// Write down that the keeper was paid.
    PayKeeper,
    /// Put money into the fund.
    Allocate,
    /// See drafts of the rules, what is wrong with them, and what they change.
    SeeDraft,
    /// Write a draft of the rules.
    WriteDraft,
    /// Judge a past period again under a draft.
    Try,
    /// See how reviewers decided, what is looked at again, and whose kin is declared.
    Oversee,
    /// See how far a month is closed, how long the fund lasts, and whether machine and backup are well.
    SeeUpkeep,
    /// Draw the records of a month that are looked at again, and say what was found.
    Check,
    /// Declare that a household is kin to somebody who serves.
    DeclareKin,
    /// Say that it is so no longer. Not in the village: nobody talks themselves out of stepping aside.
    EndKin,
    /// Invite those who serve to choose a password, sign them out, take a lost phone's codes away.
    Invite,
    /// See who serves, and agree that somebody may choose a new password, which somebody else asked for.
    ConfirmInvitation,
    /// Register kiosks and programs, and revoke them.
    RegisterDevices,
    /// Ask that somebody begin to serve, do something else, or end.
    Appoint,
    /// Agree to that, where somebody else asked for it.
    ConfirmAppointment,
    /// Turn it down, or take back one's own.
    RejectAppointment,
    /// Print cards, and let residents choose their PIN.
    HandOutCards,
    /// See who lives in a household, and what became of it.
    SeeHouseholds,
    /// Write down what becomes of a household, or ask for it where points move.
    ChangeHousehold,
    /// Decide on a change of a household that somebody else asked for.
    ConfirmHousehold,
    /// See errata: versions that say something else than what the meeting decided, and what putting them right changes.
    SeeErrata,
    /// Propose to put a version right.
    ProposeErratum,
    /// Agree to an erratum that somebody else proposed, so that it is announced.
    ConfirmErratum,
    /// Withdraw an erratum that is not carried out yet.
    WithdrawErratum,
    /// See the villages of one's township side by side, in figures. Everything else a township officer does in the village of their number.
    Compare,
    /// Ask that what is written of oneself be corrected.
    CorrectOwn,
    /// Say whether a board may show a name: a resident for themselves, staff for whoever came with a piece of paper.
    Consent,
    /// Ask that what is stored of somebody be deleted: a resident for themselves, staff for whoever came with a piece of paper, moved away or died.
    AskErasure,
    /// Agree to that, or turn it down.
    DecideErasure,
    /// Bring rules to be put in force, under the record of a meeting.
    Adopt,
    /// Agree to rules that somebody else brought.
    ConfirmAdoption,
    /// Turn rules down that somebody else brought, or withdraw one's own.
    RejectAdoption,
}

use Role::{Clockwork, County, GridWorker, GroupLeader, Keeper, Kiosk, Program, Resident, Secretary, Supervisor, Township};

const RIGHTS: &[(Action, &[Role])] = &[
    (Action::Record, &[Secretary, Supervisor, GridWorker, GroupLeader, Kiosk, Program, Clockwork]),
    (Action::LookUp, &[Secretary, Supervisor, GridWorker, GroupLeader]),
    (Action::RecordOnTheWay, &[Secretary, Supervisor, GridWorker, GroupLeader]),
    (Action::SeeGroup, &[GroupLeader]),
    (Action::BringPhoto, &[Secretary, Supervisor, GridWorker, GroupLeader, Program, Resident]),
    (Action::SeePhotos, &[Secretary, Supervisor, Township, Resident]),
    (Action::ClaimOwn, &[Resident]),
    (Action::Review, &[Secretary, Supervisor]),
    // The township is the second one where a village has only two who review and one of them recorded it.
    (Action::Correct, &[Secretary, Supervisor, Township]),
    (Action::DraftNotice, &[Secretary]),
    (Action::SignNotice, &[Supervisor]),
    (Action::SeeNotices, &[Secretary, Supervisor, GridWorker, Township]),
    (Action::Object, &[Resident, Secretary, Supervisor, GridWorker]),
    (Action::SeeObjections, &[Secretary, Supervisor, Township]),
    // The township where the supervisor has recorded or approved it, or lives there.
    (Action::RuleOnObjection, &[Supervisor, Township]),
    (Action::RuleOnAppeal, &[Township]),
    (Action::SeeClaims, &[Secretary, Supervisor, GridWorker, Township]),
    (Action::SeeAccounts, &[Secretary, Supervisor, GridWorker, Keeper]),
    (Action::SeeOwn, &[Resident]),
    (Action::SeeFamily, &[Resident]),
    (Action::Report, &[Resident, Township]),
    (Action::HandleReports, &[Township]),
    (Action::SeeShop, &[Secretary, Supervisor, GridWorker, Keeper, Kiosk, Program, Resident, Township]),
    (Action::Redeem, &[Keeper]),
    (Action::Reserve, &[Resident]),
    (Action::ManageStock, &[Keeper, Secretary]),
    (Action::Countersign, &[Secretary, Supervisor, Keeper]),
    (Action::SeeShopBooks, &[Secretary, Supervisor, Keeper, Township]),
    (Action::Settle, &[Secretary, Supervisor, Keeper]),
    (Action::PayKeeper, &[Secretary]),
    (Action::Allocate, &[Secretary]),
    (Action::SeeDraft, &[Secretary, Supervisor, Township]),
    (Action::WriteDraft, &[Secretary]),
    (Action::Try, &[Secretary, Supervisor]),
    (Action::Oversee, &[Supervisor, Secretary, Township]),
    (Action::SeeUpkeep, &[Secretary, Supervisor, Township]),
    (Action::Check, &[Supervisor]),
    (Action::DeclareKin, &[Secretary, Supervisor, Township]),
    (Action::EndKin, &[Township]),
    // Whom a secretary may invite, `entrance` says: not those who are there to check on them.
    (Action::Invite, &[Secretary, Township, County]),
    (Action::ConfirmInvitation, &[Secretary, Supervisor, Township, County]),
    // The township its own platform, so that both reviewers of the village may decide on what that records (`claims.own_device`).
    (Action::RegisterDevices, &[Secretary, Township]),
    (Action::Appoint, &[Secretary, Township]),
    // About a secretary or a supervisor one of the two is of the township; that says `entrance`.
    (Action::ConfirmAppointment, &[Supervisor, Township]),
    (Action::RejectAppointment, &[Secretary, Supervisor, Township]),
    (Action::HandOutCards, &[Secretary, Supervisor, GridWorker]),
    (Action::SeeHouseholds, &[Secretary, Supervisor, GridWorker, Township]),
    // The supervisor where it is the secretary's own household.
    (Action::ChangeHousehold, &[Secretary, Supervisor]),
    (Action::ConfirmHousehold, &[Secretary, Supervisor, Township]),
    (Action::Compare, &[Township, County]),
    (Action::CorrectOwn, &[Resident]),
    (Action::Consent, &[Resident, Secretary, Supervisor]),
    (Action::AskErasure, &[Resident, Secretary, Supervisor]),
    (Action::DecideErasure, &[Secretary, Supervisor, Township]),
    (Action::SeeErrata, &[Secretary, Supervisor, Township]),
    (Action::ProposeErratum, &[Secretary]),
    // The township where it changes what the supervisor's own household has.
    (Action::ConfirmErratum, &[Supervisor, Township]),
    (Action::WithdrawErratum, &[Secretary, Supervisor, Township]),
    (Action::Adopt, &[Secretary]),
    (Action::ConfirmAdoption, &[Supervisor]),
    (Action::RejectAdoption, &[Secretary, Supervisor]),
];

/// How far what somebody may do reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// What is about themselves.
    Own,
    /// The same for everybody in the household of which they are the head; for whoever is no head, themselves.
    Household,
    /// The households of their group.
    Group,
    /// The village of their number.
    Village,
    /// All villages of the township in which that lies.
    Township,
    /// All villages of the county.
    County,
}

/// What a role ends at inside a village.
pub fn scope_of(role: Role) -> Scope {
    match role {
        Resident => Scope::Own,
        GroupLeader => Scope::Group,
        _ => Scope::Village,
    }
}

/// What a role ends at when it does this.
pub fn scope(role: Role, action: Action) -> Scope {
    match (role, action) {
        (Resident, Action::SeeFamily | Action::ClaimOwn | Action::Object) => Scope::Household,
        (Township, Action::Compare) => Scope::Township,
        (County, Action::Compare) => Scope::County,
        (role, _) => scope_of(role),
    }
}

/// Whether a role may do this.
pub fn may(role: Role, action: Action) -> bool {
    RIGHTS.iter().any(|(named, roles)| *named == action && roles.contains(&role))
}

/// Refuses `roster.not_your_task` unless the role may do this.
pub fn check(role: Role, action: Action) -> Result<(), Refusal> {
    if may(role, action) {
        return Ok(());
    }
    let sentence = format!("{}不办这件事。", role.chinese());
    Err(Refusal::new("roster.not_your_task", Kind::Forbidden, sentence, format!("请找{}。", whom_to_ask(action))))
}

/// The no to whoever has nothing to do at a page of those who serve.
pub fn not_your_task(role: Role) -> Refusal {
    Refusal::new("roster.not_your_task", Kind::Forbidden, format!("{}不办这件事。", role.chinese()), "请找村里办事的人。")
}

/// Who does this, in words. A device cannot be asked.
pub fn whom_to_ask(action: Action) -> String {
    let able = RIGHTS.iter().filter(|(named, _)| *named == action).flat_map(|(_, roles)| roles.iter());
    able.filter(|role| !role.is_device() && **role != Clockwork).map(|role| role.chinese()).collect::<Vec<_>>().join("、")
}

/// Refuses `roster.unknown_village`.
pub fn unknown_village() -> Refusal {
    Refusal::new("roster.unknown_village", Kind::Missing, "没有这个村。", "请核对网址里的村名，或从首页进入。")
}

/// Refuses `roster.unknown_division`.
pub fn unknown_division() -> Refusal {
    let sentence = "没有这个乡镇或县，或者您不在那里办事。";
    Refusal::new("roster.unknown_division", Kind::Missing, sentence, "请核对区划代码：12 位，乡镇的后三位是 000，县的后六位是 000000。")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keeper_hands_out_goods_but_approves_nothing() {
        assert!(may(Role::Keeper, Action::Redeem) && !may(Role::Keeper, Action::Review));
        assert_eq!(check(Role::Keeper, Action::Review).unwrap_err().code, "roster.not_your_task");
    }

    #[test]
    fn only_people_are_named_as_those_to_ask() {
        assert_eq!(check(Role::Keeper, Action::Record).unwrap_err().next_step, "请找村书记、村务监督委员、网格员、村民小组长。");
    }

    #[test]
    fn every_action_has_one_row() {
        for (index, (action, roles)) in RIGHTS.iter().enumerate() {
            assert!(!roles.is_empty());
            assert!(RIGHTS[index + 1..].iter().all(|(other, _)| other != action), "{action:?} stands twice");
        }
    }
}
