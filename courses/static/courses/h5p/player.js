// Plays one activity: gives the H5P core what it asks for, and speaks with the page that holds the frame (docs/h5p.md).
// Runs before the core and before the libraries. A plain script in old JavaScript, so that a phone that is too old for
// the core can still be told so.
(function () {
  "use strict";

  const QUIET_MILLISECONDS = 30000;
  const TALLEST = 20000;
  const told = JSON.parse(document.getElementById("player").textContent);
  const framed = window.parent !== window;
  const waiting = document.getElementById("waiting");
  const trouble = document.getElementById("trouble");

  // What the page keeps of each state, as text: {"<sub content or 0>/<name>": "…"}.
  let states = null;
  let loaded = false;
  let over = "";
  let ready = false;
  let height = 0;
  let width = 0;
  let quiet = 0;
  let saving = 0;
  let measuring = 0;

  function tell(type, more) {
    if (framed) {
      window.parent.postMessage(Object.assign({ h5p: 1, type: type }, more), told.site);
    }
  }

  function listen(event) {
    const said = event.data;
    if (event.source !== window.parent || event.origin !== told.site || !said || said.h5p !== 1) {
      return;
    }
    if (said.type === "start" && states === null) {
      states = Object.assign({}, said.state);
      begin();
    }
  }

  function fail(reason) {
    if (ready || over) {
      return;
    }
    over = reason;
    clearTimeout(quiet);
    waiting.hidden = true;
    trouble.textContent = "";
    const sentence = document.createElement("p");
    sentence.textContent = told.words[reason];
    trouble.appendChild(sentence);
    if (reason !== "library") {
      const again = document.createElement("button");
      again.type = "button";
      again.textContent = told.words.again;
      again.addEventListener("click", function () {
        window.location.reload();
      });
      trouble.appendChild(again);
    }
    trouble.hidden = false;
    measure();
    tell("failed", { reason: reason });
  }

  // As long as something arrives, a slow network is not taken for a broken one.
  function heard() {
    clearTimeout(quiet);
    if (!ready && !over) {
      quiet = setTimeout(function () {
        fail("timeout");
      }, QUIET_MILLISECONDS);
    }
  }

  // What the core would do by requests is done by messages: these stand before the core is there, and it cannot
  // put its own in their place.
  function ours(name, does) {
    Object.defineProperty(window.H5P, name, {
      get: function () {
        return does;
      },
      set: function () {},
    });
  }

  function keyOf(sub, name) {
    return (sub || 0) + "/" + name;
  }

  function getUserData(content, name, done, sub) {
    const data = states[keyOf(sub, name)];
    if (data === undefined) {
      done();
      return;
    }
    let value;
    try {
      value = JSON.parse(data);
    } catch (error) {
      done(error);
      return;
    }
    done(undefined, value === null ? undefined : value);
  }

  function setUserData(content, name, value, extras) {
    const key = keyOf(extras && extras.subContentId, name);
    let data;
    try {
      data = JSON.stringify(value);
    } catch (error) {
      if (extras && extras.errorCallback) {
        extras.errorCallback(error);
      }
      return;
    }
    if (data !== undefined && data !== states[key]) {
      states[key] = data;
      tell("state", { key: key, data: data });
    }
  }

  function deleteUserData(content, name, sub) {
    const key = keyOf(sub, name);
    if (key in states) {
      delete states[key];
      tell("state", { key: key, data: null });
    }
  }

  function save() {
    clearTimeout(saving);
    saving = 0;
    if (!ready) {
      return;
    }
    window.H5P.instances.forEach(function (instance) {
      if (typeof instance.getCurrentState !== "function") {
        return;
      }
      const state = instance.getCurrentState();
      if (state !== undefined) {
        setUserData(instance.contentId, "state", state);
      }
    });
  }

  function hear(event) {
    let statement;
    try {
      // A copy: what the library still does with its own is no business of the page.
      statement = JSON.parse(JSON.stringify(event.data.statement));
    } catch (error) {
      return;
    }
    delete statement.actor;
    tell("statement", { statement: statement });
    if (!saving) {
      saving = setTimeout(save, 500);
    }
  }

  function measure() {
    measuring = 0;
    const now = Math.min(Math.ceil(document.body.scrollHeight), TALLEST);
    if (!document.fullscreenElement && now !== height) {
      height = now;
      tell("size", { height: height });
    }
  }

  function measureSoon() {
    if (!measuring) {
      measuring = setTimeout(measure, 50);
    }
  }

  function fit() {
    // Only a new width lays the content out anew; a new height is what the page just gave us.
    if (ready && window.innerWidth !== width) {
      width = window.innerWidth;
      window.H5P.instances.forEach(function (instance) {
        window.H5P.trigger(instance, "resize");
      });
    }
    measureSoon();
  }

  function begin() {
    if (!loaded || states === null || ready || over) {
      return;
    }
    if (!window.H5P || !window.H5P.init || !window.H5P.externalDispatcher) {
      fail("script");
      return;
    }
    window.H5P.externalDispatcher.on("xAPI", hear);
    width = window.innerWidth;
    try {
      window.H5P.init(document.body);
    } catch (error) {
      console.error(error);
    }
    if (!window.H5P.instances || !window.H5P.instances.length) {
      fail("script");
      return;
    }
    ready = true;
    clearTimeout(quiet);
    waiting.hidden = true;
    height = Math.min(Math.ceil(document.body.scrollHeight), TALLEST);
    tell("ready", { height: height });
    window.H5P.instances.forEach(function (instance) {
      window.H5P.on(instance, "resize", measureSoon);
    });
    measureSoon();
  }

  window.H5PIntegration = told.integration;
  window.H5P = { preventInit: true };
  ours("getUserData", getUserData);
  ours("setUserData", setUserData);
  ours("deleteUserData", deleteUserData);
  ours("setFinished", function () {});

  window.addEventListener("message", listen);
  tell("hello");
  if (!framed) {
    states = {};
  }
  if (told.missing.length) {
    fail("library");
    return;
  }
  waiting.hidden = false;
  heard();

  // Both in the capturing phase: what happens to a script or a style is told to itself only.
  window.addEventListener(
    "error",
    function (event) {
      if (event.target instanceof HTMLScriptElement && !loaded) {
        fail("script");
      }
    },
    true,
  );
  window.addEventListener("load", heard, true);
  document.addEventListener("DOMContentLoaded", function () {
    loaded = true;
    if (over) {
      return;
    }
    if (!window.H5P.jQuery) {
      fail("script");
      return;
    }
    // Behind what the core and the libraries do when the page is there.
    window.H5P.jQuery(begin);
  });
  window.addEventListener("resize", fit);
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden") {
      save();
    }
  });
  window.addEventListener("pagehide", save);
  document.addEventListener("fullscreenchange", function () {
    tell("fullscreen", { on: Boolean(document.fullscreenElement) });
    measureSoon();
  });
  if (window.ResizeObserver) {
    new ResizeObserver(measureSoon).observe(document.body);
  } else {
    setInterval(measure, 500);
  }
})();
