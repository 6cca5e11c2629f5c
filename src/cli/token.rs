//! `jifen token`: a token for a program in a role, shown once as the last line; or one that is to sign nobody in any more. People sign in with passwords
//! (`jifen invite`).

use anyhow::{Context, Result};
use clap::Args;

use super::Ended;
use super::database::Database;
use super::output::say;
use crate::words::Role;

/// 发一个给程序用的口令（最后一行就是口令），或停用一个
#[derive(Args, Debug)]
#[command(help_template = super::TEMPLATE, override_usage = "jifen token --village 村 --role 职务 [--staff 编号] | --revoke 口令 [--database URL]", next_help_heading = "选项")]
pub struct Token {
    #[command(flatten)]
    database: Database,
    /// 哪个村
    #[arg(long, required_unless_present = "revoke")]
    village: Option<String>,
    /// 什么职务
    #[arg(long, value_parser = ["secretary", "supervisor", "keeper", "grid_worker", "township", "kiosk"], required_unless_present = "revoke")]
    role: Option<String>,
    /// 发给哪一位（编号）；不写就是这个职务的第一位
    #[arg(long, value_name = "编号", conflicts_with = "revoke")]
    staff: Option<String>,
    /// 停用这个口令
    #[arg(long, value_name = "口令", conflicts_with_all = ["village", "role"])]
    revoke: Option<String>,
}

impl Token {
    /// Makes the token and prints it, or puts one out of use.
    pub async fn run(self) -> Result<Ended> {
        let house = self.database.open_existing().await?;
        if let Some(token) = &self.revoke {
            house.doorkeeper.revoke(token.trim()).await?;
            say!("这个口令已经停用；开着的服务一秒之内也不再认它。")?;
        } else {
            let village = super::village(self.village.as_deref().unwrap_or_default())?;
            let role = self.role.as_deref().and_then(Role::parse).context("clap knows the roles")?;
            say!("{}", house.doorkeeper.mint(&village, role, self.staff.as_deref()).await?)?;
        }
        house.books.close().await;
        Ok(Ended::Fine)
    }
}
