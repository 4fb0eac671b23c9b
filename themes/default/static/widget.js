// @ts-check
/**
 * <status-widget>: how a service is, on anybody's page. docs/embedders.md says what it takes.
 * It asks its status site for widget.json, and nobody for anything else. Whatever goes wrong it
 * shows as unknown, with a link; nothing is ever thrown into the page.
 *
 * @typedef {{ id: string, title: string, language: string, kinds: string[], state: string,
 *   impact: string, impact_now: string, link: string, last_update: string, next: string | null,
 *   action: string | null, components: Record<string, string>,
 *   from?: string, until?: string, ends_by_clock?: boolean }} Item
 * @typedef {{ id: string, name: string, aliases: string[] }} Group
 * @typedef {Group & { group: string | null, without_maintenance: string }} Part
 * @typedef {{ schema_version: number, site: { name: string, language: string },
 *   generated_at: string, fresh_until: string | null, incidents: Item[], pinned: Item[],
 *   notices: Item[], maintenance: Item[], groups: Group[], components: Part[] }} Data
 */
"use strict";

(() => {
  const NAME = "status-widget";
  const STATES = [
    "operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage",
  ];
  const IMPACTS = ["none", "minor", "major", "critical"];
  const ALARMS = ["security", "data_loss"];
  const STAGES = [
    "investigating", "identified", "monitoring", "resolved", "scheduled", "in_progress",
    "verifying", "completed", "cancelled", "notice",
  ];
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

  /** A shape for each state, then for information and unknown: what is filled, what is drawn. */
  const DISC = "M10 1a9 9 0 1 0 0 18 9 9 0 0 0 0-18z";
  const SHAPES = [
    [DISC, "m6 10.3 2.7 2.7L14 7.4"],
    ["M18.5 5.6a5.5 5.5 0 0 1-7.3 6.5l-5.6 5.7a2.4 2.4 0 0 1-3.4-3.4l5.7-5.6a5.5 5.5 0 0 1 6.5-7.3l-3.1 3.1.7 3.4 3.4.7z"],
    ["M8.6 2.3a1.6 1.6 0 0 1 2.8 0L19 15.8a1.6 1.6 0 0 1-1.4 2.4H2.4A1.6 1.6 0 0 1 1 15.8z", "M10 7.2v4.6m0 3.1v.1"],
    ["M8.9.9a1.6 1.6 0 0 1 2.2 0l8 8a1.6 1.6 0 0 1 0 2.2l-8 8a1.6 1.6 0 0 1-2.2 0l-8-8a1.6 1.6 0 0 1 0-2.2zM10 3.3 3.3 10h13.4z"],
    ["M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3z", "m7 7 6 6m0-6-6 6"],
    [DISC, "M10 9.5V14m0-8.1V6"],
    [DISC, "M7.4 7.7a2.6 2.6 0 1 1 3.8 2.3c-.8.4-1.2.9-1.2 1.7m0 2.9v.1"],
  ];

  const CSS = `
:host {
  --ground: var(--status-background, light-dark(#fff, #1b1f24));
  --ink: var(--status-text, light-dark(#1b1f24, #e6e9ec));
  --mute: var(--status-muted, light-dark(#57606b, #9ba5b0));
  --line: var(--status-border, light-dark(#d5dae0, #3a424a));
  --round: var(--status-radius, .5em);
  display: inline-block;
  vertical-align: middle;
  box-sizing: border-box;
  inline-size: 20em;
  max-inline-size: 100%;
  block-size: 2.25em;
  line-height: 1.4;
}
:host([mode=list]), :host([mode=banner]) { display: block; inline-size: auto }
:host([mode=list]) { block-size: 20em }
:host([mode=banner]) { block-size: auto }
:host([overlay]) { position: fixed; z-index: 9999; inset: 0 0 auto }
:host([hidden]) { display: none }
:host([theme=light]) { color-scheme: light }
:host([theme=dark]) { color-scheme: dark }
* { box-sizing: border-box; margin: 0; padding: 0; overflow-wrap: anywhere }
.t0 { --tone: var(--status-operational, light-dark(#1f9254, #3fb978)) }
.t1 { --tone: var(--status-maintenance, light-dark(#2f6fde, #6ea8ff)) }
.t2 { --tone: var(--status-degraded, light-dark(#b7800b, #e3b341)) }
.t3 { --tone: var(--status-partial, light-dark(#d9620f, #f0883e)) }
.t4 { --tone: var(--status-major, light-dark(#cf2f3a, #f4656d)) }
.t5, .t6 { --tone: var(--mute) }
svg { inline-size: 1.15em; block-size: 1.15em; flex: none; margin-block-start: .125em; fill: var(--tone); fill-rule: evenodd }
path + path { fill: none; stroke: var(--ground); stroke-width: 2.2; stroke-linecap: round }
a { color: inherit; text-underline-offset: .2em }
a:not(:hover) { text-decoration-color: var(--line) }
:focus-visible { outline: .125em solid; outline-offset: .125em }
.body { color: var(--ink); background: var(--ground); border: 1px solid var(--line); border-radius: var(--round) }
.pill { display: inline-block; max-inline-size: 100%; border-radius: var(--status-radius, 2em); padding: .3em .9em .3em .7em }
.pill .words { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; text-decoration: none }
.pill a:hover .words { text-decoration: underline }
.pill a { text-decoration: none }
.list { block-size: 100%; overflow: auto; padding: .9em 1.1em }
.banner { border-width: 0 0 1px; border-radius: 0; padding: .7em 1.1em; background: color-mix(in srgb, var(--tone) 12%, var(--ground)); display: flex; gap: 1em }
.row { display: flex; gap: .5em; min-inline-size: 0 }
.items { flex: 1; display: grid; gap: .6em; list-style: none }
.list .items { border-block: 1px solid var(--line); padding-block: .8em; margin-block: .8em }
.head { font-weight: 600 }
.meta, .name { color: var(--mute) }
.part { display: flex; justify-content: space-between; gap: 1em; padding-block: .2em; list-style: none }
.part .name { color: inherit }
.group { font-weight: 600; margin-block-start: .5em; list-style: none }
button { all: unset; cursor: pointer; padding: 0 .4em; align-self: start }
.far { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@media (forced-colors: active) { svg { fill: CanvasText } path + path { stroke: Canvas } }`;

  /** @param {string} name @param {string} part @param {(string | Node)[]} inside */
  const make = (name, part, ...inside) => {
    const made = document.createElement(name);
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

  /** @param {string} address @param {string} [base] */
  const web = (address, base) => {
    try {
      const url = new URL(address, base);
      return /^https?:$/.test(url.protocol) ? url : null;
    } catch {
      return null;
    }
  };

  /** One site's data, asked for once for all the widgets that show it. */
  class Source {
    /** @type {Data | null | undefined} Null: they cannot be had; undefined: not asked yet. */
    data;
    failures = 0;
    /** When to ask again, on a clock that nobody sets. */
    due = 0;
    /** How far the visitor's clock is behind, in milliseconds. */
    behind = 0;
    timer = 0;
    /** @type {Set<StatusWidget>} */
    widgets = new Set();

    /** @param {string} home */
    constructor(home) {
      this.home = home;
    }

    /** @param {StatusWidget} widget */
    join(widget) {
      this.widgets.add(widget);
      this.timer ||= setInterval(() => this.tick(), 5000);
      widget.draw();
      this.tick();
    }

    /** @param {StatusWidget} widget */
    leave(widget) {
      this.widgets.delete(widget);
      if (this.widgets.size) return;
      clearInterval(this.timer);
      this.timer = 0;
    }

    tick() {
      if (document.hidden) return;
      for (const each of this.widgets) each.draw();
      if (this.home && performance.now() >= this.due) this.ask();
    }

    async ask() {
      this.due = Infinity;
      try {
        this.data = await this.read();
        this.failures = 0;
      } catch {
        this.data = null;
        this.failures = Math.min(this.failures + 1, 4);
      }
      this.due = performance.now() + 60_000 * 2 ** this.failures * (1 + Math.random() / 4);
      this.tick();
    }

    /** @returns {Promise<Data>} */
    async read() {
      const response = await fetch(`${this.home}widget.json`, {
        cache: "no-cache", credentials: "omit", redirect: "error", signal: AbortSignal.timeout(8000),
      });
      if (!response.ok || !response.body) throw response;
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      let text = "";
      for (let part; !(part = await reader.read()).done; ) {
        text += decoder.decode(part.value, { stream: true });
        if (text.length > 500_000) {
          reader.cancel();
          throw text;
        }
      }
      const data = JSON.parse(text);
      if (data.schema_version !== 1) throw data;
      // A host that exposes its clock is believed; else the data cannot come from the future.
      const told = Date.parse(response.headers.get("date") ?? "");
      this.behind = told ? told - Date.now() : Math.max(0, Date.parse(data.generated_at) - Date.now());
      return data;
    }
  }

  /** @type {Map<string, Source>} */
  const sources = new Map();

  /**
   * What maintenance has come to by now: the clock starts it, and ends it unless somebody wrote.
   * @param {Item} works
   * @param {number} now
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
    const rank = worst > 2 ? worst - (alike ? 1 : 2) : Number(worst > 1);
    if (harm > rank || worst > 2) return [Math.max(harm, rank), Math.max(harm, rank) + 3];
    return [rank, worst + Number(worst > 1 && alike)];
  };

  /**
   * What asks readers to act, and an alarm, is never without weight.
   * @param {Item} item
   * @param {string} impact
   */
  const weight = ({ action, kinds }, impact) =>
    Math.max(
      IMPACTS.indexOf(impact),
      Number(!!action || ALARMS.some((each) => kinds.includes(each))),
    );

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);

  class StatusWidget extends HTMLElement {
    static observedAttributes = ["src", "mode", "components", "impact", "lang"];

    #root = this.attachShadow({ mode: "open" });
    #body = make("div", "");
    #live = make("span", "far");
    #source = new Source("");
    /** What it said last, and what the visitor has dismissed. */
    #said = "";
    #gone = "";

    constructor() {
      super();
      this.#root.adoptedStyleSheets = [sheet];
      this.#live.setAttribute("role", "status");
      this.#root.append(this.#body, this.#live);
    }

    connectedCallback() {
      const src = this.getAttribute("src") || HOME;
      const url = src && web(src, document.baseURI);
      const home = url ? url.origin + url.pathname.replace(/\/*$/, "/") : "";
      this.#source = sources.get(home) ?? new Source(home);
      sources.set(home, this.#source);
      this.#source.join(this);
    }

    disconnectedCallback() {
      this.#source.leave(this);
    }

    attributeChangedCallback() {
      if (!this.isConnected) return;
      this.disconnectedCallback();
      this.connectedCallback();
    }

    draw() {
      try {
        const made = this.#made();
        if (made.isEqualNode(this.#body)) return;
        const links = () => /** @type {HTMLElement[]} */ ([...this.#root.querySelectorAll("a, button")]);
        const focused = links().findIndex((each) => each === this.#root.activeElement);
        const { scrollTop } = this.#body;
        this.#body.replaceWith(made);
        this.#body = made;
        made.scrollTop = scrollTop;
        links()[focused]?.focus({ preventScroll: true });
      } catch {
        // What stands there stays.
      }
    }

    #made() {
      const { data, home, behind } = this.#source;
      const mode = this.getAttribute("mode") ?? "pill";
      const asked = (this.closest("[lang]") ?? document.documentElement).getAttribute("lang") ?? "";
      const language = [asked.split("-")[0], data?.site.language ?? ""].find((each) => Object.hasOwn(WORDS, each)) ?? "en";
      const words = WORDS[language];
      const now = Date.now() + behind;
    }
  }
})();
