// A picture for paper: drawn anew beside the page, dark on white, as wide as a sheet.

const FRAME = __FRAME__
const PAPER = 700
const ON_PAPER = { "background-color": "#fff", "secondary-background-color": "#f3f5fa", "text-color": "#0f1626", "border-color": "#dde2ec" }
const PATIENCE_MS = 15000

async function onPaper(chart) {
  const stage = document.createElement("div")
  stage.inert = true
  stage.style.cssText = `position: fixed; left: -9999px; top: 0; width: ${PAPER}px`
  for (const [name, color] of Object.entries(ON_PAPER)) stage.style.setProperty(`--st-${name}`, color)
  stage.innerHTML = FRAME
  document.body.append(stage)
  const name = `${chart.data.name} on paper`
  const pick = window.embvizCharts?.get(chart.data.name)?.pick
  if (pick) window.embvizCharts.set(name, { pick, told: pick, opened: true })
  const forget = show({ data: { ...chart.data, name, scale: 1 }, parentElement: stage, setTriggerValue: () => {} })
  try {
    const box = stage.querySelector(".embviz-chart")
    await until(() => box.dataset.drawn)
    const drawn = charts.get(box)
    if (drawn.cloud) return await pictureOfMap(drawn, "png")
    const { svg } = await byItself(drawn)
    return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  } finally {
    forget()
    window.embvizCharts?.delete(name)
    stage.remove()
  }
}

async function until(done) {
  const last = performance.now() + PATIENCE_MS
  while (!done()) {
    if (performance.now() > last) throw new Error("The picture was not drawn in time.")
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
