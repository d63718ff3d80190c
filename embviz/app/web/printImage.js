// Renders a chart for printing: draws it again outside the viewport, dark on white, as wide as a sheet.

const CHART_FRAME = __FRAME__
const PRINT_WIDTH_PX = 700
const PRINT_COLORS = { "background-color": "#fff", "secondary-background-color": "#f3f5fa", "text-color": "#0f1626", "border-color": "#dde2ec" }
const DRAW_TIMEOUT_MS = 15000

async function printImage(chart) {
  const container = document.createElement("div")
  container.inert = true
  container.style.cssText = `position: fixed; left: -9999px; top: 0; width: ${PRINT_WIDTH_PX}px`
  for (const [name, color] of Object.entries(PRINT_COLORS)) container.style.setProperty(`--st-${name}`, color)
  container.innerHTML = CHART_FRAME
  document.body.append(container)
  const name = `${chart.data.name} on paper`
  const selection = window.embvizCharts?.get(chart.data.name)?.selection
  if (selection) window.embvizCharts.set(name, { selection, appliedSelection: selection, wasOpened: true })
  const unmount = renderChart({ data: { ...chart.data, name, scale: 1 }, parentElement: container, setTriggerValue: () => {} })
  try {
    const box = container.querySelector(".embviz-chart")
    await waitUntil(() => box.dataset.drawn)
    const drawn = charts.get(box)
    if (drawn.cloud) return await mapImage(drawn, "png")
    const { svg } = await standaloneSvg(drawn)
    return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  } finally {
    unmount()
    window.embvizCharts?.delete(name)
    container.remove()
  }
}

async function waitUntil(isDone) {
  const deadline = performance.now() + DRAW_TIMEOUT_MS
  while (!isDone()) {
    if (performance.now() > deadline) throw new Error("The picture was not drawn in time.")
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
