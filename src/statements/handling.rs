//! 经手: who had to do with a line of a statement, when, and under which rules, in one sentence. In which role, never by name: a line is read by
//! neighbours, too. A program has a name, because its role alone says nothing.
//!
//! Not here: why it came to these points (`ledger::Line::explanation`).

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::NaiveDate;

use crate::claims::{self, Claim, Review, Ruling};
use crate::db::Conn;
use crate::ledger::{EntryKind, Line, PROTECTED};
use crate::roster::{self, HouseholdChange, HouseholdRuling};
use crate::shop::{self, Proposal};
use crate::versions::Numbers;
use crate::web::{plain_day, plain_time};
use crate::words::{Moment, Role, VillageId};

/// What a page of lines needs to know of those who had to do with them.
#[derive(Default)]
pub(super) struct Handling {
    claims: BTreeMap<i64, (Claim, Vec<Review>)>,
    changes: BTreeMap<i64, (HouseholdChange, Option<HouseholdRuling>)>,
    /// Redemptions that two took back, each with the role of the one who proposed it.
    cancelled: BTreeMap<i64, (Proposal, Role)>,
    /// Programs by number, as they were registered.
    programs: BTreeMap<String, String>,
    versions: Numbers,
    today: NaiveDate,
}

/// The number behind a reference: 12 of `award:12`.
fn number(line: &Line, prefix: &str) -> Option<i64> {
    line.reference.as_deref()?.strip_prefix(prefix)?.parse().ok()
}

impl Handling {
    /// Reads what these lines need.
    pub(super) async fn of(conn: &mut Conn, village: &VillageId, lines: &[Line], today: NaiveDate) -> Result<Self> {
        let mut handling = Self { today, versions: Numbers::of(conn, village).await?, ..Self::default() };
        let ids: Vec<i64> = lines.iter().filter_map(|line| number(line, "award:")).collect();
        let found = claims::with_reviews(conn, village, &ids).await?;
        handling.claims = found.into_iter().map(|(claim, reviews)| (claim.id, (claim, reviews))).collect();
        if handling.claims.values().any(|(claim, _)| claim.recorded_role == Role::Program) {
            let programs = roster::staff_of(conn, village, Role::Program).await?;
            handling.programs = programs.into_iter().map(|program| (program.number, program.name)).collect();
        }
        for id in lines.iter().filter_map(|line| number(line, roster::REFERENCE)) {
            if let Some(change) = roster::household_change(conn, village, id).await? {
                handling.changes.insert(id, (change, roster::household_ruling(conn, village, id).await?));
            }
        }
        if lines.iter().any(|line| line.reverses.is_some() && number(line, "redemption:").is_some()) {
            handling.cancelled = cancelled(conn, village).await?;
        }
        Ok(handling)
    }

    /// Who had to do with a line, when, and under which rules.
    pub(super) fn sentence(&self, line: &Line) -> String {
        let hands = match line.kind {
            _ if line.reference.as_deref().is_some_and(|reference| reference.starts_with(PROTECTED)) => {
                return format!("乡镇核实，{}由系统统一入账，只有您自己看得到。", self.when(line.at));
            }
            EntryKind::Award | EntryKind::Deduction => self.recorded(line),
            EntryKind::Reversal => self.taken_back(line),
            EntryKind::Redemption => format!("{}经手", self.hand(line.role, line.at)),
            EntryKind::Transfer => self.passed(line),
            EntryKind::Expiry if line.role != Role::Clockwork => format!("{}办，剩下的分不要了", self.hand(line.role, line.at)),
            EntryKind::Expiry if line.rulebook.is_some() => format!("{}按清零的约定办，没有人经手", self.hand(line.role, line.at)),
            EntryKind::Expiry => format!("{}按有效期办，没有人经手", self.hand(line.role, line.at)),
            EntryKind::Base => format!("{}按基础分的约定记", self.hand(line.role, line.at)),
            EntryKind::Repair => format!("{}按修复的约定返还", self.hand(line.role, line.at)),
            EntryKind::Allocation => format!("{}拨款", self.hand(line.role, line.at)),
            EntryKind::Adjustment => format!("{}按公示过的规则改正办", self.hand(line.role, line.at)),
            EntryKind::Settlement => format!("{}付给店主", self.hand(line.role, line.at)),
        };
        match line.rulebook.as_ref().map(|hash| self.versions.number(hash, line.occurred_on)) {
            Some(Some(number)) => format!("{hands}；按第 {number} 版规则。"),
            Some(None) => format!("{hands}；按当时的规则。"),
            None => format!("{hands}。"),
        }
    }

