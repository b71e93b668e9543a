// Comfort only: text size, dark ground, date slider, double clicks. Every page works without it.
(() => {
  const root = document.documentElement;
  const read = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const keep = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private window: forgotten */ } };

  // Before the first paint, so that nothing jumps.
  const size = read("maillage-size");
  const theme = read("maillage-theme");
  if (["2", "3"].includes(size)) root.dataset.size = size;
  if (["light", "dark"].includes(theme)) root.dataset.theme = theme;

  const isDark = () => root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;

  function display(bar) {
    const sizes = bar.querySelectorAll("[data-size]");
    const dark = bar.querySelector("[data-dark]");
    const show = () => {
      for (const button of sizes) button.setAttribute("aria-pressed", String(button.dataset.size === (root.dataset.size || "1")));
      dark.setAttribute("aria-pressed", String(isDark()));
    };
    for (const button of sizes) {
      button.addEventListener("click", () => {
        root.dataset.size = button.dataset.size;
        keep("maillage-size", button.dataset.size);
        show();
      });
    }
    dark.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      keep("maillage-theme", root.dataset.theme);
      show();
    });
    show();
    bar.hidden = false;
  }

  const DAY = 86400000;
  const days = (text) => Math.round(Date.parse(`${text}T00:00:00Z`) / DAY);
  const iso = (n) => new Date(n * DAY).toISOString().slice(0, 10);
  // A slider goes day by day, or from one end of month to the next.
  const STEPS = {
    day: { of: days, to: iso, shown: { day: "numeric", month: "long", year: "numeric" } },
    month: {
      of: (text) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)) - 1,
      to: (n) => iso(Date.UTC(Math.floor(n / 12), (n % 12) + 1, 0) / DAY),
      shown: { month: "long", year: "numeric" },
    },
  };

  function slider(form) {
    const box = form.querySelector("[data-slider]");
    if (!box) return;
    const range = box.querySelector("input");
    const words = box.querySelector("output");
    const date = form.querySelector("input[type=date]");
    const { first, last, by = "day" } = range.dataset;
    const step = STEPS[by];
    range.min = step.of(first);
    range.max = step.of(last);
    range.value = step.of(date.value);
    for (const mark of form.querySelectorAll(".date-marks [value]")) {
      const tick = document.createElement("span");
      tick.className = "date-tick";
      // The middle of the thumb runs from its own half width to the end less as much.
      const part = (step.of(mark.value) - range.min) / (range.max - range.min);
      tick.style.left = `calc(${part * 100}% + ${(0.5 - part) * 1.9}rem)`;
      range.before(tick);
    }
    const format = new Intl.DateTimeFormat(root.lang, { ...step.shown, timeZone: "UTC" });
    const say = () => {
      const day = [step.to(Number(range.value)), last].sort()[0];
      words.value = format.format(new Date(days(day) * DAY));
      range.setAttribute("aria-valuetext", words.value);
      return day;
    };
    say();
    range.addEventListener("input", () => { date.value = say(); });
    date.addEventListener("input", () => { if (date.value) { range.value = step.of(date.value); say(); } });
    if (!form.hasAttribute("hx-get")) range.addEventListener("change", () => form.requestSubmit());
    box.hidden = false;
  }

  // A slider of numbers says its value while it moves.
  function amount(box) {
    const range = box.querySelector("input");
    const words = box.querySelector("output");
    const say = () => {
      words.value = `${range.value}\u00a0${words.dataset.unit}`;
      range.setAttribute("aria-valuetext", words.value);
    };
    range.addEventListener("input", say);
    say();
  }

  // A second click on the same button does not send twice; coming back to the page frees it.
  function sending(event) {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000); // an answer that is a document leaves the page as it is
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-display]").forEach(display);
    document.querySelectorAll("[data-date-form]").forEach(slider);
    document.querySelectorAll("[data-amount]").forEach(amount);
    document.querySelector(".error-summary")?.focus();
  });
  document.addEventListener("submit", sending);
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
})();
