//! The rule editor in a browser without scripts: a secretary changes a rule, two people at once, broken texts, hostile input.

use jifen::words::Role;
use serde_json::json;

use super::browser::{Browser, Seen};
use super::world::{VILLAGE, World, story};

fn rules(end: &str) -> String {
    format!("/desk/{VILLAGE}/rules{end}")
}

const FOUND: &str = "%E6%8B%BE%E9%87%91%E4%B8%8D%E6%98%A7"; // 拾金不昧

/// Writes other points for one rule into the list, from what was seen.
async fn writes(who: &Browser<'_>, seen: &str, rule: &str, points: &str) -> Seen {
    who.submit(&rules(""), &[("seen", seen), (&format!("分值@{rule}"), points)]).await
}

/// What the grid worker is told an honest finder gets on a day.
async fn worth_on(world: &World, day: &str) -> String {
    world.somebody(Role::GridWorker).await.records("拾金不昧", "1-01-1", day, json!({})).await.text("points")
}

story!(
    /// From 5 to 15: written, seen, compared, tried, adopted from next month on; a deed is judged by the rules of its day.
    a_rule_is_worth_more_from_next_month,
    |world| {
        let secretary = Browser::at(world, Role::Secretary).await;
        assert!(secretary.opens(&format!("/desk/{VILLAGE}")).await.says(&["村规则"]));
        let list = secretary.opens(&rules("")).await;
        assert!(list.says(&["一、遵纪守法", "value=\"5\"", "每人每次加 5 分", "没有草案"]), "{list:?}");
        let saved = writes(&secretary, &list.hidden("seen"), "拾金不昧", "15").await;
        assert_eq!(saved.leads_to(), rules("?done=saved"), "{saved:?}");
        let list = secretary.opens(saved.leads_to()).await;
        assert!(list.says(&["还没有生效", "改动中", "拾金不昧：5 分 → 15 分", "每人每次加 15 分"]), "{list:?}");
        assert_eq!(worth_on(world, "2026-03-01").await, "5.00", "a draft judges nobody");
        assert!(secretary.opens(&rules("/changes")).await.says(&["改 1 条。", "拾金不昧：5 分 → 15 分"]));
        let tried = secretary.opens(&rules("/trial?from=2026-02-01&to=2026-03-02")).await;
        assert!(tried.says(&["试算，不会改任何人的分"]), "{tried:?}");

        let form = secretary.opens(&rules("/adoption")).await;
        let (operation, seen) = (form.operation(), form.hidden("seen"));
        let record = [("meeting", "村民代表会议"), ("held_on", "2026-03-01"), ("present", "28"), ("in_favour", "27"), ("document", "一号")];
        let typed = |expected, day| [&[("operation", &*operation), ("seen", &*seen), ("expected", expected), ("effective_on", day)], &record[..]].concat();
        let no = secretary.submit(&rules("/adoption"), &typed("三十", "2026-04-01")).await;
        assert!(no.status == 422 && no.says(&["应到人数没有填", "value=\"村民代表会议\"", "value=\"28\""]), "{no:?}");
        assert_eq!((no.operation(), no.hidden("seen")), (operation.clone(), seen.clone()), "the same sheet is handed in again");
        let late = secretary.submit(&rules("/adoption"), &typed("30", "2026-03-01")).await;
        assert!(late.status == 422 && late.says(&["新规则不能管过去的事"]), "{late:?}");
        for _ in 0..2 {
            let proposed = secretary.submit(&rules("/adoption"), &typed("30", "2026-04-01")).await;
            assert_eq!(proposed.leads_to(), rules("/adoption?done=proposed"), "{proposed:?}");
        }
        let waits = secretary.opens(&rules("/adoption?done=proposed")).await;
        assert!(waits.says(&["已经提出，还没有生效", "撤回"]) && !waits.says(&["同意生效"]), "{waits:?}");
        let supervisor = Browser::at(world, Role::Supervisor).await;
        let look = supervisor.opens(&rules("/adoption")).await;
        assert!(look.says(&["应到 30、实到 28、赞成 27（一号）", "拾金不昧：5 分 → 15 分", "4月1日（周三）起用", "同意生效"]), "{look:?}");
        let yes = [("operation", &*look.operation()), ("id", "1")];
        assert_eq!(secretary.submit(&rules("/adoption/confirmation"), &yes).await.status, 403);
        let agreed = supervisor.submit(&rules("/adoption/confirmation"), &yes).await;
        assert_eq!(agreed.leads_to(), rules("/versions?done=2"), "{agreed:?}");
        let versions = secretary.opens(&rules("/versions?done=2")).await;
        assert!(versions.says(&["第 2 版已经采纳", "还没到日子", "应到 30、实到 28、赞成 27（一号）", "提出，", "同意</small>"]), "{versions:?}");
        world.wake_up_on("2026-04-01").await;
        assert_eq!((worth_on(world, "2026-03-31").await, worth_on(world, "2026-04-01").await), ("5.00".to_owned(), "15.00".to_owned()));

        // Back to the old text: a new version, with the same form.
        let back = secretary.opens(&rules("/adoption?back=1")).await;
        assert!(back.says(&["回到第 1 版", "拾金不昧：15 分 → 5 分"]), "{back:?}");
        let again = [("operation", &*back.operation()), ("seen", &*back.hidden("seen")), ("back_to", "1"), ("effective_on", "2026-05-01")];
        assert_eq!(secretary.submit(&rules("/adoption"), &again).await.leads_to(), rules("/adoption?done=proposed"));
        let look = supervisor.opens(&rules("/adoption")).await;
        assert!(look.says(&["回到第 1 版", "拾金不昧：15 分 → 5 分"]), "{look:?}");
        let yes = [("operation", &*look.operation()), ("id", "2")];
        assert_eq!(supervisor.submit(&rules("/adoption/confirmation"), &yes).await.leads_to(), rules("/versions?done=3"));
        assert!(secretary.opens(&rules("/versions/2")).await.says(&["拾金不昧", "15"]));
    }
);

