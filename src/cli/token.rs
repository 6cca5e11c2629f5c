//! `jifen token`: a token for a role, shown once. The token is the last line.

use anyhow::{Context, Result};
use clap::Args;

use super::Ended;
use super::database::Database;
use crate::words::{Role, VillageId};

/// 发一个登录口令（最后一行就是口令）
#[derive(Args, Debug)]
#[command(help_template = super::TEMPLATE, override_usage = "jifen token --village 村 --role 职务 [--database URL]", next_help_heading = "选项")]
pub struct Token {
    #[command(flatten)]
    database: Database,
    /// 哪个村
    #[arg(long)]
    village: String,
    /// 什么职务
    #[arg(long, value_parser = ["secretary", "supervisor", "keeper", "grid_worker", "township", "kiosk"])]
    role: String,
}

impl Token {
    /// Makes the token and prints it.
    pub async fn run(self) -> Result<Ended> {
        let village = VillageId::parse(&self.village).context("村的代号只能用小写字母、数字和短横线")?;
        let role = Role::parse(&self.role).context("没有这个职务")?;
        let house = self.database.open_existing().await?;
        let token = house.doorkeeper.mint(&village, role).await?;
        house.books.close().await;
        println!("{token}");
        Ok(Ended::Fine)
    }
}
