// @ts-check
/**
 * <status-widget>: how a service is, on anybody's page; docs/embedders.md says what it takes.
 * It asks its status site for widget.json, and nobody for anything else. Whatever goes wrong it
 * shows as unknown, with a link; nothing is ever thrown into the page.
 *
 * The build publishes this file without comments that have lines of their own, and unindented.
 *
 * @typedef {{ id: string, title: string, language: string, kinds: string[], state: string,
 *   impact: string, impact_now: string, link: string, last_update: string, next: string | null,
 *   action: string | null, components: Record<string, string>,
 *   from?: string, until?: string, ends_by_clock?: boolean }} Item
 * @typedef {{ id: string, ids: string[], name: string, group: { name: string } | null,
 *   without_maintenance: string }} Part
 * @typedef {{ schema_version: number, site: { name: string, language: string },
 *   generated_at: string, fresh_until: string | null, incidents: Item[], pinned: Item[],
 *   notices: Item[], maintenance: Item[], components: Part[] }} Data
 * @typedef {{ home: string, data?: Data | null, due: number, failures: number, behind: number }}
 *   Source Its data: null, they cannot be had; undefined, not asked yet.
 */
"use strict";

(() => {
  const NAME = "status-widget";
  if (customElements.get(NAME)) return;
  const { currentScript } = document;
  /** Where the script came from. */
  const HOME = currentScript instanceof HTMLScriptElement ? new URL(".", currentScript.src).href : "";

  const STATES = [
    "operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage",
  ];
  const IMPACTS = ["none", "minor", "major", "critical"];
  const ALARMS = ["security", "data_loss"];
  const STAGES = [
    "investigating", "identified", "monitoring", "resolved", "scheduled", "in_progress",
    "verifying", "completed", "cancelled", "notice",
  ];
  /** Shapes beside those of the states. */
  const INFORMATION = 5;
  const UNKNOWN = 6;

  const ENGLISH = {
    unknown: "Status unknown",
    checking: "Checking the status",
    next: "Next update by {}",
    late: "The update promised for {} is late",
    updated: "Updated {}",
    action: "What you need to do: {}",
    dismiss: "Dismiss",
    alarms: ["Security incident", "Data loss"],
    overall: [
      "All systems operational", "Service under maintenance", "Partially degraded service",
      "Degraded system service", "Minor service outage", "Partial system outage",
      "Major system outage",
    ],
    states: [
      "Operational", "Under maintenance", "Degraded performance", "Partial outage", "Major outage",
    ],
    stages: [
      "Investigating", "Identified", "Monitoring", "Resolved", "Scheduled", "In progress",
      "Verifying", "Completed", "Cancelled", "Notice",
    ],
  };

  /** @type {Record<string, typeof ENGLISH>} */
  const WORDS = {
    en: ENGLISH,
    fr: {
      unknown: "État inconnu",
      checking: "Vérification de l’état",
      next: "Prochaine mise à jour avant {}",
      late: "La mise à jour promise pour {} est en retard",
      updated: "Mise à jour : {}",
      action: "Ce que vous devez faire : {}",
      dismiss: "Fermer",
      alarms: ["Incident de sécurité", "Perte de données"],
      overall: [
        "Tous les systèmes sont opérationnels", "Service en maintenance",
        "Service partiellement dégradé", "Service dégradé", "Panne mineure du service",
        "Panne partielle du système", "Panne majeure du système",
      ],
      states: [
        "Opérationnel", "En maintenance", "Performances dégradées", "Panne partielle",
        "Panne majeure",
      ],
      stages: [
        "Investigation en cours", "Identifié", "Sous surveillance", "Résolu", "Prévue", "En cours",
        "Vérification en cours", "Terminée", "Annulée", "Information",
      ],
    },
  };

  const DISC = "M10 1a9 9 0 1 0 0 18 9 9 0 0 0 0-18z";
  /** For each state, for information and for unknown: what is filled, and what is drawn on it. */
  const SHAPES = [
    [DISC, "m6 10.3 2.7 2.7L14 7.4"],
    ["M18.5 5.6a5.5 5.5 0 0 1-7.3 6.5l-5.6 5.7a2.4 2.4 0 0 1-3.4-3.4l5.7-5.6a5.5 5.5 0 0 1 6.5-7.3l-3.1 3.1.7 3.4 3.4.7z"],
    ["M8.6 2.3a1.6 1.6 0 0 1 2.8 0L19 15.8a1.6 1.6 0 0 1-1.4 2.4H2.4A1.6 1.6 0 0 1 1 15.8z", "M10 7.2v4.6m0 3.1v.1"],
    ["M8.9.9a1.6 1.6 0 0 1 2.2 0l8 8a1.6 1.6 0 0 1 0 2.2l-8 8a1.6 1.6 0 0 1-2.2 0l-8-8a1.6 1.6 0 0 1 0-2.2zM10 3.3 3.3 10h13.4z"],
    ["M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3z", "m7 7 6 6m0-6-6 6"],
    [DISC, "M10 9.5V14m0-8.1V6"],
    [DISC, "M7.4 7.7a2.6 2.6 0 1 1 3.8 2.3c-.8.4-1.2.9-1.2 1.7m0 2.9v.1"],
  ];

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
:host {
  --ground: var(--status-background, light-dark(#fff, #1b1f24));
  --mute: var(--status-muted, light-dark(#57606b, #9ba5b0));
  --line: var(--status-border, light-dark(#d5dae0, #3a424a));
  color: var(--status-text, light-dark(#1b1f24, #e6e9ec));
  display: inline-block;
  vertical-align: middle;
  inline-size: 20em;
  max-inline-size: 100%;
  block-size: 2.25em;
  line-height: 1.4;
}
:host([mode=list]) { display: block; inline-size: auto; block-size: 20em }
:host([mode=banner]) { display: block; inline-size: auto; block-size: auto }
:host([overlay]) { position: fixed; z-index: 9999; inset: 0 0 auto }
:host([hidden]) { display: none }
:host([theme=light]) { color-scheme: light }
:host([theme=dark]) { color-scheme: dark }
* { box-sizing: border-box; margin: 0; padding: 0; overflow-wrap: anywhere }
.t0 { --tone: var(--status-operational, #1f9254) }
.t1 { --tone: var(--status-maintenance, #2f6fde) }
.t2 { --tone: var(--status-degraded, #b7800b) }
.t3 { --tone: var(--status-partial, #d9620f) }
.t4 { --tone: var(--status-major, #cf2f3a) }
.t5, .t6 { --tone: var(--mute) }
svg { inline-size: 1.15em; block-size: 1.4em; flex: none; fill: var(--tone); fill-rule: evenodd }
path + path { fill: none; stroke: var(--ground); stroke-width: 2.2; stroke-linecap: round }
a { color: inherit; text-decoration-color: var(--line) }
a:hover { text-decoration-color: currentColor }
:focus-visible { outline: .125em solid }
.pill, .list { background: var(--ground); border: 1px solid var(--line); border-radius: var(--status-radius, .5em) }
.pill { display: inline-block; max-inline-size: 100%; padding: .35em .8em }
.pill .words { white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
.list { block-size: 100%; overflow: auto; padding: .9em 1.1em }
.banner { display: flex; padding: .7em 1.1em; background: color-mix(in srgb, var(--tone) 12%, var(--ground)) }
.row { display: flex; gap: .5em; padding-block: .2em }
.pill .row { padding: 0 }
.words, .group { font-weight: 600 }
.meta, .site { color: var(--mute) }
.items, .name { flex: 1 }
.list .items { border-block-end: 1px solid var(--line); padding-block-end: .6em; margin-block-end: .6em }
button { all: unset; cursor: pointer; padding: 0 .4em }
.far { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%) }
@media (forced-colors: active) { svg { fill: CanvasText } path + path { stroke: Canvas } }`);

  /** @param {string} tag @param {string} part @param {(string | Node)[]} inside */
  const make = (tag, part, ...inside) => {
    const made = document.createElement(tag);
    made.className = part;
    made.setAttribute("part", part);
    made.append(...inside);
    return made;
  };

  /** @param {number} level */
  const icon = (level) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 20 20");
    svg.setAttribute("class", `t${level}`);
    svg.setAttribute("part", "icon");
    svg.setAttribute("aria-hidden", "true");
    for (const shape of SHAPES[level]) {
      const path = document.createElementNS(svg.namespaceURI, "path");
      path.setAttribute("d", shape);
      svg.append(path);
    }
    return svg;
  };

  /**
   * Return an address as it is used: of the web, without user, query and place; else none.
   * @param {string} address
   */
  const web = (address) => {
    try {
      const { protocol, origin, pathname } = new URL(address, document.baseURI);
      return /^https?:$/.test(protocol) ? origin + pathname : "";
    } catch {
      return "";
    }
  };

  /** @param {string} address @param {string} part @param {(string | Node)[]} inside */
  const link = (address, part, ...inside) => {
    const made = make("a", part, ...inside);
    if (web(address)) made.setAttribute("href", web(address));
    return made;
  };

  /** @type {Set<StatusWidget>} Those that are on the page. */
  const widgets = new Set();
  /** @type {Map<string, Source>} By address, so that two widgets of one site ask once. */
  const sources = new Map();
  /** Of a widget that is told to look nowhere. */
  sources.set("", { home: "", data: null, due: Infinity, failures: 0, behind: 0 });

  /** Draw what the clock has changed, and ask what is due: only while somebody looks. */
  const tick = () => {
    if (document.hidden) return;
    for (const each of widgets) {
      each.draw();
      if (performance.now() >= each.source.due) ask(each.source);
    }
  };

  /** @param {Source} source */
  const ask = async (source) => {
    source.due = Infinity;
    try {
      await read(source);
      source.failures = 0;
    } catch {
      source.data = null;
      source.failures = Math.min(source.failures + 1, 4);
    }
    source.due = performance.now() + 60_000 * 2 ** source.failures * (1 + Math.random() / 4);
    tick();
  };

  /** @param {Source} source */
  const read = async (source) => {
    const { ok, body, headers } = await fetch(`${source.home}widget.json`, {
      cache: "no-cache", credentials: "omit", redirect: "error", signal: AbortSignal.timeout(8000),
    });
    if (!ok || !body) throw ok;
    const reader = body.getReader();
    const decoder = new TextDecoder();
    let text = "";
    for (let part; !(part = await reader.read()).done; ) {
      text += decoder.decode(part.value, { stream: true });
      if (text.length > 500_000) {
        reader.cancel();
        throw ok;
      }
    }
    const data = JSON.parse(text);
    if (data.schema_version !== 1) throw ok;
    // A host that shows its clock is believed; else no more is known than that no data come from
    // the future.
    const told = Date.parse(headers.get("date") ?? "") || Math.max(Date.now(), Date.parse(data.generated_at));
    source.behind = told - Date.now();
    source.data = data;
  };

  /**
   * What maintenance has come to by now: the clock starts it, and ends it unless somebody wrote.
   * @param {Item} works @param {number} now
   */
  const turned = ({ state, from = "", until = "", ends_by_clock }, now) => {
    if (state === "scheduled" && now >= Date.parse(from)) state = "in_progress";
    return state !== "scheduled" && ends_by_clock && now >= Date.parse(until) ? "" : state;
  };

  /**
   * How the whole is, by the rule of the status page: its rank, and which words say it.
   * @param {number[]} states
   * @param {number} harm That of the open incidents.
   */
  const overall = (states, harm) => {
    const worst = Math.max(0, ...states);
    const alike = states.every((each) => each === worst);
    const rank = Math.max(harm, worst > 2 ? worst - (alike ? 1 : 2) : Number(worst > 1));
    const isOutage = rank && (worst !== 2 || rank > 1);
    return [rank, isOutage ? rank + 3 : worst + Number(worst > 1 && alike)];
  };

  class StatusWidget extends HTMLElement {
    static observedAttributes = ["src", "mode", "components", "impact", "lang"];

    #root = this.attachShadow({ mode: "open" });
    #body = make("div", "");
    #live = make("span", "far");
    /** What it said last, and what the visitor has dismissed. */
    #said = "";
    #dismissed = "";
    /** @type {Source} */
    source = { home: "", due: 0, failures: 0, behind: 0 };

    constructor() {
      super();
      this.#root.adoptedStyleSheets = [sheet];
      this.#live.role = "status";
      this.#root.append(this.#body, this.#live);
    }

    connectedCallback() {
      const src = this.getAttribute("src") || HOME;
      const home = src && web(src).replace(/[^/]$/, "$&/");
      this.source = sources.get(home) ?? { home, due: 0, failures: 0, behind: 0 };
      sources.set(home, this.source);
      widgets.add(this);
      this.draw();
      tick();
    }

    disconnectedCallback() {
      widgets.delete(this);
    }

    attributeChangedCallback() {
      if (this.isConnected) this.connectedCallback();
    }

    draw() {
      const body = this.#made();
      if (body.isEqualNode(this.#body)) return;
      const focused = [...this.#body.querySelectorAll("a")].findIndex((each) => each === this.#root.activeElement);
      this.#body.replaceWith(body);
      this.#body = body;
      body.querySelectorAll("a")[focused]?.focus();
    }

    #made() {
      const { data, home } = this.source;
      const mode = this.getAttribute("mode");
      const asked = this.closest("[lang]")?.getAttribute("lang")?.split("-")[0] ?? "";
      const language = [asked, data?.site?.language ?? ""].find((each) => Object.hasOwn(WORDS, each)) ?? "en";
      const words = WORDS[language];
      let view;
      try {
        view = data && this.#look(data, mode, language);
      } catch {
        // Data of another shape say nothing.
      }
      const name = data?.site?.name ?? "";
      const items = view?.items ?? [];
      const text = view?.text ?? (data === undefined ? words.checking : words.unknown);
      const level = view?.level ?? UNKNOWN;
      const head = link(home, "row head", icon(level), make("span", "words", make("span", "far", name && `${name}: `), text));
      const list = items[0] ? [make("ul", "items", ...items)] : [];
      let body = make("div", "pill", head);
      if (mode === "list") body = make("div", "list", head, ...list, make("ul", "components", ...(view?.rows ?? [])));
      if (mode === "banner") body = this.#banner(...)
      body.lang = language;
      return body;
    }

    /**
     * What there is to tell; nothing where the data are too old for that, or do not know a
     * component that is asked for.
     * @param {Data} data
     * @param {string | null} mode
     * @param {string} language
     */
    #look({ fresh_until, components, incidents, pinned, maintenance, notices }, mode, language) {
      const now = Date.now() + this.source.behind;
      const words = WORDS[language];
      const least = IMPACTS.indexOf(this.getAttribute("impact") ?? (mode === "banner" ? "minor" : "none"));
      const chosen = this.getAttribute("components")?.match(/[^\s,]+/g) ?? [];
      const parts = components.filter(({ ids }) => !chosen[0] || ids.some((id) => chosen.includes(id)));
      if (!chosen.every((id) => parts.some(({ ids }) => ids.includes(id)))) return;
      if (fresh_until && !(now < Date.parse(fresh_until))) return;

      /** @param {Item[]} all */
      const mine = (all) => all.filter((item) => !chosen[0] || parts.some(({ id }) => id in item.components));
      const works = mine(maintenance)
        .map((item) => ({ ...item, state: turned(item, now) }))
        .filter(({ state }) => state);
      const states = parts.map(({ id, without_maintenance }) =>
        works.reduce(
          (worst, { state, components }) => state === "scheduled" ? worst : Math.max(worst, STATES.indexOf(components[id])),
          STATES.indexOf(without_maintenance),
        ),
      );

      /** @type {HTMLElement[]} */
      const items = [];
      let news = "";
      let alarm = ALARMS.length;
      let harm = 0;

      /** @param {string} from @param {string} [until] */
      const time = (from, until) => {
        const start = new Date(from);
        const format = new Intl.DateTimeFormat(
          navigator.languages.find((each) => each.startsWith(language)) ?? language,
          {
            ...((until || start.toDateString() !== new Date(now).toDateString()) && { day: "numeric", month: "short" }),
            hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short",
          },
        );
        return until ? format.formatRange(start, new Date(until)) : format.format(start);
      };

      /** @param {Item} item @param {number} level @param {number} [weight] */
      const add = ({ id, title, language, kinds, state, link: address, last_update, next, action, from, until }, level, weight = 0) => {
        if (Math.max(weight, Number(!!action || kinds.some((each) => ALARMS.includes(each)))) < least) return;
        const when = from
          ? time(from, until)
          : next
            ? (now < Date.parse(next) ? words.next : words.late).replace("{}", () => time(next))
            : words.updated.replace("{}", () => time(last_update));
        const heading = link(address, "title", title);
        heading.lang = language;
        heading.dir = "auto";
        const text = make("div", "text", heading, make("p", "meta", `${words.stages[STAGES.indexOf(state)]} · ${when}`));
        if (action) text.append(make("p", "action", words.action.replace("{}", () => action)));
        items.push(make("li", "row item", icon(level), text));
        news += `${title}. `
      };

      for (const each of mine(incidents)) {
        const impact = IMPACTS.indexOf(each.impact_now);
        harm = Math.max(harm, impact);
        add(each, impact ? impact + 1 : INFORMATION, impact);
      }
      for (const each of mine(pinned)) add(each, /^(resolved|completed)$/.test(each.state) ? 0 : INFORMATION, IMPACTS.indexOf(each.impact));
      for (const each of works) if (mode === "list" || each.state !== "scheduled") add(each, 1);
      for (const each of mine(notices)) add(each, INFORMATION);
    }
  }

  customElements.define(NAME, StatusWidget);
  document.addEventListener("visibilitychange", tick);
  setInterval(tick, 5000);
})();
