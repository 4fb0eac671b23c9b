// @ts-check
/**
 * What script adds to a page that is whole without it: the reader's own time beside the stated
 * one where their clocks differ, how far off a time is, and what the clock alone starts or ends.
 *
 * A page says all of it in attributes, its words already in its language:
 *   <time datetime> with a time of day, unless it is .day: gets the local time beside it;
 *   <time class="ago">: gets "in 12 minutes" or "5 minutes ago" beside it;
 *   [data-at] with an instant: when that comes, its <template> takes the place of what is in it,
 *   and where there is none the element goes;
 *   the script element: data-zone, the site's zone; data-local, "{} your time".
 */
"use strict";

(() => {
  const { zone = "UTC", local = "{}" } = document.currentScript?.dataset ?? {};
  const language = document.documentElement.lang;
  /** The page's language, as it is written where the reader lives. */
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
   * Say when it is for the reader; nothing where their clock shows the same.
   * @param {Date} date
   */
  const localTime = (date) => {
    const sameDay = day(date) === day(date, zone);
    if (sameDay && clock(date) === clock(date, zone)) return "";
    return local.replace("{}", sameDay ? clock(date) : `${day(date)}, ${clock(date)}`);
  };

  /**
   * Say how far off it is; nothing beyond a month.
   * @param {Date} date
   * @param {number} now
   */
  const distance = (date, now) => {
    const seconds = (date.getTime() - now) / 1000;
    if (Math.abs(seconds) > 30 * 86400) return "";
    const [unit, length] = units.find(([, size]) => Math.abs(seconds) >= size) ?? units[2];
    return new Intl.RelativeTimeFormat(language).format(Math.round(seconds / length), unit);
  };

  /**
   * Put words beside a time, in place of those from before.
   * @param {Element} time
   * @param {string[]} words
   */
  const annotate = (time, words) => {
    const said = words.filter(Boolean).join(", ");
    const next = time.nextElementSibling;
    const note = next?.className === "rel" ? next : document.createElement("span");
    if (!said) return note.remove();
    note.className = "rel";
    if (note.textContent !== ` (${said})`) note.textContent = ` (${said})`;
    if (note !== next) time.after(note);
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
    for (const time of document.querySelectorAll("time[datetime*=T]:not(.day)")) {
      const date = new Date(time.getAttribute("datetime") ?? "");
      if (Number.isNaN(date.getTime())) continue;
      annotate(time, [localTime(date), time.className === "ago" ? distance(date, now) : ""]);
    }
  };

  /** A page is never worse with script than without: at the first mistake it stays as it is. */
  const safely = () => {
    try {
      tick();
    } catch {
      clearInterval(timer);
    }
  };
  const timer = setInterval(safely, 20_000);
  safely();
})();
