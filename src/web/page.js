// Niceties only: every page works without this file.
"use strict";

// The kiosk's number keys write into the first box that is not full instead of asking the server for each key.
document.querySelectorAll("[data-keys]").forEach(function (form) {
  var boxes = Array.from(form.querySelectorAll("[data-typed]")), is_stale = document.querySelector(".told") !== null;
  // What was refused is written over: by a key, by a keyboard, or by the scanner, which is one.
  if (is_stale && boxes[0] && boxes[0].value) { boxes[0].focus(); boxes[0].select(); }
  form.addEventListener("click", function (event) {
    var key = event.target.closest("button[name=key]");
    if (!key || key.value === "done") return;
    event.preventDefault();
    if (is_stale && key.value !== "back") boxes.forEach(function (box) { box.value = ""; });
    is_stale = false;
    var box = key.value === "back" ? boxes.filter(function (box) { return box.value; }).pop()
      : boxes.find(function (box) { return box.value.length < Math.min(box.maxLength, 20); });
    if (!box) return;
    if (key.value === "back") box.value = box.value.slice(0, -1);
    else box.value += key.value;
  });
});

// Going back or loading again asks for the page anew, and never sends again what was sent.
history.replaceState(null, "", location.href);

// A scan gun is a keyboard: unless somebody is typing elsewhere, what it types goes into the scan box. Escape leaves what was chosen; an Enter behind the PIN, or
// where nothing was scanned and no PIN is asked for, says yes to what stands there.
document.querySelectorAll("form[data-scan]").forEach(function (form) {
  var box = form.querySelector("input[autofocus]") || form.querySelector("input[name=number]");
  var yes = form.querySelector("button[value=confirm]"), pin = form.querySelector("input[name=pin]");
  addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); });
  addEventListener("keydown", function (event) {
    if (event.key === "Escape" && form.dataset.scan) { location.assign(form.dataset.scan); return; }
    if (event.key.length !== 1 || event.ctrlKey || event.altKey || event.metaKey || event.key === " ") return;
    if (!/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) box.focus();
  });
  form.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || !yes) return;
    var typed = event.target.value.trim(), is_yes = event.target === pin ? typed : event.target === box && !typed && !pin;
    if (!is_yes) return;
    event.preventDefault();
    if (!event.repeat) { yes.click(); yes = null; }
  });
});

// The review queue by keyboard: j and k (or the arrows) open the next claim or the one before, a agrees, r goes to the reason.
document.querySelectorAll("[data-queue]").forEach(function (list) {
  var rows = Array.from(list.querySelectorAll("a")), here = rows.findIndex(function (row) { return row.hasAttribute("aria-current"); });
  var yes = document.querySelector(".opened button.main[name=ruling]"), reason = document.querySelector(".opened input[name=reason]");
  var hint = document.querySelector("[data-keys-hint]"), is_wide = matchMedia("(min-width: 901px)").matches;
  if (hint) hint.hidden = !is_wide;
  if (rows[here] && is_wide) rows[here].scrollIntoView({ block: "nearest" });
  addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.key === "Escape" && document.activeElement === reason) { reason.blur(); return; }
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) return;
    var step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (step && rows[here + step]) { event.preventDefault(); location.assign(rows[here + step].href); }
    if (event.key === "a" && yes) { event.preventDefault(); yes.click(); yes.disabled = true; yes = null; }
    if (event.key === "r" && reason) { event.preventDefault(); reason.focus(); }
  });
});

