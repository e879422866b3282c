/* Scam or not: messages on a drawn phone. Tap the telling signs, decide, be told why.

   Nothing of the content is ever read as HTML: every word goes through textContent. No libraries but the H5P core. */
var BDHVS = window.BDHVS || {};

BDHVS.ScamOrNot = (function () {
  'use strict';

  var KINDS = ['sms', 'chat', 'call', 'page'];
  // What is said where the content lacks a word; the same as in semantics.json.
  var WORDS = {
    task: 'Tap what looks suspicious. Then choose: a scam or not?',
    place: 'Message :number of :total',
    sms: 'Text message',
    chat: 'Chat message',
    call: 'Phone call',
    page: 'Web page',
    marked: 'Marked as suspicious: :number',
    question: 'What do you think?',
    scam: 'A scam',
    real: 'Not a scam',
    right: 'Right.',
    wrong: 'Not quite.',
    isScam: 'This is a scam.',
    isReal: 'This is not a scam.',
    signs: 'The telling signs',
    found: 'You saw it',
    missed: 'Not seen yet',
    fine: 'Nothing wrong here',
    next: 'Next message',
    finish: 'See the result',
    result: 'You judged :score of :total right.',
    seen: 'Telling signs found: :score of :total.',
    advice: 'What to do when you get one like it',
    review: 'Look at all of them again',
    retry: 'Start again'
  };

  // The filter of a site hands plain text over with these five escaped.
  var ESCAPED = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#039;': "'", '&#39;': "'", '&amp;': '&' };

  function plain(value) {
    var text = value === undefined || value === null ? '' : String(value);
    return text.replace(/&(?:lt|gt|quot|amp|#0?39);/g, function (found) {
      return ESCAPED[found];
    });
  }

  function list(value) {
    return Array.isArray(value) ? value : [];
  }

  function isObject(value) {
    return value !== null && typeof value === 'object';
  }

  /** An element with classes, words and children; children that are empty are left out. */
  function make(tag, classes, words, children) {
    var element = document.createElement(tag);
    if (classes) {
      element.className = classes;
    }
    if (words) {
      element.textContent = words;
    }
    list(children).forEach(function (child) {
      if (child) {
        element.appendChild(child);
      }
    });
    return element;
  }

  function readPiece(told) {
    told = isObject(told) ? told : {};
    return { text: plain(told.text), why: plain(told.why), telling: told.telling === true, link: told.link === true };
  }

  /** A message; what can be tapped is its sender and then its pieces, in this order. */
  function readMessage(told) {
    told = isObject(told) ? told : {};
    return {
      kind: KINDS.indexOf(told.kind) < 0 ? 'sms' : told.kind,
      scam: told.scam === true,
      scene: plain(told.scene),
      why: plain(told.why),
      spots: [readPiece(told.sender)].concat(list(told.pieces).map(readPiece)).filter(function (spot, place) {
        return place === 0 || spot.text;
      })
    };
  }

  /** H5P calls it with `content.json`, and with what `getCurrentState` gave before as `extras.previousState`. */
  function ScamOrNot(params, contentId, extras) {
    H5P.EventDispatcher.call(this);
    params = isObject(params) ? params : {};
    this.contentId = contentId;
    this.extras = isObject(extras) ? extras : {};
    this.intro = plain(params.intro);
    this.messages = list(params.messages).map(readMessage);
    this.advice = list(params.advice).map(plain);
    this.words = {};
    for (var name in WORDS) {
      this.words[name] = plain(isObject(params.l10n) && params.l10n[name]) || WORDS[name];
    }
    this.restore(this.extras.previousState);
  }

  ScamOrNot.prototype = Object.create(H5P.EventDispatcher.prototype);
  ScamOrNot.prototype.constructor = ScamOrNot;

  var type = ScamOrNot.prototype;

  // -- What H5P and containers ask --

  type.attach = function ($container) {
    var container = $container.get ? $container.get(0) : $container;
    container.classList.add('h5p-bdhvs-scam-or-not');
    this.root = make('div', 'scam-or-not');
    container.appendChild(this.root);
    this.setActivityStarted();
    this.show();
  };

  type.getAnswerGiven = function () {
    return this.answers.length > 0 || this.marks.length > 0;
  };

  type.getScore = function () {
    var messages = this.messages;
    return this.answers.filter(function (answer, place) {
      return answer.scam === messages[place].scam;
    }).length;
  };

  type.getMaxScore = function () {
    return this.messages.length;
  };

  /** All messages with their signs, under one another. */
  type.showSolutions = function () {
    this.reviewing = true;
    this.show();
  };

  type.resetTask = function () {
    this.restore();
    this.show();
    this.keep();
  };

  type.getCurrentState = function () {
    if (!this.getAnswerGiven() && !this.touched) {
      return undefined;
    }
    return { at: this.at, ended: this.ended, marks: this.marks.slice(), answers: this.answers };
  };

  type.getTitle = function () {
    var metadata = this.extras.metadata;
    return H5P.createTitle(plain(metadata && metadata.title) || this.intro || this.words.task);
  };

  type.getXAPIData = function () {
    var event = this.createXAPIEventTemplate('completed');
    this.describe(event);
    return { statement: event.data.statement, children: this.messages.map(this.statementOf, this) };
  };

  // -- What it remembers --

  /** Take up where one was; what is no state of this content is the beginning. */
  type.restore = function (state) {
    var messages = this.messages;
    this.touched = isObject(state);
    state = this.touched ? state : {};
    this.answers = [];
    list(state.answers).slice(0, messages.length).every(function (answer, place) {
      var whole = isObject(answer) && typeof answer.scam === 'boolean';
      if (whole) {
        this.answers.push({ scam: answer.scam, marks: this.known(answer.marks, place) });
      }
      return whole;
    }, this);
    // One is at a message that was decided, or at the first that was not.
    var at = typeof state.at === 'number' && state.at >= 0 ? Math.floor(state.at) : 0;
    this.at = Math.max(0, Math.min(at, this.answers.length, messages.length - 1));
    this.ended = state.ended === true && this.answers.length === messages.length;
    this.marks = this.at === this.answers.length ? this.known(state.marks, this.at) : [];
    this.reviewing = false;
  };

  type.known = function (marks, place) {
    var count = this.messages[place] ? this.messages[place].spots.length : 0;
    return list(marks).filter(function (mark, index, all) {
      return typeof mark === 'number' && mark >= 0 && mark < count && mark % 1 === 0 && all.indexOf(mark) === index;
    });
  };

  /** Keep the state at once: a phone may be put away before the core's next turn comes. */
  type.keep = function () {
    this.touched = true;
    if (this.isRoot() && window.H5PIntegration && H5PIntegration.saveFreq) {
      H5P.setUserData(this.contentId, 'state', this.getCurrentState(), { deleteOnChange: true });
    }
  };

  // -- What it tells the record --

  type.describe = function (event) {
    var definition = event.data.statement.object.definition;
    definition.type = 'http://adlnet.gov/expapi/activities/cmi.interaction';
    definition.interactionType = 'other';
    definition.description = { 'en-US': this.intro || this.words.task };
    if (this.answers.length) {
      var score = this.getScore();
      var most = this.getMaxScore();
      event.setScoredResult(score, most, this, this.answers.length === most, score === most);
    }
  };

  type.statementOf = function (message, place) {
    var event = this.createXAPIEventTemplate('answered');
    var definition = event.data.statement.object.definition;
    var answer = this.answers[place];
    definition.type = 'http://adlnet.gov/expapi/activities/cmi.interaction';
    definition.interactionType = 'true-false';
    if (event.data.statement.object.id) {
      event.data.statement.object.id += '#' + (place + 1);
    }
    definition.correctResponsesPattern = [String(message.scam)];
    definition.description = { 'en-US': message.spots.map(function (spot) { return spot.text; }).join(' ') };
    if (answer) {
      var right = answer.scam === message.scam;
      event.setScoredResult(right ? 1 : 0, 1, undefined, true, right);
      event.data.statement.result.response = String(answer.scam);
    }
    return { statement: event.data.statement };
  };

  type.tell = function () {
    var event = this.createXAPIEventTemplate('progressed');
    var definition = event.data.statement.object.definition;
    definition.extensions = definition.extensions || {};
    definition.extensions['http://id.tincanapi.com/extension/ending-point'] = this.at + 1;
    this.trigger(event);
    if (this.answers.length === this.messages.length) {
      event = this.createXAPIEventTemplate('completed');
      this.describe(event);
      this.trigger(event);
    }
  };

  // -- What the learner does --

  type.mark = function (place, button) {
    var index = this.marks.indexOf(place);
    if (index < 0) {
      this.marks.push(place);
    } else {
      this.marks.splice(index, 1);
    }
    button.setAttribute('aria-pressed', String(index < 0));
    this.live.textContent = this.say('marked', { number: this.marks.length });
    // The core asks for the state now and then; a mark alone is not worth a message.
    this.touched = true;
  };

  type.decide = function (scam) {
    this.answers.push({ scam: scam, marks: this.marks });
    this.marks = [];
    this.show(true);
    this.tell();
    this.keep();
  };

  type.go = function () {
    if (this.at + 1 < this.messages.length) {
      this.at += 1;
    } else {
      this.ended = true;
    }
    this.show(true);
    this.keep();
  };

  // -- What the learner sees --

  type.say = function (name, values) {
    return this.words[name].replace(/:(number|total|score)/g, function (whole, value) {
      return values[value];
    });
  };

  /** Show what is to be seen now; after something was pressed, go where one reads on. */
  type.show = function (pressed) {
    if (!this.root) {
      return;
    }
    var pages;
    if (!this.messages.length) {
      pages = [];
    } else if (this.reviewing) {
      pages = this.messages.map(this.messagePage, this);
    } else {
      pages = this.ended ? [this.endPage()] : [this.messagePage(this.messages[this.at], this.at)];
    }
    this.root.textContent = '';
    pages.forEach(function (page) {
      this.root.appendChild(page);
    }, this);
    if (this.reviewing) {
      this.root.appendChild(make('div', 'son-actions', '', [this.action('retry', this.again)]));
    }
    if (pressed) {
      this.root.querySelector('[data-here]').focus();
    }
    this.trigger('resize');
  };

  /** A heading; with `here` it is where one reads on. */
  type.heading = function (level, classes, words, here) {
    var heading = make('h' + level, classes, words);
    if (here) {
      heading.tabIndex = -1;
      heading.setAttribute('data-here', '');
    }
    return heading;
  };

  type.action = function (name, does) {
    var button = make('button', 'son-button', this.words[name]);
    button.type = 'button';
    button.addEventListener('click', does.bind(this));
    return button;
  };

  type.messagePage = function (message, place) {
    var answer = this.answers[place];
    var told = this.reviewing || answer;
    var where = this.say('place', { number: place + 1, total: this.messages.length });
    var bar = make('div', 'son-bar', '', this.messages.map(function (each, index) {
      return make('span', index < this.answers.length ? 'done' : '');
    }, this));
    bar.setAttribute('aria-hidden', 'true');
    var head = make('div', 'son-head', '', [
      this.heading(2, 'son-place', where, !told), this.reviewing ? null : bar,
      place === 0 && !told && this.intro ? make('p', '', this.intro) : null,
      message.scene ? make('p', '', message.scene) : null,
      told ? null : make('p', 'son-task', this.words.task)
    ]);
    var side = told ? this.toldSide(message, answer) : this.askingSide();
    return make('section', 'son-message', '', [head, this.phone(message, answer, told), side]);
  };

  type.phone = function (message, answer, told) {
    var signs = 0;
    var spots = message.spots.map(function (spot, place) {
      signs += spot.telling ? 1 : 0;
      return told ? this.toldSpot(spot, place, answer, signs) : this.spot(spot, place);
    }, this);
    var kind = this.words[message.kind];
    var top = make('div', 'son-top', '', [make('p', 'son-kind', kind), spots[0]]);
    var phone = make('div', 'son-phone son-' + message.kind, '', [
      make('div', 'son-screen', '', [top, make('div', 'son-bubble', '', spots.slice(1))])
    ]);
    phone.setAttribute('role', 'group');
    phone.setAttribute('aria-label', kind);
    return phone;
  };

  /** A piece that can be tapped. */
  type.spot = function (spot, place) {
    var self = this;
    var sign = make('span', 'son-mark');
    sign.setAttribute('aria-hidden', 'true');
    var button = make('button', 'son-spot' + (spot.link ? ' son-link' : ''), '', [make('span', '', spot.text), sign]);
    button.type = 'button';
    button.setAttribute('aria-pressed', String(this.marks.indexOf(place) >= 0));
    button.addEventListener('click', function () {
      self.mark(place, button);
    });
    return button;
  };

  /** The same after the choice: signs carry their number in the list beside. */
  type.toldSpot = function (spot, place, answer, number) {
    var marked = answer && answer.marks.indexOf(place) >= 0;
    var looks = spot.telling ? (marked ? ' son-found' : ' son-missed') : (marked ? ' son-fine' : '');
    var sign = make('span', 'son-mark', spot.telling ? String(number) : marked ? '–' : '');
    return make('div', 'son-spot' + (spot.link ? ' son-link' : '') + looks, '', [make('span', '', spot.text), sign]);
  };

  type.askingSide = function () {
    this.live = make('p', 'son-live', this.say('marked', { number: this.marks.length }));
    this.live.setAttribute('role', 'status');
    return make('div', 'son-side', '', [
      this.live, this.heading(3, 'son-question', this.words.question),
      make('div', 'son-choices', '', [
        this.action('scam', function () { this.decide(true); }),
        this.action('real', function () { this.decide(false); })
      ])
    ]);
  };

  type.toldSide = function (message, answer) {
    var right = answer && answer.scam === message.scam;
    var truth = this.words[message.scam ? 'isScam' : 'isReal'];
    var verdict = (answer ? this.words[right ? 'right' : 'wrong'] + ' ' : '') + truth;
    var last = this.at + 1 === this.messages.length;
    return make('div', 'son-side', '', [
      make('div', 'son-verdict ' + (message.scam ? 'is-scam' : 'is-real'), '', [
        this.heading(3, '', verdict, !this.reviewing), make('p', '', message.why)
      ]),
      this.explained(message, answer),
      this.reviewing ? null : make('div', 'son-actions', '', [this.action(last ? 'finish' : 'next', this.go)])
    ]);
  };

  /** Each sign with its number, whether it was seen, and why it is one; then what was marked and is harmless. */
  type.explained = function (message, answer) {
    var number = 0;
    var entries = [];
    var harmless = [];
    message.spots.forEach(function (spot, place) {
      var marked = answer && answer.marks.indexOf(place) >= 0;
      if (spot.telling) {
        number += 1;
        entries.push(this.entry(String(number), spot, marked ? 'found' : 'missed', answer));
      } else if (marked) {
        harmless.push(this.entry('–', spot, 'fine', answer));
      }
    }, this);
    if (!entries.length && !harmless.length) {
      return null;
    }
    return make('div', 'son-signs', '', [
      entries.length ? this.heading(4, '', this.words.signs) : null,
      make('ul', '', '', entries.concat(harmless))
    ]);
  };

  type.entry = function (sign, spot, name, answer) {
    var mark = make('span', 'son-mark', sign);
    mark.setAttribute('aria-hidden', 'true');
    return make('li', 'son-' + name, '', [mark, make('div', '', '', [
      make('q', '', spot.text),
      answer ? make('strong', '', this.words[name]) : null,
      spot.why ? make('p', '', spot.why) : null
    ])]);
  };

  type.endPage = function () {
    var found = 0;
    var signs = 0;
    this.messages.forEach(function (message, place) {
      message.spots.forEach(function (spot, index) {
        signs += spot.telling ? 1 : 0;
        found += spot.telling && this.answers[place].marks.indexOf(index) >= 0 ? 1 : 0;
      }, this);
    }, this);
    var marks = make('div', 'son-bar', '', this.messages.map(function (message, place) {
      return make('span', this.answers[place].scam === message.scam ? 'right' : 'wrong');
    }, this));
    marks.setAttribute('aria-hidden', 'true');
    return make('section', 'son-end', '', [
      this.heading(2, '', this.say('result', { score: this.getScore(), total: this.getMaxScore() }), true), marks,
      signs ? make('p', '', this.say('seen', { score: found, total: signs })) : null,
      this.advice.length ? make('div', 'son-advice', '', [
        this.heading(3, '', this.words.advice),
        make('ul', '', '', this.advice.map(function (line) { return make('li', '', line); }))
      ]) : null,
      make('div', 'son-actions', '', [this.action('review', this.lookAgain), this.action('retry', this.again)])
    ]);
  };

  type.lookAgain = function () {
    this.showSolutions();
    this.goTo('.son-place');
  };

  type.again = function () {
    this.resetTask();
    this.goTo('.son-place');
  };

  type.goTo = function (selector) {
    var target = this.root.querySelector(selector);
    target.tabIndex = -1;
    target.focus();
  };

  return ScamOrNot;
})();
