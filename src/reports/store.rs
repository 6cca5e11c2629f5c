//! The tables of reports, what their owners are shown, and what does not agree.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::model::*;
use super::pooling::APART;
use super::telling::worth;
use crate::db::{Book, Cell, Column, Conn, Job, Part, stored_as_text, table, trail};
use crate::ledger::{self, PROTECTED, PoolLine};
use crate::words::{Act, Points, Refusal, VillageId};

stored_as_text!(ReportState);

// Not sealed: an act that says which rows it wrote would join somebody to what they reported.
table!(Report, unsealed "reports", key [id], columns [receipt, rule, occurred_on, facts, told, state, reviews_needed, worth, points, taken_in_by,
    reported_on, decided_on, entry]);
table!(Owner, unsealed "report_owners", key [person, receipt], columns [household, group_name, worth, points]);
table!(ReportReview, unsealed "report_reviews", key [report, line], columns [approves, reviewer, reason, at], append_only but [reason]);
table!(Move, unsealed "pool_moves", key [person, id], columns [points, asked_on, entry]);

/// Reports in a state after a number, oldest first.
pub(super) async fn queue(conn: &mut Conn, village: &VillageId, state: ReportState, after: i64, limit: i64) -> Result<Vec<Report>> {
    let rest = "WHERE t.village = $1 AND t.state = $2 AND t.id > $3 ORDER BY t.id LIMIT $4";
    conn.select(rest, &[village.to_string().to_cell(), state.to_cell(), after.to_cell(), limit.to_cell()]).await
}

/// What was decided about a report, in order.
pub(super) async fn reviews(conn: &mut Conn, village: &VillageId, report: i64) -> Result<Vec<ReportReview>> {
    conn.select("WHERE t.village = $1 AND t.report = $2 ORDER BY t.line", &[village.to_string().to_cell(), report.to_cell()]).await
}

/// What somebody has of their own. Only they are shown it.
pub async fn own(conn: &mut Conn, village: &VillageId, person: &str) -> Result<Own> {
    let of_person = [village.to_string().to_cell(), person.to_owned().to_cell()];
    let owners: Vec<Owner> = conn.select("WHERE t.village = $1 AND t.person = $2", &of_person).await?;
    let mut owners: HashMap<String, Owner> = owners.into_iter().map(|owner| (owner.receipt.clone(), owner)).collect();
    let mine =
        "WHERE t.village = $1 AND t.receipt IN (SELECT receipt FROM report_owners WHERE village = $1 AND person = $2) ORDER BY t.id DESC";
    let reports: Vec<Report> = conn.select(mine, &of_person).await?;
    let moves: Vec<Move> = conn.select("WHERE t.village = $1 AND t.person = $2", &of_person).await?;
    let sum = |is_done: bool| moves.iter().filter(|asked| asked.entry.is_some() == is_done).map(|asked| asked.points).sum::<Points>();
    let mut own = Own { moving: sum(false), moved: sum(true), ..Own::default() };
    for report in reports {
        let Some(owner) = owners.remove(&report.receipt) else { continue };
        match (report.entry, report.state) {
            (Some(_), _) => own.available += owner.points,
            (None, ReportState::Approved) => own.coming += owner.points,
            _ => {}
        }
        let reason = if report.state == ReportState::Rejected { reviews(conn, village, report.id).await?.pop() } else { None };
        own.reports.push(shown(report, owner, reason.map(|review| review.reason)));
    }
    own.available -= own.moving + own.moved;
    Ok(own)
}

/// Lets nobody own what somebody reported, nor what they asked to have moved: they asked to be forgotten. The reports themselves stay as they are: a change
/// of one would tell the township whose it was.
pub fn forget(book: &mut Book, person: &str) {
    for owner in book.under::<Owner>(person) {
        book.remove::<Owner>((owner.person.as_str(), owner.receipt.as_str()));
    }
    for asked in book.under::<Move>(person) {
        book.remove::<Move>((asked.person.as_str(), asked.id.as_str()));
    }
}

fn shown(report: Report, owner: Owner, reason: Option<String>) -> OwnReport {
    let steps = worth(&owner.worth).map_or_else(Vec::new, |worth| worth.steps);
    OwnReport {
        receipt: report.receipt,
        rule: report.rule,
        occurred_on: report.occurred_on,
        reported_on: report.reported_on,
        told: report.told,
        state: report.state,
        is_credited: report.entry.is_some(),
        points: owner.points,
        explanation: steps.into_iter().map(|step| step.text).collect(),
        reason,
    }
}

/// How long the words of a report stay after it was decided, in days: three years. Whose it was makes no difference, so that it tells nothing.
const WORDS_STAY: u64 = 3 * 365;

/// How many reports one act takes the words out of; the rest goes on the next day.
const AT_ONCE: i64 = 500;

/// The reports whose words have stayed their term by a day.
pub async fn overdue(conn: &mut Conn, village: &VillageId, today: NaiveDate) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM reports WHERE village = $1 AND decided_on < $2 AND (told <> '' OR facts <> '{}') ORDER BY id LIMIT $3";
    let before = today.checked_sub_days(Days::new(WORDS_STAY)).unwrap_or(today);
    let found: Vec<(i64,)> = conn.query(sql, &[village.to_string().to_cell(), before.to_cell(), AT_ONCE.to_cell()]).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Takes out the words of reports that have stayed their term. Done by the service's timed job, under an operation id made of the day.
#[derive(Clone, Serialize)]
pub struct Discard {
    pub reports: Vec<i64>,
}

impl Job for Discard {
    type Answer = ();
    const VERB: &'static str = "discard_reports";
    const PART: Part = Part::Apart;

