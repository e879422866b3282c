// The form that brings a file: says that it is too large before it is sent, and sends it once.
const form = document.querySelector(".h5p-office form[method=post]");
const file = form?.querySelector("input[type=file]");
const said = form?.querySelector("[data-said]");
const MEGABYTE = 1024 * 1024;

let sent = false;

function tooLarge() {
  const most = Number(file?.dataset.most);
  return Boolean(file?.files[0] && most && file.files[0].size > most);
}

function say() {
  if (said) {
    said.hidden = !tooLarge();
    said.textContent = tooLarge() ? form.dataset.tooLarge.replace("%s", String(Number(file.dataset.most) / MEGABYTE)) : "";
  }
}

file?.addEventListener("change", say);

form?.addEventListener("submit", (event) => {
  say();
  if (sent || tooLarge()) {
    event.preventDefault();
    return;
  }
  sent = true;
  // The button that was pressed is part of what is sent: it may be disabled only after that.
  setTimeout(() => {
    for (const button of form.querySelectorAll("button")) button.disabled = true;
    if (form.dataset.sending && event.submitter) event.submitter.textContent = form.dataset.sending;
  });
});

// Back to a page that the browser kept as it was left.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
