// A cloud of words: up to 100,000 points with labels that find free space, marks that follow a
// selection without drawing the points again, and tools to move, select and save.

const GL_FROM = 1500
const LABELS_TRIED = 2500
// By then the page has followed a click.
const FOLLOWED_MS = 3000

// ---- from the figure to Plotly's traces ----------------------------------------------------------

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

// ---- what lies over the points --------------------------------------------------------------------

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

const shorten = word => (word.length > 28 ? `${word.slice(0, 27)}…` : word)

// Return functions to pixels, from a place or from a row. Made anew for each drawing: a view
// changes all.
const placeAny = chart => (chart.cloud.z ? inScene(chart.plot) : inPlane(chart.plot))

function placing(chart) {
  const { cloud, plot } = chart
  if (!cloud.z) {
    // Plotly's own functions round to hundredths of a pixel: too much for the length of a unit.
    const { xaxis, yaxis } = plot._fullLayout
    const dx = xaxis._length / (xaxis.range[1] - xaxis.range[0])
    const dy = yaxis._length / (yaxis.range[0] - yaxis.range[1])
    const [x0, y0] = [xaxis._offset - dx * xaxis.range[0], yaxis._offset - dy * yaxis.range[1]]
    const place = at => [x0 + dx * cloud.x[at], y0 + dy * cloud.y[at]]
    // For all points at every drawing, and so without a list for each.
    const shows = (at, { left, top, right, bottom }) => {
      const x = x0 + dx * cloud.x[at]
      const y = y0 + dy * cloud.y[at]
      return x >= left && x <= right && y >= top && y <= bottom
    }
    return Object.assign(place, { shows })
  }
  const spots = spotsIn(chart)
  const { xs, ys, ws } = spots
  const placed = at => (ws[at] > 0 ? [xs[at], ys[at]] : null)
  const shows = (at, { left, top, right, bottom }) =>
    ws[at] > 0 && xs[at] >= left && xs[at] <= right && ys[at] >= top && ys[at] <= bottom
  return Object.assign(placed, { shows, spots })
}

// What comes together is drawn once.
function soon(chart) {
  cancelAnimationFrame(chart.frame)
  chart.frame = requestAnimationFrame(() => over(chart))
}

function over(chart) {
  const { cloud, canvas, palette } = chart
  const size = chart.plot._fullLayout?._size
  if (!cloud || !size) return
  const ratio = window.devicePixelRatio || 1
  const [width, height] = [chart.box.clientWidth, chart.box.clientHeight]
  if (canvas.width !== width * ratio || canvas.height !== height * ratio) {
    canvas.width = width * ratio
    canvas.height = height * ratio
    canvas.style.width = `${width}px`
    canvas.style.height = `${height}px`
  }
  const frame = rect(size.l, size.t, size.w, size.h)
  const place = placing(chart)
  const drawn = marks(chart, frame, place)
  const pen = canvas.getContext("2d")
  pen.setTransform(ratio, 0, 0, ratio, 0, 0)
  pen.clearRect(0, 0, width, height)
  pen.save()
  pen.beginPath()
  pen.rect(size.l, size.t, size.w, size.h)
  pen.clip()
  if (painted(cloud)) pen.drawImage(paintPoints(chart, place.spots, frame, ratio), size.l, size.t, size.w, size.h)
  for (const { from, to, color, dash, thin } of drawn.lines) {
    pen.strokeStyle = color
    pen.lineWidth = thin ? 1 : 1.5
    pen.setLineDash(dash ? [4, 4] : [])
    pen.beginPath()
    pen.moveTo(...from)
    pen.lineTo(...to)
    pen.stroke()
  }
  drawDots(pen, drawn.dots, palette.orange)
  for (const { at, r, color, fill, dash } of drawn.rings) {
    pen.beginPath()
    pen.arc(at[0], at[1], r, 0, 2 * Math.PI)
    pen.setLineDash(dash ? [3, 3] : [])
    if (fill) {
      pen.fillStyle = fill
      pen.fill()
    }
    pen.lineWidth = r > 8 ? 2.5 : 1.5
    pen.strokeStyle = color
    pen.stroke()
  }
  pen.restore()
  pen.setLineDash([])
  pen.lineJoin = "round"
  pen.textBaseline = "middle"
  for (const { text, spot, font, color } of drawn.labels) {
    pen.font = font
    pen.lineWidth = 4
    pen.strokeStyle = palette.background
    pen.strokeText(text, spot.left + 3, (spot.top + spot.bottom) / 2)
    pen.fillStyle = color
    pen.fillText(text, spot.left + 3, (spot.top + spot.bottom) / 2)
  }
  chart.box.classList.toggle("dim", Boolean(chart.pick?.marked?.length))
  // What a canvas shows is in no document: it is told here to whoever asks.
  chart.box.shown = drawn
  chart.box.dataset.labels = drawn.labels.length
  if (chart.toldOf) chart.box.dataset.picked = chart.toldOf
}

