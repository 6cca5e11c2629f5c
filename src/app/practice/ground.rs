//! One practice village: made from the rules in force and the shelf of a real one, with invented people and a few invented months behind them.

use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::Context;
use axum::extract::Request;
use axum::response::Response;
use axum::routing::Router;
use chrono::Months;
use tower::ServiceExt;

use super::super::beginning::Beginning;
use super::super::demo::{self, Plan};
use super::super::settling::{self, Start};
use super::super::tale::{Days, Tale};
use super::super::{clockwork, router};
use super::people::{self, Player};
use super::{crossing, gate};
use crate::db::{Books, note_backup};
use crate::entrance::{COOKIE, MINE, Stay};
use crate::ledger;
use crate::roster;
use crate::rulebook::{Adoption, Bundle, Source, check};
use crate::shop::{self, Goods, Item};
use crate::versions::House;
use crate::words::{Outcome, Points, Role, VillageId, Yuan};

/// How far back its life reaches.
const MONTHS: Months = Months::new(3);

/// What it looks like when it is begun: enough to look at, and something left to do.
const PLAN: Plan = Plan { with_points: 14, redeemed: 4, deeds: 30, notices: 2 };

/// Pieces of each thing on its shelf.
const PIECES: i64 = 20;

/// A practice village that is open.
pub(super) struct Ground {
    /// The village whose rules it has.
    pub real: VillageId,
    /// Its own name.
    pub name: VillageId,
    house: House,
    router: Router,
    used_at: AtomicI64,
    file: PathBuf,
}

impl Ground {
    /// Makes one in a file that is not there yet. Refuses what [`settling::take_in`] does, and `versions.none_in_force`.
    pub async fn make(beside: &House, real: &VillageId, name: VillageId, file: PathBuf) -> Outcome<Self> {
        let (clock, chance) = (beside.books.clock.clone(), beside.books.chance.clone());
        let (number, _) = beside.library.number_in_force(real, clock.now().day()).await?;
        let bundle = renamed(beside.library.files(real, number).await?, &name);
        let goods = goods(shop::items(&mut beside.books.read().await?, real).await?);
        let house = House::new(Books::open(&format!("sqlite://{}", file.display()), clock, chance).await?);
        let used_at = AtomicI64::new(house.books.clock.now().millis());
        // From here on whatever goes wrong takes its file along.
        let ground = Self { real: real.clone(), name, router: router::rooms(house.clone()), house, used_at, file };
        ground.live_through(bundle, goods).await?;
        // Nothing here is worth a copy, so nobody is asked for one.
        note_backup(&ground.file, ground.house.books.clock.now()).map_err(anyhow::Error::from)?;
        Ok(ground)
    }

    /// A few months, until yesterday.
    async fn live_through(&self, bundle: Bundle, goods: Vec<Goods>) -> Outcome<()> {
        let (house, name) = (&self.house, &self.name);
        let end = house.books.clock.now().day().pred_opt().context("yesterday was a day")?;
        let start = end.checked_sub_months(MONTHS).context("three months ago was a day")?;
        let seed = house.books.chance.below(u64::MAX);
        let tale = Tale::open(house, name, PLAN, seed, Days { start, end }).await?.context("nobody has told anything in a new file")?;
        let clock = tale.clock();
        let rulebook = check(&bundle).rulebook.context("rules in force can be read")?;
        let groups: Vec<_> = rulebook.settings().groups.iter().map(|group| group.name.clone()).collect();
        let beginning = Beginning { staff: people::staff(&groups), goods, members: people::members(&groups) };
        // The village's own meeting may have been held since then.
        let (meeting, document) = ("练习用的村民代表会议".to_owned(), "练习".to_owned());
        let adoption = Some(Adoption { meeting, held_on: start, expected: 30, present: 30, in_favour: 30, document });
        let from = Some(Start { effective_on: start, adoption });
        settling::take_in(&tale.house(house, &clock, 0), name, bundle, beginning, from).await?;
        demo::tell(house, &clock, &tale).await?;
        Ok(())
    }

    /// What has come due since somebody was last here is done, as the clock of a real house would.
    pub async fn catch_up(&self) -> Outcome<()> {
        clockwork::catch_up_with(&self.house, &self.name).await
    }

    /// Signs somebody in as a player: which cookie gets what, and where their work begins.
    pub async fn let_in(&self, player: Player) -> Outcome<Let> {
        let number = match player.role {
            Role::Resident => self.villager().await?,
            _ => player.number.to_owned(),
        };
        let stay = if player.role == Role::Resident { Stay::PHONE } else { Stay::STAFF };
        let token = self.house.doorkeeper.admit(&self.name, player.role, &number, stay).await?;
        let cookie = if player.role == Role::Resident { MINE } else { COOKIE };
        Ok(Let { cookie: crossing::here(cookie), token, seconds: stay.most, address: gate::page_of(player.role, &self.name) })
    }