story!(
    /// Whoever saves second sees both changes and chooses; nothing is lost, nothing is written over unseen.
    two_people_change_the_rules,
    |world| {
        let (one, other) = (Browser::at(world, Role::Secretary).await, Browser::at(world, Role::Secretary).await);
        let seen = one.opens(&rules("")).await.hidden("seen");
        assert_eq!(writes(&one, &seen, "拾金不昧", "15").await.status, 303);
        let torn = writes(&other, &seen, "签到", "2").await;
        assert!(torn.status == 412 && torn.says(&["一条一条选", "拾金不昧：5 分 → 15 分", "签到：", "1 分 → 2 分", "照选的存"]), "{torn:?}");
        assert!(!one.opens(&rules("")).await.says(&["1 分 → 2 分"]), "nothing is written until somebody chooses");
        let theirs = torn.hidden("theirs");
        let choice = |choice, theirs, rule, points| [("seen", &*seen), ("choice", choice), ("theirs", theirs), (rule, points)];
        let both = other.submit(&rules(""), &choice("each", &theirs, "分值@签到", "2")).await;
        assert_eq!(both.leads_to(), rules("?done=saved"), "{both:?}");
        assert!(one.opens(&rules("")).await.says(&["5 分 → 15 分", "1 分 → 2 分"]), "unless somebody says otherwise nothing is lost");

        // One rule both changed, one that only they did: one side each, and of the first nothing is chosen for anybody.
        let torn = writes(&other, &seen, "拾金不昧", "8").await;
        assert!(torn.status == 412 && torn.says(&["5 分 → 8 分", "5 分 → 15 分", "tag\">请选一个"]), "{torn:?}");
        let now = torn.hidden("theirs");
        let unsaid = other.submit(&rules(""), &choice("each", &now, "分值@拾金不昧", "8")).await;
        assert!(unsaid.status == 412 && unsaid.says(&["还有没选的"]) && unsaid.hidden("theirs") == now, "{unsaid:?}");
        other.submit(&rules(""), &choice("theirs", &now, "分值@拾金不昧", "8")).await;
        assert!(one.opens(&rules("")).await.says(&["5 分 → 15 分"]));
        // Chosen on what has changed again: asked once more, with the choice as it was.
        let picked = |theirs| [&choice("each", theirs, "分值@拾金不昧", "8")[..], &[("pick:拾金不昧", "mine"), ("pick:签到", "theirs")]].concat();
        let stale = other.submit(&rules(""), &picked(&theirs)).await;
        assert!(stale.status == 412 && stale.says(&["value=\"mine\" checked"]) && !stale.says(&["tag\">请选一个"]), "{stale:?}");
        let chosen = other.submit(&rules(""), &picked(&now)).await;
        assert_eq!(chosen.leads_to(), rules("?done=saved"), "{chosen:?}");
        assert!(one.opens(&rules("")).await.says(&["5 分 → 8 分", "1 分 → 2 分"]), "each rule from the side that was chosen");

        // All of mine is all there is.
        let now = writes(&other, &seen, "拾金不昧", "9").await.hidden("theirs");
        other.submit(&rules(""), &choice("mine", &now, "分值@拾金不昧", "9")).await;
        let list = one.opens(&rules("")).await;
        assert!(list.says(&["5 分 → 9 分"]) && !list.says(&["1 分 → 2 分"]), "{list:?}");

        // Looking shows what was typed on top of what was seen, and forgets neither when somebody saves meanwhile.
        let looked = other.submit(&rules("/rule"), &[("seen", &seen), ("name", "拾金不昧"), ("key:分值", "7"), ("do", "look")]).await;
        assert_eq!(looked.hidden("seen"), seen, "{looked:?}");

        // A draft nobody wants any more.
        let now = one.opens(&rules("/changes")).await.hidden("seen");
        let dropped = one.submit(&rules(""), &[("seen", &now), ("do", "drop")]).await;
        assert!(one.opens(dropped.leads_to()).await.says(&["草案不要了", "没有草案", "value=\"5\""]), "{dropped:?}");
    }
);

