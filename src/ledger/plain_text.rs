//! The journal as plain text accounting (hledger's journal format, <https://hledger.org/hledger.html#journal>): whoever audits a village can add it up with
//! a tool we did not write.
//!
//! Accounts are the village's own and the numbers of households and residents; no names, no explanations.

use std::fmt::Write;

use super::journal::Told;
use super::model::*;
use crate::words::{Points, Yuan};

/// What the file begins with: the two units and the accounts there are.
pub fn beginning(accounts: &[Account]) -> String {
    let mut text = String::from("commodity 1.00 分\ncommodity 1.00 元\n\n");
    for account in accounts {
        let _ = writeln!(text, "account {}", name(&account.number));
    }
    text
}

/// One entry: the day it was made on, its number, what it is called, its link in the chain, its lines.
pub fn written(told: Told<'_>) -> String {
    let entry = told.entry;
    let title = told.particulars.map_or("（已按本人要求删去）", |row| row.title.as_str());
    let mut text = format!("\n{} * ({}) {}：{}\n", entry.at.day(), entry.seq, entry.kind.chinese(), one_line(title));
    let _ = writeln!(text, "    ; 发生: {}, 经办: {}, 校验码: {}", entry.occurred_on, one_line(&entry.actor), entry.hash);
    if let Some(reversed) = entry.reverses {
        let _ = writeln!(text, "    ; 冲正: {reversed}");
    }
    for posting in told.postings {
        let _ = writeln!(text, "    {}  {}", name(&posting.account), amount(&posting.account, posting.amount));
    }
    text
}

/// The kept balances as assertions: the tool itself finds the first that its own sum does not bear out.
pub fn balances(last: Told<'_>, accounts: &[Account]) -> String {
    let mut text = format!("\n{} * 账上留存的余额\n", last.entry.at.day());
    for account in accounts {
        let _ =
            writeln!(text, "    {}  {} = {}", name(&account.number), amount(&account.number, 0), amount(&account.number, account.posted));
    }
    text
}

/// Two spaces end an account's name and a semicolon begins a comment, so neither may be inside.
fn one_line(text: &str) -> String {
    text.replace(';', "；").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn kind(number: &str) -> AccountKind {
    number.strip_prefix('@').and_then(AccountKind::parse).unwrap_or(AccountKind::Holder)
}

fn name(number: &str) -> String {
    match kind(number) {
        AccountKind::Holder => format!("{}:{}", AccountKind::Holder.chinese(), one_line(number).replace(':', "：")),
        own => own.chinese().to_owned(),
    }
}

fn amount(number: &str, hundredths: i64) -> String {
    match kind(number).is_points() {
        true => format!("{} 分", Points::from_hundredths(hundredths)),
        false => format!("{} 元", Yuan::from_hundredths(hundredths)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Moment, Role};

    #[test]
    fn a_title_cannot_become_a_line_of_its_own() {
        let entry = Entry {
            seq: 7,
            kind: EntryKind::Award,
            at: Moment::on("2026-03-05".parse().unwrap(), 9, 0),
            occurred_on: "2026-03-01".parse().unwrap(),
            operation: "op".to_owned(),
            actor: "S1".to_owned(),
            role: Role::Secretary,
            rulebook: None,
            reference: None,
            reverses: None,
            commitment: String::new(),
            trail: None,
            hash: "ab12".to_owned(),
        };
        let title = "拾金\n2026-01-01 * 假的  ; 注".to_owned();
        let particulars = Particulars { seq: 7, salt: String::new(), title, explanation: String::new() };
        let line = |line, account: &str, amount| Posting { seq: 7, line, account: account.to_owned(), lot: None, amount };
        let postings = [line(1, "@issued", -500), line(2, "1-01", 500)];
        let text = written(Told { entry: &entry, postings: &postings, particulars: Some(&particulars) });
        let expected = "
2026-03-05 * (7) 加分：拾金 2026-01-01 * 假的 ； 注
    ; 发生: 2026-03-01, 经办: S1, 校验码: ab12
    积分发放  -5.00 分
    村民积分:1-01  5.00 分
";
        assert_eq!(text, expected);
        assert!(written(Told { particulars: None, entry: &entry, postings: &postings }).contains("已按本人要求删去"));
    }
}
