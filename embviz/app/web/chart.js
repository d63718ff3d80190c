// One chart component for all pages: draws a Plotly figure, keeps its labels apart, follows the
// theme, and reports a click on a point or a cell.

const PALETTES = __PALETTES__
const charts = new WeakMap()

export default function mount({ data, ...place }) {
  return show({ data: JSON.parse(new TextDecoder().decode(data)), ...place })
}

function show({ data, parentElement, setTriggerValue }) {
  const box = parentElement.querySelector(".embviz-chart")
  // Larger type is for a projector: a phone has no room for it.
  if (window.innerWidth < 700) data.scale = 1
  box.style.height = `${data.figure.layout.height * data.scale}px`
  box.setAttribute("aria-label", data.alt)
  // A picture has no parts; a map has tools.
  if (data.figure.layout.meta?.cloud || data.figure.layout.meta?.toolbar) box.setAttribute("role", "group")
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
    // What was to be done soon would find no picture any more.
    cancelAnimationFrame(chart.frame)
    clearTimeout(chart.settled)
    clearTimeout(chart.telling)
    charts.delete(box)
    unkeepable(chart)
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
  // The page may have let go of it meanwhile.
  const kept = charts.get(chart.box)
  if (kept !== chart) return kept || Plotly.purge(chart.plot)
  chart.drawnMap = chart.data.map
  if (!chart.plotted) cloud ? listenToCloud(chart) : listen(chart)
  chart.plotted = true
  if (cloud) follow(chart)
  chart.box.dataset.drawn = String(Number(chart.box.dataset.drawn ?? 0) + 1)
  cloud ? over(chart) : label(chart)
  reachByKeys(chart)
  keepable(chart)
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
      chart.frame = requestAnimationFrame(() => (label(chart), ringAgain(chart)))
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
