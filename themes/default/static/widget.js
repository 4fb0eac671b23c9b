// @ts-check
/**
 * <status-widget> shows the status of a service on any page; see docs/embedders.md.
 * It fetches widget.json from its status site, and nothing else. If anything goes wrong, it shows
 * the status as unknown, with a link; it never throws an error into the page.
 *
 * The build minifies this file.
 *
 * @typedef {{ id: string, title: string, language: string, kinds: string[], state: string,
 *   impact: string, impact_now: string, link: string, last_update: string, next: string | null,
 *   action: string | null, components: Record<string, string>,
 *   from?: string, until?: string | null, ends_by_clock?: boolean }} Item
 * @typedef {{ id: string, ids: string[], name: string, group: { name: string } | null,
 *   without_maintenance: string }} Part
 * @typedef {{ schema_version: number, site: { name: string, language: string },
 *   generated_at: string, fresh_until: string | null, incidents: Item[], pinned: Item[],
 *   notices: Item[], maintenance: Item[], components: Part[] }} Data
 * @typedef {{ home: string, data?: Data | null, due: number, wait: number, offset: number }}
 *   Source Data: undefined until loaded, null if it cannot be loaded. Due is on a monotonic
 *   clock; offset is that of the visitor's clock, in milliseconds.
 * @typedef {[level: number, text: string, items: Node[], rows: Node[]]} View
 */
