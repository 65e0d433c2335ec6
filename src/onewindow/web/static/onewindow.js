// The window's own behaviour. Every page works without it; it adds the theme switch, keys and kept drafts.
(() => {
  "use strict";
  const root = document.documentElement;
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  // Theme -------------------------------------------------------------------------------------------------
  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : systemDark.matches);

  function showTheme() {
    for (const button of all("[data-theme-toggle]")) button.setAttribute("aria-pressed", String(isDark()));
    document.dispatchEvent(new CustomEvent("onewindow:theme"));
  }

  function toggleTheme() {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("onewindow-theme", root.dataset.theme); } catch { /* lasts for this page only */ }
    showTheme();
  }

  // Keys --------------------------------------------------------------------------------------------------
  const isTyping = (target) => Boolean(target.closest?.("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]"));

  function moveThroughResults(step, wrapToField) {
    const links = all("[data-result]");
    if (!links.length) return false;
    const at = links.findIndex((link) => link === document.activeElement || link.closest("li")?.contains(document.activeElement));
    const next = at + step;
    if (next < 0) {
      if (!wrapToField) return false;
      one("[data-search]")?.focus();
      return true;
    }
    if (next >= links.length) return false;
    links[next].focus();
    links[next].closest("li")?.scrollIntoView({ block: "nearest" });
    return true;
  }

  function onKey(event) {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (one("dialog[open]")) return;
    const { key, target } = event;
    const onResult = Boolean(target.closest?.("[data-results]"));
    const onSearch = target.matches?.("[data-search]");
    let handled = false;
    if (key === "Escape") {
      // A rule shown over a chip can be put away without moving the pointer or the focus (WCAG 1.4.13).
      all(".chip-rule").forEach((chip) => chip.classList.add("is-dismissed"));
    } else if (key === "ArrowDown" && (onSearch || onResult)) {
      handled = moveThroughResults(1, false);
    } else if (key === "ArrowUp" && onResult) {
      handled = moveThroughResults(-1, true);
    } else if (!isTyping(target)) {
      if (key === "/") {
        const field = one("[data-search]");
        field?.focus();
        field?.select();
        handled = Boolean(field);
      } else if (key === "?") {
        one("#keys")?.showModal();
        handled = true;
      } else if (key === "j") {
        handled = moveThroughResults(1, false);
      } else if (key === "k") {
        handled = moveThroughResults(-1, true);
      }
    }
    if (handled) event.preventDefault();
  }

  // Typing Chinese: the letters of an unfinished pinyin are not a question, so no search is sent for them.
  function holdComposing(event) {
    if (event.isComposing && event.target.form?.hasAttribute("hx-get")) event.stopPropagation();
  }

  function releaseComposed(event) {
    if (event.target.form?.hasAttribute("hx-get")) event.target.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  // Drafts ------------------------------------------------------------------------------------------------
  // <form data-autosave=URL data-autosave-saved="Saved {time}" data-autosave-saving data-autosave-failed>
  function keepDraft(form) {
    const status = one("[data-autosave-status]", form) ?? one("[data-autosave-status]");
    const text = form.dataset;
    const clock = new Intl.DateTimeFormat(root.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
    let timer = 0;
    let saving = false;
    let dirty = false;
    let leaving = false;
    const say = (message) => { if (status && message) status.textContent = message; };

    function later(wait) {
      clearTimeout(timer);
      timer = setTimeout(save, wait);
    }

    async function save() {
      if (saving || !dirty || leaving) return;
      saving = true;
      dirty = false;
      say(text.autosaveSaving);
      try {
        const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
        const answer = await fetch(text.autosave, {
          method: text.autosaveMethod ?? "POST",
          body: new URLSearchParams(fields),
          headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken?.value ?? "", "X-Autosave": "1" },
          credentials: "same-origin",
          keepalive: true,
        });
        if (!answer.ok) throw new Error(String(answer.status));
        say(text.autosaveSaved?.replace("{time}", clock.format(new Date())));
      } catch {
        dirty = true;
        say(text.autosaveFailed);
      }
      saving = false;
      if (dirty) later(5000);
    }

    form.addEventListener("input", (event) => {
      if (event.target.type === "file") return;
      dirty = true;
      later(600);
    });
    form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); });
    window.addEventListener("online", () => later(0));
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
  }

  // Pictures ----------------------------------------------------------------------------------------------
  // <form data-picture=SELECTOR>: a picture chosen, dropped on the page or pasted is sent with the fields and forms named.
  function takePicture(form) {
    const field = one("input[type=file]", form);

    function send() {
      const [file] = field.files;
      if (!file) return;
      for (const part of all(form.dataset.picture)) {
        for (const [name, value] of part.form && part.form !== part ? [[part.name, part.value]] : new FormData(part)) {
          if (typeof value !== "string" || name === "picture") continue;
          form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
        }
      }
      form.submit();
    }

    function give(files) {
      const picture = [...(files ?? [])].find((file) => file.type.startsWith("image/"));
      if (!picture) return false;
      const carrier = new DataTransfer();
      carrier.items.add(picture);
      field.files = carrier.files;
      send();
      return true;
    }

    field.addEventListener("change", send);
    document.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      form.classList.add("is-over");
    });
    document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) form.classList.remove("is-over"); });
    document.addEventListener("drop", (event) => {
      form.classList.remove("is-over");
      if (event.dataTransfer?.types.includes("Files")) { event.preventDefault(); give(event.dataTransfer.files); }
    });
    document.addEventListener("paste", (event) => { if (give(event.clipboardData?.files)) event.preventDefault(); });
  }

  // Choices -----------------------------------------------------------------------------------------------
  // A button with data-check=ID is the box of that id said in other words; data-chosen=NAME tells which boxes are ticked.
  function showChosen() {
    for (const button of all("[data-check]")) {
      button.setAttribute("aria-pressed", String(Boolean(document.getElementById(button.dataset.check)?.checked)));
    }
    for (const place of all("[data-chosen]")) {
      const chosen = all(`input[name="${place.dataset.chosen}"]:checked`).map((box) => box.value);
      const list = chosen.join(root.lang === "en" ? ", " : "、");
      place.textContent = list ? place.dataset.chosenSome.replace("{}", list) : place.dataset.chosenNone;
    }
  }

  // Start -------------------------------------------------------------------------------------------------
  document.addEventListener("keydown", onKey);
  document.addEventListener("input", holdComposing, true);
  document.addEventListener("compositionend", releaseComposed);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-theme-toggle]")) toggleTheme();
    const opener = event.target.closest("[data-open-dialog]");
    if (opener) document.getElementById(opener.dataset.openDialog)?.showModal();
    if (event.target.closest("[data-print]")) window.print();
    const checker = event.target.closest("[data-check]");
    if (checker) document.getElementById(checker.dataset.check)?.click();
  });
  for (const type of ["pointerout", "focusout"]) {
    document.addEventListener(type, (event) => event.target.closest?.(".chip-rule")?.classList.remove("is-dismissed"));
  }
  systemDark.addEventListener("change", showTheme);
  document.addEventListener("DOMContentLoaded", () => {
    showTheme();
    showChosen();
    document.addEventListener("change", showChosen);
    document.addEventListener("htmx:afterSwap", showChosen);
    all("form[data-autosave]").forEach(keepDraft);
    all("form[data-picture]").forEach(takePicture);
    // Filters stand beside the results on a wide page; on a narrow one they fold so the results come first.
    if (matchMedia("(max-width: 52rem)").matches) all("details[data-fold-narrow]").forEach((part) => part.removeAttribute("open"));
    one("[data-error-summary]")?.focus();
  });
})();
