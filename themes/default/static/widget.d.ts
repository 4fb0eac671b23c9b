/**
 * The types of the element <status-widget>, of its event and of widget.json. They are not needed
 * to use the widget; copy this file into a project in TypeScript.
 *
 * Within a schema_version, keys are only added.
 */

/** An instant in UTC: 2026-11-20T14:05:00Z. */
export type Instant = string;

export type ComponentState =
  | "operational"
  | "under_maintenance"
  | "degraded_performance"
  | "partial_outage"
  | "major_outage";

export type Impact = "none" | "minor" | "major" | "critical";

export type Kind = "degradation" | "outage" | "data_loss" | "security";

export type State =
  | "investigating"
  | "identified"
  | "monitoring"
  | "resolved"
  | "scheduled"
  | "in_progress"
  | "verifying"
  | "completed"
  | "cancelled"
  | "notice";

export interface StatusIncident {
  /** Never changes, even if title and address do. */
  id: string;
  title: string;
  /** The language of the title and the action. */
  language: string;
  kinds: Kind[];
  state: State;
  /** The highest impact. */
  impact: Impact;
  /** The current impact, which counts for the overall rank. */
  impact_now: Impact;
  link: string;
  last_update: Instant;
  /** The promised time of the next update. It may have passed. */
  next: Instant | null;
  /** What users must do, as plain text. */
  action: string | null;
  /** Ids of affected components, each with its state because of this. */
  components: Record<string, ComponentState>;
}

export interface StatusNotice extends StatusIncident {
  /** When it ends, unless an update ends it earlier. */
  until: Instant | null;
}

export interface StatusMaintenance extends StatusIncident {
  from: Instant;
  until: Instant;
  /** Whether it ends at `until`. If false, only an update ends it. */
  ends_by_clock: boolean;
}

export interface StatusComponent {
  id: string;
  /** Its id, its old ids, and the ids of its group. */
  ids: string[];
  name: string;
  group: { id: string; name: string } | null;
  /** The state at `generated_at`. */
  state: ComponentState;
  /** The state without the maintenance listed here, which starts and ends by the clock. */
  without_maintenance: ComponentState;
}

/** The content of widget.json. */
export interface StatusData {
  schema_version: 1;
  site: { name: string; url: string; language: string; timezone: string };
  overall: {
    rank: Impact;
    /** The state in the words of the API: Partial System Outage. */
    description: string;
    /** The state in the site's language: Partial outage. */
    words: string;
    /** The kind of an open incident that must be named first. */
    alarm: "security" | "data_loss" | null;
  };
  /** Open incidents, most important first. */
  incidents: StatusIncident[];
  /** Ended, but still at the top of the page, for example because users must act. */
  pinned: StatusIncident[];
  notices: StatusNotice[];
  /** Active, planned within seven days, or pinned. */
  maintenance: StatusMaintenance[];
  components: StatusComponent[];
  /** Changes exactly when any value except generated_at and fresh_until changes. */
  revision: string;
  generated_at: Instant;
  /** After this time, treat the status as unknown. Null: the data does not expire. */
  fresh_until: Instant | null;
}

/** The attributes of <status-widget>. */
export interface StatusWidgetAttributes {
  /** The address of the status site; by default the one that the script came from. */
  src?: string;
  mode?: "pill" | "list" | "banner";
  /** With the banner: cover the top of the page instead of pushing it down. */
  overlay?: boolean | "";
  /** Only these ids, separated by spaces or commas. */
  components?: string;
  /** Only incidents of at least this impact. */
  impact?: Impact;
  lang?: string;
  theme?: "light" | "dark";
}

export interface StatusWidgetElement extends HTMLElement {}

/** Sent by the element as soon as it has an answer, and at each change of what it says. */
export type StatusChangeEvent = CustomEvent<{
  state: ComponentState | "unknown";
  /** The state in the element's language: Partial outage. */
  words: string;
}>;

declare global {
  interface HTMLElementTagNameMap {
    "status-widget": StatusWidgetElement;
  }
  interface HTMLElementEventMap {
    statuschange: StatusChangeEvent;
  }
}
