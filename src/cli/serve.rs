//! `jifen serve`: the service. Without arguments: the demo township, created and filled on first start.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use sha2::{Digest, Sha256};

use super::Ended;
use super::database::Database;
use super::output::announce;
use super::progress;
use super::stopping::{Signals, Stopped};
use crate::app::demo::{self, Plan};
use crate::app::settling::{Settled, settle};
use crate::app::tale::{Days, Tale};
use crate::app::watching::Watch;
use crate::app::{House, checkup, clockwork, files, router};
use crate::desk::Health::Well;
use crate::entrance;
use crate::ledger;
use crate::roster::{self, Resident};
use crate::words::{Chance, Role, VillageId};

/// 启动服务（不带参数：演示乡镇）
#[derive(Args, Clone, Debug)]
#[command(help_template = super::TEMPLATE, override_usage = "jifen serve [--listen 地址] [--database URL] [--villages DIR] [--rules DIR]", next_help_heading = "选项")]
pub struct Serve {
    /// 监听地址
    #[arg(long, env = "JIFEN_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    #[command(flatten)]
    database: Database,
    /// 各村文件夹
    #[arg(long, default_value = "villages")]
    villages: PathBuf,
    /// 规则包文件夹
    #[arg(long, default_value = "rules")]
    rules: PathBuf,
}

impl Serve {
    /// Runs until the process is told to stop.
    pub async fn run(self) -> Result<Ended> {
        keep_a_log();
        let _guard = self.database.lock()?;
        let house = self.database.open().await?;
        let listener = tokio::net::TcpListener::bind(self.listen).await.with_context(|| format!("{} 不能监听", self.listen))?;
        let address = listener.local_addr()?;
        let mut watch = Watch::new(&self.villages, &self.rules);
        for health in checkup::begin(&house).await?.found.iter().filter(|health| !matches!(health, Well(_))) {
            announce!("{health}");
        }
        // What was due while the machine was off comes before anything is taken in.
        self.catch_up(&house).await;
        watch.look(&house).await?;
        let new = self.settle_all(&house).await?;
        self.catch_up(&house).await;
        let mut signals = Signals::listen()?;
        self.greet(&house, address, &new).await?;
        let jobs = tokio::spawn(clockwork::run(house.clone()));
        let teller = self.clone();
        let looks = tokio::spawn(watch.run(house.clone(), move |village, settled| teller.tell(village, settled)));
        let service = router::router(house.clone());
        let stopped = signals.serve(listener, service).await?;
        jobs.abort();
        looks.abort();
        if stopped == Stopped::AtOnce {
            announce!("马上停了：答复过的都在盘上，没有答复的请对方用同一个编号再来一次。");
            return Ok(Ended::Refused);
        }
        house.books.close().await;
        announce!("已停止，账都在盘上。");
        Ok(Ended::Fine)
    }

    async fn catch_up(&self, house: &House) {
        if let Err(fault) = clockwork::catch_up(house).await {
            announce!("到日子的事没有全部办完，稍后再试。{}", super::explained(&fault.into()));
        }
    }

