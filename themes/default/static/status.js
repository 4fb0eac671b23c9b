// @ts-check
/**
 * What the script adds to a page that works without it: the reader's local times where they differ,
 * what the clock starts or ends, and a note about updates.
 *
 * The page has all it needs in attributes, in its own language:
 *   .facts and .when, blocks of <time datetime>: get the local times once, in the next element;
 *   [data-at] with an instant: then, its <template> replaces its content; without a template, the
 *   element is removed;
 *   the script element: data-zone, the site's zone; data-local, "{} your time";
 *   meta[name=revision], and [data-news] with the address of the current revision: it shows its
 *   first <template>, with a button, when there is a new one, and the second, text with a {} for
 *   an age, when the page is too old;
 *   template.tell with a button, and data-told, the title of the tab when there is an update.
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
   * Return the reader's local time, with the day if it is another one.
   * @param {Date} date
   */
  const localTime = (date) =>
    day(date) === day(date, zone) ? clock(date) : `${day(date)}, ${clock(date)}`;

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
    const note = document.createElement("p");
    note.className = "rel";
    note.textContent = `(${local.replace("{}", dates.map(localTime).join(" · "))})`;
    block.after(note);
  };

  const tick = () => {
    const now = Date.now();
    /** @type {NodeListOf<HTMLElement>} */
    const turning = document.querySelectorAll("[data-at]");
    for (const each of turning) {
      if (!(Date.parse(each.dataset.at ?? "") <= now)) continue;
      const after = each.querySelector("template");
      delete each.dataset.at;
      if (after) each.replaceChildren(after.content.cloneNode(true));
      else each.remove();
    }
  };

  /**
   * Check for updates each minute, while the page is visible or the reader wants a notification.
   * @param {HTMLElement} place Where to show it.
   * @param {string} revision The page's own.
   */
  const watch = (place, revision) => {
    const [fresh, old] = place.querySelectorAll("template");
    /** @type {HTMLTemplateElement | null} */
    const offer = document.querySelector("template.tell");
    let due = 0;
    let wanted = false;
    /** The difference between the site's clock and the reader's, in milliseconds. */
    let ahead = 0;
    /** @type {{ revision: string, generated_at: string, fresh_until: string | null } | undefined} */
    let known;

    /**
     * Show a template, unless it is already shown.
     * @param {HTMLTemplateElement} template
     * @param {string} [age]
     */
    const show = (template, age = "") => {
      const said = document.importNode(template.content, true);
      const text = said.querySelector("p")?.firstChild;
      if (text) text.nodeValue = (text.nodeValue ?? "").replace("{}", age);
      if (place.textContent !== said.textContent) place.replaceChildren(said);
    };

    const tell = () => {
      due = Infinity;
      show(fresh);
      place.querySelector("button")?.addEventListener("click", () => location.reload());
      if (!wanted) return;
      document.title = offer?.dataset.told ?? document.title;
      try {
        new Notification(document.title, { tag: location.pathname });
      } catch {
        // Not all browsers allow this; the title has changed anyway.
      }
    };

    const ask = async () => {
      if (performance.now() < due || (document.hidden && !wanted)) return;
      due = performance.now() + 60_000;
      try {
        const response = await fetch(place.dataset.news ?? "", { cache: "no-store" });
        const said = await response.json();
        if (typeof said?.revision === "string") known = said;
        // The host's clock, but never earlier than the data.
        const { headers } = response;
        const told = Date.parse(headers.get("date") ?? "") || Date.now();
        const age = Number(headers.get("age")) || 0;
        const least = Date.parse(said?.generated_at) + age * 1000;
        ahead = Math.max(told, least || 0) - Date.now();
      } catch {
        // No answer: what is known gets older.
      }
      if (!known) return;
      if (known.revision !== revision) return tell();
      const now = Date.now() + ahead;
      const isOld = known.fresh_until !== null && now >= Date.parse(known.fresh_until);
      if (isOld) show(old, relative((Date.parse(known.generated_at) - now) / 1000));
      else place.replaceChildren();
    };

    if (offer) {
      const button = offer.content.querySelector("button");
      /** @param {boolean} choice Kept when the page reloads. */
      const choose = (choice) => {
        wanted = choice;
        button?.setAttribute("aria-pressed", String(choice));
        history.replaceState({ ...history.state, wanted }, "");
      };
      choose(history.state?.wanted === true);
      button?.addEventListener("click", () => {
        choose(!wanted);
        if (wanted && "Notification" in window) Notification.requestPermission().catch(() => {});
      });
      offer.after(offer.content);
    }
    setInterval(ask, 5_000);
    document.addEventListener("visibilitychange", ask);
    ask();
  };

  /** If anything fails, the page stays as it is without the script. */
  const safely = () => {
    try {
      tick();
    } catch {
      clearInterval(timer);
    }
  };
  const timer = setInterval(safely, 20_000);
  safely();
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
