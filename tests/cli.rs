//! The commands check, test and explain as a shell meets them: output and exit codes.

#![allow(clippy::unwrap_used)] // a test may stop where it stands

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder that is gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    /// One village `jianghe` and one pack.
    fn new(name: &str) -> Self {
        let root = std::env::temp_dir().join(format!("jifen-cli-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        let folder = Self(root);
        folder.write("rules/环境卫生.yaml", "标题: 环境卫生\n规则:\n  环境卫生:\n    庭院整洁: 5\n");
        folder.write("villages/jianghe/village.yaml", "名称: 蒋河村\n试行: 是\n");
        folder.write("villages/jianghe/rules.yaml", RULES);
        folder
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_jifen")).args(arguments).current_dir(&self.0).output().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(Path::new(&self.0));
    }
}

const RULES: &str = "\
引用: [环境卫生]
规则:
  公益:
    志愿服务:
      填报: {时长: 小时}
      分值: 时长 * 2
      上限: 每人每月 20 分
      比如: [{时长: 15, 本月已得: 12, 得: 8}]
";

fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_sound_village_passes() {
    let folder = Folder::new("sound");
    assert_eq!(said(&folder.run(&["check"])), (0, "查了 2 份，没有问题。1 个村在试行：规则还没有经村民会议通过。\n".into(), String::new()));
    let (code, out, _) = said(&folder.run(&["test", "jianghe"]));
    assert_eq!(code, 0);
    assert!(out.contains("✓ 志愿服务  比如 1/1  情况 2/2"), "{out}");
}

#[test]
fn a_story_is_played_by_test_and_by_check() {
    let folder = Folder::new("story");
    let story = "标题: 三月\n记录: [{日期: 2026-03-02, 谁: 张家, 事: 志愿服务, 时长: 8}]\n结果: {张家: 16}\n";
    folder.write("villages/jianghe/cases/三月.yaml", story);
    let (code, out, _) = said(&folder.run(&["test"]));
    assert_eq!(code, 0);
    for line in ["✓ 志愿服务  比如 1/1  情况 2/2  算例 1 次\n", "✓ 算例“三月”（cases/三月.yaml）  对 1/1\n", "1 个算例，对 1 个。"]
    {
        assert!(out.contains(line), "{line}: {out}");
    }
    folder.write("villages/jianghe/cases/三月.yaml", &story.replace("16", "18"));
    let (code, out, _) = said(&folder.run(&["test"]));
    assert_eq!(code, 1);
    assert!(out.contains("✗ 算例“三月”（cases/三月.yaml）  对 0/1\n"), "{out}");
    let (code, out, _) = said(&folder.run(&["check", "villages/jianghe/cases/三月.yaml"]));
    assert_eq!(code, 1);
    assert!(
        out.contains("张家最后写的是 18 分，算出来是 16 分：3 月 2 日 志愿服务 加 16 分。\n --> villages/jianghe/cases/三月.yaml:3:10\n"),
        "{out}"
    );
}

/// What would be refused when the village is taken in is told before.
#[test]
fn the_lists_beside_the_rules_are_checked_too() {
    let folder = Folder::new("lists");
    folder.write("villages/jianghe/roster.csv", "组,户号,编号,姓名,关系\n东组,1-01,1-01-1,张大爷,户主\n东组,1-01,1-01-1,张婶,配偶\n");
    folder.write("villages/jianghe/staff.csv", "编号,姓名,职务,户号\n1,李四,会计,\n");
    folder.write("villages/jianghe/shelf.csv", "编号,名称,规格,积分,成本,库存\n1,香皂,块,五,3.5,20\n");
    let (code, text, _) = said(&folder.run(&["check", "villages/jianghe"]));
    let places = ["villages/jianghe/roster.csv:3:9", "villages/jianghe/staff.csv:2:6", "villages/jianghe/shelf.csv:2:8"];
    assert!(code == 1 && places.iter().all(|place| text.contains(place)), "{text}");
}

#[test]
fn a_folder_where_a_file_should_be_and_more_than_anybody_reads_are_said() {
    let folder = Folder::new("odd");
    let wrong: String = (0..600).map(|n| format!("    规{n}: 乱写\n")).collect();
    folder.write("villages/jianghe/rules.yaml", &format!("规则:\n  公益:\n{wrong}"));
    let (code, text, _) = said(&folder.run(&["check", "villages/jianghe"]));
    assert!(code == 1 && text.contains("500 处错误") && text.contains("后面的没有再查"), "{text}");
    fs::remove_file(folder.0.join("villages/jianghe/rules.yaml")).unwrap();
    folder.write("villages/jianghe/rules.yaml/甲.yaml", "规则: {}\n");
    let (_, _, said) = said(&folder.run(&["check", "villages/jianghe"]));
    assert!(said.contains("是一个文件夹"), "{said}");
}

#[test]
fn findings_are_shown_in_three_ways_and_end_with_1() {
    let folder = Folder::new("findings");
    folder.write("villages/jianghe/rules.yaml", &RULES.replace("时长 * 2", "时常 * 2"));
    let (code, text, _) = said(&folder.run(&["check", "villages/jianghe"]));
    assert_eq!(code, 1);
    assert!(
        text.starts_with("错误[formula.unknown_name]: “时常”不认识，是不是“时长”？\n --> villages/jianghe/rules.yaml:6:11\n"),
        "{text}"
    );
    let (code, text, _) = said(&folder.run(&["check", "--format", "json"]));
    let found: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(code, 1);
    assert_eq!(
        found,
        serde_json::json!([{
            "code": "formula.unknown_name", "level": "error", "file": "villages/jianghe/rules.yaml", "line": 6, "column": 11, "end_column": 13,
            "message": "“时常”不认识，是不是“时长”？", "fix": null, "guess": "时长", "example": null
        }])
    );
    let (_, text, _) = said(&folder.run(&["check", "--format", "github"]));
    assert_eq!(text, "::error file=villages/jianghe/rules.yaml,line=6,col=11,title=formula.unknown_name::“时常”不认识，是不是“时长”？\n");
}

#[test]
fn fix_mends_what_can_be_mended_and_nothing_else() {
    let folder = Folder::new("fix");
    let wrong = RULES.replace("分值: 时长 * 2", "分值\u{FF1A}时常 * 2分").replace("规则:\n", "规则:   # 本村\n");
    folder.write("villages/jianghe/rules.yaml", &wrong);
    let (code, text, _) = said(&folder.run(&["check", "--fix"]));
    let told = "\
改了 villages/jianghe/rules.yaml 第 6 行：“\u{FF1A}”改成“: ”（这里是中文冒号，要用英文冒号，后面空一格）
改了 villages/jianghe/rules.yaml 第 6 行：“2分”改成“2”（公式里写数字就行，“分”不用写）
错误[formula.unknown_name]: “时常”不认识，是不是“时长”？
";
    // What was meant is asked, not written.
    assert!((code, text.starts_with(told)) == (1, true), "{text}");
    assert!(text.ends_with("查了 2 份：1 处错误，0 处提醒，0 处建议。\n"), "{text}");
    let mended = RULES.replace("规则:\n", "规则:   # 本村\n").replace("时长 * 2", "时常 * 2");
    assert_eq!(folder.read("villages/jianghe/rules.yaml"), mended);
}

#[test]
fn a_finding_in_a_pack_names_the_pack_and_is_said_once() {
    let folder = Folder::new("pack");
    folder.write("rules/环境卫生.yaml", "标题: 环境卫生\n规则:\n  环境卫生:\n    庭院整洁: 十分\n");
    let (code, text, _) = said(&folder.run(&["check"]));
    assert_eq!(code, 1);
    assert_eq!(text.matches("yaml.chinese_number").count(), 1, "{text}");
    assert!(text.contains(" --> rules/环境卫生.yaml:4:11\n"), "{text}");
}

#[test]
fn scripts_stand_beside_the_file_that_names_them() {
    let folder = Folder::new("script");
    let rule = |name: &str| format!("    {name}: {{填报: {{新增牛: 整数}}, 脚本: {name}.rhai, 比如: [{{新增牛: 2, 得: 8}}]}}\n");
    folder.write("rules/环境卫生.yaml", &format!("标题: 环境卫生\n规则:\n  富裕:\n{}", rule("包里的")));
    folder.write("rules/包里的.rhai", "新增牛 * 4\n");
    folder.write("villages/jianghe/rules.yaml", &format!("{RULES}  富裕:\n{}", rule("村里的")));
    folder.write("villages/jianghe/村里的.rhai", "加分(新增牛 * 4, \"养牛\")\n");
    folder.write("villages/jianghe/rules/更多.yaml", &format!("规则:\n  富裕:\n{}", rule("夹里的")));
    folder.write("villages/jianghe/rules/夹里的.rhai", "加分(新增牛 * 4分, \"养牛\")\n");
    let (code, text, _) = said(&folder.run(&["check"]));
    assert_eq!(code, 1);
    assert!(text.contains("错误[formula.unit]: 公式里写数字就行，“分”不用写。\n --> villages/jianghe/rules/夹里的.rhai:1:10\n"), "{text}");
    let (code, text, _) = said(&folder.run(&["check", "--fix"]));
    assert_eq!(
        (code, text.lines().count(), text.ends_with("查了 2 份，没有问题。1 个村在试行：规则还没有经村民会议通过。\n")),
        (0, 2, true),
        "{text}"
    );
    assert_eq!(folder.read("villages/jianghe/rules/夹里的.rhai"), "加分(新增牛 * 4, \"养牛\")\n");
    let (_, text, _) = said(&folder.run(&["explain", "jianghe", "包里的", "新增牛=3"]));
    assert_eq!(text, "包里的 新增牛 3 × 4 = 12 分\n得 12 分\n");
    folder.write("rules/包里的.rhai", "新增牛 * 5\n");
    let (_, text, _) = said(&folder.run(&["check", "rules/环境卫生.yaml"]));
    assert!(text.contains("这个比如写的是得 8 分，算出来是 10 分"), "{text}");
}

#[test]
fn explain_shows_every_step() {
    let folder = Folder::new("explain");
    let explain = ["explain", "jianghe", "志愿服务", "时长=15", "--history", "本月已得=12", "--on", "2026-03-10"];
    let (code, text, _) = said(&folder.run(&explain));
    assert_eq!((code, text.as_str()), (0, "志愿服务 15 小时 × 2 = 30 分\n本月已记 12 分，上限每人每月 20 分，这次记 8 分\n得 8 分\n"));
    let (_, text, _) = said(&folder.run(&[&explain[..], &["--json"]].concat()));
    let shown: serde_json::Value = serde_json::from_str(&text).unwrap();
    let steps = serde_json::json!([
        { "step": "分值", "text": "志愿服务 15 小时 × 2 = 30 分", "file": "rules.yaml", "line": 6, "values": { "时长": "15" } },
        {
            "step": "上限", "text": "本月已记 12 分，上限每人每月 20 分，这次记 8 分", "file": "rules.yaml", "line": 7,
            "values": { "本月已得": "12", "上限": "志愿服务 每人每月 20 分", "超出": "22" }
        }
    ]);
    assert_eq!(shown["rulebook"].as_str().map(str::len), Some(64));
    let told = serde_json::json!({
        "rule": "志愿服务", "rulebook": shown["rulebook"], "points": "8.00", "raw": "30.00", "steps": steps
    });
    assert_eq!(shown, told);
    let (code, _, error) = said(&folder.run(&["explain", "jianghe", "志愿服务"]));
    assert_eq!((code, error.as_str()), (1, "还没有填“时长（小时）”。请改好再交。\n"));
}

#[test]
fn the_list_is_printed_as_text_page_and_spreadsheet() {
    let folder = Folder::new("sheet");
    let (code, text, _) = said(&folder.run(&["sheet", "jianghe"]));
    assert_eq!(code, 0);
    assert!(text.starts_with("蒋河村积分细则表\n") && text.contains("每人每次按时长每小时加 2 分"), "{text}");
    for (kind, file, begins) in [("--html", "sheet.html", &b"<!doctype html>"[..]), ("--xlsx", "sheet.xlsx", b"PK")] {
        assert_eq!(said(&folder.run(&["sheet", "jianghe", kind, "--output", file])), (0, String::new(), String::new()));
        let bytes = fs::read(folder.0.join(file)).unwrap();
        assert!(bytes.starts_with(begins));
        let (code, _, error) = said(&folder.run(&["sheet", "jianghe", kind, "--output", file]));
        assert!(code == 1 && error.contains("output.exists"), "{error}");
        assert_eq!(fs::read(folder.0.join(file)).unwrap(), bytes);
    }
    assert_eq!(said(&folder.run(&["sheet", "jianghe", "--xlsx"])).0, 2);
    folder.write("villages/jianghe/rules.yaml", &RULES.replace("时长 * 2", "时常 * 2"));
    assert_eq!(said(&folder.run(&["sheet", "jianghe"])).0, 1);
}

/// Nobody reads any more, or the disk is full: no command may break off with a panic.
#[test]
fn output_that_goes_nowhere_is_no_panic() {
    let folder = Folder::new("unread");
    folder.write("villages/other/village.yaml", "名称: 别村\n试行: 是\n");
    folder.write("villages/other/rules.yaml", &RULES.replace("* 2", "* 3"));
    let commands = [
        vec!["check"],
        vec!["check", "--format", "json"],
        vec!["test"],
        vec!["diff", "villages/jianghe", "villages/other"],
        vec!["explain", "jianghe", "志愿服务", "时长=1"],
        vec!["sheet", "jianghe"],
        vec!["schema", "rules"],
        vec!["--help"],
    ];
    for arguments in commands {
        let command = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_jifen"));
            command.args(&arguments).current_dir(&folder.0).stderr(std::process::Stdio::piped());
            command
        };
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let unread = said(&command().stdout(writer).spawn().unwrap().wait_with_output().unwrap());
        assert_eq!(unread, (3, String::new(), String::new()), "{arguments:?} ends quietly");
        let Ok(full) = fs::File::options().write(true).open("/dev/full") else { continue };
        let (code, _, error) = said(&command().stdout(full).spawn().unwrap().wait_with_output().unwrap());
        assert!(code == 3 && error.starts_with("出错了：") && !error.contains("panicked"), "{arguments:?}: {error}");
    }
}

