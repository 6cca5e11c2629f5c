// The grid worker's phone. What is written down waits in this browser until there is a net; every page works without this file.
//
// A record gets its operation id when it is written down and keeps it for ever, so the service counts it once: however often it is sent, from however many
// tabs, and also when an answer was lost. It leaves the phone when the service has it, or when whoever wrote it throws it away.
"use strict";

(function () {
  const root = document.querySelector("[data-grid]");
  if (!root || !window.indexedDB) return;
  const village = root.dataset.village, who = root.dataset.who, here = "/grid/" + village;
  const part = (name) => root.querySelector("[data-" + name + "]");
  const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  const others = "BroadcastChannel" in window ? new BroadcastChannel("jifen-grid") : null;

  // ---- What waits. A change counts when it is on disk.

  const opened = new Promise((done, failed) => {
    const asked = indexedDB.open("jifen-grid", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("records", { keyPath: "operation" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });

  async function change(act) {
    const doing = (await opened).transaction("records", "readwrite", { durability: "strict" });
    const finished = new Promise((done, failed) => {
      doing.oncomplete = done;
      doing.onabort = () => failed(doing.error);
    });
    const asked = act(doing.objectStore("records"));
    await finished;
    return asked && asked.result;
  }

  // Changes a record if it still says what was seen of it: another tab may have mended it meanwhile.
  function amend(seen, how) {
    return change((records) => {
      const asked = records.get(seen.operation);
      asked.onsuccess = () => {
        if (asked.result && asked.result.version === seen.version) how(records, asked.result);
      };
      return asked;
    });
  }

  async function all() {
    const records = await change((records) => records.getAll());
    return records.filter((record) => record.village === village).sort((one, other) => one.at - other.at);
  }

  function fresh() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // ---- Sending.

  async function ask(path, options) {
    const giveUp = new AbortController(), timer = setTimeout(() => giveUp.abort(), 45000);
    try {
      const answer = await fetch(path, Object.assign({ cache: "no-store", signal: giveUp.signal }, options));
      const body = await answer.json().catch(() => null);
      return { status: answer.redirected ? 401 : answer.status, body: body || {} };
    } catch (none) {
      return { status: 0, body: {} };
    } finally {
      clearTimeout(timer);
    }
  }

  function post(path, operation, kind, body) {
    const headers = { "Idempotency-Key": operation, "Content-Type": kind };
    return ask("/api/v1/villages/" + village + path, { method: "POST", headers: headers, body: body });
  }

  // Pictures first, then the deed that shows them.
  async function deliver(record) {
    const photos = [];
    for (let nth = 0; nth < record.photos.length; nth++) {
      const said = await post("/photos", [record.operation, record.round, nth].join("-"), "image/jpeg", record.photos[nth]);
      if (said.status !== 201) return said;
      photos.push(said.body.id);
    }
    const deed = { rule: record.rule, subject: record.subject, occurred_on: record.day, facts: record.facts, note: record.note, photos: photos };
    return post("/claims", record.operation, "application/json", JSON.stringify(deed));
  }

  // Whether the next one may be tried.
  async function settle(record, said) {
    const { status, body } = said;
    if (status === 201 && body.id) {
      tellSent(record, body);
      const told = { title: "这一条已经交上去了，交的是改以前的。", detail: "请照第 " + body.id + " 件核对；后来改的没有算。", final: true };
      await change((records) => {
        const asked = records.get(record.operation);
        asked.onsuccess = () => {
          const now = asked.result;
          if (now && now.version !== record.version) records.put(Object.assign(now, { state: "refused", told: told }));
          else records.delete(record.operation);
        };
      });
    } else if (body.code === "operation.forgotten") {
      await amend(record, (records) => records.delete(record.operation));
    } else if (body.code === "claims.unknown_photo" && record.round < 3) {
      // It lay there too long before the deed came: it is brought again.
      await amend(record, (records, now) => records.put(Object.assign(now, { round: now.round + 1 })));
    } else if (!body.code || status === 401 || status === 429 || status >= 500) {
      // What gives no reason is not the service: a net that wants something first, or something on the way.
      net = status === 0 ? "none" : status === 401 ? "out" : "trouble";
      return false;
    } else {
      const parts = (body.errors || []).map((part) => part.message + (part.fix || ""));
      const told = { title: body.title || "没有办成。", detail: body.detail || "请核对后再交。", parts: parts, final: body.code === "operation.reused" };
      await amend(record, (records, now) => records.put(Object.assign(now, { state: "refused", told: told })));
    }
    return true;
  }

  let net = "fine", sending = false, again = false;

  async function sendAll() {
    const said = await ask(here + "/standing");
    net = said.body.who ? "fine" : said.status === 0 ? "none" : said.status === 401 ? "out" : "trouble";
    if (net !== "fine") return;
    const waiting = (await all()).filter((record) => record.state === "waiting");
    for (const record of waiting.filter((record) => record.who === said.body.who)) {
      await amend(record, (records, now) => records.put(Object.assign(now, { tried: true })));
      if (!(await settle(record, await deliver(record)))) return;
      await show();
    }
    if (said.body.who !== who) net = "other";
    else if (said.body.today !== today()) net = "clock";
    else if (said.body.rulebook !== root.dataset.rulebook) net = "rules";
  }

  // One tab sends at a time, where the browser can see to that. What is asked for meanwhile, such as when the net goes, is done once that is over.
  async function send() {
    again = true;
    if (sending) return;
    sending = true;
    try {
      while (again) {
        again = false;
        await (navigator.locks ? navigator.locks.request("jifen-grid", { ifAvailable: true }, (lock) => lock && sendAll()) : sendAll());
      }
    } finally {
      sending = false;
      await show();
      if (others) others.postMessage("changed");
    }
  }

  // ---- What is shown.

  function element(kind, text, name) {
    const made = document.createElement(kind);
    made.textContent = text || "";
    if (name) made.className = name;
    return made;
  }

  function link(text, address) {
    const made = element("a", text, "button");
    made.href = address;
    return made;
  }

  function tellNet(count) {
    const kept = count ? "这 " + count + " 条存在手机里，不会丢，有网了自己交。" : "照样可以记，先存在手机里，不会丢。";
    const line = part("net"), words = {
      fine: [],
      none: ["没有网。" + kept],
      out: ["登录过期了。" + (count ? "存着的一条也没有丢，登录以后接着交。" : ""), link("去登录", here)],
      trouble: ["村里的系统现在办不了。存着的不会丢，过一会儿自己再交。"],
      other: ["现在登录的是另一位，这一页还是以前的。", link("换成新的", here)],
      clock: ["手机上是 " + today() + "，和村里的日期不一样。请核对手机的日期，记的时候看清是哪一天。"],
      rules: ["村规则换过了，这一页还是以前的。存着的照样交，按事情那一天的规则算。", link("换成新的", here)],
    }[net];
    line.replaceChildren(...words);
    line.hidden = !words.length;
  }

  function standing(record) {
    if (record.who !== who) return "这一条是" + record.name + "存的，要本人登录才交。";
    if (net === "none") return "没有网，这条存在手机里，不会丢。";
    if (record.tried) return "交过，还没有回音，会接着交，不会记两次。";
    return "等着交。";
  }

  function card(record) {
    const made = element("article", "", "claim"), head = element("p", "", "card-head");
    const photos = record.photos.length ? "照片 " + record.photos.length + " 张" : "";
    head.append(element("b", record.rule), element("span", record.whose || record.subject), element("span", record.day), element("span", photos));
    made.append(head);
    if (record.state === "refused") {
      const told = element("div", "", "told");
      told.append(element("p", record.told.title, "told-what"));
      if ((record.told.parts || []).length > 1) told.append(...record.told.parts.map((text) => element("p", text)));
      told.append(element("p", "什么也没有记。" + record.told.detail));
      made.append(told);
    } else {
      made.append(element("p", standing(record)));
    }
    // Of what was sent and never answered nobody knows whether it counts: it can neither be mended nor thrown away before that is known.
    if (record.who === who && (record.state === "refused" || !record.tried)) {
      const acts = element("p", "", "acts"), mend = element("button", "改一改"), drop = element("button", "不要了");
      mend.addEventListener("click", () => begin(record.rule, record));
      drop.addEventListener("click", async () => {
        if (!confirm("真的不要这一条了？")) return;
        await amend(record, (records) => records.delete(record.operation));
        await show();
      });
      acts.append(...(record.told && record.told.final ? [drop] : [mend, drop]));
      made.append(acts);
    }
    return made;
  }

  async function show() {
    const records = await all();
    part("queue").hidden = !records.length;
    part("count").textContent = records.length;
    part("records").replaceChildren(...records.map(card));
    tellNet(records.filter((record) => record.state === "waiting").length);
  }

  function tellSent(record, body) {
    const points = Number(body.points), sign = points < 0 ? "−" : "+";
    const state = body.reviews_missing ? "还要 " + body.reviews_missing + " 个人同意。" : "已经通过。";
    const line = element("p", "", "done");
    line.append(element("b", "交上去了"), " 第 " + body.id + " 件，" + (record.whose || record.subject) + "，" + record.rule + "，" + sign + Math.abs(points) + " 分，" + state);
    part("sent").prepend(line);
  }

  // ---- Three steps.

  // What is being written down: its rule, whom it is about, and the record that is being mended, if it is one.
  let current = null;

  function turn(step) {
    if (step !== "what" && !current) step = "what";
    root.querySelectorAll("[data-step]").forEach((section) => { section.hidden = section.dataset.step !== step; });
    scrollTo(0, 0);
  }

  function go(step) {
    history.pushState({ step: step }, "");
    turn(step);
  }

  addEventListener("popstate", (event) => turn((event.state && event.state.step) || "what"));
  root.querySelectorAll("[data-back]").forEach((button) => button.addEventListener("click", () => history.back()));

  function template(rule) {
    return Array.from(root.querySelectorAll("template[data-form]")).find((form) => form.dataset.form === rule);
  }

  function begin(rule, record) {
    const form = template(rule), byHousehold = form && form.dataset.byHousehold === "true";
    current = { rule: rule, byHousehold: byHousehold, record: record || null, subject: record ? record.subject : "", whose: record ? record.whose : "" };
    part("chosen").textContent = rule;
    part("whose").textContent = byHousehold ? "哪一户" : "谁";
    part("who-form").elements.subject.value = current.subject;
    part("found").replaceChildren();
    part("who-wrong").hidden = true;
    go("who");
    part("who-form").elements.subject.focus();
  }

  root.querySelectorAll("[data-rule]").forEach((choice) => choice.addEventListener("click", (event) => {
    event.preventDefault();
    begin(choice.dataset.rule);
  }));

  const search = part("search");
  search.hidden = false;
  search.addEventListener("input", () => root.querySelectorAll("[data-chapter]").forEach((chapter) => {
    const rules = Array.from(chapter.querySelectorAll("li"));
    rules.forEach((rule) => { rule.hidden = !rule.textContent.includes(search.value.trim()); });
    chapter.hidden = rules.every((rule) => rule.hidden);
  }));

  // Whom a text means, where there is a net; where there is none it goes as it was typed, and the service says what it does not understand.
  async function meant(text) {
    const body = JSON.stringify({ text: text });
    const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: body };
    const said = await ask("/api/v1/villages/" + village + "/lookups", options);
    if (said.status !== 200) return [{ number: text }];
    const found = said.body.items, exact = found.filter((one) => one.number === text), home = found.filter((one) => one.household === text);
    if (exact.length) return [{ number: text, name: exact[0].name }];
    if (home.length && current.byHousehold) return [{ number: text, name: home[0].name + "家" }];
    const people = home.length ? home : found;
    return people.map((one) => ({ number: current.byHousehold ? one.household : one.number, name: one.name }));
  }

  let asked = "";
  part("who-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = event.target.elements.subject.value.trim(), wrong = part("who-wrong");
    wrong.hidden = Boolean(text);
    if (!text) { wrong.textContent = "还没有填是谁。"; return; }
    const found = text === asked ? [{ number: text }] : await meant(text);
    asked = text;
    if (found.length === 1) return subject(found[0]);
    wrong.hidden = false;
    wrong.textContent = found.length ? "请选是哪一位；就是这个号，再按一次下一步。" : "没有找到，请核对。就是这个，再按一次下一步。";
    part("found").replaceChildren(...found.map((one) => {
      const pick = element("button", one.name + " "), number = element("small", one.number);
      pick.type = "button";
      pick.append(number);
      pick.addEventListener("click", () => subject(one));
      return pick;
    }));
  });

  function subject(one) {
    current.subject = one.number;
    current.whose = [one.name, one.number].filter(Boolean).join(" ");
    const form = template(current.rule), before = current.record;
    if (!form) return keep(before.day, before.facts, before.note, before.photos);
    part("subject").textContent = current.whose;
    part("rest").replaceChildren(form.content.cloneNode(true));
    const fields = part("rest").querySelector("form").elements;
    fields.day.max = today();
    fields.day.value = before ? before.day : today();
    fields.note.value = before ? before.note : "";
    if (before) Object.keys(before.facts).forEach((name) => { if (fields["fact:" + name]) fields["fact:" + name].value = before.facts[name]; });
    if (before && before.photos.length && fields.photo) fields.photo.before(element("p", "存着 " + before.photos.length + " 张照片，不用再拍。", "found"));
    go("rest");
  }

  // Small enough to wait here and to go through a thin net. What the browser cannot open goes as it is.
  async function shrunk(file) {
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, 1280 / Math.max(picture.width, picture.height)), canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
      return (small || file).arrayBuffer();
    } catch (unknown) {
      return file.arrayBuffer();
    }
  }

  part("rest").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target, fields = form.elements, facts = {}, before = current.record, button = form.querySelector("button.main");
    Array.from(fields).filter((field) => field.name.startsWith("fact:") && field.value).forEach((field) => { facts[field.name.slice(5)] = field.value; });
    const files = fields.photo ? Array.from(fields.photo.files) : [];
    const photos = files.length ? files : before ? before.photos : [];
    const wrong = !fields.day.value ? "日期没有填好。" : fields.photo && fields.photo.required && !photos.length ? "这一条要有照片，还没有拍。" : "";
    part("wrong").textContent = wrong;
    part("wrong").hidden = !wrong;
    if (wrong) return;
    button.disabled = true;
    const pictures = files.length ? await Promise.all(files.map(shrunk)) : photos;
    await keep(fields.day.value, facts, fields.note.value.trim(), pictures);
    button.disabled = false;
  });

  async function keep(day, facts, note, photos) {
    const before = current.record || { operation: fresh(), version: 0, round: 0, at: Date.now(), tried: false };
    const record = {
      operation: before.operation, version: before.version + 1, round: before.round, at: before.at, tried: before.tried, village: village, who: who,
      name: root.dataset.name, rule: current.rule, subject: current.subject, whose: current.whose, day: day, facts: facts, note: note, photos: photos, state: "waiting", told: null,
    };
    try {
      await change((records) => records.put(record));
    } catch (full) {
      part("wrong").textContent = "手机存不下了，这一条还没有存。请先删掉些照片、视频，再按一次“交”。";
      part("wrong").hidden = false;
      return;
    }
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    current = null;
    asked = "";
    go("what");
    await show();
    send();
  }

  // ---- The page itself is kept for where there is no net.

  async function keepPage() {
    const parts = Array.from(document.querySelectorAll("link[rel=stylesheet], script[src]"), (one) => new URL(one.href || one.src).pathname);
    const kept = await caches.open("jifen-grid");
    for (const path of [here].concat(parts)) {
      const answer = await fetch(path, { cache: path === here ? "no-store" : "default" }).catch(() => null);
      if (answer && answer.ok && !answer.redirected) await kept.put(path, answer);
    }
    for (const request of await kept.keys()) {
      const path = new URL(request.url).pathname;
      if (path.startsWith("/assets/") && !parts.includes(path)) await kept.delete(request);
    }
  }

  if ("serviceWorker" in navigator && window.caches) {
    navigator.serviceWorker.register("/grid/worker.js", { scope: "/grid/" });
    keepPage();
  }
  if (others) others.onmessage = show;
  addEventListener("online", send);
  addEventListener("offline", () => { net = "none"; show(); send(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  setInterval(async () => { if ((await all()).some((record) => record.state === "waiting")) send(); }, 20000);
  history.replaceState({ step: "what" }, "", here);
  show().then(send);
})();
