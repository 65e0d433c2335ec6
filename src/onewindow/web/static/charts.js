// Draws every [data-chart] from the JSON beside it, when it comes into view, in the page's own colours.
// JSON: {kind: "bar"|"line", horizontal, categories: [..], series: [{name, values: [..]}], unit, description}
(() => {
  "use strict";
  const lang = document.documentElement.lang || "en";
  const numbers = new Intl.NumberFormat(lang);
  const compact = new Intl.NumberFormat(lang, { notation: "compact" });
  const drawn = new Map();
  // The first series is plain and each further one hatched its own way, so that they differ in grey too.
  const hatches = [
    { symbol: "none" },
    { color: "rgba(255, 255, 255, .45)", dashArrayX: [1, 0], dashArrayY: [1, 5], rotation: -Math.PI / 4 },
    { color: "rgba(255, 255, 255, .45)", dashArrayX: [1, 0], dashArrayY: [1, 5], rotation: Math.PI / 4 },
    { color: "rgba(255, 255, 255, .45)", dashArrayX: [1, 0], dashArrayY: [1, 3] },
  ];

  function optionFor(spec, element) {
    const css = getComputedStyle(element);
    const token = (name) => css.getPropertyValue(name).trim();
    const [ink, muted, line] = [token("--ink"), token("--muted"), token("--line")];
    const font = { fontFamily: css.fontFamily, fontSize: 13, color: muted };
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const category = {
      type: "category", data: spec.categories, inverse: Boolean(spec.horizontal),
      axisLine: { lineStyle: { color: line } }, axisTick: { show: false },
      axisLabel: { ...font, hideOverlap: true },
    };
    const value = {
      type: "value", splitNumber: 4, axisLine: { show: false },
      splitLine: { lineStyle: { color: line } },
      axisLabel: { ...font, formatter: (amount) => compact.format(amount) },
    };
    const fewPoints = spec.categories.length * spec.series.length <= 16;
    const series = spec.series.map((one, index) => ({
      type: spec.kind, name: one.name, data: one.values, barMaxWidth: 32, symbolSize: 6, lineStyle: { width: 2, type: ["solid", "dashed", "dotted"][index % 3] },
      itemStyle: { color: token(`--series-${index + 1}`), borderRadius: spec.horizontal ? [0, 2, 2, 0] : [2, 2, 0, 0] },
      label: { show: fewPoints, position: spec.horizontal ? "right" : "top", ...font, color: ink, formatter: (point) => numbers.format(point.value) },
    }));
    return {
      animation: !still, animationDuration: 300,
      grid: { left: 4, right: spec.horizontal ? 48 : 8, top: 24, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      xAxis: spec.horizontal ? value : category,
      yAxis: spec.horizontal ? category : value,
      series,
      // The sentence comes from the server in the page's language: the library's own is half Chinese in any locale.
      aria: { enabled: true, label: { description: spec.description }, decal: { show: series.length > 1 && spec.kind === "bar", decals: hatches } },
    };
  }

  function draw(element) {
    const source = element.parentElement.querySelector("script[type='application/json']");
    const spec = JSON.parse(source.textContent);
    drawn.get(element)?.dispose();
    const chart = window.echarts.init(element, null, { locale: lang.startsWith("zh") ? "ZH" : "EN" });
    chart.setOption(optionFor(spec, element));
    drawn.set(element, chart);
  }

  document.addEventListener("DOMContentLoaded", () => {
    const seen = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        seen.unobserve(target);
        draw(target);
        sized.observe(target);
      }
    }, { rootMargin: "200px" });
    const sized = new ResizeObserver((entries) => entries.forEach(({ target }) => drawn.get(target)?.resize()));
    document.querySelectorAll("[data-chart]").forEach((element) => seen.observe(element));
    document.addEventListener("onewindow:theme", () => [...drawn.keys()].forEach(draw));
  });
})();