#[test]
fn folders_are_compared_only_when_all_of_them_can_be_read() {
    let folder = Folder::new("diff");
    folder.write("villages/other/village.yaml", "名称: 蒋河村\n试行: 是\n");
    folder.write("villages/other/rules.yaml", &RULES.replace("时长 * 2", "时常 * 2"));
    let (code, _, error) = said(&folder.run(&["diff", "villages/jianghe", "villages/other"]));
    assert!(code == 1 && error.contains("diff.broken") && error.contains("jifen check villages/other"), "{error}");
    folder.write("villages/other/rules.yaml", &RULES.replace("每人每月 20 分", "每人每月 30 分").replace("得: 8", "得: 18"));
    let (code, out, _) = said(&folder.run(&["diff", "villages/jianghe", "villages/other"]));
    assert!(code == 0 && out.contains("20 分 → 30 分"), "{out}");
}

/// One file that cannot be written keeps nobody from hearing about the others.
#[test]
fn a_file_that_cannot_be_mended_hides_no_other() {
    let folder = Folder::new("unmended");
    folder.write("villages/other/village.yaml", "名称: 别村\n试行: 是\n");
    folder.write("villages/other/rules.yaml", "规则:\n  公益:\n    拾金不昧: 五\n");
    let list = encoding_rs::GB18030.encode("规则:\n  公益:\n    扫地\u{FF1A}3\n").0.into_owned();
    fs::write(folder.0.join("villages/jianghe/rules.yaml"), [list, vec![0xFF, 0x0A]].concat()).unwrap();
    let (code, out, error) = said(&folder.run(&["check", "villages/jianghe", "villages/other", "--fix"]));
    assert!(code == 3 && error.contains("编码认不准"), "{error}");
    assert!(out.contains("“五”改成“5”") && out.contains("查了 2 份"), "{out}");
}