function drawDots(pen, dots, color) {
  const half = dots.length > 2000 ? 1.5 : 4
  pen.fillStyle = color
  for (const [x, y] of dots) {
    if (half < 2) pen.fillRect(x - half, y - half, 2 * half, 2 * half)
    else {
      pen.beginPath()
      pen.arc(x, y, half, 0, 2 * Math.PI)
      pen.fill()
    }
  }
}

// What to draw over the points: lines, rings and labels, all in pixels.
function marks(chart, frame, place, family = getComputedStyle(chart.box).fontFamily) {
  const { cloud, palette, pick = {} } = chart
  const scale = chart.data.scale
  const rows = ids => (ids ?? []).map(id => cloud.rowOf.get(id)).filter(at => at !== undefined)
  const selected = cloud.rowOf.get(pick.selected)
  const [near, far, strange, marked] = [pick.near, pick.far, pick.strange, pick.marked].map(rows)
  const lines = []
  const rings = []
  const at = selected !== undefined && place(selected)
  if (at) {
    for (const each of [...near, ...far]) {
      const to = place(each)
      if (to) lines.push({ from: at, to, color: palette[near.includes(each) ? "text" : "orange"], dash: far.includes(each) })
    }
  }
  const ring = (each, r, color, more = {}) => {
    const spot = place(each)
    if (spot && within(around(...spot, 0), frame)) rings.push({ at: spot, r, color: palette[color], ...more })
  }
  // Where the word stands when other numbers are drawn by chance.
  for (const ghost of pick.ghosts ?? []) {
    const spot = at && placeAny(chart)(ghost)
    if (!spot) continue
    lines.push({ from: at, to: spot, color: palette.muted, dash: true })
    rings.push({ at: spot, r: 5, color: palette.muted, fill: palette.background })
  }
  const dots = marked.map(place).filter(spot => spot && within(around(...spot, 0), frame))
  for (const each of strange) ring(each, 7, "muted", { dash: true })
  for (const each of far) ring(each, 6, "orange")
  for (const each of near) ring(each, 6, "text")
  if (at) ring(selected, 10, "text")

  const font = strong => `${strong ? 600 : 400} ${13 * scale}px ${family}`
  const strongRows = new Set([selected, ...near, ...far].filter(each => each !== undefined))
  const points = cloud.n <= 600 ? new Grid(40) : null
  const budget = Math.max(12, Math.round((frame.right - frame.left) * (frame.bottom - frame.top) / (points ? 5000 : 8000) / scale ** 2))
  const labels = []
  const texts = new Grid(60 * scale)
  if (points) {
    for (let each = 0; each < cloud.n; each++) {
      const spot = place(each)
      if (spot) points.add({ ...around(...spot, 5), row: each })
    }
  }
  const done = new Set()
  let tried = 0
  const attempt = each => {
    if (done.has(each)) return
    done.add(each)
    const spot = place(each)
    if (!spot || !within(around(...spot, 0), frame)) return
    tried++
    const strong = strongRows.has(each)
    const text = shorten(cloud.words[each])
    if (!text.trim()) return
    chart.pen.font = font(strong)
    const w = chart.pen.measureText(text).width + 6
    const h = 18 * scale
    const gap = each === selected ? 13 : strong || strange.includes(each) ? 10 : 7
    const free = spots(spot, w, h, { gap }, frame).filter(one => within(one, frame) && !texts.hits(one))
    // Among points, a label keeps off them; in a crowd there is no place between.
    let found = free.find(one => !points?.hits(one, other => other.row !== each)) ?? (strong ? free[0] : undefined)
    if (!found && strong) {
      // No room beside it: somewhere near, with a line to the point.
      found = farther(spot, w, h).find(one => within(one, frame) && !texts.hits(one))
      if (found) lines.push({ from: spot, to: edge(found, spot), color: palette.neutral, thin: true })
    }
    if (!found) return
    texts.add(found)
    labels.push({ text, spot: found, font: font(strong), strong, color: palette.text, at: spot, id: cloud.ids[each] })
  }
  strongRows.forEach(attempt)
  for (const { at: middle, text, group } of cloud.heads) {
    const spot = placeAny(chart)(middle)
    if (!spot) continue
    chart.pen.font = font(true)
    const w = chart.pen.measureText(text).width + 6
    const over = inside(rect(spot[0] - w / 2, spot[1] - 9 * scale, w, 18 * scale), frame)
    if (!within(around(...spot, 0), frame) || texts.hits(over)) continue
    texts.add(over)
    const color = palette[group === null ? "muted" : cloud.styles[group].color]
    labels.push({ text, spot: over, font: font(true), strong: true, color, at: spot, id: null })
  }
  for (const each of [...strange, ...marked.slice(0, 80)]) attempt(each)
  // First one for each part of the view, so that a crowd leaves some for the rest; then the others.
  const taken = new Set()
  for (let each = 0; each < cloud.n && labels.length < budget && !points; each++) {
    if (!place.shows(each, frame)) continue
    const spot = place(each)
    const part = Math.floor(spot[0] / 110) * 1000 + Math.floor(spot[1] / 70)
    if (taken.has(part)) continue
    taken.add(part)
    attempt(each)
  }
  for (let each = 0; each < cloud.n && labels.length < budget && tried < LABELS_TRIED; each++) {
    if (place.shows(each, frame)) attempt(each)
  }
  return { lines, dots, rings, labels }
}

