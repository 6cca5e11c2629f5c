//! A village to measure in: 2,000 residents in 500 households, a few rules, a clock that stands still.

use std::path::Path;

use anyhow::{Context, Result};
use chrono::NaiveDate;
use jifen::app::House;
use jifen::app::beginning::Beginning;
use jifen::app::demo::StoryClock;
use jifen::app::settling::take_in;
use jifen::db::Books;
use jifen::roster::Member;
use jifen::rulebook::{Bundle, Source};
use jifen::words::{Act, Actor, Chance, OperationId, Role, VillageId};

use crate::folder::url;

pub const RESIDENTS: usize = 2_000;

const SETTINGS: &str = "\
名称: 测速村
区划代码: \"640402105298\"
上级: 测速镇
记账单位: 个人
公示天数: 0
审核: 一人
试行: 是
文件即生效: 是
生效: 2025-01-01
";

const RULES: &str = "\
标题: 测速村积分标准
规则:
  公益服务:
    志愿服务:
      填报: { 时长: { 类型: 小时, 最小: 0.5, 最大: 8 } }
      分值: 时长 * 2
      上限: 每人每月 2000 分
      审核: 免审
      比如:
        - { 时长: 1.5, 得: 3 }
        - { 时长: 1.5, 本月已得: 1999, 得: 1 }
    拾金不昧: 5
";

pub fn id() -> Result<VillageId> {
    VillageId::parse("cesu").context("a name of a village")
}

/// The number of the nth resident.
pub fn number(nth: usize) -> String {
    let (household, person) = (nth / 4 % (RESIDENTS / 4), nth % 4);
    format!("1-{household:03}-{person}")
}

/// A house on a new database file with the village in it.
pub async fn settled(file: &Path) -> Result<House> {
    let day = NaiveDate::from_ymd_opt(2026, 3, 2).context("a day")?;
    let house = House::new(Books::open(&url(file), StoryClock::at(day).clock(), Chance::machine()).await?);
    let source = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
    let files = vec![source("village.yaml", SETTINGS), source("rules.yaml", RULES)];
    let bundle = Bundle { village: id()?, files, packs: Vec::new() };
    let members = (0..RESIDENTS).map(member).collect();
    take_in(&house, &id()?, bundle, Beginning { members, ..Beginning::default() }, None).await?;
    Ok(house)
}

fn member(nth: usize) -> Member {
    let number = number(nth);
    Member {
        row: nth + 2,
        group: "一组".to_owned(),
        household: number[..5].to_owned(),
        name: format!("村民{nth:04}"),
        relation: if nth.is_multiple_of(4) { "户主" } else { "家人" }.to_owned(),
        number,
        phone: String::new(),
    }
}

/// An act of the grid worker under an operation id as clients make them.
pub fn act(books: &Books, nth: usize) -> Result<Act> {
    let operation = OperationId::parse(&format!("0198f1c4-7c1e-7d3a-9b52-{nth:012}")).context("an operation id")?;
    let actor = Actor { staff: "S03".to_owned(), role: Role::GridWorker, household: None };
    Ok(Act { village: id()?, actor, at: books.clock.now(), operation, salt: books.chance.bytes(), device: None, dry_run: false })
}
