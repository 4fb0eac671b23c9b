/* Added to each page by `statusgen serve` only. It reloads the page when files change, shows
   problems with links to the editor, and sets the page's clock to the time of the preview. */
"use strict";

(() => {
  const script = document.currentScript;
  const edition = script.dataset.edition;
  const hiddenKey = "statusgen-hidden";
  if (script.dataset.now) {
    const { now } = Date;
    const ahead = Date.parse(script.dataset.now) - now();
    Date.now = () => now() + ahead;
  }
  const framed = window.top !== window;

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  // --- problems ---

  const panel = element("aside", { id: "panel", hidden: true });
  const title = element("h2", { id: "title" });
  const list = element("ol");
  const hide = element("button", { type: "button", textContent: "Hide" });
  const pill = element("button", { type: "button", id: "pill", hidden: true });
  const live = element("p", { id: "live", role: "status" });
  panel.setAttribute("aria-labelledby", "title");
  panel.tabIndex = -1;
  list.tabIndex = 0;
  list.setAttribute("role", "list");
  list.setAttribute("aria-labelledby", "title");
  panel.append(element("header", {}, title, hide), list);

  const host = element("div", { id: "statusgen-serve", lang: "en", dir: "ltr" });
  const root = host.attachShadow({ mode: "open" });
  root.append(panel, pill, live);

  let shown = "";

  const open = (isOpen, moveFocus) => {
    panel.hidden = !isOpen;
    pill.hidden = isOpen || !shown;
    if (isOpen) sessionStorage.removeItem(hiddenKey);
    else if (shown) sessionStorage.setItem(hiddenKey, shown);
    if (moveFocus) (isOpen ? panel : pill).focus();
  };

  hide.addEventListener("click", () => open(false, true));
  pill.addEventListener("click", () => open(true, true));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) open(false, root.activeElement !== null);
  });

  const amount = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

  const counted = (problems) => {
    const errors = problems.filter((each) => each.severity === "error").length;
    const warnings = problems.length - errors;
    return [
      ...(errors ? [amount(errors, "error")] : []),
      ...(warnings ? [amount(warnings, "warning")] : []),
    ].join(", ");
  };

  const item = (problem) => {
    const place = problem.url
      ? element("a", { href: problem.url, textContent: problem.place })
      : element("span", { textContent: problem.place });
    const made = element(
      "li",
      { className: problem.severity },
      element("p", { className: "place" }, place),
      element(
        "p",
        { className: "message" },
        element("b", { textContent: problem.severity === "error" ? "Error" : "Warning" }),
        ` ${problem.message} `,
        element("code", { textContent: problem.code }),
      ),
    );
    if (problem.excerpt) made.append(element("pre", { textContent: problem.excerpt, tabIndex: 0 }));
    if (problem.hint) made.append(element("p", { className: "hint", textContent: problem.hint }));
    return made;
  };

  const show = (problems) => {
    const key = JSON.stringify(problems);
    if (key === shown || (!problems.length && !shown)) return;
    const isNews = shown !== "" || problems.some((each) => each.severity === "error");
    shown = problems.length ? key : "";
    const count = counted(problems);
    const status = problems.some((each) => each.severity === "error")
      ? `${count}. This is the last version without errors`
      : count;
    title.textContent = status;
    pill.textContent = count;
    pill.className = problems.some((each) => each.severity === "error") ? "error" : "warning";
    list.replaceChildren(...problems.map(item));
    const isHidden = sessionStorage.getItem(hiddenKey) === key || pill.className === "warning";
    open(Boolean(shown) && !isHidden, false);
    if (isNews) live.textContent = shown ? `${status}.` : "All errors are fixed.";
  };

  // --- the server ---

  let source = null;
  let isOld = false;
  let isLeaving = false;

  // Do not reload while a link is being followed. A link to the editor keeps the page open.
  const reload = () => {
    if (isOld && !isLeaving) location.reload();
  };

  const leave = () => {
    isLeaving = true;
    // On a slow machine, the next page takes a while.
    const { activeElement: link } = document;
    const isPage =
      link instanceof HTMLAnchorElement &&
      link.protocol.startsWith("http") &&
      link.pathname.endsWith("/");
    setTimeout(
      () => {
        isLeaving = false;
        reload();
      },
      isPage ? 15000 : 1000,
    );
  };

  const receive = (event) => {
    const message = JSON.parse(event.data);
    isOld = message.edition !== edition;
    reload();
    if (framed || isOld) return;
    show(message.problems);
  };

  const close = () => {
    if (source) source.close();
    source = null;
  };

  // A browser opens only a few connections to one host, so hidden pages close theirs.
  const listen = () => {
    if (document.visibilityState !== "visible") close();
    else if (!source) {
      const query = new URLSearchParams({ edition });
      source = new EventSource(`/.statusgen/events?${query}`);
      source.onmessage = receive;
    }
  };

  const begin = async () => {
    const answer = await fetch("/.statusgen/overlay.css");
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(await answer.text());
    root.adoptedStyleSheets = [sheet];
    document.body.append(host);
    document.addEventListener("visibilitychange", listen);
    window.addEventListener("beforeunload", leave);
    window.addEventListener("pagehide", close);
    window.addEventListener("pageshow", listen);
    listen();
  };

  document.addEventListener("DOMContentLoaded", begin);
})();
