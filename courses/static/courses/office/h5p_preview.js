// An activity in a frame from the content host, as a learner sees it. Nothing is kept of what it tells.
const LEAST = 120;
const MOST = 20000;

for (const place of document.querySelectorAll(".h5p-preview")) {
  place.querySelector("[data-show]").addEventListener("click", () => show(place), { once: true });
}

function show(place) {
  const origin = new URL(place.dataset.player).origin;
  const said = place.querySelector("[data-said]");
  const frame = document.createElement("iframe");
  frame.title = place.dataset.title;
  frame.setAttribute("sandbox", "allow-scripts allow-same-origin");
  frame.allow = "fullscreen";
  frame.src = place.dataset.player;

  addEventListener("message", (event) => {
    const told = event.data;
    if (event.source !== frame.contentWindow || event.origin !== origin || told?.h5p !== 1) return;
    if (told.type === "hello") event.source.postMessage({ h5p: 1, type: "start", state: {} }, origin);
    if (told.type === "ready" || told.type === "size") fit(frame, told.height);
    if (told.type === "failed") said.textContent = said.dataset[told.reason] ?? said.dataset.script;
  });

  place.querySelector("[data-show]").replaceWith(frame);
  frame.focus();
}

function fit(frame, height) {
  if (Number.isFinite(height)) frame.style.height = `${Math.min(Math.max(height, LEAST), MOST)}px`;
}
