// Runs before the first paint, so that a page never flashes in the theme the reader did not choose.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const chosen = localStorage.getItem("onewindow-theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch { /* storage refused: the system's theme stands */ }
})();