(() => {
  const NAME = "status-widget";
  if (customElements.get(NAME) || !document.adoptedStyleSheets) return;
  const STATES = [
    "operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage",
  ];
  const COLOURS = ["#1f9254", "#2f6fde", "#b7800b", "#d9620f", "#cf2f3a"];
  const IMPACTS = ["none", "minor", "major", "critical"];
  const OVERALL = [
    "All systems operational", "Under maintenance", "Partly degraded", "Degraded performance",
    "Minor outage", "Partial outage", "Major outage",
  ];
  /** English is where it is used. @type {Record<string, Record<string, string>>} */
  const WORDS = {
    en: {},
    fr: {
      "Status unknown": "État inconnu",
      "Next update by {}": "Prochaine mise à jour au plus tard : {}",
      "The update promised for {} is late": "Mise à jour en retard, promise : {}",
      "Updated {}": "Mise à jour : {}",
      "What you need to do: {}": "Ce que vous devez faire : {}",
      "Dismiss": "Fermer",
      "Security incident": "Incident de sécurité",
      "Data loss": "Perte de données",
      "All systems operational": "Tous les systèmes sont opérationnels",
      "Partly degraded": "Partiellement dégradé",
      "Minor outage": "Panne mineure",
      "Operational": "Opérationnel",
      "Under maintenance": "En maintenance",
      "Degraded performance": "Performances dégradées",
      "Partial outage": "Panne partielle",
      "Major outage": "Panne majeure",
      "Investigating": "Analyse en cours",
      "Identified": "Identifié",
      "Monitoring": "Sous surveillance",
      "Resolved": "Résolu",
      "Scheduled": "Prévue",
      "In progress": "En cours",
      "Verifying": "Vérification en cours",
      "Completed": "Terminée",
      "Cancelled": "Annulée",
      "Notice": "Information",
    },
  };

  const DISC = "M10 1a9 9 0 1 0 0 18 9 9 0 0 0 0-18z";
  /** The shapes of states, information and unknown, on a square of 20. */
  const SHAPES = [
    `${DISC}M5 10l4 4 6-7-2-1-4 5-2-2z`,
    "M19 5a6 6 0 0 1-8 7l-5 6a3 3 0 0 1-4-4l6-5a6 6 0 0 1 7-8l-3 3 1 3 3 1z",
    "M8 2a2 2 0 0 1 4 0l7 13a2 2 0 0 1-2 3H3a2 2 0 0 1-2-3zM9 6v6h2V6zM9 14v2h2v-2z",
    "M9 1a1 1 0 0 1 2 0l8 8a1 1 0 0 1 0 2l-8 8a1 1 0 0 1-2 0l-8-8a1 1 0 0 1 0-2zM10 4l-6 6h12z",
    "M6 1h8l5 5v8l-5 5H6l-5-5V6zm1 4-2 2 3 3-3 3 2 2 3-3 3 3 2-2-3-3 3-3-2-2-3 3z",
    `${DISC}M9 9v6h2V9zM9 5v2h2V5z`,
    `${DISC}M6 8h2a2 2 0 1 1 2 2H9v2h2a4 4 0 1 0-5-4zM9 14v2h2v-2z`,
  ];
  const INFORMATION = 5;
  const UNKNOWN = 6;

  const looks = SHAPES.map((shape, level) => `
.t${level} {--tone: var(--status-${STATES[level] ?? "other"}, ${COLOURS[level] ?? "gray"})}
i.t${level} {clip-path: path(evenodd, "${shape}")}`);

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
:host {
  --ground: var(--status-background, Canvas);
  --line: 1px solid var(--status-border, color-mix(in srgb, currentColor 20%, transparent));
  color: var(--status-text, CanvasText);
  display: inline-block;
  vertical-align: middle;
  width: 20em;
  max-width: 100%;
  height: 2.4em;
  line-height: 1.4;
}
:host([mode=list]) {display: block; width: auto; height: 20em}
:host([mode=banner]) {display: block; width: auto; height: auto}
:host([overlay]) {position: fixed; z-index: 9999; inset: 0 0 auto}
:host([hidden]) {display: none}
:host([theme=light]) {color-scheme: light}
:host([theme=dark]) {color-scheme: dark}
* {box-sizing: border-box; min-width: 0; margin: 0; padding: 0; overflow-wrap: anywhere}
${looks.join("")}
i {width: 20px; height: 20px; flex: none; background: var(--tone); forced-color-adjust: none}
a {color: inherit}
.head {text-decoration: none}
.head:hover {text-decoration: underline}
.pill, .list {background: var(--ground); border: var(--line); border-radius: var(--status-radius, .5em)}
.pill {display: inline-flex; max-width: 100%; padding: .15em .8em}
.pill .words {white-space: nowrap; overflow: hidden; text-overflow: ellipsis}
.list {height: 100%; overflow: auto; padding: .8em}
.banner {padding: .5em .8em; background: color-mix(in srgb, var(--tone) 12%, var(--ground))}
.head, .banner, li {display: flex; gap: .5em; padding-block: .25em}
.words {font-weight: 600}
.meta {opacity: .75}
.name {flex: 1}
.list .items {border-block: var(--line); margin-block: .5em}
ul:empty {display: none}
button {all: unset; cursor: pointer; align-self: start; margin-inline-start: auto; padding: .2em .4em}
button:focus-visible {outline: auto}
.far {position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%)}`);

  /** @param {string} tag @param {string} part @param {(string | Node)[]} inside */
  const make = (tag, part, ...inside) => {
    const made = document.createElement(tag);
    made.className = part;
    made.setAttribute("part", part);
    made.append(...inside);
    return made;
  };

  /** @param {number} level */
  const icon = (level) => make("i", `icon t${level}`);

  /**
   * Return a web address without user, query and fragment, or nothing.
   * @param {string | null | undefined} address
   */
  const web = (address) => {
    try {
      const { protocol, origin, pathname } = new URL(address || "x:", document.baseURI);
      return /^https?:$/.test(protocol) ? origin + pathname : "";
    } catch {
      return "";
    }
  };
  /** The address of the script. */
  const HOME = web(document.currentScript?.getAttribute("src")).replace(/[^/]*$/, "");

  /** @param {string} address @param {string} part @param {(string | Node)[]} inside */
  const link = (address, part, ...inside) => {
    const made = make("a", part, ...inside);
    if (address) made.setAttribute("href", address);
    return made;
  };

  /** @param {HTMLElement} body @returns {NodeListOf<HTMLElement>} */
  const controls = (body) => body.querySelectorAll("a, button");

  /** @type {Set<StatusWidget>} */
  const widgets = new Set();
  /** By address, so that several widgets of a site fetch once. @type {Map<string, Source>} */
  const sources = new Map();
  /** Everything that the visitor has dismissed in this session, in a row. */
  let dismissed = "";
  try {
    dismissed = sessionStorage[NAME] ?? "";
  } catch {}

  /** Draw what the clock has changed and fetch what is due, only while the page is visible. */
  const tick = () => {
    if (document.hidden) return;
    for (const each of widgets) {
      each.draw();
      if (each.source.home && performance.now() >= each.source.due) ask(each.source);
    }
  };

  /** @param {Source} source */
  const ask = async (source) => {
    source.due = Infinity;
    source.wait = Math.min(source.wait * 2, 960_000);
    try {
      const { ok, body, headers } = await fetch(`${source.home}widget.json`, {
        cache: "no-cache", redirect: "error", signal: AbortSignal.timeout(8000),
      });
      if (!ok || !body) throw ok;
      const reader = body.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      for (let part; !(part = await reader.read()).done; text += part.value) {
        if (text.length > 500_000) throw reader.cancel();
      }
      /** @type {Data} */
      const data = JSON.parse(text);
      if (data.schema_version !== 1 || !data.site) throw data;
      // Trust the clock of a host that shows it, but data is never from the future, and no cache had
      // it before it was made.
      const now = Date.now();
      const told = Date.parse(headers.get("date") ?? "") || now;
      const age = Number(headers.get("age")) || 0;
      source.offset = Math.max(told, Date.parse(data.generated_at) + age * 1000) - now;
      source.data = data;
      source.wait = 60_000;
    } catch {
      source.data = null;
    }
    source.due = performance.now() + source.wait * (1 + Math.random() / 4);
    tick();
  };

  /**
   * The overall state, by the rule of the status page: its rank and its words.
   * @param {number[]} states
   * @param {number} harm The impact of the open incidents.
   */
  const overall = (states, harm) => {
    const worst = Math.max(0, ...states);
    const alike = states.every((each) => each === worst);
    const rank = Math.max(harm, [0, 0, 1, alike ? 2 : 1, alike ? 3 : 2][worst]);
    return [rank, rank > Number(worst === 2) ? rank + 3 : worst === 2 && alike ? 3 : worst];
  };

  class StatusWidget extends HTMLElement {
    static observedAttributes = ["src", "mode", "components", "impact", "lang"];

    #root = this.attachShadow({ mode: "open" });
    #body = make("div", "");
    #live = make("output", "far");
    /** What it showed last. */
    #told = "";
    /** @type {Source} */
    source = Object.create(null);

    constructor() {
      super();
      this.#root.adoptedStyleSheets = [sheet];
      this.#root.append(this.#body, this.#live);
    }

    connectedCallback() {
      const home = web(this.getAttribute("src") || HOME).replace(/[^/]$/, "$&/");
      const data = home ? undefined : null;
      this.source = sources.get(home) ?? { home, data, due: 0, wait: 60_000, offset: 0 };
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
      const { data, home } = this.source;
      const asked = this.closest("[lang]")?.getAttribute("lang") ?? "";
      const language =
        [asked.slice(0, 2).toLowerCase(), data?.site.language].find((each) => each && WORDS[each]) ?? "en";
      /** @param {string} word English, or one of the data's. */
      const say = (word) => {
        const english = word[0].toUpperCase() + word.slice(1).replace(/_/g, " ");
        return WORDS[language][english] ?? english;
      };
      /** @type {View} */
      let view = [UNKNOWN, data === undefined ? "…" : say("Status unknown"), [], []];
      try {
        view = (data && this.#look(data, language, say)) ?? view;
      } catch {
        // Data of an unknown form.
      }
      const [level, text, items, rows] = view;
      const isKnown = level !== UNKNOWN;
      const name = data?.site.name ?? "";
      const words = make("span", "words", make("span", "far", name, " "), text);
      const head = link(home, "head", icon(level), words);
      const list = make("ul", "items", ...items);
      const told = [head, ...items].map((each) => each.textContent).join(". ");

      const mode = this.getAttribute("mode");
      let body = make("div", "pill", head);
      if (mode === "list") body = make("div", "list", head, list, make("ul", "components", ...rows));
      if (mode === "banner") {
        const button = make("button", "dismiss", "×");
        button.ariaLabel = say("Dismiss");
        button.onclick = () => {
          dismissed += isKnown ? this.#told : told;
          tick();
          try {
            sessionStorage[NAME] = dismissed;
          } catch {}
        };
        const isQuiet = isKnown ? !items[0] : data === undefined;
        body = make("section", `banner t${level}`, isKnown ? list : head, button);
        body.ariaLabel = name || text;
        if (isQuiet || dismissed.includes(told)) body = make("div", "");
      }
      body.lang = language;
      const before = this.#told;
      if (isKnown) this.#told = told;
      if (body.isEqualNode(this.#body)) return;
      const focused = [...controls(this.#body)].findIndex((each) => each.matches(":focus"));
      this.#body.replaceWith(body);
      this.#body = body;
      controls(body)[focused]?.focus({ preventScroll: true });
      if (isKnown && before && before !== told) this.#live.textContent = told;
    }

    /**
     * What to show, or nothing if the data is too old or lacks a requested component.
     * @param {Data} data
     * @param {string} language
     * @param {(english: string) => string} say
     * @returns {View | undefined}
     */
    #look({ fresh_until, components, incidents, pinned, maintenance, notices }, language, say) {
      const now = Date.now() + this.source.offset;
      const least = IMPACTS.indexOf(this.getAttribute("impact") ?? "none");
      const chosen = (this.getAttribute("components") ?? "").split(/[\s,]+/).filter(Boolean);
      const parts = components.filter(
        ({ ids }) => !chosen[0] || ids.some((id) => chosen.includes(id)),
      );
      if (!chosen.every((id) => parts.some(({ ids }) => ids.includes(id)))) return;
      if (fresh_until && !(now < Date.parse(fresh_until))) return;

      const format = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
        day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
      });
      /** @type {HTMLElement[]} */
      const items = [];
      /** @param {Item} item @param {number} level @param {number} impact @param {string} [state] */
      const add = (item, level, impact, state = item.state) => {
        const { title, from, until, next, action, last_update } = item;
        if (impact < least) return;
        const late = "The update promised for {} is late";
        const promise = now < Date.parse(next ?? "") ? "Next update by {}" : late;
        const said = format.format(new Date(next ?? last_update));
        const when = from && until
          ? format.formatRange(new Date(from), new Date(until))
          : say(next ? promise : "Updated {}").replace("{}", said);
        const heading = link(web(item.link), "title", title);
        heading.lang = item.language;
        heading.dir = "auto";
        const meta = make("p", "meta", `${say(state)} · ${when}`);
        const text = make("div", "text", heading, " ", meta);
        if (action) {
          text.append(make("p", "action", say("What you need to do: {}").replace("{}", () => action)));
        }
        items.push(make("li", "item", icon(level), text));
      };
      /** @param {Item[]} all */
      const mine = (all) =>
        all.filter((item) => !chosen[0] || parts.some(({ id }) => STATES.includes(item.components[id])));

      const opened = mine(incidents);
      let harm = 0;
      for (const each of opened) {
        const impact = IMPACTS.indexOf(each.impact_now);
        harm = Math.max(harm, impact);
        add(each, impact ? impact + 1 : INFORMATION, impact);
      }
      for (const each of mine(pinned)) add(each, INFORMATION, IMPACTS.indexOf(each.impact));
      // The clock starts maintenance, and ends it unless an update says that it continues.
      const holding = mine(maintenance).filter((each) => {
        const { state, from, until, ends_by_clock } = each;
        const waits = state === "scheduled" && now < Date.parse(from ?? "");
        if (ends_by_clock && now >= Date.parse(until ?? "")) return;
        if (this.getAttribute("mode") === "list" || !waits) {
          add(each, 1, 0, !waits && state === "scheduled" ? "in_progress" : state);
        }
        return !waits;
      });
      for (const each of mine(notices)) {
        if (!(now >= Date.parse(each.until ?? ""))) add(each, INFORMATION, 0);
      }

      const states = parts.map(({ id, without_maintenance }) =>
        Math.max(
          STATES.indexOf(without_maintenance),
          ...holding.map((each) => STATES.indexOf(each.components[id])),
        ),
      );
      const kinds = opened.flatMap((each) => each.kinds);
      const alarm = kinds.includes("security")
        ? "Security incident"
        : kinds.includes("data_loss") && "Data loss";
      const [rank, which] = overall(states, harm);
      const level = chosen[0]
        ? Math.max(harm && harm + 1, ...states)
        : rank ? rank + 1 : which && 1;
      return [
        Math.max(level, alarm ? 2 : 0),
        say(alarm || (chosen[0] ? STATES[level] : OVERALL[which])),
        items,
        parts.map(({ name, group }, place) =>
          make(
            "li", "component", icon(states[place]),
            make("span", "name", group ? `${group.name} · ${name}` : name),
            make("span", "state meta", say(STATES[states[place]])),
          ),
        ),
      ];
    }
  }

  customElements.define(NAME, StatusWidget);
  document.addEventListener("visibilitychange", tick);
  setInterval(tick, 5000);
  // Creating the first one is slow, so do it while the data is loading.
  new Intl.DateTimeFormat();
})();