// Where there is no keyboard: what is tapped goes into the box it is for, on a number pad letter by letter.
document.querySelectorAll("[data-fills]").forEach(function (taps) {
  var box = document.getElementById(taps.dataset.fills);
  taps.hidden = false;
  taps.addEventListener("click", function (event) {
    var tap = event.target.closest("button");
    if (!tap) return;
    if (!taps.hasAttribute("data-pad")) box.value = tap.value;
    else if (tap.value === "back") box.value = box.value.slice(0, -1);
    else box.value += tap.value;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
});

// A long list grows short by what is typed; nothing of it is sent.
document.querySelectorAll("[data-finds]").forEach(function (finder) {
  var rows = Array.from(document.querySelectorAll(finder.dataset.finds)), found = finder.querySelector("[data-found]");
  finder.hidden = false;
  finder.querySelector("input").addEventListener("input", function (event) {
    var sought = event.target.value.replace(/\s/g, "");
    rows.forEach(function (row) { row.hidden = !row.textContent.includes(sought); });
    var left = rows.filter(function (row) { return !row.hidden; }).length;
    found.textContent = !sought ? "" : left ? "找到 " + left + " 户" : "没有找到，请换几个字";
  });
});

// What only a script can do is shown only where scripts run.
document.querySelectorAll("[data-print]").forEach(function (button) {
  button.hidden = false;
  button.addEventListener("click", function () { print(); });
});

// A form that shows what it would come to: a while after the last letter the page is asked how it would look, and the parts of it that say so are put in
// place, each where one of the same name stands.
document.querySelectorAll("form[data-live]").forEach(function (form) {
  var soon, asked = 0;
  form.addEventListener("input", function () {
    clearTimeout(soon);
    soon = setTimeout(function () {
      var mine = ++asked, body = new URLSearchParams(new FormData(form));
      body.set("do", "look");
      fetch(form.action, { method: "POST", body: body }).then(function (answer) { return answer.text(); }).then(function (page) {
        if (mine !== asked) return;
        var fresh = new Map();
        new DOMParser().parseFromString(page, "text/html").querySelectorAll("[data-part]").forEach(function (part) { fresh.set(part.dataset.part, part); });
        document.querySelectorAll("[data-part]").forEach(function (now) {
          var then = fresh.get(now.dataset.part);
          if (then && then.innerHTML !== now.innerHTML) now.replaceWith(then);
        });
      }).catch(function () {});
    }, 700);
  });
});

// What is typed into such a form outlives the browser, in this browser alone, until it is saved. It goes to the disk at once: a browser that dies writes
// nothing any more. The page says what it shows (data-shows): what is stored, what was typed and is not, or what was just saved. Put back, it goes with the
// text it was made from, so what others wrote since is not written over unseen.
document.querySelectorAll("form[data-keep]").forEach(function (form) {
  if (!("indexedDB" in window)) return;
  var offer = form.querySelector("[data-kept]"), key = form.dataset.keep, soon;
  var opened = new Promise(function (done, failed) {
    var asked = indexedDB.open("jifen-kept", 1);
    asked.onupgradeneeded = function () { asked.result.createObjectStore("forms"); };
    asked.onsuccess = function () { done(asked.result); };
    asked.onerror = failed;
  });
  function forms(mode, act) {
    return opened.then(function (base) {
      return new Promise(function (done, failed) {
        var work = base.transaction("forms", mode, { durability: "strict" }), request = act(work.objectStore("forms"));
        work.oncomplete = function () { done(request.result); };
        work.onabort = failed;
      });
    }).catch(function () {});
  }
  function typed() {
    return Array.from(new FormData(form)).filter(function (pair) { return typeof pair[1] === "string" && pair[0] !== "do" && pair[0] !== "operation"; });
  }
  // A browser sends line breaks as CR LF and shows them as LF; which text it was made from makes no other text of it.
  function said(pairs) {
    return JSON.stringify(pairs.filter(function (pair) { return pair[0] !== "seen"; })).replace(/\\r\\n/g, "\\n");
  }
  function keep() { return forms("readwrite", function (store) { return store.put({ typed: typed(), at: Date.now() }, key); }); }
  function drop() { offer.hidden = true; return forms("readwrite", function (store) { return store.delete(key); }); }
  function bring(kept) {
    Array.from(form.elements).forEach(function (field) {
      var mine = kept.filter(function (pair) { return pair[0] === field.name; });
      if (field.type === "radio" || field.type === "checkbox") field.checked = mine.some(function (pair) { return pair[1] === field.value; });
      else if (mine.length && field.type !== "submit") field.value = mine[0][1];
    });
    offer.hidden = true;
    // Rows that the page does not show go along with what it does, and it is asked to show them.
    var again = form.querySelector("[data-again]"), unshown = kept.filter(function (pair) { return !form.elements.namedItem(pair[0]); });
    if (again && unshown.length) {
      unshown.forEach(function (pair) {
        var field = document.createElement("input");
        field.type = "hidden"; field.name = pair[0]; field.value = pair[1];
        form.append(field);
      });
      again.click();
      return;
    }
    form.dispatchEvent(new Event("input"));
  }
  form.addEventListener("input", function () { clearTimeout(soon); soon = setTimeout(keep, 200); });
  addEventListener("pagehide", function () { if (soon) keep(); });
  form.addEventListener("submit", function () { clearTimeout(soon); keep(); soon = null; });
  if (form.dataset.shows === "saved") { drop(); return; }
  if (form.dataset.shows === "typed") { keep(); return; }
  forms("readonly", function (store) { return store.get(key); }).then(function (kept) {
    if (!kept || said(kept.typed) === said(typed())) { if (kept) drop(); return; }
    offer.querySelector("[data-when]").textContent = "（" + new Date(kept.at).toLocaleString("zh-CN", { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" }) + "写的）";
    offer.hidden = false;
    offer.querySelector("[data-bring]").addEventListener("click", function () { bring(kept.typed); });
    offer.querySelector("[data-drop]").addEventListener("click", drop);
  });
});

// A text with numbered lines: as many numbers as lines, and a finding leads to its line.
document.querySelectorAll("textarea[data-lines]").forEach(function (text) {
  var numbers = text.parentNode.querySelector(".numbers");
  function show(line) {
    var before = text.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    text.focus({ preventScroll: true });
    text.setSelectionRange(before, before + text.value.slice(before).split("\n")[0].length);
    scrollTo(0, text.getBoundingClientRect().top + scrollY + (line - 4) * parseFloat(getComputedStyle(text).lineHeight));
  }
  function line_of(hash) { var line = /^#L(\d+)$/.exec(hash); return line && Number(line[1]); }
  if (line_of(location.hash)) show(line_of(location.hash));
  text.form.addEventListener("click", function (event) {
    var link = event.target.closest("a[href^='#L']");
    if (link && line_of(link.hash)) { event.preventDefault(); show(line_of(link.hash)); }
  });
  text.form.addEventListener("input", function () {
    var lines = Math.max(text.value.split("\n").length, 12);
    text.rows = lines + 1;
    numbers.textContent = Array.from({ length: lines }, function (_, at) { return at + 1; }).join("\n");
  });
});
