// Maps of up to 100,000 words: decodes the points, and adds the overlay, the tooltip and the tools.
// A selection changes only the overlay; the points are not drawn again.

const WEBGL_MIN_POINTS = 1500
const MAX_LABELS_TRIED = 2500
// Long enough for the page to have processed a click.
const CLICK_SETTLE_MS = 3000

function decodeArray({ dtype, bdata }) {
  const bytes = Uint8Array.from(atob(bdata), c => c.charCodeAt(0))
  const kinds = { f4: Float32Array, u1: Uint8Array, u2: Uint16Array, u4: Uint32Array, i4: Int32Array }
  return new kinds[dtype](bytes.buffer)
}

function decodeCloud(cloud) {
  const [x, y] = [decodeArray(cloud.x), decodeArray(cloud.y)]
  const z = cloud.z && decodeArray(cloud.z)
  const words = cloud.words.split("\n")
  const ids = new Int32Array(x.length)
  const steps = cloud.ids.steps && decodeArray(cloud.ids.steps)
  let id = cloud.ids.first
  for (let i = 0; i < ids.length; i++) ids[i] = i ? (id += steps ? steps[i - 1] : 1) : id
  const [low, high] = cloud.range ?? []
  const values = cloud.values && Float64Array.from(decodeArray(cloud.values), step =>
    step > cloud.steps ? NaN : low + (step / cloud.steps) * (high - low)
  )
  const rowOf = new Map()
  ids.forEach((each, row) => rowOf.set(each, row))
  return {
    ...cloud, x, y, z, words, ids, rowOf,
    n: x.length,
    group: cloud.group ? decodeArray(cloud.group) : values && Uint8Array.from(values, Number.isNaN),
    values,
  }
}

function cloudTraces(cloud, colors) {
  const flat = !cloud.z
  const many = cloud.n > WEBGL_MIN_POINTS
  const size = cloud.n > 20000 ? 3 : cloud.n > 5000 ? 4 : many ? 5 : cloud.n > 400 ? 7 : 9
  const rows = Array.from({ length: cloud.names.length }, () => [])
  const drawnRows = isDrawnOnCanvas(cloud) && extremeRows(cloud)
  for (let row = 0; row < cloud.n; row++) {
    const members = rows[cloud.group ? cloud.group[row] : 0]
    // Each group needs one point to appear in the legend.
    if (!drawnRows || drawnRows.has(row) || !members.length) members.push(row)
  }
  return rows.flatMap((members, group) => {
    if (!members.length) return []
    const style = cloud.styles[group]
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
      name: cloud.names[group],
      x: Float32Array.from(members, row => cloud.x[row]),
      y: Float32Array.from(members, row => cloud.y[row]),
      marker,
      rows: members,
      hoverinfo: drawnRows ? "skip" : "none",
      showlegend: !style.scaled,
    }
    return flat ? trace : { ...trace, z: Float32Array.from(members, row => cloud.z[row]) }
  })
}