// Places around a point, nearer ones first.
const farther = ([x, y], w, h) =>
  [18, 32, 48, 66, 86, 110, 140, 175, 215, 260].flatMap(r =>
    Array.from({ length: 16 }, (_, i) => {
      const angle = (i * 3 * Math.PI) / 8
      return rect(x + r * Math.cos(angle) + (Math.cos(angle) < 0 ? -w : 0), y + r * Math.sin(angle) - h / 2, w, h)
    })
  )

// The point of a rectangle that is nearest to a place.
const edge = ({ left, top, right, bottom }, [x, y]) => [
  Math.max(left, Math.min(x, right)),
  Math.max(top, Math.min(y, bottom)),
]

const inside = (spot, frame) => {
  const left = Math.max(frame.left, Math.min(spot.left, frame.right - (spot.right - spot.left)))
  const top = Math.max(frame.top, Math.min(spot.top, frame.bottom - (spot.bottom - spot.top)))
  return rect(left, top, spot.right - spot.left, spot.bottom - spot.top)
}

// Rectangles by the squares they touch: a new one is compared only with those around it.
class Grid {
  constructor(step) {
    this.step = step
    this.cells = new Map()
  }
  *keys({ left, top, right, bottom }) {
    for (let i = Math.floor(left / this.step); i <= right / this.step; i++)
      for (let j = Math.floor(top / this.step); j <= bottom / this.step; j++) yield i * 65536 + j
  }
  add(spot) {
    for (const key of this.keys(spot)) {
      const cell = this.cells.get(key)
      cell ? cell.push(spot) : this.cells.set(key, [spot])
    }
  }
  hits(spot, counts = () => true) {
    for (const key of this.keys(spot))
      for (const other of this.cells.get(key) ?? []) if (overlap(spot, other) && counts(other)) return true
    return false
  }
}

