// @ts-check
/**
 * <status-widget> shows the status of a service on any page; see docs/embedders.md.
 * It fetches widget.json from its status site, and nothing else. If anything goes wrong, it shows
 * the status as unknown, with a link; it never throws an error into the page.
 *
 * The build minifies this file.
 *
 * @typedef {import("./widget.d.ts").StatusData} Data
 * @typedef {import("./widget.d.ts").StatusIncident & { from?: string, until?: string | null,
 *   ends_by_clock?: boolean }} Item
 * @typedef {{ home: string, data?: Data | null, due: number, wait: number, offset: number,
 *   sure: number }}
 *   Source Data: undefined until loaded, null if it cannot be loaded. Due is on a monotonic
 *   clock; offset is that of the visitor's clock, in milliseconds. Sure is two minutes later than
 *   the data, by the host's clock.
 * @typedef {[level: number, text: string, items: HTMLElement[], rows: Node[], lead: string,
 *   shown: number]} View The lead is the banner's, which shows the first items.
 */
(() => {
  const NAME = "status-widget";
  if (customElements.get(NAME) || !document.adoptedStyleSheets) return;
  const STATES = [
    "operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage",
  ];
  const COLOURS = ["#1f9254", "#2f6fde", "#b7800b", "#d9620f", "#cf2f3a"];
  /** @type {(string | null)[]} */
  const IMPACTS = ["none", "minor", "major", "critical"];
  const OVERALL = [
    "All systems operational", "Under maintenance", "Partly degraded", "Degraded performance",
    "Minor outage", "Partial outage", "Major outage",
  ];
  /** The level of each. */
  const LEVELS = [0, 1, 2, 2, 2, 3, 4];
  /** English is where it is used. @type {Record<string, Record<string, string>>} */
  const WORDS = {
    en: {},
    fr: {
      "Status unknown": "État inconnu",
      "Next update by {}": "Prochaine mise à jour avant {}",
      "The update promised for {} is late": "Mise à jour en retard, promise : {}",
      "Updated {}": "Mise à jour : {}",
      "What you need to do": "Ce que vous devez faire",
      "Dismiss": "Fermer",
      ": ": " : ",
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
  /** The shapes of the levels, on a square of 20: states, then 5 for information, 6 for unknown. */
  const SHAPES = [
    `${DISC}M5 10l4 4 6-7-2-1-4 5-2-2z`,
    "M2 14l8-8a5 5 0 0 1 6-5l-3 3 3 3 3-3a5 5 0 0 1-5 6l-8 8z",
    "M10 1 0 18h20zM9 7v5h2V7zM9 14v2h2v-2z",
    "M10 0 0 10l10 10 10-10zM10 4l6 6H4z",
    "M6 1h8l5 5v8l-5 5H6l-5-5V6zM5 9v2h10V9z",
    `${DISC}M9 9v6h2V9zM9 5v2h2V5z`,
    DISC,
  ];

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
:host{color:var(--status-text,CanvasText);display:inline-block;vertical-align:middle;width:20em;max-width:100%;height:2.4em;line-height:1.4}
:host([mode=list]){display:block;width:auto;height:20em}
:host([mode=banner]){display:block;width:auto;height:auto}
:host([overlay]){position:fixed;z-index:9999;inset:0 0 auto}
:host([hidden]){display:none}
:host([theme=light]){color-scheme:light}
:host([theme=dark]){color-scheme:dark}
*{box-sizing:border-box;min-width:0;margin:0;padding:0;overflow-wrap:anywhere}
${SHAPES.map((shape, level) => `
i.t${level}{background:var(--status-${STATES[level] ?? "other"},${COLOURS[level] ?? "gray"});clip-path:path(evenodd,"${shape}")}`).join("")}
i{width:20px;height:20px;flex:none;forced-color-adjust:none}
a{color:inherit}
.head{text-decoration:none}
.pill,.list,.banner{padding-inline:.8em;background:var(--status-background,Canvas);border:1px solid var(--status-border,#8885);border-radius:var(--status-radius,.5em)}
.pill{display:inline-flex;max-width:100%}
.pill .words,.banner .words{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.list{height:100%;overflow:auto;padding-block:.8em}
.head,.banner,li{display:flex;gap:.5em;padding-block:.35em}
.words{font-weight:600}
.meta{opacity:.75}
.name{flex:1}
.items{border-block:1px solid var(--status-border,#8885);margin-block:.5em}
ul:empty{display:none}
button{margin-inline-start:auto;border:0;background:none;color:inherit}
.far{position:absolute;width:1px;height:1px;overflow:hidden;opacity:0}`);

  /** @param {string | null | undefined} text */
  const at = (text) => Date.parse(text ?? "");

  /** @param {string} tag @param {string} part @param {(string | Node)[]} inside */
  const make = (tag, part, ...inside) => {
    const made = Object.assign(document.createElement(tag), { className: part, part });
    made.append(...inside);
    return made;
  };

  /** @param {number} level */
  const icon = (level) => make("i", `icon t${level}`);

  /**
   * Return a web address without user, query and fragment, or nothing.
   * @param {string | null | undefined} src
   */
  const web = (src) => {
    try {
      const { protocol, origin, pathname } = new URL(src || "x:", document.baseURI);
      return /^http/.test(protocol) ? origin + pathname : "";
    } catch {
      return "";
    }
  };
  /** The address of the script. */
  const HOME = web(document.currentScript?.getAttribute("src")).replace(/[^/]*$/, "");

  /** @param {string} src Empty: no link. @param {string} part @param {(string | Node)[]} inside */
  const link = (src, part, ...inside) =>
    Object.assign(make("a", part, ...inside), src && { href: src });

  /** @param {HTMLElement} body @returns {NodeListOf<HTMLElement>} */
  const controls = (body) => body.querySelectorAll("a, button");

  /** All widgets of the page. @type {Set<StatusWidget>} */
  const all = new Set();
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
    for (const each of all) {
      each.draw();
      if (performance.now() >= each.source.due) ask(each.source);
    }
  };

  /** @param {Source} source */
  const ask = async (source) => {
    source.due = Infinity;
    source.wait = Math.min(source.wait * 2, 960_000);
    try {
      const response = await fetch(`${source.home}widget.json`, {
        cache: "no-cache", redirect: "error", signal: AbortSignal.timeout(8000),
      });
      /** @type {Data} */
      const data = JSON.parse((await response.text()).slice(0, 500_000));
      if (!response.ok || data.schema_version !== 1 || !data.site) throw data;
      // Trust the clock of a host that shows it, but data is never from the future, and no cache had
      // it before it was made.
      const now = Date.now();
      const least = at(data.generated_at) + Number(response.headers.get("age")) * 1000;
      source.offset = Math.max(at(response.headers.get("date")) || now, least) - now;
      source.sure = now + source.offset + 120_000;
      source.data = data;
      source.wait = 60_000;
    } catch {
      source.data = null;
    }
    source.due = performance.now() + source.wait;
    tick();
  };

  /**
   * The overall state, by the rule of the status page: its place in OVERALL.
   * @param {number[]} states
   * @param {number} harm The impact of the open incidents.
   */
  const overall = (states, harm) => {
    const worst = Math.max(0, ...states);
    const alike = worst > 1 && states.every((each) => each === worst);
    const which = [0, 1, 2, 4, 5][worst] + Number(alike);
    return harm && harm >= LEVELS[which] ? harm + 3 : which;
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
      const due = home ? 0 : Infinity;
      this.source = sources.get(home) ?? { home, data, due, wait: 60_000, offset: 0, sure: 0 };
      sources.set(home, this.source);
      all.add(this);
      this.draw();
      tick();
    }

    disconnectedCallback() {
      all.delete(this);
    }

    attributeChangedCallback() {
      if (this.isConnected) this.connectedCallback();
    }

    draw() {
      const { data, home } = this.source;
      const mode = this.getAttribute("mode");
      const language =
        [
          /** @type {HTMLElement | null} */ (this.closest("[lang]"))?.lang?.slice(0, 2).toLowerCase(),
          data?.site.language,
        ].find((each) => each && WORDS[each]) ?? "en";
      /** @param {string} word English, or one of the data's. */
      const say = (word) => {
        const text = word[0].toUpperCase() + word.slice(1).replace(/_/g, " ");
        return WORDS[language][text] ?? text;
      };
      /** @type {View} */
      let view = [6, data === undefined ? "…" : say("Status unknown"), [], [], "", 0];
      try {
        view = (data && this.#look(data, mode, language, say)) ?? view;
      } catch {
        // Data of an unknown form.
      }
      const [level, text, items, rows, lead, shown] = view;
      const name = data?.site.name ?? "";
      const words = make("span", "words", make("span", "far", name, " "), text);
      const head = link(home, "head", icon(level), words);
      const told = [head, ...items].map((each) => each.textContent).join(". ");

      let body = make("div", "pill", head);
      if (mode === "list") {
        const names = make("ul", "components", ...rows);
        body = make("div", mode, head, make("ul", "items", ...items), names);
      }
      if (mode === "banner") {
        body = make("div", "");
        if (items[0] && !dismissed.includes(told)) {
          const button = make("button", "dismiss", "×");
          button.ariaLabel = say("Dismiss");
          button.onclick = () => {
            dismissed += this.#told;
            this.draw();
            try {
              sessionStorage[NAME] = dismissed;
            } catch {}
          };
          const titles = items
            .slice(0, shown)
            .flatMap((each, place) => [place ? " · " : lead, each.querySelector("a") ?? ""]);
          body = make("section", "banner", icon(level), make("p", "words", ...titles), button);
          body.ariaLabel = name;
        }
      }
      body.lang = language;
      if (data !== undefined && this.#told !== told) {
        if (STATES[level] && this.#told) this.#live.textContent = told;
        this.#told = told;
        this.dispatchEvent(new CustomEvent("statuschange", {
          detail: { state: STATES[level] ?? "unknown", words: text },
        }));
      }
      if (body.isEqualNode(this.#body)) return;
      const focused = [...controls(this.#body)].findIndex((each) => each.matches(":focus"));
      this.#body.replaceWith(body);
      this.#body = body;
      controls(body)[focused]?.focus({ preventScroll: true });
    }

    /**
     * What to show, or nothing if the data is too old or lacks a requested component.
     * @param {Data} data
     * @param {string | null} mode
     * @param {string} language
     * @param {(text: string) => string} say
     * @returns {View | undefined}
     */
    #look(data, mode, language, say) {
      const time = Date.now() + this.source.offset;
      // Nothing becomes late, starts or ends by data that is two minutes old.
      const now = Math.min(time, this.source.sure);
      /** @type {string[]} */
      const chosen = this.getAttribute("components")?.match(/[^\s,]+/g) ?? [];
      const parts = data.components.filter(
        ({ ids }) => !chosen[0] || chosen.some((id) => ids.includes(id)),
      );
      if (!chosen.every((id) => parts.some(({ ids }) => ids.includes(id)))) return;
      if (time >= at(data.fresh_until)) return;

      const format = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
        day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
      });
      /** @type {HTMLElement[]} */
      const items = [];
      /** @type {Item[]} */
      const active = [];
      let harm = 0;
      let kinds = "";
      let lead = "";
      let shown = 0;
      const told = [...data.incidents, ...data.pinned, ...data.maintenance, ...data.notices];
      for (const item of /** @type {Item[]} */ (told)) {
        const { components, from, until, next, action } = item;
        if (chosen[0] && !parts.some(({ id }) => STATES.includes(components[id]))) continue;
        // The clock starts maintenance, and ends it unless an update says that it continues.
        if (item.ends_by_clock !== false && now >= at(until)) continue;
        const waits = item.state === "scheduled" && now < at(from);
        if (from && !waits) active.push(item);
        const impact = IMPACTS.indexOf(item.impact_now);
        harm = Math.max(harm, impact);
        const isOpen = data.incidents.includes(item);
        if (isOpen) kinds += item.kinds;
        if (waits && mode !== "list") continue;
        if (IMPACTS.indexOf(item.impact) < IMPACTS.indexOf(this.getAttribute("impact"))) continue;

        const state = say(item.state === "scheduled" && !waits ? "in_progress" : item.state);
        lead ||= state;
        const when = from
          ? format.formatRange(at(from), at(until))
          : say(
              !next ? "Updated {}"
              : now < at(next) ? "Next update by {}" : "The update promised for {} is late",
            ).replace("{}", format.format(at(next ?? item.last_update)));
        const title = link(web(item.link), "title", item.title);
        title.lang = item.language;
        title.dir = "auto";
        const text = make("div", "text", title, " ", make("p", "meta", `${state} · ${when}`));
        if (action) {
          text.append(make("p", "action", say("What you need to do") + say(": ") + action));
        }
        items.push(make("li", "item", icon(from ? 1 : impact ? impact + 1 : 5), text));
        if (isOpen) shown = items.length;
      }

      const states = parts.map(({ id, without_maintenance }) =>
        Math.max(
          STATES.indexOf(without_maintenance),
          ...active.map((each) => STATES.indexOf(each.components[id])),
        ),
      );
      const alarm = /security/.test(kinds) ? "Security incident" : /loss/.test(kinds) && "Data loss";
      const which = overall(states, harm);
      const level = chosen[0] ? Math.max(harm && harm + 1, ...states) : LEVELS[which];
      return [
        alarm ? Math.max(level, 2) : level,
        say(alarm || (chosen[0] ? STATES[level] : OVERALL[which])),
        items,
        parts.map(({ name, group }, place) =>
          make(
            "li", "component", icon(states[place]),
            make("span", "name", group ? `${group.name} · ${name}` : name),
            make("span", "state meta", say(STATES[states[place]])),
          ),
        ),
        (shown > 1 ? `${shown} incidents` : lead) + say(": "),
        shown || 1,
      ];
    }
  }

  customElements.define(NAME, StatusWidget);
  document.addEventListener("visibilitychange", tick);
  setInterval(tick, 5000);
  // Creating the first one is slow, so do it while the data is loading.
  new Intl.DateTimeFormat();
})();
