//! The command line: one file a command. Exit codes: 0 fine, 1 findings or a refusal, 2 wrong usage, 3 a fault.
//!
//! Not here: what the commands do; they ask the features.

mod adopt;
mod backup;
mod check;
mod cluster_init;
mod database;
mod diff;
mod doctor;
mod explain;
mod export;
mod handing_back;
mod import;
mod invite;
mod new_village;
mod output;
mod progress;
mod restore;
mod schema;
mod serve;
mod sheet;
mod simulate;
mod stopping;
mod test;
mod token;
mod trial;
pub mod verify;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgAction, Parser, Subcommand};

use output::{remark, say};

use crate::db::Conn;
use crate::roster;
use crate::words::{Failure, Kind, Refusal, VillageId};

/// How a command ended, when nothing broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// As wished: 0.
    Fine,
    /// With findings or a refusal, which have been shown: 1.
    Refused,
}

/// 村庄积分：规则写成文件，记分、公示、兑换按规则来
#[derive(Parser)]
#[command(name = "jifen", version, subcommand_required = true, arg_required_else_help = true)]
#[command(disable_help_subcommand = true, disable_help_flag = true, disable_version_flag = true)]
#[command(help_template = TEMPLATE, override_usage = "jifen <命令> …", subcommand_help_heading = "命令")]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// 显示帮助
    #[arg(short, long, global = true, action = ArgAction::Help, help_heading = "选项")]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = ArgAction::Version, help_heading = "选项")]
    version: Option<bool>,
}

/// How every command's help is laid out.
const TEMPLATE: &str = "{about}\n\n用法: {usage}\n\n{all-args}\n";

#[derive(Subcommand)]
enum Command {
    /// 检查规则和村文件，指出每处问题在哪一行、怎么改
    Check(check::Check),
    /// 建一个新村的文件夹，照着改就行
    NewVillage(new_village::NewVillage),
    /// 把规则里的“比如”和村里的算例都算一遍，列出每条规则试到了几种情况
    Test(test::Test),
    /// 算一条记录得几分，一步一步说明理由
    Explain(explain::Explain),
    /// 印积分细则表（开会表决、上墙用）
    Sheet(sheet::Sheet),
    /// 给编辑器用的 JSON Schema：写规则文件时有提示
    Schema(schema::Schema),
    /// 启动服务；不带参数就是演示乡镇
    Serve(serve::Serve),
    /// 规则改了什么，一句一句说
    Diff(diff::Diff),
    /// 试算：过去一段时间的记录，按草案再算一遍
    Trial(trial::Trial),
    /// 提出采纳会议通过的草案，或者回到以前的一版；监督委员同意才生效
    Adopt(adopt::Adopt),
    /// 从表格导入花名册、货单或积分细则表（.xlsx、.csv）
    Import(import::Import),
    /// 核对账本：余额、批次、库存、校验链
    Verify(verify::Verify),
    /// 备份到一个新文件，服务不用停
    Backup(backup::Backup),
    /// 从备份恢复：先逐笔核对，再放回去
    Restore(restore::Restore),
    /// 体检：数据库、磁盘、时间、账本、规则文件、备份，哪里不好、怎么办
    Doctor(doctor::Doctor),
    /// 导出账本，用别的记账软件核对；导出办理记录
    Export(export::Export),
    /// 给办事的人发一份邀请，让他自己设登录密码
    Invite(invite::Invite),
    /// 发一个给程序用的口令（最后一行就是口令），或停用一个
    Token(token::Token),
    /// 把一个空的 PostgreSQL（装了 citus 扩展）按村分布到多台机器
    ClusterInit(cluster_init::ClusterInit),
    /// 造一个任意大小的演示乡镇
    Simulate(simulate::Simulate),
}

/// Runs a command line.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return wrong_usage(&error),
    };
    match command(cli.command) {
        Ok(Ended::Fine) => ExitCode::SUCCESS,
        Ok(Ended::Refused) => ExitCode::from(1),
        Err(fault) => told(&fault),
    }
}

