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
  const ended = new AbortController();
  const on = (target, type, heard) => target.addEventListener(type, heard, { signal: ended.signal });
  // The list holds the pointer: an item that moves would lose it.
  list.setPointerCapture(event.pointerId);
  item.classList.add("is-dragged");

  on(list, "pointermove", ({ clientY }) => {
    const others = itemsOf(list).filter((other) => other !== item);
    const below = others.find((other) => clientY < middleOf(other));
    if (below) list.insertBefore(item, below);
    else others.at(-1)?.after(item);
  });
  // Letting go comes first; a drag that was called off ends with the loss of the pointer.
  for (const type of ["pointerup", "pointercancel", "lostpointercapture"]) {
    on(list, type, () => {
      ended.abort();
      item.classList.remove("is-dragged");
      if (type !== "pointerup") list.insertBefore(item, next);
      else if (orderOf(list) !== before) send(list);
    });
  }
  on(document, "keydown", ({ key }) => key === "Escape" && list.releasePointerCapture(event.pointerId));
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
