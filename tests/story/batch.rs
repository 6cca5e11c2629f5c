//! Many deeds at once, pasted at the desk: every row is looked at, nothing is recorded before all are right, nothing twice.

use jifen::words::Role;
use serde_json::json;

use super::browser::Browser;
use super::world::{VILLAGE, story};

const ROWS: &str = "姓名\t时长\t备注\n马某0001\t8\t扫街\n马某0002\t30\n李\t2\n王某0004\t9";

fn typed<'a>(operation: &'a str, rows: &'a str, wish: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("operation", operation), ("rule", "志愿服务"), ("day", "2026-03-01"), ("fact:时长", "1"), ("rows", rows), ("do", wish)]
}

story!(
    /// What is wrong stands beside its row, whoever is meant is picked, and a sheet handed in twice counts once.
    a_pasted_sheet_is_recorded_whole_or_not_at_all,
    |world| {
        let grid = Browser::at(world, Role::GridWorker).await;
        let address = format!("/desk/{VILLAGE}/batch");
        let form = grid.opens(&format!("{address}?rule=%E5%BF%97%E6%84%BF%E6%9C%8D%E5%8A%A1")).await;
        assert!(form.says(&["时长（小时）", "看一遍"]), "{form:?}");
        let operation = form.operation();

        let looked = grid.submit(&address, &typed(&operation, ROWS, "look")).await;
        assert_eq!(looked.status, 200);
        assert!(looked.says(&["2 行不对", "不能超过 24小时", "是不是这一位？", "name=\"pick:4\"", "+16"]), "{looked:?}");
        let refused = grid.submit(&address, &typed(&operation, ROWS, "record")).await;
        assert!(refused.status == 422 && refused.says(&["一件也没有记", "30"]), "{refused:?}");
        let clerk = world.somebody(Role::Secretary).await;
        assert_eq!(clerk.get("/claims").await.body["items"], json!([]), "nothing was recorded");

        let dropped = grid.submit(&address, &[&typed(&operation, ROWS, "drop")[..], &[("pick:4", "1-02-1")]].concat()).await;
        assert!(dropped.says(&["都对，合计 <b>+38 分</b>", "1-02-1\t2", "记下这 3 件"]) && !dropped.says(&["马某0002"]), "{dropped:?}");
        let right = "姓名\t时长\t备注\n马某0001\t8\t扫街\n1-02-1\t2\n王某0004\t9";
        let first = grid.submit(&address, &typed(&operation, right, "record")).await;
        let second = grid.submit(&address, &typed(&operation, right, "record")).await;
        assert_eq!((first.status.as_u16(), first.leads_to()), (303, second.leads_to()), "a second submit records nothing new");
        assert!(!first.leads_to().contains("1-02"), "nobody stands in an address");
        assert!(grid.opens(first.leads_to()).await.says(&["记下 3 件", "马某0001 1-01-1 +16", "等别人审核"]));
        let waiting = clerk.get("/claims").await.body;
        let notes: Vec<_> = waiting["items"].as_array().unwrap().iter().map(|claim| claim["note"].as_str().unwrap()).collect();
        assert_eq!(notes, ["扫街", "", ""]);
    }
);

story!(
    /// One deed for several families needs one word a row; rows that together reach a limit are judged one after another.
    rows_are_judged_in_their_order,
    |world| {
        let grid = Browser::at(world, Role::GridWorker).await;
        let address = format!("/desk/{VILLAGE}/batch");
        let rows = [("operation", "o-1"), ("rule", "义务劳动"), ("day", "2026-03-01"), ("rows", "1-01-1\n1-01-1\n1-01-2 也来了"), ("do", "look")];
        let looked = grid.submit(&address, &rows).await;
        assert!(looked.says(&["合计 <b>+10 分</b>", "本户本月已记 10 分"]), "the household has 10 a month: {looked:?}");
        for (text, words) in [("", "一次要交 1 到 1000 件"), ("户号\t规则\n1-01\t没有的", "没有叫“没有的”的规则")] {
            let rows = [("operation", "o-2"), ("rule", ""), ("day", "2026-03-01"), ("rows", text), ("do", "record")];
            let refused = grid.submit(&address, &rows).await;
            assert!(refused.status == 422 && refused.says(&[words]), "{refused:?}");
        }
    }
);