#[test]
fn exit_codes_tell_usage_from_faults() {
    let folder = Folder::new("codes");
    for (arguments, code) in [
        (vec!["--help"], 0),
        (vec!["check", "--help"], 0),
        (vec![], 2),
        (vec!["rules"], 2),
        (vec!["check", "--wrong"], 2),
        (vec!["check", "--format", "xml"], 2),
        (vec!["explain", "jianghe"], 2),
        (vec!["explain", "jianghe", "志愿服务", "时长"], 2),
        (vec!["check", "nowhere"], 3),
        (vec!["explain", "nowhere", "志愿服务"], 1),
    ] {
        assert_eq!(said(&folder.run(&arguments)).0, code, "{arguments:?}");
    }
}

/// A file keeps its encoding, its mark at the beginning, its line ends and every odd byte that nothing is said of.
#[test]
fn fix_keeps_the_encoding_and_the_ends_of_lines() {
    let folder = Folder::new("encoding");
    let list = "规则:\r\n  公益:\r\n    婚事简办:   # 甲\u{3000}乙\r\n      填报: {桌数\u{FF1A}桌}\r\n      分档:\r\n        - 桌数 <= 10: 30\r\n\r\n";
    let right = list.replace("桌数\u{FF1A}桌", "桌数: 桌");
    let path = folder.0.join("villages/jianghe/rules.yaml");
    let in_gb = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let with_mark = |text: &str| format!("\u{FEFF}{text}").into_bytes();
    for (before, after) in [(in_gb(list), in_gb(&right)), (with_mark(list), with_mark(&right))] {
        fs::write(&path, &before).unwrap();
        folder.run(&["check", "--fix"]);
        assert_eq!(fs::read(&path).unwrap(), after);
    }
    // Bytes that are neither: nothing is written.
    let broken = [in_gb(list), vec![0xFF, 0x0A]].concat();
    fs::write(&path, &broken).unwrap();
    let (code, _, wrong) = said(&folder.run(&["check", "--fix"]));
    assert_eq!(fs::read(&path).unwrap(), broken);
    assert!(code != 0 && wrong.contains("编码认不准"), "{wrong}");
}

