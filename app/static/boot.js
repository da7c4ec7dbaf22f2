// Loads htmx and its morph extension, then what a page can do without, each from the first of its sources that answers.
// htmx 2 never starts when it arrives between DOMContentLoaded and load, so nothing is fetched before load.
"use strict";
(() => {
  const scripts = JSON.parse(document.currentScript.dataset.scripts);
  const PATIENCE = 1500;

  const add = ({ src, integrity }) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = src;
      if (integrity) {
        script.integrity = integrity;
        script.crossOrigin = "anonymous";
      }
      script.onload = resolve;
      script.onerror = () => reject(new Error(`${src} could not be loaded`));
      document.head.append(script);
    });

  const late = () => new Promise((_, reject) => setTimeout(() => reject(new Error("too slow")), PATIENCE));

  const firstOf = async (sources) => {
    for (const [position, source] of sources.entries()) {
      const last = position === sources.length - 1;
      try {
        return await (last ? add(source) : Promise.race([add(source), late()]));
      } catch (error) {
        if (last) throw error;
      }
    }
  };

  const startHtmx = async () => {
    const needed = scripts.filter(({ later }) => !later);
    if (!needed.length) return; // neither a copy here nor leave to ask the CDN: the form works by itself
    try {
      for (const { sources } of needed) await firstOf(sources);
    } catch {
      return; // the form still works, with its button
    }
    document.body.removeAttribute("hx-disable");
    document.dispatchEvent(new CustomEvent("page:morphs", { detail: window.Idiomorph }));
    window.htmx.process(document.body);
    document.documentElement.dataset.ready = window.htmx.version;
  };

  const start = async () => {
    await startHtmx();
    const wanted = document.querySelector("[data-chart]") ? scripts.filter(({ later }) => later) : [];
    await Promise.allSettled(wanted.map(({ sources }) => firstOf(sources)));
    document.dispatchEvent(new CustomEvent("page:libraries")); // whoever needs one looks whether it is there
  };

  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
})();