// ---- the view ---------------------------------------------------------------------------------------

const around2 = ([a, b], factor, middle = (a + b) / 2) => [middle - (middle - a) * factor, middle + (b - middle) * factor]

function zoom(chart, factor) {
  const { xaxis, yaxis, scene } = chart.plot._fullLayout
  if (!chart.cloud.z) {
    return window.Plotly.relayout(chart.plot, {
      "xaxis.range": around2(xaxis.range, factor),
      "yaxis.range": around2(yaxis.range, factor),
    })
  }
  const { eye, center, up } = scene._scene.getCamera()
  const closer = Object.fromEntries(["x", "y", "z"].map(k => [k, center[k] + (eye[k] - center[k]) * factor]))
  return window.Plotly.relayout(chart.plot, { "scene.camera": { eye: closer, center, up } })
}

function whole(chart) {
  return chart.cloud.z
    ? window.Plotly.relayout(chart.plot, { "scene.camera": chart.data.figure.layout.scene.camera })
    : window.Plotly.relayout(chart.plot, { "xaxis.autorange": true, "yaxis.autorange": true })
}

function fly(chart, id) {
  const at = chart.cloud.rowOf.get(id)
  if (at === undefined) return
  const { cloud, plot } = chart
  if (!cloud.z) {
    const { xaxis, yaxis } = plot._fullLayout
    const [x, y] = [cloud.x[at], cloud.y[at]]
    const closer = ([a, b], whole, middle) => {
      const half = Math.min(Math.abs(b - a), whole / 6) / 2
      return [middle - half, middle + half]
    }
    const spread = values => values.reduce((max, v) => Math.max(max, v), -Infinity) - values.reduce((min, v) => Math.min(min, v), Infinity)
    chart.spread ??= [spread(cloud.x), spread(cloud.y)]
    const shape = (xaxis.range[1] - xaxis.range[0]) / (yaxis.range[1] - yaxis.range[0])
    const side = Math.max(chart.spread[0], chart.spread[1] * shape) || 1
    return window.Plotly.relayout(plot, {
      "xaxis.range": closer(xaxis.range, side, x),
      "yaxis.range": closer(yaxis.range, side / shape, y),
    })
  }
  const scene = plot._fullLayout.scene._scene
  const { model } = scene.glplot.cameraParams
  const [x, y, z, w] = times(model, [cloud.x[at] * scene.dataScale[0], cloud.y[at] * scene.dataScale[1], cloud.z[at] * scene.dataScale[2], 1])
  const center = { x: x / w, y: y / w, z: z / w }
  const camera = scene.getCamera()
  const away = ["x", "y", "z"].map(k => camera.eye[k] - camera.center[k])
  const factor = Math.min(1, 0.6 / Math.hypot(...away))
  const eye = { x: center.x + away[0] * factor, y: center.y + away[1] * factor, z: center.z + away[2] * factor }
  return window.Plotly.relayout(plot, { "scene.camera": { eye, center, up: camera.up } })
}

// The ranges of a flat map, or eye and center of the camera; nothing for the whole of a flat map.
function seen(chart) {
  const { xaxis, yaxis, scene } = chart.plot._fullLayout
  if (!chart.cloud.z) return xaxis.autorange ? [] : [...xaxis.range, ...yaxis.range]
  const { eye, center } = scene._scene.getCamera()
  return [eye.x, eye.y, eye.z, center.x, center.y, center.z]
}

function tellView(chart) {
  // What is sent while the page follows a click would still carry the old word.
  const wait = FOLLOWED_MS - (Date.now() - (chart.clicked ?? 0))
  if (wait > 0) {
    chart.settled = setTimeout(() => tellView(chart), wait)
    return
  }
  const view = seen(chart).map(value => +value.toPrecision(5)).join("_")
  if (view === chart.view) return
  chart.view = view
  tell(chart, "view", { view, of: chart.data.map })
}

