//! Who lives in a practice village, all of them invented, and whom one can play there.

use crate::roster::{Appointed, Member, Staff};
use crate::words::Role;

/// Somebody one can play.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Player {
    /// As a form says it, and for those who serve their number.
    pub number: &'static str,
    pub role: Role,
    /// What one can try as them.
    pub tries: &'static str,
}

/// Two supervisors, so that what one of them did another one can look at.
pub(super) const PLAYERS: [Player; 6] = [
    Player { number: "S01", role: Role::Secretary, tries: "记分、审核、月结、公示、改规则" },
    Player { number: "S02", role: Role::Supervisor, tries: "审核、签公示、裁定意见" },
    Player { number: "S03", role: Role::Supervisor, tries: "第二位：两个人才能定的事" },
    Player { number: "S04", role: Role::GridWorker, tries: "用手机记分" },
    Player { number: "S05", role: Role::Keeper, tries: "换东西、进货、日结" },
    Player { number: "villager", role: Role::Resident, tries: "用手机看积分、申报、预约" },
];

/// Whom a form names; otherwise who serves as they do, or the secretary.
pub(super) fn player(number: &str, own: Role) -> Player {
    let named = PLAYERS.iter().find(|player| player.number == number);
    *named.or_else(|| PLAYERS.iter().find(|player| player.role == own)).unwrap_or(&PLAYERS[0])
}

const SURNAMES: [&str; 24] = [
    "赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨", "朱", "秦", "尤", "许", "何", "吕",
    "施", "张",
];

/// As in a schoolbook, the first of a family is called 甲: nobody takes them for a neighbour.
const RELATIONS: [(&str, &str); 3] = [("甲", "户主"), ("乙", "配偶"), ("丙", "子")];

/// How many groups there are where the village names none.
const GROUPS: [&str; 4] = ["一组", "二组", "三组", "四组"];

/// The number of the household of a surname, so many groups being there.
fn household(nth: usize, groups: usize) -> String {
    format!("{}-{:02}", nth % groups + 1, nth / groups + 1)
}

/// Those who serve live in the first households.
pub(super) fn staff(groups: &[String]) -> Vec<Appointed> {
    let serve = PLAYERS.iter().filter(|player| player.role != Role::Resident).enumerate();
    let one = |(nth, player): (usize, &Player)| Staff {
        number: player.number.to_owned(),
        name: name(nth, 0),
        role: player.role,
        household: Some(household(nth, count(groups))),
        ended_at: None,
    };
    serve.map(|place| Appointed { row: 0, staff: one(place) }).collect()
}

/// Everybody, in the groups that the village has.
pub(super) fn members(groups: &[String]) -> Vec<Member> {
    let member = |nth: usize, at: usize| {
        let home = household(nth, count(groups));
        let group = groups.get(nth % count(groups)).map_or_else(|| GROUPS[nth % GROUPS.len()].to_owned(), Clone::clone);
        let number = format!("{home}-{}", at + 1);
        let (name, relation) = (name(nth, at), RELATIONS[at].1.to_owned());
        Member { row: 0, group, household: home, number, name, relation, phone: String::new() }
    };
    (0..SURNAMES.len()).flat_map(|nth| (0..2 + nth % 2).map(move |at| member(nth, at))).collect()
}

fn count(groups: &[String]) -> usize {
    if groups.is_empty() { GROUPS.len() } else { groups.len() }
}

/// Of the one at that place in the household of a surname.
fn name(nth: usize, at: usize) -> String {
    format!("{}某{}", SURNAMES[nth], RELATIONS[at].0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn everybody_has_a_number_and_whoever_serves_lives_in_a_household_of_their_own() {
        for groups in [vec![], vec!["东头".to_owned()], (1..=40).map(|group| format!("{group}组")).collect()] {
            let (members, staff) = (members(&groups), staff(&groups));
            let numbers: BTreeSet<_> = members.iter().map(|member| &member.number).collect();
            assert_eq!(numbers.len(), members.len());
            let homes: BTreeSet<_> = members.iter().map(|member| &member.household).collect();
            let served: BTreeSet<_> = staff.iter().filter_map(|one| one.staff.household.as_ref()).collect();
            assert!(served.len() == 5 && served.is_subset(&homes), "{served:?}");
            let heads = members.iter().filter(|member| member.relation == "户主").map(|member| &member.name).collect::<Vec<_>>();
            assert!(staff.iter().all(|one| heads.contains(&&one.staff.name)));
        }
    }

    #[test]
    fn one_plays_whom_one_names_or_who_serves_as_one_does() {
        let table = [
            ("S03", Role::Secretary, "S03"),
            ("", Role::Keeper, "S05"),
            ("", Role::Supervisor, "S02"),
            ("", Role::Township, "S01"),
            ("S99", Role::GridWorker, "S04"),
            ("villager", Role::Keeper, "villager"),
        ];
        for (named, own, number) in table {
            assert_eq!(player(named, own).number, number, "{named} {own:?}");
        }
    }
}
