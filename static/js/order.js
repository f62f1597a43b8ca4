// A list whose items are dragged by their handle, with a mouse or a thumb. The order goes to the form that the list names;
// its buttons do the same without a script and by keyboard.

for (const list of document.querySelectorAll("[data-order]")) {
  for (const handle of list.querySelectorAll("[data-order-handle]")) {
    handle.hidden = false;
    handle.addEventListener("pointerdown", (event) => drag(event, list, handle));
  }
}

const itemsOf = (list) => [...list.querySelectorAll("[data-order-key]")];
const orderOf = (list) => itemsOf(list).map((item) => item.dataset.orderKey).join(",");

function drag(event, list, handle) {
  if (event.button !== 0) return;
  event.preventDefault();
  const item = handle.closest("[data-order-key]");
  const before = orderOf(list);
  const next = item.nextElementSibling;
  handle.setPointerCapture(event.pointerId);
  item.classList.add("is-dragged");

  const move = ({ clientY }) => {
    const others = itemsOf(list).filter((other) => other !== item);
    const below = others.find((other) => clientY < middleOf(other));
    const last = others.at(-1);
    if (below) list.insertBefore(item, below);
    else if (last) last.after(item);
  };
  const end = ({ type }) => {
    handle.removeEventListener("pointermove", move);
    document.removeEventListener("keydown", escape);
    item.classList.remove("is-dragged");
    if (type !== "pointerup") return list.insertBefore(item, next);
    if (orderOf(list) !== before) send(list);
  };
  const escape = (press) => press.key === "Escape" && handle.releasePointerCapture(event.pointerId);
  handle.addEventListener("pointermove", move);
  // Letting go comes first; a drag that was called off ends with the loss of the pointer.
  const ended = new AbortController();
  for (const type of ["pointerup", "pointercancel", "lostpointercapture"]) {
    handle.addEventListener(type, (last) => (ended.abort(), end(last)), { signal: ended.signal });
  }
  document.addEventListener("keydown", escape);
}

function middleOf(element) {
  const { top, height } = element.getBoundingClientRect();
  return top + height / 2;
}

function send(list) {
  const form = document.getElementById(list.dataset.order);
  const input = Object.assign(document.createElement("input"), { type: "hidden", name: "order", value: orderOf(list) });
  form.append(input);
  form.requestSubmit();
}