// Add the overlay canvas, the tooltip and the tools, once per chart.
function addOverlayAndTools(chart) {
  if (chart.canvas) return
  const add = (name, kind = "div") => {
    const part = document.createElement(kind)
    part.className = name
    chart.box.append(part)
    return part
  }
  chart.canvas = add("overlay", "canvas")
  chart.tooltip = add("tooltip")
  chart.tooltip.hidden = true
  chart.tools = add("tools")
  chart.tools.setAttribute("role", "toolbar")
  chart.tools.setAttribute("aria-label", "Map tools")
  chart.measureContext = document.createElement("canvas").getContext("2d")
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
  tool("Whole map", "M4 9V4h5v2H6v3zm11-5h5v5h-2V6h-3zM6 15v3h3v2H4v-5zm12 3v-3h2v5h-5v-2z", () => resetView(chart))
  if (chart.data.interactive) {
    chart.selectionButtons = {
      box: tool("Select with a box", "M4 4h3v2H6v1H4zm5 0h6v2H9zm8 0h3v3h-2V6h-1zM4 9h2v6H4zm14 0h2v6h-2zM4 17h2v1h1v2H4zm14 0h2v3h-3v-2h1zm-9 1h6v2H9z", button => toggleSelectionTool(chart, "box", button)),
      lasso: tool("Select with a lasso", "M12 4c5 0 9 2.500 9 6s-4 6-9 6c-1 0-2-.1-3-.3-.2 2-1.500 3.300-4 4.300l-.7-1.900c1.700-.7 2.500-1.500 2.700-2.900C4.600 14 3 12.200 3 10c0-3.500 4-6 9-6m0 2c-4 0-7 1.800-7 4 0 1.300.9 2.400 2.500 3.200.5-.7 1.300-1.200 2.300-1.200 1.200 0 2 .7 2 1.600v.4h.2c4 0 7-1.800 7-4s-3-4-7-4", button => toggleSelectionTool(chart, "lasso", button)),
    }
  }
  tool("Save as PNG", "M5 4h14v16H5zm2 2v9l3-3 2 2 4-5 1 1.500V6z", () => saveMap(chart, "png"))
  tool("Save as SVG", "M11 4h2v8l3-3 1.400 1.400L12 16l-5.400-5.600L8 9l3 3zM5 18h14v2H5z", () => saveMap(chart, "svg"))
  listenToLasso(chart)
  listenToCanvasPoints(chart)
  // The wheel scrolls the page until the map has been clicked, and zooms the map afterwards.
  // During a drag, Plotly covers the page with an element: `pointerleave` then fires within the map.
  const isInBox = ({ clientX, clientY }) => {
    const { left, top, right, bottom } = chart.box.getBoundingClientRect()
    return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom
  }
  chart.box.addEventListener("pointerdown", () => {
    chart.isWheelEnabled = true
    addEventListener("pointerup", event => (chart.isWheelEnabled = isInBox(event)), { capture: true, once: true })
  })
  chart.box.addEventListener("pointerleave", event => (chart.isWheelEnabled &&= isInBox(event)))
  chart.box.addEventListener("wheel", event => chart.isWheelEnabled || event.stopPropagation(), { capture: true, passive: true })
}

function rowOfEvent(chart, point) {
  const trace = chart.plot.data[point.curveNumber]
  return trace?.rows?.[point.pointNumber]
}

// The selection component may have been mounted again since the map was drawn.
const reportToPage = (chart, name, value) => window.embvizCharts.get(chart.data.name)?.selection?.report?.(name, value)

function selectRow(chart, row) {
  // Ring the word immediately; its neighbors follow with the response.
  chart.selection = { ...chart.selection, selected: chart.cloud.ids[row], near: [], far: [] }
  scheduleRedraw(chart)
  chart.clickedAt = Date.now()
  reportToPage(chart, "click", { id: chart.cloud.ids[row] })
}

function listenToMap(chart) {
  chart.plot.on("plotly_click", event => {
    const row = rowOfEvent(chart, event.points[0])
    if (row !== undefined) selectRow(chart, row)
  })
  chart.plot.on("plotly_relayout", () => (chart.requestedView = viewState(chart)))
  chart.plot.on("plotly_hover", event => showTooltip(chart, rowOfEvent(chart, event.points[0])))
  chart.plot.on("plotly_unhover", () => showTooltip(chart))
  for (const event of ["plotly_relayout", "plotly_relayouting"]) {
    chart.plot.on(event, () => {
      scheduleRedraw(chart)
      clearTimeout(chart.viewTimer)
      chart.viewTimer = setTimeout(() => reportView(chart), 500)
    })
  }
}

function showTooltip(chart, row) {
  chart.tooltip.hidden = row === undefined
  if (row === undefined) return
  const { cloud } = chart
  const name = document.createElement("b")
  name.textContent = truncateWord(cloud.words[row])
  const details = [cloud.values ? formatValue(cloud, row) : cloud.names.length > 1 ? cloud.plainNames[cloud.group[row]] : "", `id ${cloud.ids[row]}`]
  chart.tooltip.replaceChildren(name, document.createElement("br"), details.filter(Boolean).join(" · "))
  const [x, y] = rowProjector(chart)(row) ?? [0, 0]
  const [w, h] = [chart.tooltip.offsetWidth, chart.tooltip.offsetHeight]
  chart.tooltip.style.left = `${Math.max(4, Math.min(x + 14, chart.box.clientWidth - w - 4))}px`
  chart.tooltip.style.top = `${y - h - 10 > 0 ? y - h - 10 : y + 14}px`
}

function formatValue(cloud, row) {
  const value = cloud.values[row]
  const text = Number.isFinite(value) ? String(+value.toPrecision(4)).replace("-", "−") : "not given"
  return `${cloud.plainNames[0]} ${text}`
}

function truncateWord(word) {
  const text = replaceInvisible(word)
  return text.length > 28 ? `${text.slice(0, 27)}…` : text
}
