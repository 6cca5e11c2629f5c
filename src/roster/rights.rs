//! Which role may do what, in its own village: the one table. Whoever is not named may not.

use crate::words::{Kind, Refusal, Role};

/// Something a caller can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Record a deed for review.
    Record,
    /// Approve, return or reject what somebody else recorded.
    Review,
    /// Say that an approved claim was a mistake, and decide on it when somebody else says so.
    Correct,
    /// See claims and the review queue.
    SeeClaims,
    /// See accounts and their entries.
    SeeAccounts,
    /// See what oneself and one's household have.
    SeeOwn,
    /// See goods, fund and chain head.
    SeeShop,
    /// Hand out goods for points.
    Redeem,
    /// Change goods and stock.
    ManageStock,
    /// Put money into the fund.
    Allocate,
    /// See drafts of the rules, what is wrong with them, and what they change.
    SeeDraft,
    /// Write a draft of the rules.
    WriteDraft,
    /// Judge a past period again under a draft.
    Try,
    /// See who lives in a household, and what became of it.
    SeeHouseholds,
    /// Write down what becomes of a household, or ask for it where points move.
    ChangeHousehold,
    /// Decide on a change of a household that somebody else asked for.
    ConfirmHousehold,
    /// Put rules in force. One person does it, under the record of a meeting; that a second one must agree belongs here once it is asked for.
    Adopt,
}

use Role::{Clockwork, GridWorker, Keeper, Kiosk, Resident, Secretary, Supervisor, Township};

const RIGHTS: &[(Action, &[Role])] = &[
    (Action::Record, &[Secretary, Supervisor, GridWorker, Kiosk, Clockwork]),
    (Action::Review, &[Secretary, Supervisor]),
    // The township is the second one where a village has only two who review and one of them recorded it.
    (Action::Correct, &[Secretary, Supervisor, Township]),
    (Action::SeeClaims, &[Secretary, Supervisor, GridWorker, Township]),
    (Action::SeeAccounts, &[Secretary, Supervisor, GridWorker, Keeper, Kiosk]),
    (Action::SeeOwn, &[Resident]),
    (Action::SeeShop, &[Secretary, Supervisor, GridWorker, Keeper, Kiosk, Resident, Township]),
    (Action::Redeem, &[Keeper]),
    (Action::ManageStock, &[Keeper, Secretary]),
    (Action::Allocate, &[Secretary]),
    (Action::SeeDraft, &[Secretary, Supervisor, Township]),
    (Action::WriteDraft, &[Secretary]),
    (Action::Try, &[Secretary, Supervisor]),
    (Action::SeeHouseholds, &[Secretary, Supervisor, GridWorker, Township]),
    // The supervisor where it is the secretary's own household.
    (Action::ChangeHousehold, &[Secretary, Supervisor]),
    (Action::ConfirmHousehold, &[Secretary, Supervisor, Township]),
    (Action::Adopt, &[Secretary]),
];

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

/// Who does this, in words. A device cannot be asked.
pub fn whom_to_ask(action: Action) -> String {
    let able = RIGHTS.iter().filter(|(named, _)| *named == action).flat_map(|(_, roles)| roles.iter());
    able.filter(|role| !matches!(role, Kiosk | Clockwork)).map(|role| role.chinese()).collect::<Vec<_>>().join("、")
}

/// Refuses `roster.unknown_village`.
pub fn unknown_village() -> Refusal {
    Refusal::new("roster.unknown_village", Kind::Missing, "没有这个村。", "请核对网址里的村名，或从首页进入。")
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
        assert_eq!(check(Role::Keeper, Action::Record).unwrap_err().next_step, "请找村书记、村务监督委员、网格员。");
    }

    #[test]
    fn every_action_has_one_row() {
        for (index, (action, roles)) in RIGHTS.iter().enumerate() {
            assert!(!roles.is_empty());
            assert!(RIGHTS[index + 1..].iter().all(|(other, _)| other != action), "{action:?} stands twice");
        }
    }
}
