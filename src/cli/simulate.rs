//! `jifen simulate`: a synthetic township of any size, told by the same actions people use.

use std::path::PathBuf;

use anyhow::{Context, Result};
use chrono::{Months, NaiveDate};
use clap::Args;

use super::Ended;
use super::database::Database;
use super::output::say;
use super::progress;
use crate::app::beginning::Beginning;
use crate::app::demo::{self, Plan};
use crate::app::settling;
use crate::app::tale::{Days, Tale};
use crate::app::{House, files};
use crate::roster::{self, Appointed, Member, Staff};
use crate::rulebook::Bundle;
use crate::sheets::Sheet;
use crate::shop::read_shelf;
use crate::words::{Kind, Refusal, Role, VillageId};

/// 造一个任意大小的演示乡镇
#[derive(Args, Debug)]
#[command(help_template = super::TEMPLATE, override_usage = "jifen simulate [--villages N] [--households N] [--months N] [--seed S] [--database URL]", next_help_heading = "选项")]
pub struct Simulate {
    #[command(flatten)]
    database: Database,
    /// 几个村
    #[arg(long, default_value_t = 10)]
    villages: u32,
    /// 每村几户
    #[arg(long, default_value_t = 200)]
    households: u32,
    /// 几个月
    #[arg(long, default_value_t = 12)]
    months: u32,
    /// 同样的种子造出同样的乡镇
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 第一天
    #[arg(long, default_value = "2025-01-01")]
    from: NaiveDate,
    /// 用这个村的规则
    #[arg(long, default_value = "jianghe")]
    like: String,
    /// 各村文件夹
    #[arg(long, default_value = "villages")]
    folder: PathBuf,
    /// 规则包文件夹
    #[arg(long, default_value = "rules")]
    rules: PathBuf,
}

impl Simulate {
    /// Builds village after village with a progress bar.
    pub async fn run(self) -> Result<Ended> {
        let end = self.end()?;
        let _guard = self.database.lock()?;
        let house = self.database.open().await?;
        let villages = roster::villages(&mut house.books.read().await?).await?;
        if villages.iter().any(|village| !village.as_str().starts_with("sim-")) {
            let next_step = "请用 --database sqlite://另一个文件 造在别处。";
            return Err(
                Refusal::new("simulate.real_villages", Kind::Conflict, "这个数据库里有真的村，不在里面造演示村。", next_step).into()
            );
        }
        let like = super::village(&self.like)?;
        let model = files::bundle(&self.folder, &self.rules, &like)?;
        let shelf = std::fs::read(self.folder.join(&self.like).join("shelf.csv")).ok();
        let bar = progress::bar(self.villages.into(), "造村");
        for number in 1..=self.villages {
            let village = VillageId::parse(&format!("sim-{number:06}")).context("a number fits")?;
            self.village(&house, &village, u64::from(number), (&model, shelf.as_deref()), end).await?;
            bar.inc(1);
        }
        bar.finish_and_clear();
        house.books.close().await;
        say!("造好 {} 个村，每村 {} 户，{} 个月。", self.villages, self.households, self.months)?;
        Ok(Ended::Fine)
    }

    /// The day after the last one. Refuses `simulate.too_large`.
    fn end(&self) -> Result<NaiveDate, Refusal> {
        let fits = self.villages <= 100_000 && (8..=100_000).contains(&self.households) && (1..=1_200).contains(&self.months);
        let end = self.from.checked_add_months(Months::new(self.months)).filter(|_| fits);
        let next_step = "村数最多 100000，每村 8 到 100000 户，1 到 1200 个月。";
        end.ok_or_else(|| Refusal::new("simulate.too_large", Kind::Invalid, "造不了这么大的乡镇。", next_step))
    }

    async fn village(
        &self,
        house: &House,
        village: &VillageId,
        number: u64,
        (model, shelf): (&Bundle, Option<&[u8]>),
        end: NaiveDate,
    ) -> Result<()> {
        let people = (self.households as usize * 2).saturating_sub(16);
        let plan = Plan { with_points: people * 4 / 10, redeemed: people / 20, deeds: people * self.months as usize / 4, notices: 0 };
        let (seed, days) = (self.seed.wrapping_mul(1_000_003).wrapping_add(number), Days { start: self.from, end });
        let Some(tale) = Tale::open(house, village, plan, seed, days).await? else { return Ok(()) }; // built by an earlier run
        let clock = tale.clock();
        let bundle = Bundle { village: village.clone(), ..model.clone() };
        let members: Vec<Member> = (1..=self.households).flat_map(household).collect();
        let goods = shelf.map_or(Ok(Vec::new()), |bytes| read_shelf(&Sheet::read(bytes)?))?;
        settling::take_in(&tale.house(house, &clock, 0), village, bundle, Beginning { staff: staff(), goods, members }, None).await?;
        demo::tell(house, &clock, &tale).await.with_context(|| village.to_string())
    }
}

/// One person in each role, each from a household of its own.
fn staff() -> Vec<Appointed> {
    let roles = [Role::Secretary, Role::Supervisor, Role::Keeper, Role::GridWorker];
    let one = |(index, role): (usize, Role)| Staff {
        number: format!("S{:02}", index + 1),
        name: role.chinese().to_owned(),
        role,
        household: Some(format!("{}-001", index + 1)),
        ended_at: None,
    };
    roles.into_iter().enumerate().map(|place| Appointed { row: 0, staff: one(place) }).collect()
}

/// A household of two or three in one of eight groups; clearly synthetic names.
fn household(serial: u32) -> Vec<Member> {
    let group = (serial - 1) % 8 + 1;
    let home = format!("{group}-{:03}", (serial - 1) / 8 + 1);
    let relations = ["户主", "配偶", "子"];
    let size = 2 + usize::try_from(serial % 2).unwrap_or_default();
    let member = |(index, relation): (usize, &&str)| Member {
        row: 0,
        group: format!("{group}组"),
        household: home.clone(),
        number: format!("{home}-{}", index + 1),
        name: format!("某{serial:05}{}", index + 1),
        relation: (*relation).to_owned(),
        phone: String::new(),
    };
    relations.iter().take(size).enumerate().map(member).collect()
}
