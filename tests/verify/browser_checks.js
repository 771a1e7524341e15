// Questions that the browser tests ask of a page; each answers with plain data.
({
  // Relative luminance of a computed colour, as WCAG 2.2 defines it.
  light(colour) {
    const parts = colour.match(/[\d.]+/g).slice(0, 3).map((part) => {
      const level = part / 255;
      return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  },

  contrast(one, other) {
    const [more, less] = [this.light(one), this.light(other)].sort((a, b) => b - a);
    return (more + 0.05) / (less + 0.05);
  },

  // Words with less than 4.5 to 1 between their colour and what they stand on. Axe leaves
  // undecided what lies outside the window.
  paleWords() {
    const pale = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const words = walk.currentNode.data.trim(), part = walk.currentNode.parentElement;
      if (!words || part.closest("script, svg") || !part.checkVisibility()) continue;
      let ground = part;
      while (ground && getComputedStyle(ground).backgroundColor.endsWith(", 0)"))
        ground = ground.parentElement;
      const behind = ground ? getComputedStyle(ground).backgroundColor : "rgb(255, 255, 255)";
      const found = this.contrast(getComputedStyle(part).color, behind);
      if (found < 4.5) pale.push(`${found.toFixed(1)} ${words.slice(0, 60)}`);
    }
    return pale;
  },

  // What a pointer has to hit, smaller than 24 by 24 CSS pixels (success criterion 2.5.8).
  smallTargets() {
    return [...document.querySelectorAll("a, button, input, summary")]
      .filter((part) => part.checkVisibility() && !part.matches(".skip"))
      .map((part) => [part.textContent, part.getBoundingClientRect()])
      .filter(([, box]) => box.width < 23.99 || box.height < 23.99)
      .map(([words, box]) => `${words} ${box.width} x ${box.height}`);
  },

  // The element in focus: its words, its outline, and whether it is in view, nothing on top.
  focus() {
    const part = document.activeElement;
    if (part === document.body) return null;
    const style = getComputedStyle(part), box = part.getBoundingClientRect();
    const x = Math.max(box.left, 0) + Math.min(box.width, innerWidth) / 2;
    const y = Math.min(Math.max(box.top, 0) + 4, box.bottom - 2);
    const top = document.elementFromPoint(Math.min(x, innerWidth - 1), y);
    return {
      words: (part.getAttribute("aria-label") || part.textContent || part.tagName).trim(),
      outlined: style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2,
      colour: style.outlineColor,
      seen: top !== null && (part.contains(top) || top.contains(part)),
    };
  },

  // Texts of charts that overlap or leave their chart, and the lowest contrast of any text, and
  // of any line that carries data, with the chart's ground.
  charts() {
    const wrong = [], words = [], lines = [];
    for (const chart of document.querySelectorAll(".chart svg")) {
      const ground = getComputedStyle(chart.querySelector('[id*="patch_1"] path')).fill;
      const frame = chart.getBoundingClientRect();
      const texts = [...chart.querySelectorAll("text")].filter((text) => text.textContent.trim());
      const boxes = texts.map((text) => text.getBoundingClientRect());
      texts.forEach((text, i) => {
        const box = boxes[i];
        words.push(this.contrast(getComputedStyle(text).fill, ground));
        if (box.left < frame.left - 1 || box.right > frame.right + 1
          || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
          wrong.push(`outside: ${text.textContent}`);
        boxes.slice(0, i).forEach((other, j) => {
          const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
          const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
          // A box holds some room above and below its letters, which may touch another's.
          if (across > 1 && down > box.height / 3)
            wrong.push(`overlap: ${texts[j].textContent} / ${text.textContent}`);
        });
      });
      for (const line of chart.querySelectorAll('[id*="axes_1"] > [id*="line2d"] > path'))
        lines.push(this.contrast(getComputedStyle(line).stroke, ground));
    }
    return { wrong, texts: words.length, words: Math.min(...words), lines: Math.min(...lines) };
  },

  // Captions of tables without what a screen reader needs to say where a figure stands.
  unnamedCells() {
    const told = (cell) => cell.textContent.trim() !== "";
    return [...document.querySelectorAll("table")].filter((table) => {
      const heads = [...table.tHead.rows[0].cells], rows = [...table.tBodies[0].rows];
      return !(table.caption && told(table.caption)
        && heads.every((head) => head.tagName === "TH" && head.scope === "col" && told(head))
        && rows.every((row) => row.cells.length === heads.length && row.cells[0].scope === "row"
          && [...row.cells].every(told)));
    }).map((table) => table.caption?.textContent ?? "no caption");
  },

  // Every table that is printed: its caption, and the cells of its rows.
  printedTables() {
    return [...document.querySelectorAll("table")].filter((table) => table.checkVisibility())
      .map((table) => ({
        caption: table.caption.textContent,
        rows: [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.innerText)),
      }));
  },

  // Whether the page is wider than the window, and which tables and charts a keyboard reaches
  // though they do not scroll, or does not though they do.
  sideways() {
    const root = document.documentElement;
    return {
      wider: root.scrollWidth - root.clientWidth,
      unreached: [...document.querySelectorAll(".table, .chart")]
        .filter((part) => (part.scrollWidth > part.clientWidth) !== (part.tabIndex === 0))
        .map((part) => part.textContent.trim().slice(0, 60)),
    };
  },

  // Elements and attributes that no report holds of itself.
  foreign() {
    const own = new Set(("html head meta title style body a header h1 p nav ul li main section h2"
      + " ol figure figcaption div svg desc defs path clipPath rect g use text tspan details"
      + " summary table caption span thead tbody tr th td blockquote mark script button label"
      + " input")
      .toLowerCase().split(" "));
    return [...document.querySelectorAll("*")].filter((part) =>
      !own.has(part.tagName.toLowerCase())
      || [...part.attributes].some((each) => each.name.startsWith("on")
        || /^\s*javascript:/i.test(each.value))).map((part) => part.outerHTML.slice(0, 120));
  },
})
