// @ts-check
/**
 * What the script adds to a page that works without it: the reader's local times where they differ,
 * what the clock starts or ends, and a note about updates.
 *
 * The page has all it needs in attributes, in its own language. What is not true yet is only there:
 *   .facts and .when, blocks of <time datetime>: get the local times once, in the next element;
 *   [data-then]: its text from an instant on, as "instant shape text", several separated by "|".
 *   The shape is "-" if its icon does not change; without a text, the element is removed;
 *   the script element: data-zone, the site's zone; data-local, "{} your time";
 *   meta[name=revision], and [data-news] with the address of the current revision and what to say:
 *   data-fresh and data-show when there is a new one, data-old with a {} for an age, data-stale;
 *   on the index, data-states and data-headlines, words by rank, if maintenance may change them;
 *   .offer with data-offer, data-hint, and data-told, the title of the tab when there is an update.
 *
 * Nothing starts, ends or becomes late by the reader's clock. The host's decides, and only while
 * widget.json has confirmed the page in the last two minutes.
 *
 * @typedef {import("./widget.d.ts").StatusData} Data
 */
"use strict";

(() => {
  const { zone = "UTC", local = "{}" } = document.currentScript?.dataset ?? {};
  const language = document.documentElement.lang;
  /** The page's language, in the reader's regional form. */
  const written = navigator.languages.find((each) => each.split("-")[0] === language) ?? language;

  /** Seconds in each unit, greatest first. */
  const units = /** @type {[Intl.RelativeTimeFormatUnit, number][]} */ ([
    ["day", 86400], ["hour", 3600], ["minute", 60],
  ]);

  /**
   * @param {Date} date
   * @param {string} [timeZone] The reader's, if left out.
   */
  const day = (date, timeZone) =>
    new Intl.DateTimeFormat(written, { day: "numeric", month: "short", timeZone }).format(date);

  /**
   * @param {Date} date
   * @param {string} [timeZone] The reader's, if left out.
   */
  const clock = (date, timeZone) =>
    new Intl.DateTimeFormat(written, {
      hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone,
    }).format(date);

  /**
   * Return whether a clock of the reader's shows something else than one of the site.
   * @param {Date} date
   */
  const differs = (date) => day(date) !== day(date, zone) || clock(date) !== clock(date, zone);

  /**
   * Return how far away a time is, in the largest unit that fits.
   * @param {number} seconds
   */
  const relative = (seconds) => {
    const [unit, length] = units.find(([, size]) => Math.abs(seconds) >= size) ?? units[2];
    return new Intl.RelativeTimeFormat(language).format(Math.round(seconds / length), unit);
  };

  /**
   * Put the reader's local times next to a block, if they differ.
   * @param {Element} block
   */
  const localise = (block) => {
    const known = [...block.querySelectorAll("time[datetime*=T]")];
    const dates = known.map((each) => new Date(each.getAttribute("datetime") ?? ""));
    if (!dates.some(differs)) return;
    let shown = day(dates[0], zone);
    /** With its day where that changes, so that most notes take one line. @param {Date} date */
    const localTime = (date) =>
      shown === day(date) ? clock(date) : `${(shown = day(date))}, ${clock(date)}`;
    const note = document.createElement("p");
    note.className = "rel";
    note.textContent = `(${local.replace("{}", dates.map(localTime).join(" · "))})`;
    block.after(note);
  };

  /** @param {string | null | undefined} instant */
  const at = (instant) => Date.parse(instant ?? "");

  /**
   * Show a shape: a component's state as a number, or "i".
   * @param {Element | null | undefined} icon
   * @param {number | string} shape
   */
  const draw = (icon, shape) => {
    icon?.setAttribute("class", `icon t${shape}`);
    icon?.firstElementChild?.setAttribute("href", `#_${shape}`);
  };

  /**
   * Give the page the colour of a shape, and its tab the icon.
   * @param {number | string} shape
   */
  const dress = (shape) => {
    document.body.className = `t${shape}`;
    const tone = getComputedStyle(document.body).getPropertyValue("--tone");
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" stroke="#fff"'
      + ` stroke-width="2.2" stroke-linecap="round" fill="${tone}">`
      + `${document.getElementById(`_${shape}`)?.innerHTML}</svg>`;
    document.querySelector("link[rel=icon]")
      ?.setAttribute("href", `data:image/svg+xml,${encodeURIComponent(svg)}`);
  };

  /**
   * Say what has changed by now, in elements with data-then.
   * @param {number} now
   * @returns {string[]} What is to be announced.
   */
  const turn = (now) => {
    /** @type {Map<string, string>} */
    const told = new Map();
    /** @type {NodeListOf<HTMLElement>} */
    const all = document.querySelectorAll("[data-then]");
    for (const each of all) {
      const steps = (each.dataset.then ?? "").split("|");
      const next = steps.filter((step) => at(step.split(" ")[0]) <= now).at(-1);
      if (!next) continue;
      each.dataset.then = steps.slice(steps.indexOf(next) + 1).join("|");
      if (!each.dataset.then) each.removeAttribute("data-then");
      const [, shape, text] = next.match(/^\S+ (\S) (.*)/) ?? [];
      const before = each.textContent ?? "";
      if (!text) {
        const list = each.parentElement;
        each.remove();
        if (!list?.firstElementChild) (list?.closest("section") ?? list)?.remove();
        continue;
      }
      each.textContent = text;
      const title = each.closest("article, li, main")?.querySelector("h1, h2, h3, a")?.textContent ?? "";
      told.set(title, `${told.get(title) ?? `${title}:`} ${text}`);
      const isOwn = !document.querySelector(".lead") && document.title.startsWith(before);
      if (isOwn) document.title = text + document.title.slice(before.length);
      if (shape === "-") continue;
      draw(each.closest("p, h2, li")?.querySelector(".icon"), shape);
      if (isOwn) dress(shape);
    }
    return [...told.values()];
  };

  /** The shape of each headline, by rank: see "The headline" in docs/output.md. */
  const SHAPES = [0, 1, 2, 2, 2, 3, 4];
  const STATES = [
    "operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage",
  ];

  /**
   * Bring headline and components of the index up to date, by the rules of the build.
   * @param {Data} data
   * @param {number} now
   * @param {DOMStringMap} words
   * @returns {string[]} What is to be announced.
   */
  const follow = (data, now, { states: stateWords, headlines }) => {
    const rows = document.querySelectorAll(".rows .state");
    if (!stateWords || !headlines || rows.length !== data.components.length) return [];
    const active = data.maintenance.filter(
      ({ state, from, until, ends_by_clock }) =>
        (state !== "scheduled" || at(from) <= now) && !(ends_by_clock && at(until) <= now),
    );
    const states = data.components.map(({ id, without_maintenance }) =>
      Math.max(...[without_maintenance, ...active.map((each) => each.components[id] ?? "")]
        .map((each) => STATES.indexOf(each))));
    /** @param {Element} place @param {number} state */
    const show = (place, state) => {
      const icon = place.querySelector(".icon");
      if (icon?.firstElementChild?.getAttribute("href") === `#_${state}`) return;
      draw(icon, state);
      place.replaceChildren(icon ?? "", ` ${stateWords.split("|")[state]}`);
    };
    rows.forEach((row, place) => show(row, states[place]));
    for (const group of document.querySelectorAll("details.group")) {
      const inside = [...rows].flatMap((row, place) => (group.contains(row) ? states[place] : []));
      const place = group.querySelector("summary .state");
      if (place) show(place, Math.max(...inside));
    }
    const worst = Math.max(0, ...states);
    const alike = worst > 1 && states.every((each) => each === worst);
    const ranks = ["none", "minor", "major", "critical"];
    // One component that is down is not an outage of everything, unless the build says so.
    const harm = Math.min(
      Math.max(0, ...data.incidents.map((each) => ranks.indexOf(each.impact_now))),
      data.overall.rank === "critical" ? 3 : 2,
    );
    const byParts = [0, 1, 2, 4, 5][worst] + Number(alike);
    const which = harm && harm >= SHAPES[byParts] ? harm + 3 : byParts;
    const headline = headlines.split("|")[which];
    const h1 = document.querySelector(".lead h1");
    if (!h1 || data.overall.alarm || h1.textContent === headline) return [];
    h1.textContent = headline;
    document.querySelector(".lead p:has([href='#components'])")?.remove();
    draw(document.querySelector(".lead .icon"), SHAPES[which]);
    dress(SHAPES[which]);
    const claims = which && (data.incidents[0] || active[0]);
    document.title = claims ? `${headline} – ${data.site.name}` : data.site.name;
    return [headline];
  };

  /** The time for which an answer of the site confirms the page, in milliseconds. */
  const SURE = 120_000;

  /**
   * Check for updates each minute, while the page is visible or the reader wants a notification.
   * While an answer confirms that the page is current, it follows the host's clock.
   * @param {HTMLElement} place Where to show it.
   * @param {string} revision The page's own.
   */
  const watch = (place, revision) => {
    const { fresh = "", show = "", old = "", stale = "" } = place.dataset;
    /** @type {HTMLElement | null} */
    const offer = document.querySelector(".offer");
    const live = document.createElement("output");
    live.className = "skip";
    document.body.append(live);
    let due = 0;
    let wanted = false;
    /** The difference between the host's clock and a monotonic one, at least. */
    let ahead = -Infinity;
    /** When an answer last confirmed the page, on the monotonic clock. */
    let sure = -Infinity;
    /** @type {Data | undefined} */
    let known;

    /** @param {string} [text] @param {HTMLElement} [button] */
    const say = (text, button) => {
      if ((place.firstChild?.firstChild?.textContent ?? "") === (text ?? "")) return;
      const line = document.createElement("p");
      line.append(text ?? "", ...(button ? [" ", button] : []));
      place.replaceChildren(...(text ? [line] : []));
    };

    /** @param {string} text */
    const button = (text) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = text;
      return made;
    };

    const tell = () => {
      due = Infinity;
      sure = -Infinity;
      const reload = button(show);
      reload.addEventListener("click", () => location.reload());
      say(fresh, reload);
      if (!wanted) return;
      document.title = offer?.dataset.told ?? document.title;
      try {
        new Notification(document.title, { tag: location.pathname });
      } catch {
        // Not all browsers allow this; the title has changed anyway.
      }
    };

    const tick = () => {
      if (!known || performance.now() - sure > SURE) return;
      const now = ahead + performance.now();
      const told = [...turn(now), ...follow(known, now, place.dataset)];
      if (told[0]) live.textContent = told.join(". ");
    };

    const ask = async () => {
      if (performance.now() < due || (document.hidden && !wanted)) return;
      due = performance.now() + 60_000;
      try {
        const response = await fetch(place.dataset.news ?? "", { cache: "no-store" });
        const said = await response.json();
        if (typeof said?.revision === "string") {
          known = said;
          // The host's clock, but never earlier than the data.
          const { headers } = response;
          const age = Number(headers.get("age")) * 1000 || 0;
          const least = Math.max(at(headers.get("date")) || 0, at(said.generated_at)) + age;
          ahead = Math.max(ahead, least - performance.now());
          sure = performance.now() - age;
        }
      } catch {
        // No answer: nothing is confirmed.
      }
      if (known && known.revision !== revision) return tell();
      tick();
      const now = ahead + performance.now();
      const isOld = known?.fresh_until && now >= at(known.fresh_until);
      const isUnsure = performance.now() - Math.max(sure, 0) > SURE;
      if (!isOld && !isUnsure) return say();
      say(known ? old.replace("{}", relative((at(known.generated_at) - now) / 1000)) : stale);
    };

    if (offer) {
      const choice = button(offer.dataset.offer ?? "");
      const hint = document.createElement("span");
      hint.className = "dim";
      /** @param {boolean} chosen Kept when the page reloads. */
      const choose = (chosen) => {
        wanted = chosen;
        choice.setAttribute("aria-pressed", String(chosen));
        history.replaceState({ ...history.state, wanted }, "");
      };
      choose(history.state?.wanted === true);
      choice.addEventListener("click", () => {
        choose(!wanted);
        hint.textContent = wanted ? offer.dataset.hint ?? "" : "";
        if (wanted && "Notification" in window) Notification.requestPermission().catch(() => {});
      });
      offer.append(choice, " ", hint);
    }
    setInterval(ask, 5_000);
    setInterval(tick, 1_000);
    document.addEventListener("visibilitychange", ask);
    ask();
  };

  try {
    document.querySelectorAll(".facts, .when").forEach(localise);
  } catch {
    // An old browser: the times of the site are enough.
  }

  /** @type {HTMLElement | null} */
  const place = document.querySelector("[data-news]");
  /** @type {HTMLMetaElement | null} */
  const meta = document.querySelector("meta[name=revision]");
  if (place && meta) watch(place, meta.content);
})();
