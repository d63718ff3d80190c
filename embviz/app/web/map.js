// A cloud of words: up to 100,000 points with labels that find free space, marks that follow a
// selection without drawing the points again, and tools to move, select and save.

const GL_FROM = 1500
const LABELS_TRIED = 2500
// By then the page has followed a click.
const FOLLOWED_MS = 3000

function numbers({ dtype, bdata }) {
  const bytes = Uint8Array.from(atob(bdata), c => c.charCodeAt(0))
  const kinds = { f4: Float32Array, u1: Uint8Array, u2: Uint16Array, u4: Uint32Array, i4: Int32Array }
  return new kinds[dtype](bytes.buffer)
}

function unpack(cloud) {
  const [x, y] = [numbers(cloud.x), numbers(cloud.y)]
  const z = cloud.z && numbers(cloud.z)
  const words = cloud.words.split("\n")
  const ids = new Int32Array(x.length)
  const steps = cloud.ids.steps && numbers(cloud.ids.steps)
  let id = cloud.ids.first
  for (let i = 0; i < ids.length; i++) ids[i] = i ? (id += steps ? steps[i - 1] : 1) : id
  const [low, high] = cloud.range ?? []
  const values = cloud.values && Float64Array.from(numbers(cloud.values), step =>
    step > cloud.steps ? NaN : low + (step / cloud.steps) * (high - low)
  )
  const rowOf = new Map()
  ids.forEach((each, row) => rowOf.set(each, row))
  return {
    ...cloud, x, y, z, words, ids, rowOf,
    n: x.length,
    group: cloud.group ? numbers(cloud.group) : values && Uint8Array.from(values, Number.isNaN),
    values,
  }
}

function cloudTraces(cloud, colors) {
  const flat = !cloud.z
  const many = cloud.n > GL_FROM
  const size = cloud.n > 20000 ? 3 : cloud.n > 5000 ? 4 : many ? 5 : cloud.n > 400 ? 7 : 9
  const rows = Array.from({ length: cloud.names.length }, () => [])
  const kept = painted(cloud) && ends(cloud)
  for (let row = 0; row < cloud.n; row++) {
    const members = rows[cloud.group ? cloud.group[row] : 0]
    // The first one of each kind stands in the legend.
    if (!kept || kept.has(row) || !members.length) members.push(row)
  }
  return rows.flatMap((members, place) => {
    if (!members.length) return []
    const style = cloud.styles[place]
    const marker = {
      color: colors[style.color] ?? style.color,
      symbol: style.symbol,
      size: (flat ? size : Math.max(2.5, size * 0.65)) * (style.size ?? 1),
      opacity: many ? 0.75 : 1,
    }
    if (cloud.values && style.scaled) {
      Object.assign(marker, {
        color: members.map(row => cloud.values[row]),
        colorscale: cloud.scale.map(([at, name]) => [at, colors[name]]),
        cmin: cloud.range[0],
        cmax: cloud.range[1],
        showscale: true,
        colorbar: {
          title: { text: cloud.title, side: "top", font: { color: colors.muted, size: 12 } },
          orientation: "h", thickness: 8, len: 0.4, x: 0, xanchor: "left", y: cloud.deep, yanchor: "top",
          tickfont: { color: colors.muted, size: 12 }, outlinewidth: 0, ypad: 4,
          ...(cloud.ticks ? { tickvals: cloud.ticks[0], ticktext: cloud.ticks[1] } : {}),
        },
      })
    }
    if (flat && !many) marker.line = { width: 1, color: colors.background }
    const trace = {
      type: flat ? (many ? "scattergl" : "scatter") : "scatter3d",
      mode: "markers",
      name: cloud.names[place],
      x: Float32Array.from(members, row => cloud.x[row]),
      y: Float32Array.from(members, row => cloud.y[row]),
      marker,
      rows: members,
      hoverinfo: kept ? "skip" : "none",
      showlegend: !style.scaled,
    }
    return flat ? trace : { ...trace, z: Float32Array.from(members, row => cloud.z[row]) }
  })
}