#[test]
fn a_schema_is_shown_or_written_to_a_new_file() {
    let folder = Folder::new("schema");
    let (code, out, _) = said(&folder.run(&["schema", "rules"]));
    let schema: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &schema["properties"]["规则"]), (0, &schema["properties"]["rules"]));
    assert!(said(&folder.run(&["schema", "story"])).1.contains("\"驳回\""));
    assert_eq!(said(&folder.run(&["schema", "village", "--output", "village.json"])).0, 0);
    assert!(folder.read("village.json").contains("\"记账单位\""));
    let (code, _, err) = said(&folder.run(&["schema", "village", "--output", "village.json"]));
    assert_eq!((code, err.contains("output.exists")), (1, true));
}

#[test]
fn a_new_village_is_sound_as_it_stands_and_never_written_over() {
    let folder = Folder::new("new-village");
    let (code, out, err) = said(&folder.run(&["new-village", "xin-cun", "--code", "640402105399"]));
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("villages/xin-cun") && out.contains("请改") && out.contains("jifen test xin-cun"), "{out}");
    assert!(folder.read("villages/xin-cun/village.yaml").contains("\n区划代码: \"640402105399\"\n"));
    assert_eq!(
        said(&folder.run(&["check", "villages/xin-cun"])),
        (0, "查了 1 份，没有问题。1 个村在试行：规则还没有经村民会议通过。\n".into(), String::new())
    );
    let (code, out, _) = said(&folder.run(&["test", "xin-cun"]));
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("10 个比如，对 10 个") && out.contains("1 个算例，对 1 个。"), "{out}");

    folder.write("villages/xin-cun/village.yaml", "名称: 改过的村\n");
    let (code, _, err) = said(&folder.run(&["new-village", "xin-cun"]));
    assert_eq!((code, err.contains("village.exists")), (1, true), "{err}");
    assert_eq!(folder.read("villages/xin-cun/village.yaml"), "名称: 改过的村\n");
}

