// One chart component for all pages: draws a Plotly figure, keeps its labels apart, follows the
// theme, and reports a click on a point or a cell.

const PALETTES = __PALETTES__
const charts = new WeakMap()

export default function show({ data, parentElement, setTriggerValue }) {
  const box = parentElement.querySelector(".embviz-chart")
  // Larger type is for a projector: a phone has no room for it.
  if (window.innerWidth < 700) data.scale = 1
  box.style.height = `${data.figure.layout.height * data.scale}px`
  box.setAttribute("aria-label", data.alt)
  // A picture has no parts; a map has tools.
  if (data.figure.layout.meta?.cloud) box.setAttribute("role", "group")
  const chart = charts.get(box) ?? create(box)
  chart.report = click => setTriggerValue("click", click)
  // The page runs again for many reasons; most pictures stay as they are.
  const wanted = `${data.scale} ${data.digest ?? JSON.stringify(data.figure)}`
  const same = wanted === chart.wanted
  chart.wanted = wanted
  chart.data = data
  // What is drawn already stays, unless the theme is another one.
  if (!(same && chart.plotted && palette(box) === chart.palette)) draw(chart)
  return () => {
    chart.observer.disconnect()
    charts.delete(box)
    // A chart that took this one's place may be listening already.
    const shared = window.embvizCharts?.get(data.name)
    if (shared && shared.picked === chart.picked) shared.picked = undefined
    if (chart.plotted) window.Plotly.purge(chart.plot)
  }
}

function create(box) {
  const chart = { box, plot: box.querySelector(".plot"), layer: box.querySelector(".labels") }
  chart.observer = new ResizeObserver(() => {
    const width = Math.round(box.clientWidth)
    if (chart.plotted && width && width !== chart.width) draw(chart)
  })
  chart.observer.observe(box)
  charts.set(box, chart)
  return chart
}

function plotly(url) {
  // The page may have loaded it already.
  if (window.Plotly) return window.Plotly
  window.embvizPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script")
    script.src = url
    script.onload = () => resolve(window.Plotly)
    script.onerror = () => reject(new Error("The drawing library did not load."))
    document.head.append(script)
  })
  return window.embvizPlotly
}

async function draw(chart) {
  const Plotly = await plotly(chart.data.plotly)
  if (!chart.box.isConnected) return
  chart.palette = palette(chart.box)
  const { cloud } = chart.data.figure.layout.meta ?? {}
  if (cloud && chart.unpacked !== cloud) chart.cloud = unpack(chart.unpacked = cloud)
  const figure = enlarge(paint(chart.data.figure, chart.palette), chart.data.scale)
  if (cloud) figure.data = cloudTraces(chart.cloud, chart.palette)
  chart.width = Math.round(chart.box.clientWidth)
  const layout = { ...figure.layout, width: chart.width }
  if (chart.width < 560 * chart.data.scale) Object.assign(layout, layout.meta?.narrow)
  layout.font = { ...layout.font, family: getComputedStyle(chart.box).fontFamily }
  chart.box.style.height = `${layout.height}px`
  for (const trace of figure.data) {
    const columns = trace.z?.shape?.split(",")[1] ?? trace.z?.[0]?.length
    if (columns && chart.width / columns < 6) trace.xgap = 0
    if (columns && trace.textfont && chart.width < 560) trace.textfont.size = 10.5
    // Numbers that would run into each other stand in the table only.
    if (columns && (chart.width / chart.data.scale - 90) / columns < 38) delete trace.texttemplate
  }
  if (layout.dragmode === "pan" && matchMedia("(pointer: coarse)").matches) layout.dragmode = false
  // A map that is drawn again keeps the view that was asked for, by a hand or by the address.
  if (cloud && chart.drawnMap !== chart.data.map) {
    chart.asked = (chart.data.view ?? "").split("_").map(Number)
  }
  await Plotly.react(chart.plot, figure.data, cloud ? withView(layout, chart.asked) : layout, {
    displayModeBar: Boolean(layout.meta?.toolbar),
    modeBarButtons: [["zoomIn2d", "zoomOut2d", "resetScale2d"]],
    displaylogo: false,
    scrollZoom: Boolean(cloud),
    doubleClick: cloud ? "autosize" : "reset",
  })
  chart.drawnMap = chart.data.map
  if (!chart.plotted) cloud ? listenToCloud(chart) : listen(chart)
  chart.plotted = true
  if (cloud) follow(chart)
  chart.box.dataset.drawn = String(Number(chart.box.dataset.drawn ?? 0) + 1)
  cloud ? over(chart) : label(chart)
}

