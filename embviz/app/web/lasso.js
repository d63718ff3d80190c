// Selects words with a box or a lasso.

function toggleSelectionTool(chart, tool, button) {
  chart.activeTool = chart.activeTool === tool ? null : tool
  for (const each of Object.values(chart.selectionButtons)) each.ariaPressed = String(each === button && chart.activeTool !== null)
  chart.canvas.style.pointerEvents = chart.activeTool ? "auto" : "none"
  chart.canvas.style.cursor = chart.activeTool ? "crosshair" : ""
}

function listenToLasso(chart) {
  let path = null
  const positionOf = event => {
    const box = chart.canvas.getBoundingClientRect()
    return [event.clientX - box.left, event.clientY - box.top]
  }
  const outline = () => {
    if (chart.activeTool === "lasso") return path
    const [[a, b], [c, d]] = [path[0], path.at(-1)]
    return [[a, b], [c, b], [c, d], [a, d]]
  }
  chart.canvas.addEventListener("pointerdown", event => {
    path = [positionOf(event)]
    chart.canvas.setPointerCapture(event.pointerId)
    event.preventDefault()
  })
  chart.canvas.addEventListener("pointermove", event => {
    if (!path) return
    path.push(positionOf(event))
    drawOverlay(chart)
    const context = chart.canvas.getContext("2d")
    context.beginPath()
    outline().forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)))
    context.closePath()
    context.lineWidth = 1.5
    context.setLineDash([5, 4])
    context.strokeStyle = chart.palette.text
    context.stroke()
    context.setLineDash([])
  })
  chart.canvas.addEventListener("pointerup", () => {
    if (!path) return
    const polygon = outline()
    path = null
    const place = rowProjector(chart)
    const ids = []
    for (let row = 0; row < chart.cloud.n; row++) {
      const spot = place(row)
      if (spot && polygonContains(polygon, spot)) ids.push(chart.cloud.ids[row])
    }
    toggleSelectionTool(chart, chart.activeTool)
    chart.selection = { ...chart.selection, marked: ids }
    drawOverlay(chart)
    reportToPage(chart, "select", { ids })
  })
}

// Ray casting: a ray from an inner point crosses the outline an odd number of times.
function polygonContains(polygon, [x, y]) {
  let isInside = false
  polygon.forEach(([x1, y1], i) => {
    const [x2, y2] = polygon[(i + 1) % polygon.length]
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) isInside = !isInside
  })
  return isInside
}
