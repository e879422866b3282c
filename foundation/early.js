(function (root) {
  root.classList.add("js");
  function rescue() {
    if (!("ready" in root.dataset)) root.classList.remove("js");
  }
  addEventListener("error", function (event) {
    if (event.target && event.target.tagName === "SCRIPT") rescue();
  }, true);
  setTimeout(rescue, 8000);

  function say(words) {
    var place = document.querySelector("[data-network]");
    if (place) place.textContent = words ? place.dataset[words] : "";
  }
  function look() {
    say(navigator.onLine === false ? "offline" : "");
  }
  ["online", "offline", "pageshow", "DOMContentLoaded"].forEach(function (name) {
    addEventListener(name, look);
  });
  // A browser can be wrong about having no network: the page is asked for before the tap is turned down.
  addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[href]");
    if (navigator.onLine !== false || !link || event.defaultPrevented || event.button || event.ctrlKey
      || event.metaKey || event.shiftKey || link.target || link.origin !== location.origin) return;
    if (link.hash && link.pathname + link.search === location.pathname + location.search) return;
    event.preventDefault();
    fetch(link.href, { method: "HEAD" }).then(
      function () { location.assign(link.href); },
      function () { say("away"); });
  });
  // The same for a form: the browser's error page would take away what was typed.
  addEventListener("submit", function (event) {
    var form = event.target, button = event.submitter;
    if (navigator.onLine !== false || event.defaultPrevented || form.reached) return;
    event.preventDefault();
    fetch(location.href, { method: "HEAD" }).then(
      function () { form.reached = true; form.requestSubmit(button); },
      function () { say("unsent"); });
  });
})(document.documentElement);