    fn decide(&self, _: &Act, book: &mut Book) -> Result<(), Refusal> {
        for report in self.reports.iter().filter_map(|id| book.get::<Report>(*id)).collect::<Vec<_>>() {
            for review in book.under::<ReportReview>(report.id) {
                book.strike(ReportReview { reason: String::new(), ..review });
            }
            book.put(Report { told: String::new(), facts: "{}".to_owned(), ..report });
        }
        Ok(())
    }
}

/// What does not agree: the pool with what it got and paid, receipts with the entries that bind them, owners with their reports, decisions with who may
/// decide. No sentence names an owner.
pub async fn audit(conn: &mut Conn, village: &VillageId) -> Result<Vec<String>> {
    let name = [village.to_string().to_cell()];
    let reports: Vec<Report> = conn.select("WHERE t.village = $1 ORDER BY t.id", &name).await?;
    let moves: Vec<Move> = conn.select("WHERE t.village = $1 ORDER BY t.id", &name).await?;
    let lines = ledger::pool_lines(conn, village).await?;
    let mut wrong = unpooled(&reports, &moves, lines);
    wrong.extend(disowned(conn, &name, &reports, &moves).await?);
    wrong.extend(undecided(conn, &name).await?);
    wrong.extend(unlinked(conn, village).await?);
    Ok(wrong)
}

/// What an entry brought is exactly the reports that name it, and it explains their receipts as long as it explains anything; what it paid is the move
/// that it names, unless that was forgotten.
fn unpooled(reports: &[Report], moves: &[Move], lines: BTreeMap<i64, PoolLine>) -> Vec<String> {
    let mut expected: BTreeMap<i64, Points> = BTreeMap::new();
    let brought = reports.iter().filter_map(|report| Some((report.entry?, report.points)));
    let paid = moves.iter().filter_map(|asked| Some((asked.entry?, -asked.points)));
    brought.chain(paid).for_each(|(entry, points)| *expected.entry(entry).or_default() += points);
    expected.retain(|_, points| !points.is_zero());
    let is_forgotten = |seq: &i64, line: &PoolLine| line.points.is_negative() && !expected.contains_key(seq);
    let booked = lines.iter().filter(|(seq, line)| !is_forgotten(seq, line)).map(|(seq, line)| (*seq, line.points));
    let mut wrong = Vec::new();
    if booked.collect::<BTreeMap<_, _>>() != expected || lines.values().any(|line| !line.reference.starts_with(PROTECTED)) {
        wrong.push("保密加分的总账和各笔对不上。".to_owned());
    }
    let explains = |entry: i64, receipt: &str| {
        lines.get(&entry).and_then(|line| line.explanation.as_ref()).is_none_or(|explanation| explanation.contains(receipt))
    };
    let unbound = reports.iter().filter(|report| report.entry.is_some_and(|entry| !explains(entry, &report.receipt)));
    wrong.extend(unbound.map(|report| format!("第 {} 号举报的回执和账上那一笔对不上。", report.id)));
    wrong
}

/// Nobody is owed more than the pool got for them or has left.
async fn disowned(conn: &mut Conn, name: &[Cell], reports: &[Report], moves: &[Move]) -> Result<Vec<String>> {
    let mut left: HashMap<&str, &Report> = reports.iter().map(|report| (report.receipt.as_str(), report)).collect();
    let mut owed: HashMap<String, Points> = HashMap::new();
    let mut wrong = Vec::new();
    for owner in conn.select::<Owner>("WHERE t.village = $1 ORDER BY t.receipt", name).await? {
        match left.remove(owner.receipt.as_str()) {
            Some(report) if owner.points <= report.points && !owner.points.is_negative() => {
                let credited = if report.entry.is_some() { owner.points } else { Points::ZERO };
                *owed.entry(owner.person).or_default() += credited;
            }
            Some(report) => wrong.push(format!("第 {} 号举报记给本人的比总账还多。", report.id)),
            None => wrong.push("有一张举报回执没有对应的举报。".to_owned()),
        }
    }
    for asked in moves {
        *owed.entry(asked.person.clone()).or_default() -= asked.points;
    }
    if owed.values().any(|points| points.is_negative()) {
        wrong.push("有人转出的保密加分比得到的多。".to_owned());
    }
    Ok(wrong)
}

/// Every month's entry binds a link of the trail that is still there.
async fn unlinked(conn: &mut Conn, village: &VillageId) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    for explanation in ledger::confided(conn, village).await? {
        let lines: Vec<String> = serde_json::from_str(&explanation).unwrap_or_default();
        let bound = lines.iter().find_map(|line| line.strip_prefix(APART)?.split_once(' '));
        let Some((number, hash)) = bound.and_then(|(number, hash)| Some((number.parse().ok()?, hash))) else { continue };
        let found = trail::hashes(conn, village, Part::Apart, (number, number)).await?;
        let is_there = found.first().map_or(hash == trail::NO_TRAIL, |(_, found)| found == hash);
        wrong.extend((!is_there).then(|| format!("另册的第 {number} 件办理记录和账上那一笔对不上。")));
    }
    Ok(wrong)
}

/// Every approval has as many people as it needs, none of whom took the report in.
async fn undecided(conn: &mut Conn, name: &[Cell]) -> Result<Vec<String>> {
    let sql = "SELECT r.id FROM reports r WHERE r.village = $1 AND r.state = 'approved' AND r.reviews_needed >
               (SELECT COUNT(DISTINCT v.reviewer) FROM report_reviews v WHERE v.village = $1 AND v.report = r.id AND v.approves = 1
                AND (r.taken_in_by IS NULL OR v.reviewer <> r.taken_in_by)) ORDER BY r.id";
    let few: Vec<(i64,)> = conn.query(sql, name).await?;
    Ok(few.into_iter().map(|(id,)| format!("第 {id} 号举报查实了，核实的人却不够。")).collect())
}