function withView(layout, numbers) {
  if (!numbers.every(Number.isFinite)) return layout
  if (layout.scene && numbers.length === 6) {
    const [x, y, z, a, b, c] = numbers
    return { ...layout, scene: { ...layout.scene, camera: { eye: { x, y, z }, center: { x: a, y: b, z: c } } } }
  }
  if (!layout.scene && numbers.length === 4) {
    const [a, b, c, d] = numbers
    return { ...layout, xaxis: { ...layout.xaxis, range: [a, b] }, yaxis: { ...layout.yaxis, range: [c, d] } }
  }
  return layout
}

// ---- selecting with a box or a lasso ------------------------------------------------------------------

function take(chart, shape, button) {
  chart.shape = chart.shape === shape ? null : shape
  for (const each of Object.values(chart.shapes)) each.ariaPressed = String(each === button && chart.shape !== null)
  chart.canvas.style.pointerEvents = chart.shape ? "auto" : "none"
  chart.canvas.style.cursor = chart.shape ? "crosshair" : ""
}

function lasso(chart) {
  let path = null
  const at = event => {
    const box = chart.canvas.getBoundingClientRect()
    return [event.clientX - box.left, event.clientY - box.top]
  }
  const outline = () => {
    if (chart.shape === "lasso") return path
    const [[a, b], [c, d]] = [path[0], path.at(-1)]
    return [[a, b], [c, b], [c, d], [a, d]]
  }
  chart.canvas.addEventListener("pointerdown", event => {
    path = [at(event)]
    chart.canvas.setPointerCapture(event.pointerId)
    event.preventDefault()
  })
  chart.canvas.addEventListener("pointermove", event => {
    if (!path) return
    path.push(at(event))
    over(chart)
    const pen = chart.canvas.getContext("2d")
    pen.beginPath()
    outline().forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)))
    pen.closePath()
    pen.lineWidth = 1.5
    pen.setLineDash([5, 4])
    pen.strokeStyle = chart.palette.text
    pen.stroke()
    pen.setLineDash([])
  })
  chart.canvas.addEventListener("pointerup", () => {
    if (!path) return
    const polygon = outline()
    path = null
    const place = placing(chart)
    const ids = []
    for (let each = 0; each < chart.cloud.n; each++) {
      const spot = place(each)
      if (spot && holds(polygon, spot)) ids.push(chart.cloud.ids[each])
    }
    take(chart, chart.shape)
    chart.pick = { ...chart.pick, marked: ids }
    over(chart)
    tell(chart, "taken", { ids })
  })
}

// A ray to the right crosses the outline an odd number of times when it starts inside.
function holds(polygon, [x, y]) {
  let odd = false
  polygon.forEach(([x1, y1], i) => {
    const [x2, y2] = polygon[(i + 1) % polygon.length]
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) odd = !odd
  })
  return odd
}

// ---- pictures to keep -----------------------------------------------------------------------------------