story!(
    /// A broken text is kept as it is typed, told by line, and changes nothing; 替我改 mends it.
    a_broken_text_loses_nothing,
    |world| {
        let secretary = Browser::at(world, Role::Secretary).await;
        let page = secretary.opens(&rules("/text?file=rules.yaml")).await;
        let seen = page.hidden("seen");
        let whole = world.file("rules.yaml");
        let sends = async |seen: &str, text: &str, wish: &str| {
            secretary.submit(&rules("/text"), &[("seen", seen), ("file", "rules.yaml"), ("text", text), ("do", wish)]).await
        };
        // A browser sends CR LF; that alone is no change.
        sends(&seen, &whole.replace('\n', "\r\n"), "save").await;
        assert!(secretary.opens(&rules("")).await.says(&["没有草案"]));
        let broken = whole.replace("拾金不昧: 5", "拾金不昧： 十分");
        let looked = sends(&seen, &broken, "look").await;
        assert!(looked.says(&["中文冒号", "拾金不昧<mark>：", "第 4 行", "替我改", "拾金不昧： 十分"]), "{looked:?}");
        assert!(secretary.opens(&rules("")).await.says(&["没有草案"]), "looking writes nothing");
        assert_eq!(sends(&seen, &broken, "save").await.status, 303);
        assert_eq!(worth_on(world, "2026-03-01").await, "5.00");
        let page = secretary.opens(&rules("/text")).await;
        assert!(page.says(&["拾金不昧： 十分", "出错"]), "{page:?}");
        assert!(secretary.opens(&rules("")).await.says(&["读不成表"]));
        let form = secretary.opens(&rules("/adoption")).await;
        assert!(form.says(&["现在不能采纳", "中文冒号"]) && !form.says(&["name=\"operation\""]), "{form:?}");
        let typed = [("operation", "op-broken"), ("seen", &*page.hidden("seen")), ("effective_on", "2026-04-01")];
        let no = secretary.submit(&rules("/adoption"), &typed).await;
        assert!(no.status == 422 && no.says(&["处错误", "把标出的地方改好"]), "{no:?}");
        let mended = sends(&page.hidden("seen"), &broken, "fix:all").await;
        assert!(mended.says(&["替您改了 2 处，还没有存", "拾金不昧: 10"]), "{mended:?}");
        sends(&page.hidden("seen"), &whole.replace("拾金不昧: 5", "拾金不昧: 10"), "save").await;
        assert!(secretary.opens(&rules("")).await.says(&["拾金不昧：5 分 → 10 分"]));
    }
);