    /// Takes every village folder in; gives those that are new.
    async fn settle_all(&self, house: &House) -> Result<Vec<VillageId>> {
        let mut new = Vec::new();
        let names = files::village_ids(&self.villages)?;
        let bar = progress::bar(names.len() as u64, "准备各村");
        for village in names {
            bar.set_message(village.to_string());
            match self.settle(house, &village).await {
                Ok(settled) => {
                    self.tell(&village, &settled);
                    new.extend((settled == Settled::TakenIn).then_some(village));
                }
                // The others are not to wait for it.
                Err(fault) => announce!("{village}：没有准备好，别的村不受影响。{}", super::explained(&fault)),
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(new)
    }

    fn tell(&self, village: &VillageId, settled: &Settled) {
        let folder = self.villages.join(village.as_str());
        match settled {
            Settled::Broken(errors) => announce!("{village}：规则文件有 {errors} 处错误，没有生效（jifen check {}）。", folder.display()),
            Settled::Draft(None) => announce!("{village}：规则文件改过，是草案，还没有生效（试算 jifen trial，采纳 jifen adopt）。"),
            Settled::Draft(Some(refusal)) => announce!("{village}：规则文件改过，没有生效。{refusal}"),
            Settled::Updated(day) => announce!("{village}：规则文件改过，{day} 起生效。"),
            Settled::TakenIn | Settled::Unchanged => {}
        }
    }

    fn is_demo(&self, village: &VillageId) -> bool {
        self.villages.join(village.as_str()).join("demo.yaml").exists()
    }

    /// A village with a `demo.yaml` begins a year ago and has lived through it, until yesterday: no act of the story lies in the future.
    async fn settle(&self, house: &House, village: &VillageId) -> Result<Settled> {
        let plan_file = self.villages.join(village.as_str()).join("demo.yaml");
        if !plan_file.exists() {
            return settle(house, &self.villages, &self.rules, village).await;
        }
        let plan: Plan = serde_yaml::from_str(&std::fs::read_to_string(&plan_file)?).with_context(|| plan_file.display().to_string())?;
        let end = house.books.clock.now().day().pred_opt().context("yesterday was a day")?;
        let start = end.checked_sub_months(chrono::Months::new(12)).context("a year ago was a day")?;
        let Some(tale) = Tale::open(house, village, plan, seed(village), Days { start, end }).await? else {
            return settle(house, &self.villages, &self.rules, village).await;
        };
        let clock = tale.clock();
        let settled = settle(&tale.house(house, &clock, 0), &self.villages, &self.rules, village).await?;
        if let Settled::Broken(_) = settled {
            return Ok(settled);
        }
        demo::tell(house, &clock, &tale).await?;
        Ok(Settled::TakenIn)
    }

    /// Says where to go; for villages that are new also how to sign in. Passwords are shown for demo villages only: elsewhere people choose their own.
    async fn greet(&self, house: &House, address: SocketAddr, new: &[VillageId]) -> Result<()> {
        let villages = roster::villages(&mut house.books.read().await?).await?;
        announce!("\n积分服务已启动：http://{address}/\n");
        for village in &villages {
            let name = roster::village(&mut house.books.read().await?, village).await?.map_or_else(String::new, |row| row.name);
            announce!("  {name}  http://{address}/villages/{village}");
            match new.contains(village) {
                true if self.is_demo(village) => logins(house, village).await?,
                true => announce!("    新村，还没有人能登录，先给村书记发邀请：jifen invite --village {village} --staff 编号"),
                false => {}
            }
        }
        announce!("\n  接口文档  http://{address}/api/docs");
        announce!("  密码只显示这一次；忘了就发邀请，本人自己重设：jifen invite --village 村 --staff 编号");
        announce!("  给程序用的口令：jifen token --village 村 --role 职务\n");
        Ok(())
    }
}

/// JSON lines on standard error; on a terminal, where a person reads, only what is wrong. `JIFEN_LOG` says otherwise.
fn keep_a_log() {
    let usual = if std::io::stderr().is_terminal() { "warn" } else { "info" };
    let filter = tracing_subscriber::EnvFilter::try_from_env("JIFEN_LOG").unwrap_or_else(|_| usual.into());
    let _ = tracing_subscriber::fmt().json().with_writer(std::io::stderr).with_env_filter(filter).try_init();
}

/// The same village begins with the same chance everywhere.
fn seed(village: &VillageId) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = <[u8; 32]>::from(Sha256::digest(village.as_str()));
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

/// How long the code of a demo village's kiosk is good, in seconds: whoever tries the demonstration takes their time.
const KIOSK_CODE_LASTS: i64 = 24 * 3600;

/// What a new demo village is signed in with, drawn by chance; only for roles somebody serves in, and for one resident.
async fn logins(house: &House, village: &VillageId) -> Result<()> {
    let (doorkeeper, staff) = (&house.doorkeeper, roster::staff(&mut house.books.read().await?, village).await?);
    for (role, page) in [
        (Role::Secretary, format!("/desk/{village}")),
        (Role::Supervisor, format!("/desk/{village}")),
        (Role::GridWorker, format!("/desk/{village}")),
        (Role::GroupLeader, format!("/grid/{village}")),
        (Role::Keeper, format!("/shop/{village}")),
        (Role::Township, "/township".to_owned()),
        (Role::County, "/township".to_owned()),
    ] {
        if let Some(one) = staff.iter().find(|one| one.role == role) {
            let password = password(&house.books.chance);
            doorkeeper.give_password(village, &one.number, &password).await?;
            announce!("    {}  {page}  编号 {}  密码 {password}", role.chinese(), one.number);
        }
    }
    if let Some(kiosk) = staff.iter().find(|one| one.role == Role::Kiosk) {
        let code = doorkeeper.begin_kiosk(village, &kiosk.number, KIOSK_CODE_LASTS).await?;
        announce!("    {}  /kiosk/{village}  注册码 {code}", Role::Kiosk.chinese());
    }
    let mut conn = house.books.read().await?;
    let residents = roster::residents(&mut conn, village).await?;
    let accounts = ledger::all_accounts(&mut conn, village).await?;
    drop(conn);
    let serves = |home: &String| staff.iter().any(|one| one.household.as_ref() == Some(home));
    // Somebody who has something to look at.
    let has = |number: &String| accounts.iter().any(|account| account.number == *number && account.posted > 0);
    let shown = |one: &&Resident| !serves(&one.household) && (has(&one.number) || has(&one.household));
    // Best a head with somebody else to look after.
    let lives_with = |one: &Resident| residents.iter().any(|other| other.household == one.household && other.number != one.number);
    let is_head = |one: &&Resident| one.relation == "户主" && lives_with(one);
    let found = residents.iter().filter(shown).find(is_head).or_else(|| residents.iter().find(shown));
    if let Some(resident) = found {
        let pin = pin(&house.books.chance);
        doorkeeper.give_pin(village, &resident.number, &pin).await?;
        announce!("    {}  /v/{village}  编号 {}  密码 {pin}", Role::Resident.chinese(), resident.number);
    }
    Ok(())
}

/// Twelve digits in three groups: easy to copy.
fn password(chance: &Chance) -> String {
    let drawn = chance.token();
    [&drawn[..4], &drawn[4..8], &drawn[8..12]].join("-")
}

/// A PIN that may be chosen: drawn again while it is too easy.
fn pin(chance: &Chance) -> String {
    let mut drawn = std::iter::repeat_with(|| format!("{:06}", chance.below(1_000_000)));
    drawn.find(|pin| entrance::is_pin(pin)).unwrap_or_default()
}
