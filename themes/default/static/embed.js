// @ts-check
/**
 * The page for frames: what its address asks for becomes attributes of the widget
 * (embed/?mode=pill&theme=dark), and the page around hears how high it is.
 */
"use strict";

(() => {
  const widget = document.querySelector("status-widget");
  const asked = new URLSearchParams(location.search);
  for (const name of ["mode", "components", "impact", "lang", "theme"]) {
    const value = asked.get(name);
    if (value !== null) widget?.setAttribute(name, value);
  }
  const root = document.documentElement;
  root.style.colorScheme = asked.get("theme") ?? "";
  if (window.parent === window) return;
  new ResizeObserver(() => {
    window.parent.postMessage({ type: "status-widget", height: Math.ceil(root.offsetHeight) }, "*");
  }).observe(root);
})();