story!(
    /// Every cell of the list is changed where it stands, by one way for all; what cannot be written is said beside it and stays as typed.
    cells_are_changed_where_they_stand,
    |world| {
        let secretary = Browser::at(world, Role::Secretary).await;
        let list = secretary.opens(&rules("")).await;
        for key in ["分值", "上限", "审核", "凭证", "公示"] {
            assert!(list.says(&[&format!("name=\"{key}@拾金不昧\"")]), "{key}: {list:?}");
        }
        let seen = list.hidden("seen");
        let sends = async |cells: &[(&str, &str)]| secretary.submit(&rules(""), &[&[("seen", &*seen)], cells].concat()).await;
        let limits = ("上限@拾金不昧", "每人每月 2 次\r\n每人每年 20 分");
        let looked = sends(&[limits, ("公示@签到", "5天"), ("do", "look")]).await;
        assert!(looked.says(&["每人每月最多 2 次", "每人每年最多 20 分", "公示 5 天"]), "{looked:?}");
        let unknown = sends(&[("上限@拾金不昧", "随便"), ("do", "look")]).await;
        assert!(unknown.says(&["这个上限看不懂：“随便”", "aria-invalid=\"true\">\n随便</textarea>"]), "{unknown:?}");
        let emptied = sends(&[("分值@拾金不昧", ""), ("do", "look")]).await;
        assert!(emptied.says(&["要改", "aria-label=\"拾金不昧的分值\" value=\"\""]), "{emptied:?}");
        for wish in ["look", "save"] {
            let no = sends(&[("上限@拾金不昧", "\u{7}"), ("公示@签到", "7天"), ("do", wish)]).await;
            assert!(no.status == 409 && no.hidden("seen") == seen, "{no:?}");
            assert!(no.says(&["aria-invalid=\"true\">\n\u{7}</textarea>", "<option value=\"7天\" selected>"]), "it stays as typed: {no:?}");
        }
        assert!(secretary.opens(&rules("")).await.says(&["没有草案"]));
        assert_eq!(sends(&[limits, ("公示@签到", "5天"), ("凭证@签到", "")]).await.status, 303);
        let list = secretary.opens(&rules("")).await;
        assert!(list.says(&["改 2 条", "每人每月最多 2 次", "<option value=\"5天\" selected>"]), "{list:?}");
        let text = secretary.opens(&rules("/text?file=rules.yaml")).await;
        assert!(text.says(&["上限: [ 每人每月 2 次, 每人每年 20 分 ]"]) || text.says(&["每人每月 2 次, 每人每年 20 分"]), "{text:?}");
    }
);

story!(
    /// The form of one rule: its limit, its examples, a new rule, switched off and on, moved, taken away; what is refused is still typed.
    one_rule_in_its_form,
    |world| {
        let secretary = Browser::at(world, Role::Secretary).await;
        let tag = async || secretary.opens(&rules("")).await.hidden("seen");
        let does = async |name: &str, fields: &[(&str, &str)]| {
            let seen = tag().await;
            secretary.submit(&rules("/rule"), &[&[("seen", &*seen), ("name", name)], fields].concat()).await
        };
        let form = secretary.opens(&rules(&format!("/rule?name={FOUND}"))).await;
        assert!(form.says(&["name=\"key:上限\"", "照村里统一的", "还没有写比如"]), "{form:?}");
        let looked = does("拾金不昧", &[("key:上限", "每人每月 2 次\r\n每人每年 20 分"), ("do", "look")]).await;
        assert!(looked.says(&["每人每月最多 2 次", "每人每年最多 20 分", "还没有存"]), "{looked:?}");
        assert!(secretary.opens(&rules("")).await.says(&["没有草案"]));
        does("拾金不昧", &[("key:上限", "每人每月 2 次\r\n每人每年 20 分"), ("key:公示", "3天"), ("do", "save")]).await;
        does("拾金不昧", &[("do", "example")]).await;
        let form = secretary.opens(&rules(&format!("/rule?name={FOUND}"))).await;
        assert!(form.says(&["✓ 对", "公示 3 天", "每人每月 2 次\n每人每年 20 分"]), "{form:?}");
        // The example turns red with the points, and the new result can be kept.
        does("拾金不昧", &[("key:分值", "9"), ("do", "save")]).await;
        let red = secretary.opens(&rules(&format!("/rule?name={FOUND}"))).await;
        assert!(red.says(&["✗ 不对", "算出来是 9 分", "value=\"keep:0\""]), "{red:?}");
        assert!(secretary.opens(&rules("")).await.says(&["比如 0/1 对", "要改"]));
        does("拾金不昧", &[("do", "keep:0")]).await;
        assert!(secretary.opens(&rules("")).await.says(&["比如 1/1 对"]));

        let taken = does("拾金不昧", &[("new-name", "签到"), ("key:依据", "第七条"), ("do", "save")]).await;
        assert!(taken.status == 409 && taken.says(&["已经有一条叫“签到”的规则", "value=\"签到\"", "value=\"第七条\""]), "{taken:?}");
        let seen = tag().await;
        let new = [("seen", &*seen), ("name", "擦洗公交站"), ("chapter", "公益服务"), ("template", "hours"), ("points", "3")];
        assert_eq!(secretary.submit(&rules("/new"), &new).await.status, 303);
        let unnumbered = [&new[..4], &[("points", "三分多")]].concat();
        let no = secretary.submit(&rules("/new"), &unnumbered).await;
        assert!(no.status == 422 && no.says(&["分值要写一个数", "value=\"擦洗公交站\"", "value=\"三分多\""]), "{no:?}");
        let list = secretary.opens(&rules("")).await;
        assert!(list.says(&["擦洗公交站", "每人每次按时长每小时加 3 分", "新增"]), "{list:?}");
        let edge = does("擦洗公交站", &[("do", "down")]).await;
        assert!(edge.status == 409 && edge.says(&["已经在这一类的头上或末尾"]), "{edge:?}");
        assert_eq!(does("擦洗公交站", &[("do", "up")]).await.status, 303);
        does("签到", &[("do", "off")]).await;
        assert!(secretary.opens(&rules("")).await.says(&["这一条停用了"]));
        does("签到", &[("do", "on")]).await;
        does("擦洗公交站", &[("do", "remove")]).await;
        let list = secretary.opens(&rules("")).await;
        assert!(!list.says(&["擦洗公交站"]) && !list.says(&["这一条停用了"]), "{list:?}");
    }
);