// The canvas, the tools and the box of the pointed word, made once a chart.
function furnish(chart) {
  if (chart.canvas) return
  const add = (name, kind = "div") => {
    const part = document.createElement(kind)
    part.className = name
    chart.box.append(part)
    return part
  }
  chart.canvas = add("over", "canvas")
  chart.tip = add("tip")
  chart.tip.hidden = true
  chart.tools = add("tools")
  chart.tools.setAttribute("role", "toolbar")
  chart.tools.setAttribute("aria-label", "Map tools")
  chart.pen = document.createElement("canvas").getContext("2d")
  const tool = (name, icon, act) => {
    const button = document.createElement("button")
    button.type = "button"
    button.title = button.ariaLabel = name
    button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${icon}"/></svg>`
    button.onclick = () => act(button)
    chart.tools.append(button)
    return button
  }
  tool("Zoom in", "M11 5v6H5v2h6v6h2v-6h6v-2h-6V5z", () => zoom(chart, 0.6))
  tool("Zoom out", "M5 11h14v2H5z", () => zoom(chart, 1 / 0.6))
  tool("Whole map", "M4 9V4h5v2H6v3zm11-5h5v5h-2V6h-3zM6 15v3h3v2H4v-5zm12 3v-3h2v5h-5v-2z", () => whole(chart))
  if (chart.data.interactive) {
    chart.shapes = {
      box: tool("Select with a box", "M4 4h3v2H6v1H4zm5 0h6v2H9zm8 0h3v3h-2V6h-1zM4 9h2v6H4zm14 0h2v6h-2zM4 17h2v1h1v2H4zm14 0h2v3h-3v-2h1zm-9 1h6v2H9z", button => take(chart, "box", button)),
      lasso: tool("Select with a lasso", "M12 4c5 0 9 2.500 9 6s-4 6-9 6c-1 0-2-.1-3-.3-.2 2-1.500 3.300-4 4.300l-.7-1.900c1.700-.7 2.500-1.500 2.700-2.900C4.600 14 3 12.200 3 10c0-3.500 4-6 9-6m0 2c-4 0-7 1.800-7 4 0 1.300.9 2.400 2.500 3.200.5-.7 1.300-1.200 2.300-1.200 1.200 0 2 .7 2 1.600v.4h.2c4 0 7-1.800 7-4s-3-4-7-4", button => take(chart, "lasso", button)),
    }
  }
  tool("Save as PNG", "M5 4h14v16H5zm2 2v9l3-3 2 2 4-5 1 1.500V6z", () => save(chart, "png"))
  tool("Save as SVG", "M11 4h2v8l3-3 1.400 1.400L12 16l-5.400-5.600L8 9l3 3zM5 18h14v2H5z", () => save(chart, "svg"))
  lasso(chart)
  listenToPoints(chart)
  // The page scrolls until the map has been touched: a wheel over it would trap the reader.
  // While a button is down, Plotly covers the page, so that leaving the box is no sign of leaving.
  const inBox = ({ clientX, clientY }) => {
    const { left, top, right, bottom } = chart.box.getBoundingClientRect()
    return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom
  }
  chart.box.addEventListener("pointerdown", () => {
    chart.awake = true
    addEventListener("pointerup", event => (chart.awake = inBox(event)), { capture: true, once: true })
  })
  chart.box.addEventListener("pointerleave", event => (chart.awake &&= inBox(event)))
  chart.box.addEventListener("wheel", event => chart.awake || event.stopPropagation(), { capture: true, passive: true })
}

function row(chart, point) {
  const trace = chart.plot.data[point.curveNumber]
  return trace?.rows?.[point.pointNumber]
}

// The part that listens may have been made anew since the map was drawn.
const tell = (chart, name, value) => window.embvizCharts.get(chart.data.name)?.pick?.report?.(name, value)

function choose(chart, at) {
  // Shown at once; who is near comes with the answer.
  chart.pick = { ...chart.pick, selected: chart.cloud.ids[at], near: [], far: [] }
  soon(chart)
  chart.clicked = Date.now()
  tell(chart, "click", { id: chart.cloud.ids[at] })
}

function listenToCloud(chart) {
  chart.plot.on("plotly_click", event => {
    const at = row(chart, event.points[0])
    if (at !== undefined) choose(chart, at)
  })
  chart.plot.on("plotly_relayout", () => (chart.asked = seen(chart)))
  chart.plot.on("plotly_hover", event => point(chart, row(chart, event.points[0])))
  chart.plot.on("plotly_unhover", () => point(chart))
  for (const event of ["plotly_relayout", "plotly_relayouting"]) {
    chart.plot.on(event, () => {
      soon(chart)
      clearTimeout(chart.settled)
      chart.settled = setTimeout(() => tellView(chart), 500)
    })
  }
}

function point(chart, at) {
  chart.tip.hidden = at === undefined
  if (at === undefined) return
  const { cloud } = chart
  const name = document.createElement("b")
  name.textContent = shorten(cloud.words[at])
  const about = [cloud.values ? reading(cloud, at) : cloud.names.length > 1 ? cloud.plainNames[cloud.group[at]] : "", `id ${cloud.ids[at]}`]
  chart.tip.replaceChildren(name, document.createElement("br"), about.filter(Boolean).join(" · "))
  const [x, y] = placing(chart)(at) ?? [0, 0]
  const [w, h] = [chart.tip.offsetWidth, chart.tip.offsetHeight]
  chart.tip.style.left = `${Math.max(4, Math.min(x + 14, chart.box.clientWidth - w - 4))}px`
  chart.tip.style.top = `${y - h - 10 > 0 ? y - h - 10 : y + 14}px`
}

function reading(cloud, at) {
  const value = cloud.values[at]
  const shown = Number.isFinite(value) ? String(+value.toPrecision(4)).replace("-", "−") : "not given"
  return `${cloud.plainNames[0]} ${shown}`
}

function shorten(word) {
  const text = visible(word)
  return text.length > 28 ? `${text.slice(0, 27)}…` : text
}
