// A library that tries everything against the page that it plays in. The same runs in the frame of the content host,
// where all of it must fail, and in a frame of the page's own origin, where it must not (the control).
// Each attempt ends as "reached …" or "refused …".
(function () {
  "use strict";

  const SOON = 1500;

  function late(what) {
    return new Promise((done) => setTimeout(() => done(`refused (${what} never answered)`), SOON));
  }

  async function attempt(name, does, results) {
    try {
      results[name] = String(await Promise.race([does(), late(name)]));
    } catch (error) {
      results[name] = `refused (${error.name || error})`;
    }
  }

  function told(element, what) {
    return new Promise((done) => {
      element.onload = () => done(`reached ${what}`);
      element.onerror = () => done(`refused ${what}`);
      document.body.append(element);
    });
  }

  function made(tag, attributes) {
    return Object.assign(document.createElement(tag), attributes);
  }

  // What of the page can be read.
  const reading = {
    "page title": () => `reached ${parent.document.title}`,
    "page text": () => `reached ${parent.document.body.textContent.length}`,
    "top document": () => `reached ${top.document.title}`,
    "page location": () => `reached ${parent.location.href}`,
    "page storage": () => `reached ${parent.localStorage.getItem("secret")}`,
    "page through the frame element": () => {
      if (!window.frameElement) {
        throw new Error("none");
      }
      return `reached ${frameElement.ownerDocument.title}`;
    },
    "page's own function": () => `reached ${parent.fetch.name}`,
    cookie: () => (document.cookie.includes("secret") ? `reached ${document.cookie}` : "refused (not among ours)"),
    "cookie store": async () => {
      const found = await cookieStore.getAll();
      return found.some((each) => each.value.includes("secret")) ? "reached" : "refused (not among ours)";
    },
    "local storage": () => (localStorage.getItem("secret") ? "reached" : "refused (not among ours)"),
    "session storage": () => (sessionStorage.getItem("secret") ? "reached" : "refused (not among ours)"),
    "indexed database": async () => {
      const found = await indexedDB.databases();
      return found.some((each) => each.name === "secret") ? "reached" : "refused (not among ours)";
    },
    "kept files": async () => ((await caches.keys()).includes("secret") ? "reached" : "refused (not among ours)"),
    channel: () =>
      new Promise((done) => {
        const channel = new BroadcastChannel("secret");
        channel.onmessage = () => done("reached");
        channel.postMessage("who is there?");
      }),
    lock: async () => ((await navigator.locks.query()).held.length ? "reached" : "refused (none of ours)"),
    "domain of both": () => {
      document.domain = document.domain.split(".").slice(-2).join(".");
      return `reached ${parent.document.title}`;
    },
    "service worker": async () => {
      await navigator.serviceWorker.register(window.hostileWorker || "/worker.js");
      return "reached";
    },
    worker: () =>
      new Promise((done, refused) => {
        const address = URL.createObjectURL(new Blob(["postMessage(1)"], { type: "text/javascript" }));
        const worker = new Worker(address);
        worker.onmessage = () => done("reached");
        worker.onerror = () => refused(new Error("worker"));
      }),
    "text as a program": () => {
      const script = document.createElement("script");
      script.textContent = "window.ranInline = true";
      document.body.append(script);
      return window.ranInline ? "reached" : "refused";
    },
    "frame without a policy": () => {
      const frame = document.createElement("iframe");
      document.body.append(frame);
      frame.contentWindow.eval("0");
      const script = frame.contentDocument.createElement("script");
      script.textContent = "parent.ranInFrame = true";
      frame.contentDocument.body.append(script);
      return window.ranInFrame ? "reached" : "refused";
    },
  };

  // What can be sent to an address, with the learner's cookies where there are any.
  function sending(to) {
    const body = JSON.stringify({ statements: [{ id: crypto.randomUUID(), verb: "passed", activity: "quiz:x" }] });
    const form = (target) => {
      const sends = made("form", { method: "post", action: `${to}/api/v1/statements?form=${target}`, target });
      sends.append(made("input", { name: "statements", value: body }));
      document.body.append(sends);
      sends.submit();
      return late("the form");
    };
    return {
      "fetch my record": async () => {
        const reply = await fetch(`${to}/api/v1/me`, { credentials: "include" });
        return `reached ${reply.status}`;
      },
      "fetch without reading": async () => {
        await fetch(`${to}/api/v1/me?no-cors`, { credentials: "include", mode: "no-cors" });
        return "reached";
      },
      "send statements": async () => {
        const headers = { "Content-Type": "application/json" };
        const given = { method: "POST", credentials: "include", headers, body };
        return `reached ${(await fetch(`${to}/api/v1/statements`, given)).status}`;
      },
      "send statements unread": async () => {
        await fetch(`${to}/api/v1/statements?n`, { method: "POST", credentials: "include", mode: "no-cors", body });
        return "reached";
      },
      "send when gone": async () => {
        const given = { method: "POST", credentials: "include", mode: "no-cors", keepalive: true, body };
        await fetch(`${to}/api/v1/statements?keepalive`, given);
        return "reached";
      },
      "become another learner": async () => {
        const given = { method: "POST", credentials: "include", mode: "no-cors" };
        await fetch(`${to}/api/v1/learners/here`, given);
        return "reached";
      },
      "sign the learner out": async () => {
        const reply = await fetch(`${to}/api/v1/learners/here`, { method: "DELETE", credentials: "include" });
        return `reached ${reply.status}`;
      },
      "old request": () =>
        new Promise((done, refused) => {
          const request = new XMLHttpRequest();
          request.open("POST", `${to}/api/v1/statements?xhr`);
          request.withCredentials = true;
          request.onload = () => done("reached");
          request.onerror = () => refused(new Error("xhr"));
          request.send(body);
        }),
      // Whether it went is seen at the other end only: browsers say yes and drop it.
      beacon: () => {
        navigator.sendBeacon(`${to}/api/v1/statements?beacon`, body);
        return "refused (only the other end knows)";
      },
      picture: () => told(made("img", { src: `${to}/picture.png` }), "a picture"),
      script: () => told(made("script", { src: `${to}/script.js` }), "a script"),
      style: () => told(made("link", { rel: "stylesheet", href: `${to}/style.css` }), "a style"),
      prefetch: () => told(made("link", { rel: "prefetch", href: `${to}/prefetch` }), "a prefetch"),
      background: () => {
        document.body.append(made("div", { style: `background: url(${to}/background.png)`, textContent: "x" }));
        return late("a background");
      },
      film: () =>
        new Promise((done, refused) => {
          const film = made("video", { src: `${to}/film.mp4`, onerror: () => refused(new Error("film")) });
          film.onloadeddata = () => done("reached");
          document.body.append(film);
        }),
      module: async () => {
        await import(`${to}/module.js`);
        return "reached";
      },
      socket: () =>
        new Promise((done, refused) => {
          const socket = new WebSocket(`${to.replace("http", "ws")}/socket`);
          socket.onopen = () => done("reached");
          socket.onerror = () => refused(new Error("socket"));
        }),
      events: () =>
        new Promise((done, refused) => {
          const source = new EventSource(`${to}/events`, { withCredentials: true });
          source.onopen = () => done("reached");
          source.onerror = () => refused(new Error("events"));
        }),
      frame: () => {
        document.body.append(made("iframe", { src: `${to}/frame-within` }));
        return late("a frame");
      },
      object: () => {
        document.body.append(made("object", { data: `${to}/object.html`, type: "text/html" }));
        return late("an object");
      },
      "form in a window": () => form("_blank"),
      "form over the page": () => form("_top"),
      "form in the frame": () => form("_self"),
    };
  }

  // What leads the reader away from the page.
  const leaving = {
    "top location": (to) => {
      top.location.href = `${to}/led-away?top`;
    },
    "parent replaced": (to) => {
      parent.location.replace(`${to}/led-away?replaced`);
    },
    "a link over the page": (to) => {
      const link = made("a", { href: `${to}/led-away?link`, target: "_top" });
      document.body.append(link);
      link.click();
    },
    "a named window": (to) => {
      window.open(`${to}/led-away?named`, "_top");
    },
    window: (to) => {
      if (!window.open(`${to}/led-away?window`)) {
        throw new Error("no window");
      }
    },
    "a script's address": () => {
      top.location.href = "javascript:document.body.remove()";
    },
    "back in history": () => {
      history.back();
    },
  };

  window.hostile = {
    async read() {
      const results = {};
      for (const [name, does] of Object.entries(reading)) {
        await attempt(name, does, results);
      }
      return results;
    },
    async send(to) {
      const results = {};
      await Promise.all(
        Object.entries(sending(to))
          .filter(([name]) => !name.startsWith("form"))
          .map(([name, does]) => attempt(name, does, results)),
      );
      for (const [name, does] of Object.entries(sending(to)).filter(([each]) => each.startsWith("form"))) {
        await attempt(name, does, results);
      }
      return results;
    },
    ways: Object.keys(leaving),
    leave(way, to) {
      try {
        leaving[way](to);
        return "tried";
      } catch (error) {
        return `refused (${error.name})`;
      }
    },
    moveItself(to) {
      location.href = `${to}/led-away?itself`;
    },
  };
})();