story!(
    /// Names are only text, whatever they look like; what is too much, unknown or not theirs is refused in words, and changes nothing.
    whatever_is_sent_to_the_editor,
    |world| {
        let secretary = Browser::at(world, Role::Secretary).await;
        let seen = secretary.opens(&rules("")).await.hidden("seen");
        let evil = "<script>alert(1)</script>";
        let new = [("seen", &*seen), ("name", evil), ("chapter", evil), ("new-chapter", "\"><b>"), ("template", "fixed"), ("points", "3")];
        assert_eq!(secretary.submit(&rules("/new"), &new).await.status, 303);
        for page in ["", "/text", "/changes", "/adoption", "/rule?name=%3Cscript%3Ealert(1)%3C/script%3E"] {
            let seen = secretary.opens(&rules(page)).await;
            assert!(seen.status == 200 && seen.says(&["alert(1)"]) && !seen.says(&["<script>alert"]) && !seen.says(&["<b>"]), "{page}: {seen:?}");
        }
        let seen = secretary.opens(&rules("")).await.hidden("seen");
        let unknown = writes(&secretary, &seen, "没有这一条", "3").await;
        assert!(unknown.status == 404 && unknown.says(&["没有叫“没有这一条”的规则"]), "{unknown:?}");
        for tag in ["draft-99", "version-7", "*", ""] {
            let stale = writes(&secretary, tag, "拾金不昧", "7").await;
            assert!(stale.status.is_client_error() && !secretary.opens(&rules("")).await.says(&["5 分 → 7 分"]), "{tag}: {stale:?}");
        }
        let huge = "甲: 1\n".repeat(1_500_000);
        let too_large = secretary.submit(&rules("/text"), &[("seen", &seen), ("file", "rules.yaml"), ("text", &huge), ("do", "save")]).await;
        assert_eq!(too_large.status, 413, "{}", too_large.text);
        let strange = secretary.submit(&rules("/text"), &[("seen", &seen), ("file", "../x.yaml"), ("text", "a: 1"), ("do", "save")]).await;
        assert!(strange.status == 422, "{strange:?}");

        let supervisor = Browser::at(world, Role::Supervisor).await;
        let list = supervisor.opens(&rules("")).await;
        assert!(list.says(&["拾金不昧"]) && !list.says(&["分值@"]) && !list.says(&["公示@"]), "{list:?}");
        assert_eq!(writes(&supervisor, &seen, "拾金不昧", "7").await.status, 403);
        assert!(supervisor.opens(&rules("/adoption")).await.says(&["没有等着同意的采纳"]));
        assert_eq!(supervisor.submit(&rules("/adoption"), &[("operation", "op-not-theirs")]).await.status, 403);
        for role in [Role::GridWorker, Role::Keeper] {
            assert_eq!(Browser::at(world, role).await.opens(&rules("")).await.status, 403);
        }
        assert_eq!(Browser::new(world).opens(&rules("")).await.leads_to(), format!("/sign-in?next={}", rules("")));
    }
);
