/* The information plane of the report: a mark a layer and method at the chosen epoch, the
   path that led there, values under the pointer. Reads #plane-data, fills #plane. */
(function () {
  "use strict";
  const data = JSON.parse(document.getElementById("plane-data").textContent);
  const root = document.getElementById("plane");
  const narrow = window.matchMedia("(max-width: 40rem)");
  const SVG = "http://www.w3.org/2000/svg";
  const shown = { layers: data.layers.map(() => true), series: data.series.map((s) => s.first) };
  const most = Math.max(...data.series.map((s) => s.runs));
  const isOutput = (layer) => layer === data.layers.length - 1;
  const isFilled = (s) => s.variant === "quantized";
  const isExact = (s) => s.label === "exact";
  let at = data.epochs.length - 1, timer = null;

  /* Namesakes share a colour: the count and first settings have a line without gaps. */
  const DASHES = ["none", "7 3", "2 2", "8 2 2 2", "4 4"];
  const dash = (s) => DASHES[s.rank % DASHES.length];

  /* The marks of the figures: circle, square, diamond, triangles, star; the output a star. */
  const SHAPES = ["M-5 0A5 5 0 1 0 5 0 5 5 0 1 0-5 0Z",
    "M4.4 4.4L-4.4 4.4L-4.4 -4.4L4.4 -4.4Z",
    "M6.2 0L0 6.2L-6.2 0L0 -6.2Z",
    "M0 -6.5L5.6 3.2L-5.6 3.3Z",
    "M0 6.5L-5.6 -3.2L5.6 -3.3Z",
    "M-6.5 0L3.2 -5.6L3.3 5.6Z",
    "M6.5 0L-3.2 5.6L-3.3 -5.6Z",
    "M7.5 0L2.1 2.1L0 7.5L-2.1 2.1L-7.5 0L-2.1 -2.1L0 -7.5L2.1 -2.1Z"];
  const STAR = "M0 -7.5L2 -2.7L7.1 -2.3L3.2 1L4.4 6.1L0 3.4L-4.4 6.1L-3.2 1L-7.1 -2.3L-2 -2.7Z";
  const shape = (layer) => isOutput(layer) ? STAR : SHAPES[layer % SHAPES.length];

  function make(parent, name, attributes, text) {
    const element = name.startsWith("svg:")
      ? document.createElementNS(SVG, name.slice(4)) : document.createElement(name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    if (text !== undefined) element.textContent = text;
    return parent.appendChild(element);
  }

  /* Axes: the limits with a little room around; without limits, what there is. */
  function range(quantity, limit) {
    if (limit) return [-0.05 * limit, 1.08 * limit];
    let low = 0, high = 0;
    for (const s of data.series)
      for (const values of s[quantity])
        for (const v of values) if (v !== null) { low = Math.min(low, v); high = Math.max(high, v); }
    const room = 0.05 * (high - low || 1);
    return [low - room, high + room];
  }

  function ticks(low, high) {
    const raw = (high - low) / 6, power = Math.pow(10, Math.floor(Math.log10(raw)));
    const step = power * [1, 2, 5, 10].find((f) => f * power >= raw);
    const all = [];
    for (let k = Math.ceil(low / step); k * step <= high; k++) all.push(+(k * step).toFixed(10));
    return all;
  }

  /* "layers 1–3, output" */
  function layerWords(layers) {
    const stretches = [];
    for (const i of layers) {
      const last = stretches[stretches.length - 1];
      if (last && last[1] === i - 1 && !isOutput(i)) last[1] = i; else stretches.push([i, i]);
    }
    const number = (i) => data.layers[i].replace(/ \(.*/, "").replace("layer ", "");
    const plural = layers.filter((i) => !isOutput(i)).length > 1 ? "layers " : "layer ";
    return (isOutput(layers[0]) ? "" : plural) + stretches.map(([a, b]) =>
      number(a) + (b > a ? "–" + number(b) : "")).join(", ");
  }

  const called = (s) => s.label + (isFilled(s) ? "" : " continuous");

  /* What is saturated, methods that agree together. */
  function saturationWords() {
    const groups = new Map();
    data.series.forEach((s, i) => {
      const layers = s.saturated.filter((layer) => shown.layers[layer]);
      if (!shown.series[i] || !layers.length) return;
      const words = layerWords(layers);
      groups.set(words, (groups.get(words) || []).concat(called(s)));
    });
    return [...groups].map(([layers, methods]) => `${layers} (${methods.join(", ")})`).join("; ");
  }

  function beyondWords(n) {
    return n ? `Beyond the axes: ${n} ${n > 1 ? "marks" : "mark"}.` : "";
  }

  /* A box to tick for each item; `dress` writes its label. */
  function toggles(title, items, state, dress, draw) {
    if (!items.length) return;
    const set = make(root, "fieldset", {});
    make(set, "legend", {}, title);
    for (const i of items) {
      const label = make(set, "label", {});
      const box = make(label, "input", { type: "checkbox" });
      box.checked = state[i];
      box.addEventListener("change", () => { state[i] = box.checked; draw(); });
      dress(label, i);
    }
  }
  function dressLayer(label, i) {
    const icon = make(label, "svg:svg", { width: 14, height: 14, viewBox: "-7 -7 14 14", "aria-hidden": "true" });
    make(icon, "svg:path", { d: shape(i), fill: "#222" });
    label.append(" " + data.layers[i]);
  }
  function dressSeries(label, i) {
    const s = data.series[i];
    const icon = make(label, "svg:svg", { width: 34, height: 12, viewBox: "0 -6 34 12", "aria-hidden": "true" });
    make(icon, "svg:path", { d: "M0 0H34", stroke: s.color, "stroke-width": 2, "stroke-dasharray": dash(s) });
    make(icon, "svg:circle", { cx: 17, r: 4, stroke: s.color, "stroke-width": 2, fill: isFilled(s) ? s.color : "#fff" });
    const runs = s.runs < most ? `, ${s.runs} ${s.runs > 1 ? "runs" : "run"}` : "";
    label.append(" " + s.label + runs);
  }

  /* On a narrow page the drawing has fewer units, so that its type stays legible. */
  function build() {
    const W = narrow.matches ? 380 : 720, H = narrow.matches ? 340 : 460;
    const LEFT = 56, RIGHT = 18, TOP = 16, BOTTOM = 48;
    let points = [];
    clearInterval(timer);
    timer = null;
    root.textContent = "";
    const xs = range("xt", data.h_x), ys = range("ty", data.h_y);
    const x = (v) => LEFT + (v - xs[0]) / (xs[1] - xs[0]) * (W - LEFT - RIGHT);
    const y = (v) => H - BOTTOM - (v - ys[0]) / (ys[1] - ys[0]) * (H - TOP - BOTTOM);
    const inside = (a, b) => a >= xs[0] && a <= xs[1] && b >= ys[0] && b <= ys[1];

    /* --- what stands still ------------------------------------------------------- */
    const controls = make(root, "div", { class: "controls" });
    const play = make(controls, "button", { type: "button", id: "play" }, "Play");
    const slider = make(controls, "input", { type: "range", id: "epoch", min: 0,
      max: data.epochs.length - 1, step: 1, value: at, "aria-label": "epoch" });
    const output = make(controls, "output", { id: "epoch-text", for: "epoch" });
    const svg = make(root, "svg:svg", { viewBox: `0 0 ${W} ${H}`, role: "img",
      "aria-label": "Information plane: I(X;T) across, I(T;Y) up, both in bits" });
    const tip = make(root, "p", { id: "tip", role: "status" });
    const note = make(root, "p", { id: "plane-note" });

    const clip = make(make(svg, "svg:defs", {}), "svg:clipPath", { id: "plane-frame" });
    make(clip, "svg:rect", { x: LEFT, y: TOP, width: W - LEFT - RIGHT, height: H - TOP - BOTTOM });
    const frame = make(svg, "svg:g", { "font-size": 13, fill: "#222" });
    for (const t of ticks(xs[0], xs[1])) {
      make(frame, "svg:line", { x1: x(t), x2: x(t), y1: H - BOTTOM, y2: H - BOTTOM + 5, stroke: "#222" });
      make(frame, "svg:text", { x: x(t), y: H - BOTTOM + 20, "text-anchor": "middle" }, String(t));
    }
    for (const t of ticks(ys[0], ys[1])) {
      make(frame, "svg:line", { x1: LEFT - 5, x2: LEFT, y1: y(t), y2: y(t), stroke: "#222" });
      make(frame, "svg:text", { x: LEFT - 9, y: y(t) + 4, "text-anchor": "end" }, String(t));
    }
    make(frame, "svg:path", { d: `M${LEFT} ${TOP}V${H - BOTTOM}H${W - RIGHT}`, fill: "none", stroke: "#222" });
    make(frame, "svg:text", { x: (LEFT + W - RIGHT) / 2, y: H - 10, "text-anchor": "middle" }, "I(X;T)  [bits]");
    make(frame, "svg:text", { transform: `translate(15 ${(TOP + H - BOTTOM) / 2}) rotate(-90)`,
      "text-anchor": "middle" }, "I(T;Y)  [bits]");
    function limit(vertical, value, label) {
      if (!value) return;
      const d = vertical ? `M${x(value)} ${TOP}V${H - BOTTOM}` : `M${LEFT} ${y(value)}H${W - RIGHT}`;
      make(frame, "svg:path", { d, stroke: "#999", "stroke-dasharray": "4 4", fill: "none" });
      make(frame, "svg:text", vertical ? { x: x(value) - 4, y: H - BOTTOM - 6, "text-anchor": "end", fill: "#666" }
        : { x: LEFT + 5, y: y(value) - 5, fill: "#666" }, label);
    }
    limit(true, data.h_x, "H(X)");
    limit(false, data.h_y, "H(Y)");
    const scene = make(svg, "svg:g", {});

    const indices = (list, keep) => [...list.keys()].filter((i) => keep(list[i]));
    toggles("Layers", indices(data.layers, () => true), shown.layers, dressLayer, draw);
    toggles("Quantized", indices(data.series, isFilled), shown.series, dressSeries, draw);
    toggles("Continuous", indices(data.series, (s) => !isFilled(s)), shown.series, dressSeries, draw);

    /* --- what moves -------------------------------------------------------------- */
    /* Index of the last epoch of the series that is not after the chosen one. */
    function last(s) {
      let k = -1;
      while (k + 1 < s.epochs.length && s.epochs[k + 1] <= at) k++;
      return k;
    }
    function path(s, layer, k) {
      let d = "", pen = "M";
      for (let i = 0; i <= k; i++) {
        const a = s.xt[layer][i], b = s.ty[layer][i];
        if (a === null || b === null) { pen = "M"; continue; }
        d += pen + x(a).toFixed(1) + " " + y(b).toFixed(1);
        pen = "L";
      }
      return d;
    }
    function drawMark(s, layer, k) {
      const a = s.xt[layer][k], b = s.ty[layer][k];
      make(scene, "svg:path", { d: shape(layer), transform: `translate(${x(a)} ${y(b)}) scale(1.15)`,
        fill: isFilled(s) ? s.color : "#fff", stroke: isFilled(s) ? "#fff" : s.color,
        "stroke-width": isFilled(s) ? 0.8 : 1.8, class: "point" });
      points.push({ x: x(a), y: y(b), text: `${called(s)}, ${data.layers[layer]}, epoch ` +
        `${data.epochs[s.epochs[k]]}: I(X;T) = ${a.toFixed(3)} bits, I(T;Y) = ${b.toFixed(3)} bits` });
    }
    /* Returns how many marks lie beyond the axes. */
    function drawSeries(s) {
      const k = last(s);
      let beyond = 0;
      for (let layer = 0; layer < data.layers.length && k >= 0; layer++) {
        if (!shown.layers[layer]) continue;
        make(scene, "svg:path", { d: path(s, layer, k), fill: "none", stroke: s.color,
          "stroke-opacity": isExact(s) ? 0.9 : 0.6, "stroke-width": isExact(s) ? 2 : 1.3, "stroke-dasharray": dash(s),
          "clip-path": "url(#plane-frame)" });
        if (s.xt[layer][k] === null || s.ty[layer][k] === null) continue;
        if (inside(s.xt[layer][k], s.ty[layer][k])) drawMark(s, layer, k); else beyond++;
      }
      return beyond;
    }
    /* The count is the first series and drawn last, on top of what is held against it. */
    function draw() {
      let beyond = 0;
      scene.textContent = "";
      points = [];
      for (let i = data.series.length - 1; i >= 0; i--)
        if (shown.series[i]) beyond += drawSeries(data.series[i]);
      output.textContent = "epoch " + data.epochs[at];
      const saturated = saturationWords();
      note.textContent = (saturated ? `Saturated: ${saturated}. ` : "") + beyondWords(beyond);
    }
    function go(index) {
      at = index;
      slider.value = at;
      draw();
    }
    function stop() {
      clearInterval(timer);
      timer = null;
      play.textContent = "Play";
    }
    slider.addEventListener("input", () => { stop(); go(+slider.value); });
    play.addEventListener("click", () => {
      if (timer) { stop(); return; }
      if (at === data.epochs.length - 1) go(0);
      play.textContent = "Pause";
      timer = setInterval(() => {
        if (at === data.epochs.length - 1) stop(); else go(at + 1);
      }, Math.max(20, 6000 / data.epochs.length));
    });
    function point(event) {
      const box = svg.getBoundingClientRect(), scale = W / box.width;
      const px = (event.clientX - box.left) * scale, py = (event.clientY - box.top) * scale;
      let best = null, nearest = 14 * Math.max(1, scale);
      for (const p of points) {
        const d = Math.hypot(p.x - px, p.y - py);
        if (d <= nearest) { nearest = d; best = p; }
      }
      tip.textContent = best ? best.text : "";
    }
    svg.addEventListener("pointermove", point);
    svg.addEventListener("pointerdown", point);
    draw();
  }
  root.hidden = false;
  narrow.addEventListener("change", build);
  build();
})();
