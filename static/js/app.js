// Comfort on top of pages that work without it: search key, keys of the row at hand, toasts, theme, charts.

const typing = (target) => target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");

// "/" goes to the search. "j" and "k" walk from row to row ([data-keys]). A key named by data-key presses that control in
// the row that has the focus, never in another; on a page without rows, wherever it is.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") return closeReply(event.target) || closeMenus();
  if (typing(event.target)) return;
  if (event.key === "/") return press(event, document.querySelector("[data-search]"));
  const rows = [...document.querySelectorAll("[data-keys]")];
  const at = rows.indexOf(event.target.closest("[data-keys]"));
  if (event.key === "j" || event.key === "k") return press(event, rows[at < 0 ? 0 : at + (event.key === "j" ? 1 : -1)]);
  const here = rows.length ? rows[at] : document;
  press(event, here?.querySelector(`[data-key="${CSS.escape(event.key)}"]`), true);
});

// A form that came back begins at what is wrong in it.
const wrong = document.querySelector("main :is([aria-invalid=true], .invalid-feedback)");
if (wrong?.matches(".invalid-feedback")) wrong.tabIndex = -1;
wrong?.focus();

// Copying needs a script and a safe address; elsewhere one click selects the text.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.previousElementSibling.textContent);
    button.textContent = button.dataset.copy;
  });
}

// The zone that the browser is in is the best guess of the organisation's, where it is offered.
for (const select of document.querySelectorAll("select[data-own-zone]")) {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  if ([...select.options].some(({ value }) => value === timeZone)) select.value = timeZone;
}

function press(event, element, click = false) {
  if (!element) return;
  event.preventDefault();
  element.focus();
  element.scrollIntoView({ block: "nearest" });
  if (!click) return;
  element.click();
  // What opens is there to be filled in.
  if (element.matches("summary")) element.nextElementSibling?.querySelector("select, input:not([type=hidden])")?.focus();
}

// A row that is swapped keeps the focus it had, so that the next key goes on from there.
document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
  if (!target.matches("[data-keys]") || !target.contains(document.activeElement)) return;
  const focus = () => document.activeElement === document.body && document.getElementById(target.id)?.focus({ preventScroll: true });
  document.addEventListener("htmx:afterSettle", focus, { once: true });
});

// A reply that is not sent after all closes around what was written, and opens with it again.
function closeReply(element) {
  const reply = element.closest(".raised-reply[open]");
  if (!reply) return false;
  reply.querySelector("summary").focus();
  reply.open = false;
  return true;
}

// Menus close when the attention goes elsewhere.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu === except) continue;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));

// What opens comes into sight, and an answer that opens is there to be written.
const opened = ({ target: details }) => {
  if (!details.open) return;
  details.querySelector(".menu-panel")?.scrollIntoView({ block: "nearest" });
  if (!details.matches(".raised-reply")) return;
  details.querySelector("textarea").focus();
  details.scrollIntoView({ block: "nearest" });
};
document.addEventListener("toggle", opened, true);

// Messages that came beside a fragment.
document.addEventListener("leadgap:messages", (event) => {
  for (const { text, tags } of event.detail.messages) {
    const toast = document.createElement("p");
    toast.className = tags.includes("error") || tags.includes("warning") ? "toast toast-error" : "toast";
    toast.textContent = text;
    document.getElementById("toasts").append(toast);
  }
});
document.addEventListener("animationend", (event) => event.target.matches(".toast") && event.target.remove());
document.addEventListener("click", (event) => event.target.closest("form") || event.target.closest(".toast")?.remove());

// A request that failed says so; htmx leaves the page as it was.
document.addEventListener("htmx:responseError", () => say("That did not work. Nothing was changed; please try again."));
document.addEventListener("htmx:sendError", () => say("LeadGap cannot be reached. Check the connection and try again."));

function say(text) {
  const detail = { messages: [{ text, tags: "error" }] };
  document.dispatchEvent(new CustomEvent("leadgap:messages", { detail }));
}

// Light and dark change at once; the form tells the server. The charts hear of it.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-theme-switch]");
  if (!form) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  const theme = body.get("theme");
  if (theme) document.documentElement.dataset.bsTheme = theme;
  else delete document.documentElement.dataset.bsTheme;
  for (const button of form.querySelectorAll("button")) button.ariaPressed = String(button === event.submitter);
  document.dispatchEvent(new Event("leadgap:theme"));
  await fetch(form.action, { method: "POST", body, redirect: "manual" });
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => document.dispatchEvent(new Event("leadgap:theme")));

// A form that was sent is not sent again while the answer is on its way: a thumb that taps twice means one touch.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if ("sent" in form.dataset) return event.preventDefault();
  form.dataset.sent = "";
  setTimeout(() => delete form.dataset.sent, 5000);
});

// The chart script and its library come when the first chart does.
function drawCharts(root) {
  for (const canvas of root.querySelectorAll("[data-chart]:not([data-drawn])")) {
    canvas.dataset.drawn = "";
    Promise.all([import(canvas.dataset.library), import(canvas.dataset.script)]).then(([echarts, charts]) =>
      charts.draw(echarts, canvas, JSON.parse(document.getElementById(canvas.dataset.chart).textContent)),
    );
  }
}
drawCharts(document);
document.addEventListener("htmx:load", (event) => drawCharts(event.target));
