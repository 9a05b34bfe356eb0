"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const problems = [...document.querySelectorAll("details.problem")];
  const texts = new Map();
  const textOf = (problem) => {
    if (!texts.has(problem)) texts.set(problem, problem.textContent.toLowerCase());
    return texts.get(problem);
  };
  const filter = () => {
    const words = byId("find").value.toLowerCase().split(/\s+/).filter(Boolean);
    const kind = byId("kind").value;
    for (const problem of problems) {
      const fits = !kind || problem.dataset.kinds.split(" ").includes(kind);
      problem.hidden = !(fits && words.every((word) => textOf(problem).includes(word)));
    }
    const left = problems.filter((problem) => !problem.hidden).length;
    byId("found").textContent = `${left} of ${problems.length} problems`;
  };
  const setAll = (open) => problems.filter((problem) => !problem.hidden).forEach((problem) => { problem.open = open; });
  const follow = () => {
    const target = byId(decodeURIComponent(location.hash.slice(1)));
    if (!target || !target.matches("details")) return;
    for (let each = target; each; each = each.parentElement) {
      if (each.matches("details")) { each.hidden = false; each.open = true; }
    }
    target.scrollIntoView();
  };
  byId("controls").hidden = false;
  byId("find").addEventListener("input", filter);
  byId("kind").addEventListener("change", filter);
  byId("open").addEventListener("click", () => setAll(true));
  byId("close").addEventListener("click", () => setAll(false));
  addEventListener("hashchange", follow);
  filter();
  follow();
})();
