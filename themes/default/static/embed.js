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
    // Rounded up, or the frame would scroll by the rest of a pixel.
    const height = Math.ceil(root.getBoundingClientRect().height);
    window.parent.postMessage({ type: "status-widget", height }, "*");
  }).observe(root);
})();