    /// `网格员3月1日（周日）9:05`
    fn hand(&self, role: Role, at: Moment) -> String {
        format!("{}{}", role.chinese(), self.when(at))
    }

    fn when(&self, at: Moment) -> String {
        format!("{}{}", plain_day(at.day(), self.today), plain_time(at))
    }

    /// Who recorded, who approved, and when it was posted if that was later.
    fn recorded(&self, line: &Line) -> String {
        let Some((claim, reviews)) = number(line, "award:").and_then(|id| self.claims.get(&id)) else {
            return format!("{}入账", self.hand(line.role, line.at));
        };
        let mut hands = vec![self.by(claim)];
        let approvals: Vec<&Review> = reviews.iter().filter(|review| review.ruling == Ruling::Approve).collect();
        hands.extend(approvals.iter().map(|review| format!("{}同意", self.hand(review.role, review.at))));
        if approvals.is_empty() {
            hands.push("这样的事约定好不用审".to_owned());
        }
        let last = approvals.last().map_or(claim.recorded_at, |review| review.at);
        if line.at.day() > last.day() {
            hands.push(format!("{}入账", self.when(line.at)));
        }
        hands.join("，")
    }

    /// Who recorded it: a program by its name, which is nobody's.
    fn by(&self, claim: &Claim) -> String {
        let when = self.when(claim.recorded_at);
        match claim.recorded_role {
            Role::Resident if claim.is_by_head() => format!("户主{when}替他申报"),
            Role::Program => {
                let name = self.programs.get(&claim.recorded_by).unwrap_or(&claim.recorded_by);
                format!("由程序 {name} {when}记录")
            }
            role => format!("{}{when}记", role.chinese()),
        }
    }

    /// Who said that it was a mistake, and who agreed.
    fn taken_back(&self, line: &Line) -> String {
        let claim = number(line, "award:").and_then(|id| self.claims.get(&id));
        let ruled = |wanted: Ruling| claim?.1.iter().rev().find(|review| review.ruling == wanted);
        if let (Some(proposal), Some(confirmation)) = (ruled(Ruling::ProposeReversal), ruled(Ruling::ConfirmReversal)) {
            let [one, other] = [proposal, confirmation].map(|review| self.hand(review.role, review.at));
            return format!("{one}提出更正，{other}同意");
        }
        if let Some(ruling) = ruled(Ruling::UpholdObjection) {
            return format!("有人提意见，{}裁定有理", self.hand(ruling.role, ruling.at));
        }
        match number(line, "redemption:").and_then(|id| self.cancelled.get(&id)) {
            Some((proposal, role)) => {
                format!("{}提出退回，{}同意", self.hand(*role, proposal.proposed_at), self.hand(line.role, line.at))
            }
            None => format!("{}退回", self.hand(line.role, line.at)),
        }
    }

    /// Who asked for a change of the household, and who agreed.
    fn passed(&self, line: &Line) -> String {
        match number(line, roster::REFERENCE).and_then(|id| self.changes.get(&id)) {
            Some((change, Some(ruling))) => {
                let asked = self.hand(change.proposed_role, change.proposed_at);
                format!("{asked}提出转户，{}同意", self.hand(ruling.role, ruling.at))
            }
            _ => format!("{}转户", self.hand(line.role, line.at)),
        }
    }
}

