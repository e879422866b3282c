// Works activities as a learner would, as far as the right answers stand in their content. Runs within the frame.
// Answers "<what was done>" for each part; what is not known here is only looked at.
(() => {
  const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const plain = (html) => {
    const place = document.createElement("div");
    place.innerHTML = html || "";
    return place.textContent.replace(/\s+/g, " ").trim();
  };
  const seen = (root, selector) => [...root.querySelectorAll(selector)].filter((one) => one.getClientRects().length);
  const press = async (root, selector) => {
    const [button] = seen(root, selector);
    if (button) button.click();
    await wait(300);
    return Boolean(button);
  };
  const write = (field, words) => {
    field.focus();
    field.value = words;
    for (const type of ["input", "keyup", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
    field.blur();
  };
  const at = (type, clientX, clientY) => new MouseEvent(type, { bubbles: true, clientX, clientY });
  const check = (root) => press(root, ".h5p-question-check-answer");
  const gaps = (words) => [...plain(words).matchAll(/\*([^*]+)\*/g)].map(([, gap]) => gap.split(":")[0].split("/")[0].trim());
  // Where a word stands in a grid of letters, in any direction: its first and its last cell.
  const lineOf = (grid, word) => {
    const ways = [-1, 0, 1].flatMap((x) => [-1, 0, 1].map((y) => [x, y])).filter(([x, y]) => x || y);
    for (const [y, row] of grid.entries()) {
      for (const x of row.keys()) {
        for (const [right, down] of ways) {
          const cells = [...word].map((_, step) => [x + right * step, y + down * step]);
          if (cells.every(([column, line], step) => (grid[line] || [])[column] === word[step])) {
            return [cells[0], cells[cells.length - 1]];
          }
        }
      }
    }
    return null;
  };
  // Those of a kind that are not within another one of it below the root.
  const own = (root, selector) => [...root.querySelectorAll(selector)].filter((one) => {
    const above = one.parentElement.closest(selector);
    return !above || !root.contains(above) || above === root;
  });
  const within = async (places, actions) => {
    const done = [];
    for (const [place, action] of actions.map((action, number) => [places[number], action])) {
      if (place && action && action.library) done.push(await solve(action.library.split(" ")[0], action.params, place));
    }
    return done.join(" ");
  };

  const kinds = {
    async "H5P.MultiChoice"(params, root) {
      const right = params.answers.filter((answer) => answer.correct).map((answer) => plain(answer.text));
      for (const one of root.querySelectorAll(".h5p-answer")) {
        if (right.includes(plain(one.querySelector(".h5p-alternative-inner").innerHTML))) one.click();
      }
      return check(root);
    },
    async "H5P.TrueFalse"(params, root) {
      root.querySelectorAll(".h5p-true-false-answer")[params.correct === "true" ? 0 : 1].click();
      return check(root);
    },
    async "H5P.Blanks"(params, root) {
      const right = params.questions.flatMap(gaps);
      [...root.querySelectorAll(".h5p-text-input")].forEach((field, number) => write(field, right[number]));
      return check(root);
    },
    async "H5P.Dictation"(params, root) {
      const right = params.sentences.map((sentence) => plain(sentence.text));
      [...root.querySelectorAll(".h5p-text-input")].forEach((field, number) => write(field, right[number]));
      return check(root);
    },
    async "H5P.Essay"(params, root) {
      const words = params.keywords.map((each) => each.keyword.replaceAll("*", "").split("/")[0]).join(", ");
      write(root.querySelector("textarea"), words.padEnd((params.behaviour || {}).minimumLength || 0, " ."));
      return check(root);
    },
    async "H5P.Summary"(params, root) {
      const right = params.summaries.map((each) => plain(each.summary[0]));
      for (let turn = 0; turn < right.length; turn += 1) {
        const [claim] = seen(root, ".summary-claim-unclicked").filter((one) => right.includes(plain(one.innerHTML)));
        if (!claim) break;
        claim.click();
        await wait(1500);
      }
      return true;
    },
    async "H5P.SingleChoiceSet"(params, root) {
      for (let turn = 0; turn < params.choices.length; turn += 1) {
        if (!(await press(root, ".h5p-sc-current-slide .h5p-sc-is-correct"))) break;
        await wait(2500);
        await press(root, ".h5p-ssc-next-button");
        await wait(500);
      }
      return true;
    },
    async "H5P.Flashcards"(params, root) {
      // The cards are there when the last of their pictures is.
      for (let turn = 0; turn < 50 && !root.querySelector(".h5p-card"); turn += 1) await wait(200);
      const cards = [...root.querySelectorAll(".h5p-card")];
      for (const [number, card] of cards.entries()) {
        for (let turn = 0; turn < 25 && !card.classList.contains("h5p-current"); turn += 1) await wait(200);
        write(card.querySelector("input"), plain(params.cards[number].answer).split("/")[0].trim());
        if (!(await press(card, ".h5p-check-button, .h5p-icon-button"))) return false;
      }
      return cards.length > 0;
    },
    async "H5P.DragText"(params, root) {
      const right = gaps(params.textField);
      const zones = [...root.querySelectorAll(".ui-droppable, .h5p-drag-dropzone")].filter((one) => one.closest(".h5p-drag-droppable-words"));
      const key = (one) => one.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, which: 13, bubbles: true }));
      for (const [number, word] of right.entries()) {
        const [piece] = [...root.querySelectorAll(".h5p-drag-draggables-container [role=button]")].filter((one) => plain(one.innerHTML).startsWith(word));
        const zone = [...new Set(zones.map((one) => one.closest("[aria-dropeffect]") || one))][number];
        if (!piece || !zone) break;
        piece.focus();
        key(piece);
        await wait(100);
        zone.focus();
        key(zone);
        await wait(200);
      }
      return check(root);
    },
    async "H5P.Crossword"(params, root) {
      const instance = window.H5P.instances[0];
      const cells = instance.content.table.cells.flat();
      for (const cell of cells) {
        const field = cell.getDOM().querySelector("input");
        if (!field || !cell.getSolution()) continue;
        field.focus();
        field.value = cell.getSolution();
        field.dispatchEvent(new InputEvent("input", { bubbles: true, data: cell.getSolution() }));
        await wait(30);
      }
      return check(root);
    },
    async "H5P.ImageHotspotQuestion"(params, root) {
      const right = params.imageHotspotQuestion.hotspotSettings.hotspot.findIndex((one) => one.userSettings.correct);
      const place = root.querySelectorAll(".image-hotspot")[right];
      if (!place) return false;
      const box = place.getBoundingClientRect();
      place.dispatchEvent(at("click", box.x + box.width / 2, box.y + box.height / 2));
      return true;
    },
    async "H5P.FindTheWords"(params, root, instance) {
      const { wordGrid, elementSize } = instance.grid;
      const canvas = root.querySelector("#drawing-canvas");
      let found = 0;
      for (const word of instance.vocabulary.words) {
        const line = lineOf(wordGrid, word);
        if (!line) continue;
        const [from, to] = line.map(([x, y]) => {
          const box = canvas.getBoundingClientRect();
          return [box.x + (x + 0.5) * elementSize, box.y + (y + 0.5) * elementSize];
        });
        // The library takes the end for lower than it is, by what stands above its grid: who plays it aims higher.
        to[1] -= Math.max(0, canvas.getBoundingClientRect().top + window.scrollY - Math.floor(elementSize * 0.75));
        canvas.dispatchEvent(at("mousedown", ...from));
        canvas.dispatchEvent(at("mousemove", ...to));
        canvas.dispatchEvent(at("mouseup", ...to));
        found += 1;
        await wait(50);
      }
      return found === instance.vocabulary.words.length;
    },
    async "H5P.GuessTheAnswer"(params, root) {
      return press(root, ".show-solution-button");
    },
    async "H5P.Questionnaire"(params, root) {
      for (const _ of params.questionnaireElements) {
        for (const field of seen(root, "textarea, input[type=text]")) write(field, "Trả lời");
        await press(root, ".h5p-simple-multiple-choice-alternative-input");
        await press(root, ".h5p-questionnaire-button.next");
        await wait(500);
      }
      return press(root, ".h5p-questionnaire-button.submit");
    },
    async "H5P.Dialogcards"(params, root) {
      for (let turn = 0; turn < params.dialogs.length; turn += 1) {
        await press(root, ".h5p-dialogcards-current .h5p-dialogcards-turn");
        await press(root, ".h5p-dialogcards-next");
        await wait(700);
      }
      return true;
    },
    async "H5P.Accordion"(params, root) {
      return press(root, ".h5p-panel-title, .h5p-panel-button");
    },
    async "H5P.Column"(params, root) {
      return within(own(root, ".h5p-column-content"), params.content.map((each) => each.content));
    },
    async "H5P.Row"(params, root) {
      return within(own(root, ".h5p-row-content"), params.columns.map((each) => each.content));
    },
    async "H5P.RowColumn"(params, root) {
      return within(own(root, ".h5p-column-content"), params.content);
    },
    async "H5P.QuestionSet"(params, root) {
      await press(root, ".qs-startbutton");
      const done = [];
      for (const [number, question] of params.questions.entries()) {
        done.push(await within([root.querySelectorAll(".question-container")[number]], [question]));
        await press(root, ".h5p-question-next, .h5p-question-finish");
        await wait(500);
      }
      return done.join(" ");
    },
    async "H5P.InteractiveBook"(params, root) {
      await press(root, ".h5p-interactive-book-cover-readbutton button, .h5p-interactive-book-cover-button button, .h5p-interactive-book-cover button");
      const done = [];
      for (const [number, chapter] of params.chapters.entries()) {
        const [place] = [root.querySelectorAll(".h5p-interactive-book-chapter")[number]];
        done.push(await within([place], [chapter]));
        await press(root, ".h5p-interactive-book-status-arrow.next, .h5p-interactive-book-status-button.next, .h5p-interactive-book-next");
        await wait(1200);
      }
      await press(root, ".h5p-interactive-book-navigation-summary-button, .h5p-interactive-book-summary-menu-button");
      await wait(1500);
      done.push((await press(root, ".h5p-interactive-book-summary-submit")) ? "sent" : "no button to send");
      return done.join(" ");
    },
    async "H5P.CoursePresentation"(params, root) {
      const done = [];
      const { slides } = params.presentation;
      for (const [number, slide] of slides.entries()) {
        const place = root.querySelectorAll(".h5p-slide")[number];
        const actions = (slide.elements || []).map((element) => element.action || {});
        done.push(await within(place.querySelectorAll(".h5p-element"), actions));
        if (number < slides.length - 1) await press(root, ".h5p-footer-next-slide");
        await wait(500);
      }
      await press(root, ".h5p-footer-exit-course-presentation, .h5p-footer-next-slide");
      await press(root, ".h5p-show-solutions, .h5p-summary-slide button");
      return done.join(" ");
    },
  };

  async function solve(kind, params, root) {
    const name = kind.replace("H5P.", "");
    if (!kinds[kind]) return `${name}:seen`;
    try {
      const answer = await kinds[kind](params, root, window.H5P.instances[0]);
      return typeof answer === "string" ? `${name}(${answer})` : `${name}:${answer ? "done" : "not done"}`;
    } catch (error) {
      return `${name}:${error}`;
    }
  }

  return async ([kind, params]) => {
    const done = await solve(kind, params, document.body);
    await wait(1200);
    const [instance] = window.H5P.instances;
    const score = instance.getScore ? instance.getScore() : null;
    const most = instance.getMaxScore ? instance.getMaxScore() : null;
    return { done, score, most };
  };
})()