#[test]
fn a_new_village_needs_a_proper_name_and_the_code_of_a_village() {
    let folder = Folder::new("wrong-village");
    let table: [(&[&str], &str); 5] = [
        (&["../weg"], "village.wrong_name"),
        (&["新村"], "village.wrong_name"),
        (&["xin", "--code", "6404"], "village.wrong_code"),
        (&["xin", "--code", "640402105000"], "village.wrong_code"),
        (&["xin", "--villages", "rules/环境卫生.yaml"], "写不了文件夹"),
    ];
    for (arguments, expected) in table {
        let (code, _, err) = said(&folder.run(&[&["new-village"], arguments].concat()));
        assert!(code != 0 && err.contains(expected), "{arguments:?}: {err}");
    }
    let left: Vec<_> = fs::read_dir(folder.0.join("villages")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["jianghe"], "nothing is left behind");
    assert_eq!(said(&folder.run(&["new-village", "xin", "--villages", "another/place"])).0, 0);
    assert_eq!(said(&folder.run(&["check", "another/place"])).0, 0);
}

#[test]
fn a_mistyped_command_is_answered_with_the_nearest() {
    let folder = Folder::new("mistyped");
    let (code, _, told) = said(&folder.run(&["chek"]));
    assert_eq!((code, told.contains("没有这个命令：chek。您是不是想用 check？")), (2, true), "{told}");
}

