(function (root) {
  root.classList.add("js");
  function rescue() {
    if (!("ready" in root.dataset)) root.classList.remove("js");
  }
  addEventListener("error", function (event) {
    if (event.target && event.target.tagName === "SCRIPT") rescue();
  }, true);
  setTimeout(rescue, 8000);
})(document.documentElement);