// Selections come apart from the figure, before or after it.
function follow(chart) {
  furnish(chart)
  const shared = (window.embvizCharts ??= new Map())
  const known = shared.get(chart.data.name) ?? {}
  shared.set(chart.data.name, known)
  known.picked = chart.picked = fresh => {
    chart.pick = known.told = known.pick
    chart.toldOf = (chart.toldOf ?? 0) + 1
    soon(chart)
    // An address may hold both a word to find and a part of the map: then the part is shown.
    const opened = known.opened
    known.opened = true
    if (fresh && chart.pick.fly !== null && (opened || chart.asked.length < 4)) {
      fly(chart, chart.pick.fly)
    }
  }
  known.ids = () => chart.cloud.ids
  // A selection that came before the map has not been told of yet.
  if (known.pick && known.told !== known.pick) known.picked(true)
  else chart.pick = known.pick
}

function listen(chart) {
  chart.plot.on("plotly_click", event => {
    const point = event.points[0]
    const meta = chart.data.figure.layout.meta ?? {}
    const cell = Array.isArray(point.pointNumber)
    const id = cell ? meta.rowIds?.[point.pointNumber[0]] : point.customdata
    if (Number.isInteger(id)) chart.report({ id })
  })
  chart.plot.on("plotly_hover", () => requestAnimationFrame(() => clearHover(chart)))
  chart.plot.on("plotly_unhover", () => clearHover(chart))
  for (const event of ["plotly_relayout", "plotly_relayouting", "plotly_restyle"]) {
    chart.plot.on(event, () => {
      cancelAnimationFrame(chart.frame)
      chart.frame = requestAnimationFrame(() => label(chart))
    })
  }
}

// A label must not lie over the box that says what is under the pointer.
function clearHover(chart) {
  const boxes = [...chart.plot.querySelectorAll(".hovertext")].map(box => box.getBoundingClientRect())
  for (const tag of chart.layer.children) {
    const hidden = boxes.some(box => overlap(tag.getBoundingClientRect(), box))
    tag.style.visibility = hidden ? "hidden" : "visible"
  }
}

// ---- colors -----------------------------------------------------------------------------------

function palette(box) {
  const probe = document.createElement("span")
  probe.style.color = "var(--st-background-color)"
  box.append(probe)
  const [r, g, b] = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number)
  probe.remove()
  return PALETTES[0.299 * r + 0.587 * g + 0.114 * b < 128 ? "dark" : "light"]
}

function paint(value, colors) {
  if (typeof value === "string") {
    return value.startsWith("var(--") ? colors[value.slice(6, -1)] : value
  }
  if (Array.isArray(value)) return value.map(part => paint(part, colors))
  if (value && typeof value === "object") {
    if ("bdata" in value) return { ...value }
    return Object.fromEntries(
      // What stands in meta is words and places, not colors.
      Object.entries(value).map(([k, v]) => [k, k === "meta" ? v : paint(v, colors)])
    )
  }
  return value
}

// Larger type makes a larger picture: all sizes of text, margins and heights grow alike.
function enlarge(value, scale, name = "") {
  if (Array.isArray(value)) return value.map(part => enlarge(part, scale))
  if (scale === 1 || !value || typeof value !== "object" || "bdata" in value) return value
  const grows = key =>
    key === "height" || name === "margin" || (key === "size" && /font$|^marker$/.test(name))
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      typeof part === "number" && grows(key) ? part * scale : enlarge(part, scale, key),
    ])
  )
}

// ---- labels that do not collide ----------------------------------------------------------------