#[test]
fn what_only_history_knows_is_sent_to_its_option() {
    let folder = Folder::new("history");
    let (code, _, told) = said(&folder.run(&["explain", "jianghe", "志愿服务", "时长=15", "本月已得=12"]));
    assert_eq!((code, told.contains("--history 本月已得=12")), (1, true), "{told}");
    let (code, told, _) = said(&folder.run(&["explain", "jianghe", "志愿服务", "时长=15", "--history", "本月已得=12"]));
    assert_eq!((code, told.contains("得 8 分")), (0, true), "{told}");
    let (_, _, told) = said(&folder.run(&["explain", "jianghe", "志愿服务", "时长=15", "天气=好"]));
    assert!(told.contains("不用填“天气”"), "{told}");
}

/// A finding shows the line it stands on: a link must not make it show a file of somebody else.
#[cfg(unix)]
#[test]
fn a_link_that_leads_out_of_its_folder_is_not_read() {
    let folder = Folder::new("linked");
    folder.write("secret.txt", "机密: [1\n");
    let rules = folder.0.join("villages/jianghe/rules.yaml");
    fs::remove_file(&rules).unwrap();
    std::os::unix::fs::symlink(folder.0.join("secret.txt"), &rules).unwrap();
    let (code, shown, told) = said(&folder.run(&["check"]));
    assert_eq!((code, told.contains("village.linked_outside")), (1, true), "{told}");
    assert!(!format!("{shown}{told}").contains("机密"), "{shown}{told}");
    // A link inside of the folder is a file like any other.
    fs::remove_file(&rules).unwrap();
    folder.write("villages/jianghe/list.txt", RULES);
    std::os::unix::fs::symlink("list.txt", &rules).unwrap();
    assert_eq!(said(&folder.run(&["check"])).0, 0);
}
