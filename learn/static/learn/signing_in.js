// A trembling hand taps twice: the second tap must not send the form again, for a code holds once only.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    // Without network the page held it back: the next tap sends it.
    setTimeout(() => { if (event.defaultPrevented) delete form.dataset.sent; });
  });
}

// This page may answer a form. Coming back to it asks for it anew, and the browser does not ask about sending twice.
history.replaceState(history.state, "");

// Coming back to the page, the form can be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