async function save(chart, format) {
  const { cloud, palette, plot } = chart
  const size = plot._fullLayout._size
  const [width, height] = [chart.width, chart.box.clientHeight]
  // A picture by itself has only the fonts of the computer that shows it, so that labels are
  // measured in one of these.
  const family = "Arial, Helvetica, sans-serif"
  const frame = rect(size.l, size.t, size.w, size.h)
  const place = placing(chart)
  const drawn = marks(chart, frame, place, family)
  const x = px => (px - size.l) / size.w
  const y = py => 1 - (py - size.t) / size.h
  const annotations = drawn.labels.map(({ text, spot, strong, color }) => ({
    xref: "paper", yref: "paper", x: x(spot.left + 3), y: y((spot.top + spot.bottom) / 2),
    xanchor: "left", yanchor: "middle", align: "left", showarrow: false, borderpad: 0,
    text: strong ? `<b>${escaped(text)}</b>` : escaped(text),
    ...(strong ? { bgcolor: palette.background } : {}),
    font: { size: 13 * chart.data.scale, color, family },
  }))
  const shapes = [
    ...drawn.lines.map(({ from, to, color, dash }) => ({ type: "line", x0: x(from[0]), y0: y(from[1]), x1: x(to[0]), y1: y(to[1]), line: { color, width: 1.5, dash: dash ? "dash" : "solid" } })),
    ...drawn.rings.map(({ at, r, color, fill, dash }) => ({ type: "circle", x0: x(at[0] - r), y0: y(at[1] - r), x1: x(at[0] + r), y1: y(at[1] + r), line: { color, width: 2, dash: dash ? "dot" : "solid" }, fillcolor: fill ?? "rgba(0,0,0,0)" })),
  ].map(shape => ({ xref: "paper", yref: "paper", ...shape }))
  // The note stands above the words, which keep their places in a picture that is as much higher.
  chart.pen.font = `11px ${family}`
  const lines = wrapped(chart.data.note ?? "", text => chart.pen.measureText(text).width < size.w - 8)
  const more = Math.max(0, lines.length * 16 + 8 - size.t)
  const note = { xref: "paper", yref: "paper", x: 0, y: 1 + (size.t + more) / size.h, xanchor: "left", yanchor: "top", align: "left", showarrow: false, text: lines.map(escaped).join("<br>"), font: { size: 11, color: palette.muted, family } }
  const margin = { ...plot.layout.margin, t: (plot.layout.margin?.t ?? 0) + more }
  const layout = { ...plot.layout, font: { ...plot.layout.font, family }, width, height: height + more, margin, annotations: [...annotations, note], shapes, paper_bgcolor: palette.background, plot_bgcolor: palette.background }
  for (const [key, axis] of Object.entries(plot._fullLayout)) {
    if (/^[xy]axis$/.test(key)) layout[key] = { ...layout[key], range: [...axis.range], autorange: false }
    if (key === "scene") layout.scene = { ...layout.scene, camera: axis._scene.getCamera() }
  }
  // Circles stay circles in a drawing of moderate size; beyond, the points are a picture in it.
  if (painted(cloud)) {
    const paper = paintPoints(chart, place.spots, frame, 2)
    const pen = paper.getContext("2d")
    pen.setTransform(2, 0, 0, 2, -2 * size.l, -2 * size.t)
    drawDots(pen, drawn.dots, palette.orange)
    layout.images = [{ source: paper.toDataURL(), xref: "paper", yref: "paper", x: 0, y: 1, sizex: 1, sizey: 1, sizing: "stretch", layer: "above" }]
  }
  const data = plot.data.map(trace => (format === "svg" && trace.type === "scattergl" && cloud.n <= 20000 ? { ...trace, type: "scatter" } : trace))
  const marked = (chart.pick?.marked ?? []).map(id => cloud.rowOf.get(id)).filter(at => at !== undefined)
  if (marked.length && !painted(cloud)) {
    const [first] = data
    const axes = cloud.z ? ["x", "y", "z"] : ["x", "y"]
    const places = Object.fromEntries(axes.map(axis => [axis, marked.map(at => cloud[axis][at])]))
    data.push({
      type: first.type, mode: "markers", ...places, showlegend: false,
      marker: { color: palette.orange, size: marked.length > 2000 ? 3 : 8 },
    })
  }
  const url = await window.Plotly.toImage({ data, layout, config: {} }, { format, width, height: height + more, scale: format === "png" ? 2 : 1 })
  const link = document.createElement("a")
  link.href = url
  link.download = `${chart.data.file ?? "map"}.${format}`
  link.click()
}

// A text in lines, each as long as it fits.
function wrapped(text, fits) {
  const lines = []
  for (const word of text.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word
    lines.length && fits(longer) ? (lines[lines.length - 1] = longer) : lines.push(word)
  }
  return lines
}

const escaped = text => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;")