async fn cancelled(conn: &mut Conn, village: &VillageId) -> Result<BTreeMap<i64, (Proposal, Role)>> {
    let staff = roster::staff(conn, village).await?;
    let role = |number: &str| staff.iter().find(|one| one.number == number).map_or(Role::Keeper, |one| one.role);
    let found = shop::cancellations(conn, village).await?;
    let one = |proposal: Proposal| Some((proposal.subject.parse().ok()?, (proposal.clone(), role(&proposal.proposed_by))));
    Ok(found.into_iter().filter_map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Points;

    fn line(kind: EntryKind, reference: Option<&str>, rulebook: bool) -> Line {
        Line {
            seq: 7,
            kind,
            at: Moment::on("2026-03-09".parse().unwrap(), 9, 5),
            role: Role::Clockwork,
            occurred_on: "2026-03-01".parse().unwrap(),
            points: Points::whole(5),
            title: None,
            explanation: Vec::new(),
            rulebook: rulebook.then(|| "ab12".to_owned()),
            reference: reference.map(str::to_owned),
            reverses: (kind == EntryKind::Reversal).then_some(3),
            hash: String::new(),
        }
    }

    #[test]
    fn no_line_is_without_a_sentence_that_says_who_and_when() {
        let handling = Handling { today: "2026-04-01".parse().unwrap(), ..Handling::default() };
        for kind in EntryKind::ALL {
            for reference in [None, Some("award:12"), Some("redemption:3"), Some("household:2"), Some("protected:2026-03"), Some("?")] {
                for rulebook in [false, true] {
                    let told = handling.sentence(&line(kind, reference, rulebook));
                    let says_who = told.starts_with("系统") || told.starts_with("乡镇核实");
                    assert!(says_who && told.contains("3月9日（周一）9:05") && told.ends_with('。'), "{kind:?} {reference:?}: {told}");
                }
            }
        }
    }

    #[test]
    fn a_line_names_those_who_recorded_and_agreed_by_their_role_alone() {
        let at = |day: &str| Moment::on(day.parse().unwrap(), 9, 5);
        let claim = Claim {
            id: 12,
            rule: "志愿服务".into(),
            subject: "1-01-1".into(),
            household: "1-01".into(),
            occurred_on: "2026-03-01".parse().unwrap(),
            facts: "{}".into(),
            note: String::new(),
            reviews_needed: 1,
            state: claims::ClaimState::Approved,
            recorded_by: "W01".into(),
            recorded_role: Role::GridWorker,
            recorded_at: at("2026-03-02"),
        };
        let review =
            |line, ruling, role, day| Review { claim: 12, line, ruling, reviewer: "S01".into(), role, reason: String::new(), at: at(day) };
        let reviews = vec![
            review(1, Ruling::Approve, Role::Secretary, "2026-03-03"),
            review(2, Ruling::ProposeReversal, Role::Secretary, "2026-03-10"),
            review(3, Ruling::ConfirmReversal, Role::Supervisor, "2026-03-11"),
        ];
        let handling = Handling {
            claims: BTreeMap::from([(12, (claim, reviews))]),
            versions: Numbers::from_rows(vec![(2, "2026-03-01".parse().unwrap(), "ab12".to_owned())]),
            today: "2026-04-01".parse().unwrap(),
            ..Handling::default()
        };
        let table = [
            (EntryKind::Award, "网格员3月2日（周一）9:05记，村书记3月3日（周二）9:05同意，3月9日（周一）9:05入账；按第 2 版规则。"),
            (EntryKind::Reversal, "村书记3月10日（周二）9:05提出更正，村务监督委员3月11日（周三）9:05同意；按第 2 版规则。"),
        ];
        for (kind, expected) in table {
            assert_eq!(handling.sentence(&line(kind, Some("award:12"), true)), expected);
        }
    }
}