fn command(command: Command) -> anyhow::Result<Ended> {
    match command {
        Command::Check(check) => check.run(),
        Command::NewVillage(new_village) => new_village.run(),
        Command::Test(test) => test.run(),
        Command::Explain(explain) => explain.run(),
        Command::Sheet(sheet) => sheet.run(),
        Command::Schema(schema) => schema.run(),
        Command::Serve(serve) => waiting(serve.run()),
        Command::Diff(diff) => waiting(diff.run()),
        Command::Trial(trial) => waiting(trial.run()),
        Command::Adopt(adopt) => waiting(adopt.run()),
        Command::Import(import) => waiting(import.run()),
        Command::Verify(verify) => waiting(verify.run()),
        Command::Backup(backup) => waiting(backup.run()),
        Command::Restore(restore) => waiting(restore.run()),
        Command::Doctor(doctor) => waiting(doctor.run()),
        Command::Export(export) => waiting(export.run()),
        Command::Invite(invite) => waiting(invite.run()),
        Command::Token(token) => waiting(token.run()),
        Command::ClusterInit(cluster_init) => waiting(cluster_init.run()),
        Command::Simulate(simulate) => waiting(simulate.run()),
    }
}

/// Runs what waits for a database or the network.
fn waiting(work: impl Future<Output = anyhow::Result<Ended>>) -> anyhow::Result<Ended> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

/// An expected no is explained and ends with 1; whatever broke ends with 3.
fn told(fault: &anyhow::Error) -> ExitCode {
    // Whoever has stopped reading need not be told.
    if !output::is_unread(fault) {
        remark!("{}", explained(fault));
    }
    ExitCode::from(if refusal(fault).is_some() { 1 } else { 3 })
}

/// The expected no inside an error, if it is one.
fn refusal(fault: &anyhow::Error) -> Option<&Refusal> {
    fault.chain().find_map(|cause| match cause.downcast_ref::<Failure>() {
        Some(Failure::Refused(refusal)) => Some(refusal),
        _ => cause.downcast_ref::<Refusal>(),
    })
}

/// What an error says to people: of a refusal the sentence, the next step and every problem.
fn explained(fault: &anyhow::Error) -> String {
    let Some(refusal) = refusal(fault) else { return format!("出错了：{fault:#}") };
    let problems: String = refusal.problems.iter().map(|problem| format!("\n  {}：{}", problem.pointer, problem.message)).collect();
    format!("{}\n{}（{}）{problems}", refusal.sentence, refusal.next_step, refusal.code)
}

/// A village by its name as typed. Refuses `village.wrong_name`.
fn village(name: &str) -> Result<VillageId, Refusal> {
    VillageId::parse(name).ok_or_else(|| {
        let sentence = format!("村的代号写得不对：{name}。");
        Refusal::new("village.wrong_name", Kind::Malformed, sentence, "代号就是村文件夹的名字，只用小写字母、数字和短横线。")
    })
}

/// A village of this database. Refuses `village.wrong_name`, `roster.unknown_village`: of a village that is not there nothing can be right.
async fn known_village(conn: &mut Conn, name: &str) -> anyhow::Result<VillageId> {
    let village = village(name)?;
    if roster::village(conn, &village).await?.is_some() {
        return Ok(village);
    }
    let sentence = format!("数据库里没有 {village} 这个村。");
    Err(Refusal::new("roster.unknown_village", Kind::Missing, sentence, "请核对村的代号。").into())
}

/// clap explains in English; this says it in Chinese.
fn wrong_usage(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return match say!("{}", error.to_string().trim_end()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(fault) => told(&fault.into()),
        };
    }
    let reason = match error.kind() {
        ErrorKind::UnknownArgument => "有一个参数不认识",
        ErrorKind::InvalidSubcommand => "没有这个命令",
        ErrorKind::MissingRequiredArgument => "少了必须写的内容",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "有一个值写得不对",
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "请写上要做什么",
        _ => "命令写得不对",
    };
    let about = [ContextKind::InvalidSubcommand, ContextKind::InvalidArg, ContextKind::InvalidValue];
    let named: Vec<String> = about.into_iter().filter_map(|kind| error.get(kind)).map(ToString::to_string).collect();
    let named = if named.is_empty() { String::new() } else { format!("：{}", named.join(" ")) };
    let near = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    let near = near.into_iter().find_map(|kind| match error.get(kind)? {
        ContextValue::Strings(names) => names.last().cloned(),
        other => Some(other.to_string()),
    });
    let near = near.map_or_else(String::new, |near| format!("您是不是想用 {near}？"));
    remark!("{reason}{named}。{near}用法见 jifen --help。");
    ExitCode::from(2)
}
