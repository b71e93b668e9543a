// A tally without a network: kept on the device, sent later, once. The page works without this script, with a network.
(() => {
  const PREFIX = "maillage-releve:";
  const KEPT = "maillage-releves"; // the cache that the worker reads
  const WORKER = "/releve/hors-ligne.js";
  const OWN = ["csrfmiddlewaretoken", "form_token"];
  const words = () => document.querySelector("[data-tally-status]")?.dataset || {};

  // == What the device keeps ==
  const entries = () => {
    const found = [];
    try {
      for (let rank = 0; rank < localStorage.length; rank += 1) {
        const key = localStorage.key(rank);
        if (key.startsWith(PREFIX)) found.push(JSON.parse(localStorage.getItem(key)));
      }
    } catch { /* private window: nothing is kept */ }
    return found.sort((one, other) => one.at - other.at);
  };
  const keep = (entry) => {
    try { localStorage.setItem(PREFIX + entry.sent_as, JSON.stringify(entry)); return true; } catch { return false; }
  };
  const forget = (entry) => { try { localStorage.removeItem(PREFIX + entry.sent_as); } catch { /* nothing kept */ } };

  // == Words ==
  const say = (text, ...buttons) => {
    const status = document.querySelector("[data-tally-status]");
    if (!status) return;
    const line = document.createElement("p");
    line.textContent = text;
    status.replaceChildren(...(text ? [line] : []), ...buttons);
  };
  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button-quiet";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };
  const parsed = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
  const sentenceOf = (page) => (page.querySelector(".error-summary li, [data-tally-gone]") || page.querySelector("h1"))?.textContent.trim() || "";

  // == Sending: a fresh page first, for its secret; then the entry, under its own number ==
  async function deliver(entry) {
    const live = await fetch(entry.action, { redirect: "follow", cache: "no-store" });
    const page = await parsed(live);
    const secret = page.querySelector("[name=csrfmiddlewaretoken]")?.value
      || document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
    if (!live.ok) return { refused: sentenceOf(page), page };
    const body = new URLSearchParams(entry.fields);
    body.set("csrfmiddlewaretoken", secret);
    body.set("form_token", entry.sent_as);
    body.set("sent_as", entry.sent_as);
    const answer = await fetch(entry.action, { method: "POST", body, redirect: "follow" });
    const told = await parsed(answer);
    if (answer.redirected && told.querySelector("[data-tally-declared]")) return { url: answer.url };
    return { refused: sentenceOf(told), page: told };
  }

  function resume(entry) {
    const form = document.querySelector("form[data-tally]");
    for (const [name, value] of entry.fields) {
      const field = form.elements.namedItem(name);
      if (field && name !== "replaces" && name !== "nothing") field.value = value;
    }
    form.elements.namedItem("sent_as").value = entry.sent_as;
    form.querySelector(".tally-number")?.focus();
  }

  async function flush() {
    const here = document.querySelector("form[data-tally]");
    for (const entry of entries()) {
      // Another link of the same team was opened since: an entry that says its period leaves by the one that serves.
      const says = entry.fields.some(([name]) => name === "period") && here?.elements.namedItem("period");
      if (says && here.dataset.team === entry.team) entry.action = here.getAttribute("action");
      let answer;
      try { answer = await deliver(entry); } catch { say(words().kept); return; }
      if (answer.url) {
        forget(entry);
        say(words().arrived);
        if (here) location.assign(answer.url);
      } else {
        say(`${words().refused} ${answer.refused}`,
          ...(here ? [button(words().resume, () => resume(entry))] : []),
          button(words().erase, () => { forget(entry); say(""); }));
      }
    }
  }

  async function send(event) {
    const form = event.target;
    if (!window.fetch || !crypto.randomUUID) return; // the browser sends it as ever
    event.preventDefault();
    const fields = [...new FormData(form, event.submitter)].filter(([name]) => !OWN.includes(name));
    const number = form.elements.namedItem("sent_as");
    number.value ||= crypto.randomUUID();
    const entry = { sent_as: number.value, action: form.getAttribute("action"), fields, at: Date.now(), team: form.dataset.team, period: periodOf(form) };
    const safe = keep(entry);
    say(words().sending);
    try {
      const answer = await deliver(entry);
      const again = answer.page?.querySelector("form[data-tally]");
      if (answer.url || again) forget(entry); // what is refused is in the boxes of the page that says why
      if (answer.url) { location.assign(answer.url); return; }
      document.querySelector("main").replaceWith(document.adoptNode(answer.page.querySelector("main")));
      scrollTo(0, 0);
      document.querySelector(".error-summary")?.focus();
      start();
    } catch {
      if (safe) { say(words().kept); form.reset(); number.value = ""; scrollTo(0, 0); } else form.submit();
    }
  }

  const periodOf = (form) => {
    const select = form.querySelector("select[name=period]");
    return select ? select.selectedOptions[0].textContent : form.dataset.tally;
  };

  // == The page ==
  function asLast(event) {
    event.preventDefault();
    const form = document.querySelector("form[data-tally]");
    for (const [name, value] of Object.entries(JSON.parse(event.target.dataset.asLast))) form.elements.namedItem(name).value = value;
    say(words().filled);
  }

  // The page that was kept knows the periods to come: the last one that may be told is chosen.
  function choosePeriod(select) {
    const today = new Date().toISOString().slice(0, 10);
    let last = null;
    for (const option of select.options) {
      option.disabled = option.dataset.opens > today;
      if (!option.disabled) last = option;
    }
    if (last) last.selected = true;
  }

  async function stand(offline) {
    if (!navigator.serviceWorker || !window.caches) return;
    await navigator.serviceWorker.register(WORKER, { scope: "/releve/" });
    const answer = await fetch(offline, { cache: "no-store" });
    if (!answer.ok) return;
    const cache = await caches.open(KEPT);
    const page = new DOMParser().parseFromString(await answer.clone().text(), "text/html");
    const pieces = [...page.querySelectorAll("link[rel=stylesheet], link[rel=preload], link[rel=icon]")].map((link) => link.getAttribute("href"));
    pieces.push(...[...page.querySelectorAll("script[src]")].map((script) => script.getAttribute("src")));
    pieces.push(...performance.getEntriesByType("resource").filter((one) => one.name.endsWith(".woff2")).map((one) => one.name));
    pieces.push(...[...page.querySelectorAll("[data-kept-too]")].map((link) => link.getAttribute("href")));
    await Promise.all(pieces.map((address) => cache.add(address).catch(() => {})));
    await navigator.serviceWorker.ready;
    await cache.put(offline, answer); // last: when the page is there, so is all that it needs
  }

  function device(section) {
    const list = section.querySelector("[data-list]");
    const waiting = entries();
    list.textContent = waiting.length
      ? `${section.dataset.waiting} ${waiting.map((entry) => entry.period).join(", ")}`
      : section.dataset.none;
    section.querySelector("button").addEventListener("click", async () => {
      for (const entry of entries()) forget(entry);
      if (window.caches) await caches.delete(KEPT);
      const registered = await navigator.serviceWorker?.getRegistration("/releve/");
      await registered?.unregister();
      list.textContent = section.dataset.done;
    });
    section.hidden = false;
  }

  function start() {
    document.querySelector("form[data-tally]")?.addEventListener("submit", send);
    document.querySelectorAll("form[data-as-last]").forEach((form) => form.addEventListener("submit", asLast));
    document.querySelectorAll("select[name=period]").forEach(choosePeriod);
    document.querySelectorAll("[data-tally-device]").forEach(device);
  }

  start();
  const offline = document.querySelector("[data-offline]")?.dataset.offline;
  if (offline) stand(offline).catch(() => {});
  if (document.querySelector("[data-tally-status]")) { flush(); addEventListener("online", flush); }
})();