    /// Somebody who serves nobody and has something to spend.
    async fn villager(&self) -> Outcome<String> {
        let mut conn = self.house.books.read().await?;
        let residents = roster::residents(&mut conn, &self.name).await?;
        let homes: Vec<_> = roster::staff(&mut conn, &self.name).await?.into_iter().filter_map(|staff| staff.household).collect();
        let accounts = ledger::all_accounts(&mut conn, &self.name).await?;
        let has = |number: &str| accounts.iter().find(|account| account.number == number).map_or(0, |account| account.posted);
        let others = residents.into_iter().filter(|resident| !homes.contains(&resident.household));
        let richest = others.max_by_key(|resident| has(&resident.number).max(has(&resident.household)));
        Ok(richest.context("somebody lives in a practice village")?.number)
    }

    /// Answers a request for it.
    pub async fn answer(&self, mut request: Request) -> Response {
        self.used_at.store(self.house.books.clock.now().millis(), Ordering::Relaxed);
        crossing::into(&mut request);
        let answer = self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        crossing::out(answer, self).await
    }

    /// When somebody last did anything here.
    pub fn used_at(&self) -> i64 {
        self.used_at.load(Ordering::Relaxed)
    }
}

/// What it leaves behind is nothing.
impl Drop for Ground {
    fn drop(&mut self) {
        for ending in ["", "-wal", "-shm", ".backed-up"] {
            let mut file = self.file.clone().into_os_string();
            file.push(ending);
            let _ = std::fs::remove_file(file);
        }
    }
}

/// Somebody who may come in.
pub(super) struct Let {
    pub cookie: String,
    pub token: String,
    pub seconds: i64,
    pub address: String,
}

/// The same rules under the name of a practice village, which stands on whatever its pages, slips and sheets show.
fn renamed(bundle: Bundle, name: &VillageId) -> Bundle {
    let said = |line: &str| match line
        .strip_prefix("名称:")
        .map(|rest| rest.split(" #").next().unwrap_or_default().trim().trim_matches(['"', '\'']))
    {
        Some(real) => format!("名称: \"{real}（练习）\""),
        None => line.to_owned(),
    };
    let file = |file: &Source| match file.path.as_str() {
        "village.yaml" => Source { text: file.text.lines().map(said).collect::<Vec<_>>().join("\n") + "\n", ..file.clone() },
        _ => file.clone(),
    };
    let own = Bundle { village: name.clone(), files: bundle.files.iter().map(file).collect(), ..bundle.clone() };
    // A name written in some other way is left as it is: the banner says where one is.
    if check(&own).rulebook.is_some() { own } else { Bundle { village: name.clone(), ..bundle } }
}

/// The same things as on the real shelf, in plenty; two of its own where there is none.
fn goods(items: Vec<Item>) -> Vec<Goods> {
    let shelved = |Item { number, name, spec, points, cost, .. }: Item| Goods { number, name, spec, points, cost, quantity: PIECES };
    let invented = |(number, name, worth): (&str, &str, i64)| Goods {
        number: number.to_owned(),
        name: name.to_owned(),
        spec: "练习用".to_owned(),
        points: Points::whole(worth),
        cost: Yuan::whole(worth),
        quantity: PIECES,
    };
    match items.is_empty() {
        true => [("A01", "香皂", 5), ("A02", "洗衣液", 20)].map(invented).into(),
        false => items.into_iter().map(shelved).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(line: &str) -> String {
        let source = |path: &str, text: String| Source { path: path.to_owned(), text };
        let rules = source("rules.yaml", "规则: { 公益: { 签到: 1 } }\n".to_owned());
        let files = vec![source("village.yaml", format!("{line}\n试行: 是\n")), rules];
        let bundle = Bundle { village: VillageId::draft(), files, packs: Vec::new() };
        let own = renamed(bundle, &VillageId::parse("practice-draft").unwrap());
        assert_eq!(own.village.as_str(), "practice-draft");
        check(&own).rulebook.unwrap().settings().name.clone()
    }

    #[test]
    fn its_name_says_that_it_is_for_practice() {
        for line in ["名称: 蒋河村", "名称: \"蒋河村\"", "名称: '蒋河村'   # 示例"] {
            assert_eq!(named(line), "蒋河村（练习）", "{line}");
        }
        assert_eq!(named("名称: |\n  蒋河村").trim(), "蒋河村", "what cannot be renamed stays readable");
    }
}
