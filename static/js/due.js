// "42 min left" goes on by itself: once a minute, without the network. Only where the server says that every minute until
// it is due counts; elsewhere its text stays.

const seen = new WeakMap();

function text(seconds) {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const parts = [hours && `${hours}\u00a0h`, (minutes % 60 || !hours) && `${minutes % 60}\u00a0min`];
  return parts.filter(Boolean).join("\u00a0");
}

function tick() {
  for (const element of document.querySelectorAll("[data-left]")) {
    if (!seen.has(element)) seen.set(element, Date.now());
    const left = Number(element.dataset.left) - (Date.now() - seen.get(element)) / 1000;
    if (left >= 86400 || Date.now() - seen.get(element) < 1000) continue; // days are the server's to write
    element.textContent = element.dataset.words.replace("{}", text(Math.max(left, 0)));
    if (left <= 3600) element.closest(".due").classList.replace("due-running", "due-soon");
  }
}

tick();
setInterval(tick, 60_000);
document.addEventListener("htmx:load", tick);
