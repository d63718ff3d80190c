// The chart component of all pages: draws a Plotly figure, places its labels without overlaps,
// follows the theme, and reports clicks on points and cells.

const PALETTES = __PALETTES__
const charts = new WeakMap()

export default function mountChart({ data, ...component }) {
  return renderChart({ data: JSON.parse(new TextDecoder().decode(data)), ...component })
}

function renderChart({ data, parentElement, setTriggerValue }) {
  const box = parentElement.querySelector(".embviz-chart")
  // Larger type is for projectors; it does not fit on a phone.
  if (window.innerWidth < 700) data.scale = 1
  box.style.height = `${data.figure.layout.height * data.scale}px`
  box.setAttribute("aria-label", data.alt)
  // role="img" hides child elements from assistive technology, so charts with tools are groups.
  if (data.figure.layout.meta?.cloud || data.figure.layout.meta?.toolbar) box.setAttribute("role", "group")
  const chart = charts.get(box) ?? createChart(box)
  chart.sendClick = click => setTriggerValue("click", click)
  // Most reruns of the page do not change the figure.
  const figureKey = `${data.scale} ${data.digest ?? JSON.stringify(data.figure)}`
  const isSame = figureKey === chart.figureKey
  chart.figureKey = figureKey
  chart.data = data
  // An unchanged figure is drawn again only if the theme has changed.
  if (!(isSame && chart.isPlotted && themePalette(box) === chart.palette)) drawChart(chart)
  return () => {
    chart.observer.disconnect()
    // Pending callbacks would run without a plot.
    cancelAnimationFrame(chart.redrawFrame)
    clearTimeout(chart.viewTimer)
    clearTimeout(chart.hoverTimer)
    charts.delete(box)
    unregisterExport(chart)
    // A chart that replaced this one may have subscribed already.
    const shared = window.embvizCharts?.get(data.name)
    if (shared && shared.onSelection === chart.onSelection) shared.onSelection = undefined
    if (chart.isPlotted) window.Plotly.purge(chart.plot)
  }
}

function createChart(box) {
  const chart = { box, plot: box.querySelector(".plot"), labelLayer: box.querySelector(".labels") }
  chart.observer = new ResizeObserver(() => {
    const width = Math.round(box.clientWidth)
    if (chart.isPlotted && width && width !== chart.width) drawChart(chart)
  })
  chart.observer.observe(box)
  charts.set(box, chart)
  return chart
}

function loadPlotly(url) {
  // A standalone page has loaded it already.
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

async function drawChart(chart) {
  const Plotly = await loadPlotly(chart.data.plotly)
  if (!chart.box.isConnected) return
  chart.palette = themePalette(chart.box)
  const { cloud } = chart.data.figure.layout.meta ?? {}
  if (cloud && chart.decodedFrom !== cloud) chart.cloud = decodeCloud(chart.decodedFrom = cloud)
  const figure = scaleSizes(resolveColors(chart.data.figure, chart.palette), chart.data.scale)
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
    // Cells too narrow for their numbers show none; the table has them.
    if (columns && (chart.width / chart.data.scale - 90) / columns < 38) delete trace.texttemplate
  }
  if (layout.dragmode === "pan" && matchMedia("(pointer: coarse)").matches) layout.dragmode = false
  // A redrawn map keeps the view that the user or the URL has set.
  if (cloud && chart.drawnMap !== chart.data.map) {
    chart.requestedView = (chart.data.view ?? "").split("_").map(Number)
  }
  await Plotly.react(chart.plot, figure.data, cloud ? withView(layout, chart.requestedView) : layout, {
    displayModeBar: Boolean(layout.meta?.toolbar),
    modeBarButtons: [["zoomIn2d", "zoomOut2d", "resetScale2d"]],
    displaylogo: false,
    scrollZoom: Boolean(cloud),
    doubleClick: cloud ? "autosize" : "reset",
  })
  // The chart may have been unmounted or replaced while Plotly was drawing.
  const current = charts.get(chart.box)
  if (current !== chart) return current || Plotly.purge(chart.plot)
  chart.drawnMap = chart.data.map
  if (!chart.isPlotted) cloud ? listenToMap(chart) : listenToPlot(chart)
  chart.isPlotted = true
  if (cloud) subscribeToSelection(chart)
  chart.box.dataset.drawn = String(Number(chart.box.dataset.drawn ?? 0) + 1)
  cloud ? drawOverlay(chart) : placeLabels(chart)
  enableKeyboard(chart)
  registerExport(chart)
}

// Selections arrive in a component of their own (selection.js), before or after the figure.
function subscribeToSelection(chart) {
  addOverlayAndTools(chart)
  const registry = (window.embvizCharts ??= new Map())
  const shared = registry.get(chart.data.name) ?? {}
  registry.set(chart.data.name, shared)
  shared.onSelection = chart.onSelection = isNew => {
    chart.selection = shared.appliedSelection = shared.selection
    chart.selectionCount = (chart.selectionCount ?? 0) + 1
    scheduleRedraw(chart)
    // If the URL has both a word to find and a view, the view wins.
    const wasOpened = shared.wasOpened
    shared.wasOpened = true
    if (isNew && chart.selection.panTo !== null && (wasOpened || chart.requestedView.length < 4)) {
      panTo(chart, chart.selection.panTo)
    }
  }
  shared.ids = () => chart.cloud.ids
  // A selection that arrived before the map is applied now.
  if (shared.selection && shared.appliedSelection !== shared.selection) shared.onSelection(true)
  else chart.selection = shared.selection
}

function listenToPlot(chart) {
  chart.plot.on("plotly_click", event => {
    const point = event.points[0]
    const meta = chart.data.figure.layout.meta ?? {}
    const cell = Array.isArray(point.pointNumber)
    const id = cell ? meta.rowIds?.[point.pointNumber[0]] : point.customdata
    if (Number.isInteger(id)) chart.sendClick({ id })
  })
  chart.plot.on("plotly_hover", () => requestAnimationFrame(() => hideLabelsUnderHover(chart)))
  chart.plot.on("plotly_unhover", () => hideLabelsUnderHover(chart))
  for (const event of ["plotly_relayout", "plotly_relayouting", "plotly_restyle"]) {
    chart.plot.on(event, () => {
      cancelAnimationFrame(chart.redrawFrame)
      chart.redrawFrame = requestAnimationFrame(() => (placeLabels(chart), redrawFocusRing(chart)))
    })
  }
}

// Hide the labels that would cover Plotly's hover box.
function hideLabelsUnderHover(chart) {
  const boxes = [...chart.plot.querySelectorAll(".hovertext")].map(box => box.getBoundingClientRect())
  for (const tag of chart.labelLayer.children) {
    const hidden = boxes.some(box => overlaps(tag.getBoundingClientRect(), box))
    tag.style.visibility = hidden ? "hidden" : "visible"
  }
}
