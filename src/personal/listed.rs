//! The field list beside the schema: every text column stands in it once, and the code map names every table. Tests alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::fields::*;

/// Text columns that hold nothing about a person: what there is in a village, states, days, hashes of rules and of the chain.
const PLAIN: &[&str] = &[
    "operations.id operations.verb operations.part operations.way operations.role operations.rulebook operations.written operations.hash",
    "trail_heads.part trail_heads.hash adoption_proposals.hash adoption_proposals.bundle adoption_proposals.effective_on",
    "adoption_proposals.adoption adoption_proposals.state adoption_proposals.proposed_role",
    "serials.name villages.key villages.code villages.name villages.township village_groups.name",
    "staff.role tokens.role appointments.step appointments.role appointments.state appointments.asked_role appointments.decided_role",
    "accounts.kind accounts.closed_on lots.expires_on holds.id holds.state chain_heads.key chain_heads.hash",
    "entries.kind entries.occurred_on entries.role entries.rulebook entries.reference entries.commitment entries.hash",
    "rulebook_versions.hash rulebook_versions.effective_on rulebook_versions.bundle rulebook_versions.adoption",
    "tallies.measure tallies.period sums.figure sums.period accounts.earned_in accounts.redeemed_in",
    "awards.rule awards.chapter awards.rulebook awards.occurred_on awards.state awards.post_on awards.recorded_on",
    "claims.rule claims.occurred_on claims.state claims.recorded_role reviews.ruling reviews.role",
    "items.number items.name items.spec stock_moves.item stock_moves.reason stock_moves.reference",
    "redemptions.state redemption_lines.item redemption_lines.name shop_proposals.kind shop_proposals.subject shop_proposals.state",
    "errata.state errata.rule errata.from_on errata.sentence errata.bundle errata.last_on erratum_sheets.stage erratum_reasons.stage",
    "adjustments.state adjustments.rulebook_before adjustments.rulebook",
    "vouchers.rulebook deliveries.goods day_ends.counted day_ends.signed_role",
    "settlements.state settlements.drawn_role settlements.signed_role",
    "rulebook_drafts.origin rulebook_drafts.hash rulebook_drafts.bundle rulebook_draft_revisions.bundle",
    "bars.from_on bars.until_on amends.rule amends.field amends.from_on amends.until_on slips.purpose",
    "notices.state notices.from_on notices.until_on notices.last_on notices.head notice_sheets.body",
    "objections.reason objections.state objections.raised_role objections.answer_by objection_steps.verdict objection_steps.role",
    "household_events.kind household_events.occurred_on household_changes.occurred_on household_changes.state",
    "household_changes.proposed_role household_rulings.ruling household_rulings.role",
    "reports.rule reports.occurred_on reports.state reports.worth reports.reported_on reports.decided_on pool_moves.asked_on",
    "spent_by_number.on_day recusals.code recusals.verb samples.month sample_checks.month consents.board consents.told_role",
    "erasures.ground erasures.state erasures.asked_role erasures.decided_role",
];

fn migrations() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/db/migrations");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect()
}

/// The words of one column as a table is made or changed. The village's name and the seal stand in every row and say nothing of it.
fn is_text(column: &str) -> Option<&str> {
    let mut words = column.split_whitespace();
    let name = words.next()?;
    (words.next()? == "TEXT" && !["village", "seal"].contains(&name)).then_some(name)
}

/// Every text column there is, but the village's own name that stands in each row.
fn text_columns() -> BTreeSet<String> {
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for text in migrations() {
        let plain: String = text.lines().map(|line| line.split("--").next().unwrap_or_default()).collect::<Vec<_>>().join(" ");
        for statement in plain.split(';') {
            let words: Vec<&str> = statement.split_whitespace().collect();
            match words.as_slice() {
                ["CREATE", "TABLE", name, ..] => {
                    let columns = statement.split_once('(').unwrap().1.split("PRIMARY KEY (").next().unwrap();
                    tables.entry((*name).to_owned()).or_default().extend(columns.split(',').filter_map(is_text).map(str::to_owned));
                }
                ["ALTER", "TABLE", name, "ADD", "COLUMN", column @ ..] => {
                    tables.get_mut(*name).unwrap().extend(is_text(&column.join(" ")).map(str::to_owned));
                }
                ["ALTER", "TABLE", name, "RENAME", "TO", other] => {
                    let columns = tables.remove(*name).unwrap();
                    tables.insert((*other).to_owned(), columns);
                }
                ["ALTER", "TABLE", name, "DROP", "COLUMN", column] => drop(tables.get_mut(*name).unwrap().remove(*column)),
                _ => {}
            }
        }
    }
    let named = tables.into_iter().flat_map(|(table, columns)| columns.into_iter().map(move |column| format!("{table}.{column}")));
    named.collect()
}

#[test]
fn every_text_column_is_listed_once_as_personal_or_as_plain() {
    let there = text_columns();
    assert!(there.len() > 150 && there.contains("awards.amounts") && !there.contains("tallies.last_on"), "{there:?}");
    let listed: Vec<&str> =
        USES.iter().flat_map(|told| told.columns).copied().chain(PLAIN.iter().flat_map(|line| line.split(' '))).collect();
    let once: BTreeSet<String> = listed.iter().map(|column| (*column).to_owned()).collect();
    assert_eq!(once.len(), listed.len(), "a column is listed twice");
    let (untold, gone): (Vec<_>, Vec<_>) = (there.difference(&once).collect(), once.difference(&there).collect());
    assert!(untold.is_empty(), "say in fields.rs what these are for and how long they are kept, or that they are about nobody: {untold:?}");
    assert!(gone.is_empty(), "there are no such columns: {gone:?}");
}

#[test]
fn every_use_says_what_for_and_how_long() {
    for told in USES {
        assert!(!told.purpose.is_empty() && !told.kept.is_empty() && !told.columns.is_empty(), "{told:?}");
    }
    for section in Section::ALL {
        assert_eq!(USES.iter().filter(|told| told.section == Some(section)).count(), 1, "{section:?}");
    }
}

#[test]
fn the_code_map_names_every_table_with_something_personal() {
    let map = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/README.md")).unwrap();
    let told = map.split("## Where personal data is").nth(1).unwrap().split("\n## ").next().unwrap();
    // Accounts and what hangs on them hold numbers alone; the map says so of all of them at once.
    let numbers = ["accounts", "lots", "holds", "postings", "entries", "shares", "tallies", "bars", "amends", "redemptions", "households"];
    let tables: BTreeSet<&str> = USES.iter().flat_map(|told| told.columns).filter_map(|column| column.split('.').next()).collect();
    let missing: Vec<_> = tables.iter().filter(|table| !numbers.contains(table) && !told.contains(&format!("`{table}`"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