function label(chart) {
  const labels = chart.data.figure.layout.meta?.labels
  chart.layer.replaceChildren()
  if (!labels) return
  const area = chart.plot._fullLayout._size
  const place = chart.plot._fullLayout.scene ? inScene(chart.plot) : inPlane(chart.plot)
  const frame = rect(area.l, area.t, area.w, area.h)
  const points = labels.map(each => place(each.at))
  const marks = points.map(point => point && around(...point, 5))
  for (const at of chart.data.figure.layout.meta.avoid ?? []) {
    const point = place(at)
    marks.push(point && around(...point, 4))
  }
  // All are put in before any is measured: the browser then lays them out once, not once each.
  const tags = labels.map((each, i) => {
    if (!points[i] || !within(around(...points[i], 0), frame)) return null
    const tag = document.createElement("span")
    tag.textContent = each.text.length > 28 ? `${each.text.slice(0, 27)}…` : each.text
    tag.style.color = chart.palette[each.color ?? "text"]
    if (each.strong) tag.style.fontWeight = 600
    tag.style.fontSize = `${(each.size ?? 13) * chart.data.scale}px`
    if (each.backed) tag.style.background = chart.palette.background
    chart.layer.append(tag)
    return tag
  })
  const sizes = tags.map(tag => tag && [tag.offsetWidth, tag.offsetHeight])
  const texts = []
  labels.forEach((each, i) => {
    const tag = tags[i]
    if (!tag) return
    const [w, h] = sizes[i]
    const away = each.away && place(each.away)
    const choices = each.along
      ? between(...each.along.map(place)).map(([x, y]) => rect(x - w / 2, y - h / 2, w, h))
      : spots(points[i], w, h, each, frame)
    const free = choices.filter(spot => within(spot, frame))
    if (away) free.sort((a, b) => apart(b, away) - apart(a, away))
    const readable = candidate => !texts.some(other => overlap(candidate, other))
    const clear = candidate =>
      readable(candidate) &&
      !marks.some(
        // The name of a step may lie on lines, though not on points.
        (mark, j) => mark && j !== i && !(each.along && j >= labels.length) && overlap(candidate, mark)
      )
    const spot =
      free.find(clear) ??
      (each.along ? free.find(readable) : undefined) ??
      (each.always ? free[0] : undefined)
    if (!spot) return tag.remove()
    tag.style.left = `${spot.left}px`
    tag.style.top = `${spot.top}px`
    texts.push(spot)
  })
}

const between = ([x1, y1], [x2, y2]) =>
  [0.5, 0.4, 0.6, 0.3, 0.7].map(t => [x1 + t * (x2 - x1), y1 + t * (y2 - y1)])

function spots([x, y], w, h, { gap = 8, stack }, frame) {
  if (stack) {
    // Points on one line: each label goes above or below its point, as high as it must, and
    // moves inward where it would leave the picture.
    const left = Math.max(frame.left, Math.min(x - w / 2, frame.right - w))
    return [0, 1, 2].flatMap(level => [
      rect(left, y - gap - h - level * h, w, h),
      rect(left, y + gap + level * h, w, h),
    ])
  }
  const near = gap * 0.7
  return [
    rect(x + gap, y - h / 2, w, h),
    rect(x - gap - w, y - h / 2, w, h),
    rect(x - w / 2, y - gap - h + 2, w, h),
    rect(x - w / 2, y + gap - 2, w, h),
    rect(x + near, y - near - h + 4, w, h),
    rect(x - near - w, y - near - h + 4, w, h),
    rect(x + near, y + near - 4, w, h),
    rect(x - near - w, y + near - 4, w, h),
  ]
}

const rect = (left, top, w, h) => ({ left, top, right: left + w, bottom: top + h })
const around = (x, y, r) => rect(x - r, y - r, 2 * r, 2 * r)
const apart = (spot, [x, y]) =>
  Math.hypot((spot.left + spot.right) / 2 - x, (spot.top + spot.bottom) / 2 - y)
const overlap = (a, b) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
const within = (a, b) =>
  a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom

function inPlane(plot) {
  const { xaxis, yaxis } = plot._fullLayout
  return ([x, y]) => [xaxis._offset + xaxis.d2p(x), yaxis._offset + yaxis.d2p(y)]
}

function inScene(plot) {
  const { matrix, left, top, width, height } = sceneView(plot)
  return at => {
    const [x, y, , w] = times(matrix, [...at, 1])
    if (w <= 0) return null
    return [left + (width * (1 + x / w)) / 2, top + (height * (1 - y / w)) / 2]
  }
}

// From places in a room to the picture: one matrix, by columns, and where the picture is.
function sceneView(plot) {
  const scene = plot._fullLayout.scene._scene
  const { model, view, projection } = scene.glplot.cameraParams
  const matrix = [0, 1, 2, 3].flatMap(column => {
    const unit = [0, 0, 0, 0]
    unit[column] = scene.dataScale[column] ?? 1
    return times(projection, times(view, times(model, unit)))
  })
  const area = plot._fullLayout._size
  const domain = plot._fullLayout.scene.domain
  return {
    matrix,
    left: area.l + area.w * domain.x[0],
    top: area.t + area.h * (1 - domain.y[1]),
    width: area.w * (domain.x[1] - domain.x[0]),
    height: area.h * (domain.y[1] - domain.y[0]),
  }
}

function times(matrix, vector) {
  return [0, 1, 2, 3].map(row =>
    vector.reduce((sum, part, column) => sum + matrix[4 * column + row] * part, 0)
  )
}
