// Plays one activity: gives the H5P core what it asks for, and speaks with the page that holds the frame (docs/h5p.md).
// Runs before the core and before the libraries. A plain script in old JavaScript, so that a phone that is too old for
// the core can still be told so.
(function () {
  "use strict";

  const QUIET_MILLISECONDS = 30000;
  const TALLEST = 20000;
  // So often in a row content is followed that has grown again when it got its height: longer than a movement lasts,
  // but not for ever where it is always a little higher than what it is given.
  const MOST_CHASES = 50;
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
  let chased = 0;
  // Whether the card that holds us is on the screen. What sounds meanwhile falls silent when it is not.
  let seen = true;
  const sounding = new Set();
  const contexts = [];
  let silenced = [];

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
    if (said.type === "seen") {
      see(Boolean(said.on));
      // Where the page follows our height, bars that come and go would only lay the content out anew.
      document.documentElement.classList.toggle("followed", !said.scrolls);
    }
  }

  function see(on) {
    if (on === seen) {
      return;
    }
    seen = on;
    if (seen) {
      silenced.forEach(function (context) {
        context.resume();
      });
      measure();
    } else {
      hush();
    }
  }

  function hush() {
    sounding.forEach(function (media) {
      media.pause();
    });
    silenced = contexts.filter(function (context) {
      return context.state === "running";
    });
    silenced.forEach(function (context) {
      context.suspend();
    });
    if (window.speechSynthesis && window.speechSynthesis.speaking) {
      window.speechSynthesis.cancel();
    }
  }

  // Sounds and films of the libraries, also those that are not within the page.
  function listenForSounds() {
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function () {
      if (!seen) {
        return Promise.reject(new DOMException("The card is not on the screen.", "NotAllowedError"));
      }
      sounds(this);
      return play.apply(this, arguments);
    };
    // Begun by itself, or with the browser's own button.
    document.addEventListener(
      "play",
      function (event) {
        sounds(event.target);
        if (!seen) {
          event.target.pause();
        }
      },
      true,
    );
    ["AudioContext", "webkitAudioContext"].forEach(function (name) {
      const Context = window[name];
      if (Context) {
        window[name] = function (options) {
          const context = new Context(options);
          contexts.push(context);
          if (!seen) {
            silenced.push(context);
            context.suspend();
          }
          return context;
        };
        window[name].prototype = Context.prototype;
      }
    });
  }

  function sounds(media) {
    if (!sounding.has(media)) {
      sounding.add(media);
      media.addEventListener(
        "pause",
        function () {
          sounding.delete(media);
        },
        { once: true },
      );
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
    const now = Math.min(Math.ceil(document.body.scrollHeight), TALLEST);
    const follows = now < height || chased < MOST_CHASES;
    // Nothing is laid out while the card is not on the screen.
    if (now && now !== height && follows && !document.fullscreenElement) {
      height = now;
      tell("size", { height: height });
    }
  }

  // Libraries say so before or after they changed something: what lies outside of the body's box is seen only then.
  function measureSoon() {
    if (!measuring) {
      measuring = setTimeout(function () {
        measuring = 0;
        measure();
      }, 50);
    }
  }

  function layOut() {
    window.H5P.instances.forEach(function (instance) {
      window.H5P.trigger(instance, "resize");
    });
  }

  function fit() {
    // Only a new width lays the content out anew; a new height is what the page just gave us.
    if (ready && window.innerWidth !== width) {
      width = window.innerWidth;
      chased = 0;
      layOut();
    } else if (window.innerHeight === height) {
      chased = document.body.scrollHeight > height ? chased + 1 : 0;
    }
    measureSoon();
  }

  // The core takes content without a row of buttons beneath it for one that stands free on a page, and libraries then
  // leave out the margin at their sides. Here the words would touch the edge of the screen.
  function frame() {
    const content = document.querySelector(".h5p-content");
    content.classList.remove("h5p-no-frame");
    content.classList.add("h5p-frame");
    layOut();
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
    frame();
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

  listenForSounds();
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
  ["pointerdown", "keydown"].forEach(function (name) {
    window.addEventListener(
      name,
      function () {
        chased = 0;
      },
      true,
    );
  });
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
    // At once: until the page knows the new height, a part is cut off and buttons move under the finger.
    new ResizeObserver(measure).observe(document.body);
  } else {
    setInterval(measure, 500);
  }
})();
